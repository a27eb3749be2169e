import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { kmeans } from 'ml-kmeans';
import { binomial, normal } from '../../pipeline/generate/draws.ts';
import {
  generateTelemetry,
  type IncidentsDocument,
  type TelemetryOptions,
  type TelemetryPlan,
  type TelemetryRow,
  writeTelemetry,
} from '../../pipeline/generate/index.ts';
import { Random } from '../../pipeline/math/random.ts';
import { appBehavior } from '../../pipeline/profiles/app-behavior.ts';

const OPTIONS: TelemetryOptions = { users: 2000, weeks: 8, seed: 1, endDate: '2026-11-16', incidents: 'planted', badRows: 0 };

describe('generateTelemetry', () => {
  const plan = generateTelemetry({ ...OPTIONS, users: 20_000 });
  const weeks = plan.snapshots.map((_, week) => goodRows(plan, week));

  it('makes one snapshot a week, the last on the end date', () => {
    const dates = generateTelemetry({ ...OPTIONS, weeks: 3, endDate: '2027-01-04' }).snapshots.map(({ date }) => date);
    assert.deepEqual(dates, ['2026-12-21', '2026-12-28', '2027-01-04']);
  });

  it('starts with exactly the users asked for and drifts by less than 5 %', () => {
    assert.equal(weeks[0]!.length, 20_000);
    for (const rows of weeks) assert.ok(Math.abs(rows.length / 20_000 - 1) < 0.05, `${rows.length} users`);
  });

  it('keeps every number within the range of the real data', () => {
    for (const rows of weeks) {
      for (const [column, [least, most]] of Object.entries(RANGES)) {
        const values = numbers(rows, column);
        const [low, high] = [Math.min(...values), Math.max(...values)];
        assert.ok(low >= least && high <= most, `${column} from ${low} to ${high}`);
        assert.ok(high - low > 0.45 * (most - least) || column.startsWith('support'), `${column} uses only ${low} to ${high}`);
      }
    }
  });

  it('has the marginals of the real data, within 1 point', () => {
    for (const [column, shares] of Object.entries(MARGINALS)) {
      for (const [value, percent] of Object.entries(shares)) {
        const share = meanOf(weeks[0]!.map((row) => (row[column] === value ? 100 : 0)));
        assert.ok(Math.abs(share - percent) < 1, `${column} ${value}: ${share} %`);
      }
    }
  });

  it('has the means of the real data, within 8 %', () => {
    for (const [column, expected] of Object.entries(MEANS)) {
      const mean = meanOf(numbers(weeks[0]!, column));
      assert.ok(Math.abs(mean / expected - 1) < 0.08, `${column}: ${mean} instead of ${expected}`);
    }
  });

  it('leaves about a tenth of the ratings out, more of them among light users', () => {
    const types = typesOn(plan, 0);
    const missing = (type: string) =>
      meanOf(weeks[0]!.filter((row) => types.get(idOf(row)) === type).map((row) => (row.rating_given === null ? 1 : 0)));
    assert.ok(Math.abs(meanOf(weeks[0]!.map((row) => (row.rating_given === null ? 1 : 0))) - 0.1) < 0.01);
    assert.ok(missing('light') > 1.5 * missing('heavy'));
  });

  it('keeps 98 to 99.5 % of users from week to week, the others lapse for good', () => {
    const gone = new Set<string>();
    for (let week = 1; week < weeks.length; week++) {
      const now = new Set(weeks[week]!.map(idOf));
      const stayed = weeks[week - 1]!.filter((row) => now.has(idOf(row))).length / weeks[week - 1]!.length;
      assert.ok(stayed > 0.98 && stayed < 0.995, `${stayed} stayed`);
      for (const row of weeks[week - 1]!) if (!now.has(idOf(row))) gone.add(idOf(row));
      assert.ok(weeks[week]!.every((row) => !gone.has(idOf(row))));
    }
  });

  it('welcomes new users every week, with accounts of 7 to 13 days', () => {
    const seen = new Set(weeks[0]!.map(idOf));
    for (const rows of weeks.slice(1)) {
      const arrivals = rows.filter((row) => !seen.has(idOf(row)));
      assert.ok(arrivals.length > 0.005 * rows.length && arrivals.length < 0.02 * rows.length, `${arrivals.length} arrivals`);
      assert.ok(numbers(arrivals, 'account_age_days').every((age) => age >= 7 && age <= 13));
      for (const row of arrivals) seen.add(idOf(row));
    }
  });

  it('lets accounts grow older by 7 days a week while the person stays the same', () => {
    const next = byId(weeks[1]!);
    for (const row of weeks[0]!) {
      const later = next.get(idOf(row));
      if (later === undefined) continue;
      assert.equal(Number(later.account_age_days) - Number(row.account_age_days), 7);
      for (const column of ['age', 'gender', 'country', 'device_type', 'subscription_type', 'marketing_source']) {
        assert.equal(later[column], row[column]);
      }
    }
  });

  it('moves users to newer versions only, and releases 2.1 on the way', () => {
    const share = (week: number) => meanOf(weeks[week]!.map((row) => (row.app_version === '2.1' ? 1 : 0)));
    assert.equal(share(1), 0);
    for (let week = 2; week < weeks.length; week++) assert.ok(share(week) > share(week - 1) + 0.02);
    const last = byId(weeks.at(-1)!);
    for (const row of weeks[0]!) {
      const later = last.get(idOf(row));
      if (later !== undefined) assert.ok(String(later.app_version) >= String(row.app_version));
    }
  });

  it('keeps a user near their level: engagement correlates over a week by 0.8 to 0.95', () => {
    const next = byId(weeks[1]!);
    const pairs = weeks[0]!.flatMap((row) => {
      const later = next.get(idOf(row));
      return later === undefined ? [] : [[Number(row.engagement_score), Number(later.engagement_score)] as const];
    });
    const r = correlation(
      pairs.map(([x]) => x),
      pairs.map(([, y]) => y),
    );
    assert.ok(r > 0.8 && r < 0.95, `correlation ${r}`);
  });

  it('has 1 to 2 % of users really change type in a week', () => {
    for (let week = 1; week < weeks.length; week++) {
      const [then, now] = [typesOn(plan, week - 1), typesOn(plan, week)];
      const both = [...now].filter(([id]) => then.has(id));
      const changed = both.filter(([id, type]) => then.get(id) !== type).length / both.length;
      assert.ok(changed > 0.01 && changed < 0.02, `${changed} changed`);
    }
  });

  it('lets churn risk fall with activity and rise with crashes, tickets and absence', () => {
    const churn = numbers(weeks[0]!, 'churn_risk_score');
    const against = (column: string) => correlation(numbers(weeks[0]!, column), churn);
    assert.ok(against('engagement_score') < -0.5);
    assert.ok(against('sessions_per_week') < -0.5);
    assert.ok(against('crash_events_last_30_days') > 0.05);
    assert.ok(against('support_tickets_raised') > 0.05);
    assert.ok(against('days_since_last_login') > 0.5);
  });

  it('gives the rows of a snapshot again when asked again', () => {
    assert.deepEqual(goodRows(plan, 3).slice(0, 100), weeks[3]!.slice(0, 100));
  });

  it('gives no incident to a single week, which has no past', () => {
    assert.deepEqual(generateTelemetry({ ...OPTIONS, weeks: 1 }).incidents, []);
  });

  it('copes with one user', () => {
    assert.equal(goodRows(generateTelemetry({ ...OPTIONS, users: 1, weeks: 104 }), 0).length, 1);
  });

  it('stays within 1199 days of account age over two years', () => {
    const last = goodRows(generateTelemetry({ ...OPTIONS, users: 300, weeks: 104 }), 103);
    assert.ok(Math.max(...numbers(last, 'account_age_days')) <= 1199);
  });
});

