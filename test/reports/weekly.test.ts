import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type CompleteRun, type IncidentsDocument, type Movement, DEFAULT_PROFILE as profile } from '#pipeline';
import { generateTelemetry, type TelemetryRow } from '../../pipeline/generate/index.ts';
import { renderHtml } from '../../reports/render/html.ts';
import { renderPdfLite } from '../../reports/render/pdf-lite.ts';
import type { WeeklyReport } from '../../reports/report.ts';
import { changeBetween } from '../../reports/sections/change.ts';
import { weeklyReport } from '../../reports/weekly.ts';
import { assertClose } from '../support/assert-close.ts';
import { type GeneratedRuns, generatedRuns } from '../support/generated-runs.ts';
import { readPdf } from '../support/pdf-reader.ts';

const TELEMETRY = { users: 500, weeks: 3, seed: 5, endDate: '2026-11-16', incidents: 'planted', badRows: 18 } as const;
const WEEKS: readonly (readonly TelemetryRow[])[] = generateTelemetry(TELEMETRY).snapshots.map(({ rows }) =>
  [...rows()].flatMap((entry) => (entry.kind === 'good' ? [entry.row] : [])),
);

let runs: GeneratedRuns & { readonly documented: IncidentsDocument };
let first: WeeklyReport;
let last: WeeklyReport;
let weak: WeeklyReport;
/** Segments by user in each week, from the stored users themselves. */
let segmentsByWeek: readonly ReadonlyMap<string, string>[];

before(async () => {
  runs = await generatedRuns(TELEMETRY);
  first = await report(runs.runs[0]!);
  last = await report(runs.runs[2]!);
  const { trust, segments, ...run } = runs.runs[2]!;
  const unproven = segments.map((segment) => ({ ...segment, nameSupported: false }));
  const reasons = trust.reasons.map((reason) => reason.replace('is strong', 'is weak'));
  weak = await report({ ...run, segments: unproven, trust: { ...trust, level: 'weak', reasons } });
  segmentsByWeek = await Promise.all(runs.runs.map(({ id, rows: users }) => segmentsIn(id, users)));
});

after(async () => {
  await runs?.[Symbol.asyncDispose]();
});

function report(run: CompleteRun): Promise<WeeklyReport> {
  const options = { title: 'Weekly report', brand: 'Acme', generatedAt: new Date('2026-11-16T06:00:00Z'), warnings: [] };
  return weeklyReport(runs.store, run, profile, options);
}

async function segmentsIn(runId: number, users: number): Promise<ReadonlyMap<string, string>> {
  const sample = await runs.store.sample(runId);
  assert.equal(sample.length, users); // all of them, at this size
  return new Map(sample.map(({ row, segment }) => [row.user_id as string, segment]));
}

function sentences({ headlines }: WeeklyReport): readonly string[] {
  return headlines.map(({ sentence }) => sentence);
}

describe('headlines', () => {
  it('of a first run give the size, the first KPI and trust, and say that there is nothing to compare with', () => {
    assert.equal(first.change, null);
    assert.deepEqual(
      first.headlines.map(({ label }) => label),
      ['Power Users', 'Engagement', 'Trust in the segments'],
    );
    const [size, level] = sentences(first);
    assert.match(size!, /^\d+ of 500 users are Power Users\.$/);
    assert.match(level!, /^Engagement is [\d.]+ on average\. This is the first run, so there is nothing to compare with yet\.$/);
  });

  it('of a later run compare with the day before', () => {
    assert.match(sentences(last)[0]!, /^\d+ of \d+ users are Power Users, .+ on 9 November 2026\.$/);
    assert.deepEqual(last.change!.since, { runId: runs.runs[1]!.id, asOf: '2026-11-09' });
    assert.equal(last.headlines.at(-1)!.label, 'Trust in the segments');
  });

  it('count who changed segment', () => {
    const { figure, sentence } = last.headlines.find(({ label }) => label === 'Changed segment')!;
    const { moved, inBoth } = countedMovers();
    assert.equal(figure, `${((100 * moved) / inBoth).toFixed(1)}%`);
    assert.ok(sentence.startsWith(`${moved} of ${inBoth} users in both runs changed segment since 9 November 2026`), sentence);
  });

  it('of a weak run begin with trust, and compare no segments', () => {
    assert.equal(weak.headlines[0]!.label, 'Trust in the segments');
    assert.equal(weak.headlines[0]!.tone, 'bad');
    assert.ok(!weak.headlines.some(({ label }) => label === 'Changed segment'));
    assert.match(weak.headlines[1]!.sentence, /^\d+ of \d+ users are Power Users \(unproven\)\.$/);
    assert.match(weak.change!.finding, /^Trust is too weak to compare the segments of the two runs; /);
  });

  it('are whole sentences', () => {
    for (const made of [first, last, weak]) {
      for (const sentence of sentences(made)) {
        assert.match(sentence, /^[\p{Lu}\d].*\.$/u);
        assert.doesNotMatch(sentence, /NaN|undefined|null| 1 users/);
      }
    }
  });
});

