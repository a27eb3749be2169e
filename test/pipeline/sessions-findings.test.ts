import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Cell,
  completeness,
  crashProneSlices,
  crashRates,
  crashRisk,
  gapsOf,
  type SessionRows,
  trainCrash,
} from '#pipeline';
import { type GeneratedSession, generateSessions } from '../../pipeline/generate/sessions/generate.ts';
import { upperTail } from '../../pipeline/math/binomial.ts';
import { assertClose } from '../support/assert-close.ts';
import { sessionData } from '../support/session-data.ts';

const SEEDS = [1, 2, 3];
const CRASHES_BY_PAIR =
  'SELECT app_version, os_version, count(*) AS sessions, sum(crashed::INTEGER) AS crashes FROM raw GROUP BY ALL';
const weeks = await Promise.all(SEEDS.map((seed) => sessionData({ seed }, CRASHES_BY_PAIR)));

describe('upperTail', () => {
  it('is what SciPy 1.10.1 gives as binom.sf(k − 1, n, p)', () => {
    assertClose(upperTail(4, 50, 0.0225), 0.025990332917968983, 1e-12);
    assertClose(upperTail(24_000, 1_000_000, 0.0235), 0.000506127984018203, 1e-10);
    assert.ok(Math.abs(upperTail(85, 707, 0.025) / 3.462925473259134e-32 - 1) < 1e-9);
  });

  it('is certain of none and sure not to see more than there are', () => {
    assert.deepEqual([upperTail(0, 10, 0.3), upperTail(11, 10, 0.3), upperTail(1, 10, 0), upperTail(10, 10, 1)], [1, 0, 0, 1]);
  });
});

describe('crash rates', () => {
  it('are those of plain SQL over the file', () => {
    for (const { rows, sql } of weeks) {
      const rates = crashRates(cellsOf(rows, ['app_version', 'os_version']));
      const found = rates.map(({ slice, sessions, crashes }) => ({ ...slice, sessions, crashes }));
      const order = (a: object, b: object) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
      assert.deepEqual(found.toSorted(order), sql.toSorted(order));
    }
  });

  it('set apart exactly the version and system pairs that were planted, on three seeds', () => {
    for (const { rows, documented } of weeks) {
      const prone = crashProneSlices(crashRates(cellsOf(rows, ['app_version', 'os_version'])));
      assert.deepEqual(
        prone.map(({ slice }) => `${slice.app_version} on ${slice.os_version}`).toSorted(),
        documented.crashProne.map(({ appVersion, osVersion }) => `${appVersion} on ${osVersion}`).toSorted(),
      );
    }
  });

  it('set nothing apart where nothing was planted', async () => {
    const { rows } = await sessionData({ seed: 9, incidents: 'none' });
    assert.deepEqual(crashProneSlices(crashRates(cellsOf(rows, ['app_version', 'os_version']))), []);
  });

  it('set nothing apart where there is one version only, or too few other sessions to know what is usual', () => {
    assert.deepEqual(crashProneSlices(versions({ '5.3.0': [4000, 452] })), []);
    assert.deepEqual(crashProneSlices(versions({ '5.3.0': [4000, 452], '5.2.0': [40, 0] })), []);
    assert.deepEqual(crashProneSlices([]), []);
  });

  it('set nothing apart from others whose own rate is hardly known', () => {
    // with Python fractions: of 21 crashes at 5/6 each, 20 or more are of the slice with 0.1130; of 6 all with 0.3349
    assert.deepEqual(crashProneSlices(versions({ '5.3.0': [1000, 20], '5.2.0': [300, 1] })), []);
    assert.deepEqual(crashProneSlices(versions({ '5.3.0': [1000, 6], '5.2.0': [300, 0] })), []);
  });

  it('set only the bad one of two versions apart, against the rate of the other', () => {
    const prone = crashProneSlices(versions({ '5.3.0': [1000, 113], '5.2.0': [3000, 36] }));
    assert.deepEqual(
      prone.map(({ slice, usualRate }) => [slice.app_version, usualRate]),
      [['5.3.0', 0.012]],
    );
  });

  it('find the planted hour of the week once there are sessions enough', () => {
    const options = { users: 24_000, weeks: 1, seed: 4, endDate: '2026-11-15', incidents: 'planted', badRows: 0 } as const;
    const { snapshots, planted } = generateSessions(options);
    const { weekday, hour } = planted.hotspot!;
    const found = crashProneSlices(crashRates(hourCells(snapshots[0]!.sessions())));
    assert.deepEqual(
      found.map(({ slice }) => slice),
      [{ start_weekday: weekday, start_hour: `${hour}:00` }],
    );
  });
});