describe('the two latent types', () => {
  for (const [users, seed] of [
    [2000, 1],
    [2000, 2],
    [2000, 3],
    [10_000, 4],
  ] as const) {
    it(`are found again by k-means among ${users} users with seed ${seed}`, () => {
      const plan = generateTelemetry({ ...OPTIONS, users, seed });
      for (const week of [0, 7]) {
        const rows = goodRows(plan, week);
        const types = typesOn(plan, week);
        const points = standardised(rows);
        const labels = kmeans(points, 2, { seed: 7, initialization: 'kmeans++' }).clusters;
        const truth = rows.map((row) => (types.get(idOf(row)) === 'heavy' ? 1 : 0));

        const rand = adjustedRandIndex(labels, truth);
        assert.ok(rand > 0.95, `adjusted Rand index ${rand}`);
        const silhouette = meanSilhouette(points.slice(0, 1000), labels.slice(0, 1000));
        assert.ok(silhouette > 0.25 && silhouette < 0.4, `silhouette ${silhouette}`);
        const squares = gaps(points, labels).map((gap) => gap * gap);
        const dominance = Math.max(...squares) / squares.reduce((sum, square) => sum + square, 0);
        assert.ok(dominance < 0.35, `dominance ${dominance}`);
        const d = Math.abs(cohensD(numbers(rows, 'engagement_score'), labels));
        assert.ok(d > 1.5, `Cohen's d ${d}`);
        const heavy = meanOf(truth);
        assert.ok(heavy > 0.35 && heavy < 0.45, `heavy share ${heavy}`);
      }
    });
  }
});

