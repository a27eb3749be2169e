import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  adjustedRandIndex,
  BUILT_IN_PROFILES,
  type CompleteRun,
  type Profile,
  profileFaults,
  runPipeline,
  type SessionIncidents,
  USERS,
  writeSessions,
} from '#pipeline';
import { Duck } from '../../pipeline/ingest/duckdb.ts';
import { endOfTimes } from '../../pipeline/ingest/file-day.ts';
import { readTelemetry } from '../../pipeline/ingest/read.ts';
import { inspect } from '../../pipeline/ingest/source.ts';
import { type GeneratedRuns, runsOf } from '../support/generated-runs.ts';

const profile = BUILT_IN_PROFILES['app-sessions']!;

describe('what follows from a session', () => {
  it('has duration, paces, hour and weekday worked out by hand', async () => {
    const [row] = await read(['s1,u1,2026-11-14T23:59:30Z,2026-11-15T00:01:30Z,60,6,2.1,iOS,iOS 18,UK,wifi,80,2048,0']);
    assert.deepEqual(row, {
      session_start: '2026-11-14 23:59:30',
      session_end: '2026-11-15 00:01:30',
      duration_s: 120,
      events_per_second: 0.5,
      screens_per_second: 0.05,
      duration_sign: 'positive',
      start_hour: '23:00',
      start_weekday: 'Saturday', // 14 November 2026
    });
  });

  it('keeps a session of no length, without a pace', async () => {
    const [row] = await read(['s1,u1,2026-11-14T10:00:00Z,2026-11-14T10:00:00Z,3,1,2.1,iOS,iOS 18,UK,wifi,80,2048,0']);
    assert.deepEqual(
      [row?.duration_sign, row?.duration_s, row?.events_per_second, row?.screens_per_second],
      ['zero', 0, null, null],
    );
  });

  it('keeps a session that ends before it begins, or never, without a duration', async () => {
    const rows = await read([
      's1,u1,2026-11-14T10:00:00Z,2026-11-14T09:59:59Z,3,1,2.1,iOS,iOS 18,UK,wifi,80,2048,0',
      's2,u1,2026-11-14T10:00:00Z,,3,1,2.1,iOS,iOS 18,UK,wifi,80,2048,1',
    ]);
    assert.deepEqual(
      rows.map((row) => [row.duration_sign, row.duration_s, row.events_per_second]),
      [
        ['negative', null, null],
        ['unknown', null, null],
      ],
    );
  });

  it('reads a time with an offset as the moment it names, and plain text as UTC', async () => {
    const [row] = await read(['s1,u1,2026-11-14T01:00:00+02:00,2026-11-13 23:00:10,3,1,2.1,iOS,iOS 18,UK,wifi,80,2048,0']);
    assert.deepEqual([row?.session_start, row?.duration_s, row?.start_weekday], ['2026-11-13 23:00:00', 10, 'Friday']);
  });

  it('sets aside a session whose start is missing or no time', async () => {
    const good = Array.from(
      { length: 60 },
      (_, index) => `g${index},u1,2026-11-14T10:00:00Z,2026-11-14T10:01:00Z,3,1,2.1,iOS,iOS 18,UK,wifi,80,2048,0`,
    );
    const bad = [
      'b1,u1,,2026-11-14T10:01:00Z,3,1,2.1,iOS,iOS 18,UK,wifi,80,2048,0',
      'b2,u1,30 February,2026-11-14T10:01:00Z,3,1,2.1,iOS,iOS 18,UK,wifi,80,2048,0',
      'b3,u1,2026-11-14T10:00:00Z,soon,3,1,2.1,iOS,iOS 18,UK,wifi,80,2048,0',
    ];
    const { rejects } = await readInto([...good, ...bad], async (_, result) => result);
    assert.deepEqual(
      rejects.map(({ reason, column, value }) => [reason, column, value]),
      [
        ['missing value', 'session_start', null],
        ['not a date and time', 'session_start', '30 February'],
        ['not a date and time', 'session_end', 'soon'],
      ],
    );
  });

  it('sets aside a session that begins before 2000, or later than tomorrow', async () => {
    const starting = (id: string, start: string) => `${id},u1,${start},,3,1,2.1,iOS,iOS 18,UK,wifi,80,2048,0`;
    const good = Array.from({ length: 100 }, (_, index) => starting(`g${index}`, '2026-11-15T10:00:00Z'));
    const lines = [
      starting('b1', '0001-01-01T00:00:00Z'),
      starting('b2', '1970-01-01T00:00:00Z'),
      starting('ok', '2000-01-01T00:00:00Z'),
      starting('tomorrow', '2026-11-16T23:59:59Z'),
      starting('b3', '2026-11-17T00:00:00Z'),
      starting('b4', '9999-12-31T23:59:59Z'),
    ];
    const end = endOfTimes(new Date('2026-11-15T12:00:00Z'));
    const { rejects } = await readInto([...good, ...lines], async (_, result) => result, profile, end);
    assert.deepEqual(
      rejects.map(({ line, reason, column, value }) => [line, reason, column, value]),
      [
        [102, 'not a plausible time', 'session_start', '0001-01-01T00:00:00Z'],
        [103, 'not a plausible time', 'session_start', '1970-01-01T00:00:00Z'],
        [106, 'not a plausible time', 'session_start', '2026-11-17T00:00:00Z'],
        [107, 'not a plausible time', 'session_start', '9999-12-31T23:59:59Z'],
      ],
    );
  });
});