describe('completeness', () => {
  it('has gaps on exactly the planted days and columns', () => {
    for (const { rows, documented } of weeks) {
      const gaps = gapsOf(completeness(rows)).map(({ column, day }) => `${column} ${day}`);
      const planted = documented.missing.flatMap(({ column, days }) => days.map((day) => `${column} ${day}`));
      assert.deepEqual(gaps.toSorted(), planted.toSorted());
    }
  });
});

describe('the risk of a crash', () => {
  const { rows, truth } = weeks[0]!;
  const { predictor } = trainCrash({ rows, profile: 'app-sessions', seed: 42, trainedAt: new Date('2026-11-16T06:00:00Z') });
  const risk = crashRisk(rows, predictor);

  it('is promised to 0.02 of what came, on users held out', () => {
    const { error } = predictor.model.promises!;
    assert.ok(error <= 0.02, `calibration error ${error}`);
  });

  it('is near the planted chance: off by less than 0.02 on average', () => {
    const off = truth.map(({ crashChance }, index) => Math.abs(risk.risks[index]! - crashChance));
    assert.ok(off.reduce((sum, value) => sum + value, 0) / off.length < 0.02);
  });

  it('goes most by the version on the system, as planted', () => {
    assert.equal(risk.importances[0]?.feature, 'app_version × os_version');
  });
});

/** Cells by hour of the week, straight from the generator: reading so many rows from a file takes most of the test's time. */
function hourCells(sessions: Iterable<GeneratedSession>): Cell[] {
  const counts = new Map<string, { slice: Cell['slice']; count: number; sum: number }>();
  for (const { row } of sessions) {
    const start = new Date(row.session_start);
    const slice = {
      start_weekday: WEEKDAYS[start.getUTCDay()]!,
      start_hour: `${String(start.getUTCHours()).padStart(2, '0')}:00`,
    };
    const key = Object.values(slice).join(' ');
    const { count, sum } = counts.get(key) ?? { count: 0, sum: 0 };
    counts.set(key, { slice, count: count + 1, sum: sum + row.crashed });
  }
  return [...counts.values()].map((counted) => cell(counted));
}

/** Rates by version, from how many sessions each has and how many of them crashed. */
function versions(counts: Readonly<Record<string, readonly [sessions: number, crashes: number]>>) {
  return crashRates(
    Object.entries(counts).map(([version, [count, sum]]) => cell({ slice: { app_version: version }, count, sum })),
  );
}

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

function cell({ slice, count, sum }: Pick<Cell, 'slice' | 'count' | 'sum'>): Cell {
  return { segment: 'all', slice, measure: 'crash_rate', count, sum, sumOfSquares: sum, minimum: 0, maximum: 1 };
}

/** Cells as a run stores them, of one segment. */
function cellsOf(rows: SessionRows, dimensions: readonly string[]): Cell[] {
  const categoryOf = (dimension: string, index: number) =>
    rows.categories[dimension as keyof SessionRows['categories']][index] ?? '(unknown)';
  const groups = Map.groupBy(rows.ids.keys(), (index) => dimensions.map((name) => categoryOf(name, index)).join('\n'));
  return [...groups].map(([key, own]) => {
    const sum = own.reduce((total, index) => total + rows.numbers.crashed[index]!, 0);
    const slice = Object.fromEntries(key.split('\n').map((value, place) => [dimensions[place]!, value]));
    return cell({ slice, count: own.length, sum });
  });
}