describe('planted incidents', () => {
  const plan = generateTelemetry({ ...OPTIONS, users: 10_000, seed: 6 });
  const calm = generateTelemetry({ ...OPTIONS, users: 10_000, seed: 6, incidents: 'none' });
  const [crash, churn] = plan.incidents;

  it('are a crash wave of two weeks and a churn wave of three, up to the last', () => {
    assert.deepEqual([crash?.kind, Object.keys(crash!.slice)], ['crash', ['app_version', 'device_type']]);
    assert.deepEqual([churn?.kind, Object.keys(churn!.slice)], ['churn', ['subscription_type', 'country']]);
    assert.deepEqual(crash!.weeks, ['2026-11-09', '2026-11-16']);
    assert.deepEqual(churn!.weeks, ['2026-11-02', '2026-11-09', '2026-11-16']);
  });

  it('are chosen by seed, in slices of 2 to 15 % of users', () => {
    const slices = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => generateTelemetry({ ...OPTIONS, seed }).incidents);
    assert.ok(new Set(slices.map((incidents) => JSON.stringify(incidents.map(({ slice }) => slice)))).size >= 5);
    for (const { affectedUsers } of slices.flat()) assert.ok(affectedUsers[0]! > 0.015 * 2000 && affectedUsers[0]! < 0.2 * 2000);
  });

  it('are documented as they are in the rows: users, means and size', () => {
    for (const incident of plan.incidents) {
      const during = (from: TelemetryPlan) => incident.weeks.map((day) => sliceRows(from, day, incident.slice));
      assert.deepEqual(
        incident.affectedUsers,
        during(plan).map((rows) => rows.length),
      );
      close(incident.expectedAfter, meanOf(during(plan).flatMap((rows) => numbers(rows, incident.measure))));
      close(incident.expectedBefore, meanOf(during(calm).flatMap((rows) => numbers(rows, incident.measure))));
      close(incident.size, incident.expectedAfter - incident.expectedBefore);
    }
    assert.ok(Math.abs(crash!.size - 0.8) < 0.1, `crash wave of ${crash!.size}`);
    assert.ok(Math.abs(churn!.size - 0.15) < 0.015, `churn wave of ${churn!.size}`);
  });

  it('start at once: the slice differs from the week before by far more than chance', () => {
    for (const { slice, measure, weeks } of plan.incidents) {
      const start = plan.snapshots.findIndex(({ date }) => date === weeks[0]);
      const [then, now] = [start - 1, start].map((week) => numbers(sliceRows(plan, plan.snapshots[week]!.date, slice), measure));
      assert.ok(zScore(then!, now!) > 6, `z ${zScore(then!, now!)}`);
    }
  });

  it('leave every other user and column as it would have been', () => {
    for (const { date } of plan.snapshots) {
      const hit = plan.incidents.filter(({ weeks }) => weeks.includes(date));
      const quiet = rowsOn(calm, date);
      for (const [index, row] of rowsOn(plan, date).entries()) {
        const expected = { ...quiet[index]! };
        for (const { slice, measure } of hit) if (isIn(row, slice)) Object.assign(expected, { [measure]: row[measure] });
        assert.deepEqual(row, expected);
      }
    }
  });

  it('are the only thing that moves: no other slice changes by more than 4.5 standard errors in a week', () => {
    const weeks = calm.snapshots.map((_, week) => goodRows(calm, week));
    for (let week = 1; week < weeks.length; week++) {
      const [then, now] = [weeks[week - 1]!, weeks[week]!];
      for (const dimension of [...Object.keys(MARGINALS), 'app_version']) {
        for (const [value, rows] of Map.groupBy(now, (row) => String(row[dimension]))) {
          const before = then.filter((row) => row[dimension] === value);
          if (before.length < 30) continue; // a version in the week of its release
          for (const measure of ['churn_risk_score', 'crash_events_last_30_days', 'engagement_score', 'daily_active_minutes']) {
            const z = zScore(numbers(before, measure), numbers(rows, measure));
            assert.ok(Math.abs(z) < 4.5, `${measure} of ${value} in week ${week}: z ${z}`);
          }
        }
      }
    }
  });
});