describe('a profile with derived columns', () => {
  it('is sound as it comes with Herald', () => assert.deepEqual(profileFaults(profile), []));

  it('is told when it derives a column from what the input does not have', () => {
    const columns = profile.columns.map((column) => (column.name === 'session_end' ? { ...column, name: 'ended' } : column));
    assert.match(
      profileFaults({ ...profile, columns }).join('; '),
      /duration_s is derived from session_end, which is no time column of the input/,
    );
  });
});

describe('generated sessions', () => {
  let folder: string;
  let documented: SessionIncidents;
  let generated: GeneratedRuns;
  let run: CompleteRun;
  const options = { users: 800, weeks: 2, seed: 3, endDate: '2026-11-15', incidents: 'planted', badRows: 5 } as const;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'herald-sessions-'));
    const { files, incidentsFile } = await writeSessions(options, folder);
    documented = JSON.parse(await readFile(incidentsFile, 'utf8')) as SessionIncidents;
    generated = await runsOf(folder, files, { profile });
    run = generated.runs.at(-1)!;
  });
  after(() => generated[Symbol.asyncDispose]());

  it('are the same bytes for the same seed', async () => {
    const again = await mkdtemp(join(tmpdir(), 'herald-sessions-'));
    try {
      const { files, truthFile } = await writeSessions(options, again);
      for (const [index, path] of [...files, truthFile].entries()) {
        const first = [...generated.files, join(folder, 'truth.csv')][index]!;
        assert.equal(await readFile(path, 'utf8'), await readFile(first, 'utf8'));
      }
    } finally {
      await rm(again, { recursive: true });
    }
  });

  it('are read but for the documented bad rows', async () => {
    for (const { id, input } of generated.runs) {
      const rejects = await generated.store.rejects(id, 100);
      assert.deepEqual(
        rejects.map(({ file, line, reason }) => ({ file, line, reason })),
        documented.badRows.filter(({ file }) => file === input[0]),
      );
    }
  });

  it('have as many zero, negative and unknown durations as documented', async () => {
    const cells = await Promise.all(generated.runs.map(({ id }) => generated.store.cells(id, ['duration_sign'], [USERS])));
    const counted = Object.fromEntries(['zero', 'negative', 'unknown'].map((sign) => [sign, 0]));
    for (const { slice, count } of cells.flat()) {
      if (slice.duration_sign! in counted) counted[slice.duration_sign!]! += count;
    }
    assert.deepEqual(counted, documented.durations);
  });

  it('crash on the crash-prone versions as often as documented', async () => {
    const cells = await Promise.all(
      generated.runs.map(async ({ id, asOf }) => ({
        asOf,
        cells: await generated.store.cells(id, ['app_version', 'os_version'], ['crash_rate']),
      })),
    );
    for (const { appVersion, osVersion, weeks, sessions, crashes } of documented.crashProne) {
      const own = cells
        .filter(({ asOf }) => weeks.includes(asOf))
        .flatMap((week) => week.cells.filter(({ slice }) => slice.app_version === appVersion && slice.os_version === osVersion));
      assert.equal(sum(own.map(({ count }) => count)), sessions);
      assert.equal(sum(own.map((cell) => cell.sum)), crashes);
    }
  });

  it('are clustered into the personas that were planted, better than by chance', async () => {
    const truth = await truthOf(folder);
    const { rows } = await generated.store.listUsers({ runId: run.id, filters: [], limit: 1e6 }, profile.name);
    const human = rows.filter(({ session_id }) => truth.get(String(session_id))!.persona !== '');
    const found = human.map(({ cluster }) => Number(cluster));
    const planted = human.map(({ session_id }) => ['quick', 'browsing', 'deep'].indexOf(truth.get(String(session_id))!.persona));
    const index = adjustedRandIndex(Uint8Array.from(found), Uint8Array.from(planted));
    assert.ok(index > 0.5, `adjusted Rand index ${index}`);
  });

  it('says of what there are too few for the clusters', async () => {
    const ports = { store: generated.store, clock: { now: () => new Date('2026-11-16T06:00:00Z') }, progress: () => undefined };
    await assert.rejects(runPipeline({ files: [generated.files[0]!], profile, k: 1_000_000 }, ports), {
      code: 'CLUSTER_COUNT',
      message: /less than the number of sessions \(\d+\), got 1000000; choose another --k or add sessions/,
    });
  });
});

const HEADER =
  'session_id,user_id,session_start,session_end,events_count,screens_viewed,app_version,device_type,os_version,country,network,battery_pct,memory_mb,crashed';

/** The derived values and times of sessions. */
async function read(lines: readonly string[]): Promise<Record<string, unknown>[]> {
  const columns = profile.columns.filter((column) => column.kind === 'time' || ('derived' in column && column.derived));
  return readInto(lines, (duck) => duck.rows(`SELECT ${columns.map(({ name }) => name).join(', ')} FROM users ORDER BY n`));
}

async function readInto<Result>(
  lines: readonly string[],
  look: (duck: Duck, result: Awaited<ReturnType<typeof readTelemetry>>) => Promise<Result>,
  read: Profile = profile,
  end?: string,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'herald-sessions-'));
  try {
    const file = join(folder, 'sessions.csv');
    await writeFile(file, `${[HEADER, ...lines].join('\n')}\n`);
    await using duck = await Duck.open();
    const source = await inspect(duck, file, HEADER.split(','));
    return await look(duck, await readTelemetry(duck, [source], read, end));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function truthOf(folder: string): Promise<Map<string, { readonly persona: string; readonly bot: string }>> {
  const lines = (await readFile(join(folder, 'truth.csv'), 'utf8')).trim().split('\n').slice(1);
  return new Map(
    lines.map((line) => {
      const [id, persona, bot] = line.split(',');
      return [id!, { persona: persona!, bot: bot! }];
    }),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