function countedMovements(): ReadonlyMap<string, number> {
  const [, before, after] = segmentsByWeek;
  const counted = new Map<string, number>();
  for (const user of new Set([...before!.keys(), ...after!.keys()])) {
    const key = `${before!.get(user) ?? 'not there before'} → ${after!.get(user) ?? 'gone'}`;
    counted.set(key, (counted.get(key) ?? 0) + 1);
  }
  return counted;
}

function countedMovers(): { readonly moved: number; readonly inBoth: number } {
  const [, before, after] = segmentsByWeek;
  const both = [...after!].filter(([user]) => before!.has(user));
  return { moved: both.filter(([user, segment]) => before!.get(user) !== segment).length, inBoth: both.length };
}

describe('the change since the previous run', () => {
  it('has everybody who came, went, stayed or moved', () => {
    const { rows } = last.change!.movers;
    assert.deepEqual(new Map(rows.map(([from, to, users]) => [`${from} → ${to}`, users])), countedMovements());
    assertClose(
      rows.reduce((sum, [, , , share]) => sum + (share as number), 0),
      1,
    );
  });

  it('has the sizes of both runs, and shares of their own totals', () => {
    const [, before, after] = segmentsByWeek;
    for (const [name, old, now, oldShare, nowShare] of last.change!.segments.rows) {
      const [inOld, inNow] = [before!, after!].map((week) => [...week.values()].filter((segment) => segment === name).length);
      assert.deepEqual([old, now], [inOld, inNow]);
      assertClose(oldShare as number, inOld! / before!.size);
      assertClose(nowShare as number, inNow! / after!.size);
    }
  });

  it('has the averages of the generated rows', () => {
    const averages = new Map(last.change!.kpis.rows.map(([measure, before, now]) => [measure, [before, now]]));
    const mean = (week: number, value: (row: TelemetryRow) => number) =>
      WEEKS[week]!.reduce((sum, row) => sum + value(row), 0) / WEEKS[week]!.length;
    const engagement = (week: number) => mean(week, (row) => row.engagement_score as number).toFixed(1);
    const crashed = (week: number) =>
      `${(100 * mean(week, (row) => Number((row.crash_events_last_30_days as number) > 0))).toFixed(1)}%`;
    assert.deepEqual(averages.get('Engagement'), [engagement(1), engagement(2)]);
    assert.deepEqual(averages.get('Users with a crash'), [crashed(1), crashed(2)]);
    assert.equal(averages.size, profile.measures.length);
  });
});

describe('the finding of a change', () => {
  const finding = (movements: readonly Movement[]) => {
    const [, before, after] = runs.runs;
    return changeBetween({ before: [], after: [], movements }, before!, after!, profile).finding;
  };

  it('is singular for one user, and counts neither who stayed nor who came or went', () => {
    assert.equal(
      finding([
        { from: 'Power Users', to: 'Power Users', users: 200 },
        { from: null, to: 'Power Users', users: 7 },
        { from: 'Casual Users', to: null, users: 7 },
        { from: 'Power Users', to: 'Casual Users', users: 1 },
        { from: 'Casual Users', to: 'Power Users', users: 1200 },
      ]),
      '1,200 users moved from Casual Users to Power Users and 1 user moved from Power Users to Casual Users; no average moved by more than chance.',
    );
  });

  it('says that nobody moved', () => {
    assert.equal(finding([]), 'Nobody changed segment; no average moved by more than chance.');
  });

  it('names the averages that moved by more than chance, and which way', () => {
    const cells = (mean: number) =>
      ['engagement_score', 'churn_risk_score'].map((measure) => {
        // 1,000 users, variance about 1, so the standard error of a difference is √(2 / 1,000) = 0.045
        return {
          segment: 'Power Users',
          slice: {},
          measure,
          count: 1000,
          sum: 1000 * mean,
          sumOfSquares: 1000 * (mean ** 2 + 1),
          minimum: 0,
          maximum: 9,
        };
      });
    const [engagement] = cells(5);
    const [, before, after] = runs.runs;
    const data = { before: cells(5), after: [{ ...cells(5.2)[0]!, measure: 'churn_risk_score' }, engagement!], movements: [] };
    assert.equal(
      changeBetween(data, before!, after!, profile).finding,
      'Nobody changed segment; churn risk rose by more than chance.',
    );
  });
});