describe('hostile options', () => {
  const hostile: readonly [keyof TelemetryOptions, unknown][] = [
    ['users', 0],
    ['users', -5],
    ['users', 1.5],
    ['users', 1e12],
    ['users', '2000'],
    ['weeks', -1],
    ['weeks', 0],
    ['weeks', 105],
    ['seed', Number.NaN],
    ['seed', -1],
    ['seed', Number.POSITIVE_INFINITY],
    ['badRows', -1],
    ['badRows', undefined],
    ['incidents', 'some'],
    ['endDate', '2026-02-30'],
    ['endDate', '16.11.2026'],
    ['endDate', ''],
  ];
  for (const [option, value] of hostile) {
    it(`are refused by name: ${option} ${typeof value === 'string' ? `"${value}"` : value}`, () => {
      const options = { ...OPTIONS, [option]: value } as TelemetryOptions;
      assert.throws(() => generateTelemetry(options), { code: 'GENERATE_OPTION', message: new RegExp(`^${option} must be `) });
    });
  }
});

describe('writeTelemetry', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'herald-generate-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('writes a file a week, the truth and the incidents, and leaves nothing half-written', async () => {
    const out = join(folder, 'made', 'on', 'the', 'way');
    const written = await writeTelemetry({ ...OPTIONS, users: 50, weeks: 2 }, out);
    const names = ['app-behavior-2026-11-09.csv', 'app-behavior-2026-11-16.csv', 'incidents.json', 'truth.csv'];
    assert.deepEqual((await readdir(out)).sort(), names);
    assert.deepEqual(
      [...written.files, written.incidentsFile, written.truthFile],
      names.map((name) => join(out, name)),
    );
  });

  it('writes the 25 columns in the order of the profile, and no number with more than two decimals', async () => {
    const { files } = await writeTelemetry({ ...OPTIONS, users: 50 }, join(folder, 'columns'));
    const [header, ...lines] = (await readFile(files[0]!, 'utf8')).trimEnd().split('\n');
    assert.equal(header, appBehavior.columns.map((column) => column.name).join(','));
    assert.equal(lines.length, 50);
    for (const line of lines) {
      assert.equal(line.split(',').length, 25);
      assert.doesNotMatch(line, /\.\d{3}|e-|NaN|undefined|null/);
    }
    assert.equal(lines[0]!.split(',')[0], '100000');
  });

  it('writes the same bytes for the same options, others for another seed', async () => {
    const options = { ...OPTIONS, users: 200, badRows: 5 };
    const [first, second, other] = await Promise.all([
      writeTelemetry(options, join(folder, 'first')),
      writeTelemetry(options, join(folder, 'second')),
      writeTelemetry({ ...options, seed: 2 }, join(folder, 'other')),
    ]);
    for (const key of ['incidentsFile', 'truthFile'] as const) {
      assert.deepEqual(await readFile(first[key]), await readFile(second[key]));
    }
    for (const [index, file] of first.files.entries()) {
      assert.deepEqual(await readFile(file), await readFile(second.files[index]!));
      assert.notDeepEqual(await readFile(file), await readFile(other.files[index]!));
    }
  });

  it('writes the bytes it always wrote: a changed digest is a change of everybody’s sample data', async () => {
    const { files } = await writeTelemetry({ ...OPTIONS, users: 500 }, join(folder, 'digest'));
    const digest = createHash('sha256');
    for (const file of files) digest.update(await readFile(file));
    assert.equal(digest.digest('hex'), '2a5166e49af8e1c2839fb8369f14446a61f9b79dc0bb00c5a26a6c168c363dda');
  });

  it('adds the bad rows asked for, each where and as incidents.json says', async () => {
    const written = await writeTelemetry({ ...OPTIONS, users: 400, weeks: 3, badRows: 20 }, join(folder, 'bad'));
    const { badRows } = JSON.parse(await readFile(written.incidentsFile, 'utf8')) as IncidentsDocument;
    assert.equal(badRows.length, 3 * 20);
    for (const path of written.files) {
      const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
      const reasons = new Map(badRows.filter(({ file }) => path.endsWith(file)).map(({ line, reason }) => [line, reason]));
      const seen = new Set<string>();
      for (const [index, line] of lines.entries()) {
        if (index === 0) continue;
        const reason = faultIn(line.split(','), seen);
        assert.equal(reason, reasons.get(index + 1) ?? 'good', `line ${index + 1}: ${line}`);
        if (reason === 'good') seen.add(line.split(',')[0]!);
      }
    }
  });

  it('adds all the bad rows even where there are more of them than users', async () => {
    const plan = generateTelemetry({ ...OPTIONS, users: 30, badRows: 70 });
    for (const snapshot of plan.snapshots) assert.equal([...snapshot.rows()].filter(({ kind }) => kind === 'bad').length, 70);
  });

  it('tells for each user and week the one true type', async () => {
    const { files, truthFile } = await writeTelemetry({ ...OPTIONS, users: 300 }, join(folder, 'truth'));
    const spells = (await readFile(truthFile, 'utf8'))
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
    for (const path of files) {
      const day = path.slice(-14, -4);
      const ids = (await readFile(path, 'utf8'))
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',')[0]);
      const truth = spells.filter(([, , first, last]) => first! <= day && day <= last!);
      assert.deepEqual(
        truth.map(([id]) => id),
        ids,
      );
      assert.ok(truth.every(([, type]) => type === 'light' || type === 'heavy'));
    }
  });

  it('says which folder it cannot write to', async () => {
    const file = join(folder, 'a-file');
    await writeFile(file, '');
    const out = join(file, 'below');
    await assert.rejects(writeTelemetry({ ...OPTIONS, users: 10 }, out), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'OUTPUT_FOLDER');
      assert.ok(error.message.includes(out));
      return true;
    });
  });

  it('does not wait for ever for a folder that cannot be', {
    skip: process.platform !== 'linux' && '/proc is Linux',
  }, async () => {
    await assert.rejects(writeTelemetry({ ...OPTIONS, users: 10 }, '/proc/none/such'), { code: 'OUTPUT_FOLDER' });
  });

  it('takes a failed file away again', async () => {
    const out = join(folder, 'blocked');
    await mkdir(join(out, 'truth.csv'), { recursive: true }); // a folder where a file should go
    await assert.rejects(writeTelemetry({ ...OPTIONS, users: 10, weeks: 1 }, out), { code: 'OUTPUT_FOLDER' });
    assert.deepEqual(
      (await readdir(out)).filter((name) => name.includes('partial')),
      [],
    );
  });
});

describe('draws', () => {
  it('gives the quantiles of the binomial distribution: two coins show 0, 1, 2 heads with chance 1/4, 1/2, 1/4', () => {
    assert.deepEqual(
      [0, 0.24, 0.25, 0.74, 0.75, 0.999].map((uniform) => binomial(uniform, 2, 0.5)),
      [0, 0, 1, 1, 2, 2],
    );
    assert.equal(binomial(0.9999, 5, 0), 0);
  });

  it('gives normal numbers of mean 0, deviation 1 and 95 % within 1.96', () => {
    const random = new Random(1);
    const values = Array.from({ length: 100_000 }, () => normal(random));
    assert.ok(Math.abs(meanOf(values)) < 0.015); // four and more standard errors of 1/√100000
    assert.ok(Math.abs(varianceOf(values) - 1) < 0.02);
    assert.ok(Math.abs(meanOf(values.map((value) => (Math.abs(value) < 1.96 ? 1 : 0))) - 0.95) < 0.005);
  });
});

/** What the files of the public data set span. */
const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  age: [18, 59],
  sessions_per_week: [0, 26],
  avg_session_duration_min: [0.06, 91],
  daily_active_minutes: [5, 130],
  feature_clicks_per_session: [1, 28],
  notifications_opened_per_week: [0, 16],
  in_app_search_count: [0, 19],
  pages_viewed_per_session: [3, 24],
  crash_events_last_30_days: [0, 5],
  support_tickets_raised: [0, 4],
  days_since_last_login: [0, 44],
  ads_clicked_last_30_days: [0, 19],
  content_downloads: [0, 13],
  social_shares: [0, 11],
  rating_given: [1, 5],
  churn_risk_score: [0, 1],
  engagement_score: [10, 100],
  account_age_days: [7, 1199],
};