describe('data quality', () => {
  it('counts the planted bad rows by reason', () => {
    const file = 'app-behavior-2026-11-16.csv';
    const planted = Map.groupBy(
      runs.documented.badRows.filter((bad) => bad.file === file),
      ({ reason }) => reason,
    );
    assert.deepEqual(
      new Map(last.quality.rejected.rows.map(([reason, rows]) => [reason, rows])),
      new Map([...planted].map(([reason, rows]) => [reason, rows.length])),
    );
    const read = WEEKS[2]!.length + 18;
    assert.ok(last.quality.finding.startsWith(`18 of ${read} rows were set aside; `), last.quality.finding);
  });

  it('counts the ratings that are missing', () => {
    const missing = WEEKS[2]!.filter(({ rating_given }) => rating_given === null).length;
    const [row] = last.quality.missing.rows;
    assert.deepEqual(row!.slice(0, 2), ['Rating', missing]);
    assertClose(row![2] as number, missing / WEEKS[2]!.length);
  });

  it('counts what lies outside the bounds it shows', () => {
    for (const { column, lower, upper, capped } of last.quality.quality.caps) {
      const outside = WEEKS[2]!.filter((row) => (row[column] as number) < lower || (row[column] as number) > upper);
      assert.equal(capped, outside.length, column);
    }
  });

  it('shows no bound that no value can reach: there are no fewer than no sessions', () => {
    const { caps } = last.quality.quality;
    assert.ok(caps.some(({ lower }) => lower < 0));
    for (const [, lower] of last.quality.capped.rows) assert.ok(lower === null || Number(lower) >= 0, String(lower));
  });
});

describe('method and trust', () => {
  it('name the input, the number of clusters and the seed', () => {
    const text = last.method.map((step) => step.text).join(' ');
    for (const part of ['app-behavior-2026-11-16.csv', '2 clusters', 'seed 42', '17 features'])
      assert.ok(text.includes(part), part);
  });

  it('mark unproven names in the effects too', () => {
    assert.ok(last.trust.effects.rows.every(([, segments]) => segments === 'Power Users against Casual Users'));
    assert.ok(
      weak.trust.effects.rows.every(([, segments]) => segments === 'Power Users (unproven) against Casual Users (unproven)'),
    );
    assert.match(weak.trust.verdict, /^Weak: /);
  });
});

describe('rendered', () => {
  const squeezed = (text: string) => text.replace(/\s+/g, '');
  const said = (made: WeeklyReport) => [
    ...sentences(made),
    ...made.views.map(({ finding }) => finding),
    ...(made.change === null ? [] : [made.change.finding]),
    made.quality.finding,
    ...made.trust.trust.reasons,
  ];

  for (const name of ['first', 'last', 'weak'] as const) {
    it(`as HTML says every finding of the ${name} report`, async () => {
      const made = { first, last, weak }[name];
      const html = await renderHtml(made);
      const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'", '#x3D': '=' };
      const text = html.replace(/<[^>]*>/g, '').replace(/&([^;\s]+);/g, (whole, entity: string) => entities[entity] ?? whole);
      for (const sentence of said(made)) assert.ok(squeezed(text).includes(squeezed(sentence)), sentence);
    });

    it(`as PDF says every finding of the ${name} report`, async () => {
      const made = { first, last, weak }[name];
      const { pages } = await readPdf(await renderPdfLite(made));
      const text = squeezed(pages.map((page) => page.text).join(' '));
      for (const sentence of said(made)) assert.ok(text.includes(squeezed(sentence)), sentence);
    });
  }
});