/** Shares in percent. App versions are left out: theirs change by the week. */
const MARGINALS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  gender: { Female: 48, Male: 48, Other: 4 },
  country: { India: 35, USA: 23, UK: 10, Germany: 9, Canada: 8, Australia: 8, Singapore: 7 },
  device_type: { Android: 60, iOS: 28, Web: 12 },
  subscription_type: { Free: 60, Basic: 27, Premium: 13 },
  marketing_source: { Organic: 30, 'Google Ads': 27, 'Facebook Ads': 18, Referral: 15, 'Email Campaign': 10 },
};

const MEANS: Readonly<Record<string, number>> = {
  age: 38.47,
  sessions_per_week: 8,
  avg_session_duration_min: 13.15,
  daily_active_minutes: 45.17,
  feature_clicks_per_session: 12.01,
  notifications_opened_per_week: 5,
  in_app_search_count: 4,
  pages_viewed_per_session: 13.47,
  crash_events_last_30_days: 0.4,
  support_tickets_raised: 0.2,
  days_since_last_login: 22.04,
  ads_clicked_last_30_days: 6,
  content_downloads: 3,
  social_shares: 2,
  rating_given: 3.45,
  churn_risk_score: 0.5,
  engagement_score: 64.94,
  account_age_days: 603.8,
};

function goodRows(plan: TelemetryPlan, week: number): readonly TelemetryRow[] {
  const rows: TelemetryRow[] = [];
  for (const entry of plan.snapshots[week]!.rows()) if (entry.kind === 'good') rows.push(entry.row);
  return rows;
}

function rowsOn(plan: TelemetryPlan, date: string): readonly TelemetryRow[] {
  return goodRows(
    plan,
    plan.snapshots.findIndex((snapshot) => snapshot.date === date),
  );
}

function sliceRows(plan: TelemetryPlan, date: string, slice: Readonly<Record<string, string>>): readonly TelemetryRow[] {
  return rowsOn(plan, date).filter((row) => isIn(row, slice));
}

function isIn(row: TelemetryRow, slice: Readonly<Record<string, string>>): boolean {
  return Object.entries(slice).every(([dimension, value]) => row[dimension] === value);
}

function idOf(row: TelemetryRow): string {
  return String(row.user_id);
}

function byId(rows: readonly TelemetryRow[]): ReadonlyMap<string, TelemetryRow> {
  return new Map(rows.map((row) => [idOf(row), row]));
}

function typesOn(plan: TelemetryPlan, week: number): ReadonlyMap<string, string> {
  const { date } = plan.snapshots[week]!;
  const types = new Map<string, string>();
  for (const { userId, type, firstWeek, lastWeek } of plan.truth()) {
    if (firstWeek <= date && date <= lastWeek) types.set(userId, type);
  }
  return types;
}

/** The present values of a column. */
function numbers(rows: readonly TelemetryRow[], column: string): number[] {
  return rows.flatMap((row) => (row[column] === null ? [] : [Number(row[column])]));
}

/** What a careful reader finds wrong with a row; checked in the order of the columns. */
function faultIn(fields: readonly string[], seen: ReadonlySet<string>): string {
  if (fields.length !== 25) return 'malformed row';
  if (fields[0] === '') return 'missing id';
  if (seen.has(fields[0]!)) return 'duplicate id';
  for (const [index, column] of appBehavior.columns.entries()) {
    const text = fields[index]!;
    if (column.kind !== 'number' || (text === '' && column.missing === 'keep')) continue;
    if (text === '') return 'missing value';
    if (Number.isNaN(Number(text))) return 'not a number';
    if (!Number.isFinite(Number(text))) return 'not a finite number';
    if (column.integer && !Number.isInteger(Number(text))) return 'not a whole number';
    if (Number(text) < (column.minimum ?? -Infinity)) return 'below the possible minimum';
    if (Number(text) > (column.maximum ?? Infinity)) return 'above the possible maximum';
  }
  return 'good';
}

function close(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 0.0002, `${actual} is not ${expected}`);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function varianceOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

function correlation(x: readonly number[], y: readonly number[]): number {
  const [meanX, meanY] = [meanOf(x), meanOf(y)];
  const covariance = meanOf(x.map((value, index) => (value - meanX) * (y[index]! - meanY)));
  return covariance / Math.sqrt(varianceOf(x) * varianceOf(y));
}

/** Difference of two means in standard errors, as if the samples were independent; users who stay make it smaller. */
function zScore(then: readonly number[], now: readonly number[]): number {
  return (meanOf(now) - meanOf(then)) / Math.sqrt(varianceOf(then) / then.length + varianceOf(now) / now.length);
}

/** Section 4 of the product page in a few lines: median for missing ratings, caps at 1.5 IQR, z-scores. */
function standardised(rows: readonly TelemetryRow[]): number[][] {
  const columns = appBehavior.features.map((feature) => {
    const sorted = numbers(rows, feature).sort((left, right) => left - right);
    const quantile = (p: number) => {
      const at = p * (sorted.length - 1);
      const low = sorted[Math.floor(at)]!;
      return low + (at - Math.floor(at)) * (sorted[Math.ceil(at)]! - low);
    };
    const [q1, median, q3] = [quantile(0.25), quantile(0.5), quantile(0.75)];
    const reach = appBehavior.cleaning.cap.includes(feature) ? 1.5 * (q3 - q1) : Infinity;
    const values = rows.map((row) =>
      Math.min(q3 + reach, Math.max(q1 - reach, row[feature] === null ? median : Number(row[feature]))),
    );
    const [mean, deviation] = [meanOf(values), Math.sqrt(varianceOf(values))];
    return values.map((value) => (value - mean) / deviation);
  });
  return rows.map((_, row) => columns.map((column) => column[row]!));
}

/** Distance between the two centroids, by feature. */
function gaps(points: readonly number[][], labels: readonly number[]): number[] {
  return points[0]!.map((_, feature) => {
    const of = (label: number) => meanOf(points.filter((_, row) => labels[row] === label).map((point) => point[feature]!));
    return of(1) - of(0);
  });
}

function cohensD(values: readonly number[], labels: readonly number[]): number {
  const [zero, one] = [0, 1].map((label) => values.filter((_, row) => labels[row] === label));
  return (meanOf(one!) - meanOf(zero!)) / Math.sqrt((varianceOf(zero!) + varianceOf(one!)) / 2);
}

/** Hubert and Arabie (1985), for two clusters on each side. */
function adjustedRandIndex(labels: readonly number[], truth: readonly number[]): number {
  const pairs = (n: number) => (n * (n - 1)) / 2;
  const size = (label: number | null, type: number | null) =>
    labels.filter((of, row) => (label === null || of === label) && (type === null || truth[row] === type)).length;
  const both = [0, 1].flatMap((label) => [0, 1].map((type) => pairs(size(label, type)))).reduce((sum, n) => sum + n, 0);
  const [left, right] = [pairs(size(0, null)) + pairs(size(1, null)), pairs(size(null, 0)) + pairs(size(null, 1))];
  const expected = (left * right) / pairs(labels.length);
  return (both - expected) / ((left + right) / 2 - expected);
}

/** Rousseeuw (1987), for two clusters. */
function meanSilhouette(points: readonly number[][], labels: readonly number[]): number {
  return meanOf(
    points.map((point, row) => {
      const distances: [number[], number[]] = [[], []];
      for (const [other, candidate] of points.entries()) {
        if (other === row) continue;
        const squared = candidate.reduce((sum, value, feature) => sum + (value - point[feature]!) ** 2, 0);
        distances[labels[other] as 0 | 1].push(Math.sqrt(squared));
      }
      const a = meanOf(distances[labels[row] as 0 | 1]);
      const b = meanOf(distances[(1 - labels[row]!) as 0 | 1]);
      return (b - a) / Math.max(a, b);
    }),
  );
}
