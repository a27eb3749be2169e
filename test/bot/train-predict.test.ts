import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { writeTelemetry } from '#pipeline';
import { heraldCommand } from '../support/herald-command.ts';

/** What is looked at of the JSON document of a training. */
interface Trained {
  readonly stored: boolean;
  readonly modelVersion: number;
  readonly givenScore: { readonly column: string };
  readonly snapshots: readonly { readonly rejected: number }[];
  readonly exampleDays: readonly string[];
  readonly model: {
    readonly version: number;
    readonly profile: string;
    readonly target: string;
    readonly dataHash: string;
    readonly threshold: number;
    readonly leaderboard: readonly unknown[];
    readonly features: readonly unknown[];
    readonly metrics: readonly unknown[];
  };
}

const folder = mkdtempSync(join(tmpdir(), 'herald-train-'));
const trained = `sqlite:${join(folder, 'trained.db')}`;
/** Seven weeks of 400 users, some rows of them bad. */
let weeks: readonly string[];
let trainedOnce: Trained;
let emptyCount = 0;

before(async () => {
  const options = { users: 400, weeks: 7, seed: 3, endDate: '2026-11-16', incidents: 'none', badRows: 2 } as const;
  weeks = (await writeTelemetry(options, join(folder, 'telemetry'))).files;
  const { code, stdout, stderr } = await herald(['train', 'app-behavior', ...weeks, '--json'], trained);
  assert.equal(code, 0, stderr);
  trainedOnce = JSON.parse(stdout) as Trained;
});
after(() => rmSync(folder, { recursive: true, force: true }));

describe('herald train', () => {
  it('stores a model and says how good it is, beside the given score', () => {
    const { stored, modelVersion, givenScore, model, snapshots, exampleDays } = trainedOnce;
    assert.deepEqual([stored, modelVersion, model.version, model.profile, model.target], [true, 1, 1, 'app-behavior', 'lapse']);
    assert.deepEqual(exampleDays, ['2026-10-05', '2026-10-12', '2026-10-19']);
    assert.ok(snapshots.every(({ rejected }) => rejected === 2));
    assert.equal(givenScore.column, 'churn_risk_score');
    assert.equal(model.leaderboard.length, 3);
    assert.match(model.dataHash, /^[0-9a-f]{64}$/);
    assert.ok(model.threshold > 0 && model.features.length > 20 && model.metrics.length === 8);
  });

  it('keeps the model when the same data come again, and says so', async () => {
    const { code, stdout } = await herald(['train', 'app-behavior', ...weeks.toReversed()], trained);
    assert.equal(code, 0);
    assert.match(
      stdout,
      /Ranking by the model: ROC-AUC 0\.\d{4}\. Ranking by the given Churn risk \(churn_risk_score\): 0\.\d{4}/,
    );
    assert.match(stdout, /calibration error/);
    assert.match(stdout, /Model 1 stays: the same data gave the same model again\.$/m);
  });

  it('does not store a first model that too few held-out users tell from chance, and prints no NaN', async () => {
    const few = { users: 60, weeks: 7, seed: 3, endDate: '2026-11-16', incidents: 'none', badRows: 0 } as const;
    const { files } = await writeTelemetry(few, join(folder, 'few'));
    const url = emptyStore();
    const { code, stdout } = await herald(['train', 'app-behavior', ...files], url);
    assert.equal(code, 3, 'no model to go by');
    assert.match(stdout, /^Not stored: too few held-out users to tell whether it is better than chance; give more weeks or/m);
    assert.doesNotMatch(stdout, /NaN|Stored as|Next:/);
    const again = await herald(['train', 'app-behavior', ...files, '--json'], url);
    const { stored, modelVersion } = JSON.parse(again.stdout);
    assert.deepEqual([stored, modelVersion], [false, null]);
  });

  it('trains twice at once, and the second is compared with the model of the first', async () => {
    const url = emptyStore();
    const both = await Promise.all([1, 2].map(() => herald(['train', 'app-behavior', ...weeks, '--json'], url)));
    assert.deepEqual(
      both.map(({ code }) => code),
      [0, 0],
    );
    const documents = both.map(({ stdout }) => JSON.parse(stdout) as Trained);
    assert.deepEqual(documents.map(({ stored }) => stored).toSorted(), [false, true]);
    assert.ok(documents.every(({ modelVersion }) => modelVersion === 1));
  });

  it('takes the files of the configuration where none are named', async () => {
    const config = configOf(
      'sources.ts',
      `{ sources: { 'app-behavior': ${JSON.stringify(join(folder, 'telemetry/app-*.csv'))} } }`,
    );
    const { code, stdout } = await herald(['train', 'app-behavior', '--json'], trained, config);
    assert.equal(code, 0);
    assert.equal(JSON.parse(stdout).snapshots.length, 7);
  });

  const oneClass = /none of the \d+ examples of 2026-10-05 to 2026-10-19 lapsed .* learning needs both/;
  const refused: readonly (readonly [string, () => readonly string[], number, string, RegExp])[] = [
    ['no files, where none are configured', () => [], 2, 'USAGE', /name them in sources/],
    ['too few weeks', () => weeks.slice(0, 2), 1, 'TRAINING_DATA', /give the files of more weeks/],
    ['a label column that is missing', () => without('days_since_last_login'), 1, 'COLUMNS_MISSING', /days_since_last_login/],
    ['users of whom none lapses', () => sameUsers('none-lapses', '5'), 1, 'TRAINING_DATA', oneClass],
    [
      'users who have all lapsed before',
      () => sameUsers('all-lapsed', '31'),
      1,
      'TRAINING_DATA',
      /all users .* had lapsed already/,
    ],
    [
      'two files of one day',
      () => [weeks[0]!, weeks[0]!],
      1,
      'INPUT_UNREADABLE',
      /are both of 2026-10-05; give one file for each day/,
    ],
    ['a day too few', () => [...weeks, '--as-of', '2026-10-05'], 1, 'INPUT_UNREADABLE', /got 1 for 7 files/],
    ['a file that is not there', () => ['2026-10-05.csv'], 1, 'INPUT_UNREADABLE', /2026-10-05\.csv/],
  ];
  for (const [what, args, exit, code, message] of refused) {
    it(`refuses ${what}`, async () => {
      const url = emptyStore();
      const outcome = await herald(['train', 'app-behavior', ...args(), '--json'], url);
      assert.equal(outcome.code, exit, outcome.stderr);
      const { error } = JSON.parse(outcome.stdout);
      assert.equal(error.code, code);
      assert.match(error.message, message);
    });
  }

  it('learns soundly beside constant columns and one without any value', async () => {
    const files = edited('constant', (header, fields) => {
      fields[header.indexOf('rating_given')] = '';
      fields[header.indexOf('country')] = 'India';
      fields[header.indexOf('social_shares')] = '2';
    });
    const { code, stdout, stderr } = await herald(['train', 'app-behavior', ...files, '--json'], emptyStore());
    assert.equal(code, 0, stderr);
    assert.ok(JSON.parse(stdout).model.metrics[0].value > 0.6);
  });
});

describe('herald predict', () => {
  it('writes one row a user: probability and reasons, or that the user has lapsed already', async () => {
    const out = join(folder, 'predictions.csv');
    const { code, stdout } = await herald(['predict', 'app-behavior', weeks[5]!, weeks[6]!, '--out', out], trained);
    assert.equal(code, 0);
    assert.match(stdout, /are expected to leave within 28 days/);
    const [header, ...rows] = csv(out);
    assert.deepEqual(header, ['user_id', 'state', 'probability', 'likely', 'driver_1', 'driver_2', 'driver_3']);
    const input = csv(weeks[6]!);
    const away = new Map(input.slice(1).map((fields) => [fields[0], Number(fields[input[0]!.indexOf('days_since_last_login')])]));
    assert.ok(rows.length > 380);
    for (const [user, state, probability, likely, driver] of rows) {
      assert.equal(state, away.get(user)! >= 30 ? 'lapsed' : 'present');
      if (state === 'lapsed') assert.deepEqual([probability, likely, driver], ['', '', '']);
      else assert.match(`${likely} ${driver}`, /^(yes|no) "?.+ \((raises|lowers) it\)"?$/);
    }
  });

  it('takes account of the snapshot before, where it is given', async () => {
    const [alone, both] = await Promise.all(
      [[weeks[6]!], [weeks[6]!, weeks[5]!]].map(async (files) => {
        const { stdout } = await herald(['predict', 'app-behavior', ...files, '--json'], trained);
        return JSON.parse(stdout);
      }),
    );
    assert.deepEqual([alone.asOf, both.asOf, alone.modelVersion], ['2026-11-16', '2026-11-16', 1]);
    assert.notEqual(alone.expected, both.expected);
    assert.deepEqual([alone.changesUnknown, both.changesUnknown], [true, false]);
  });

  it('says that it knows no changes where the week before is not given, or too long ago, and only there', async () => {
    const said = (files: readonly string[]) =>
      herald(['predict', 'app-behavior', ...files], trained).then(({ stdout }) => stdout.match(/^.*changes since.*$/m)?.[0]);
    const [alone, both, apart] = await Promise.all([[weeks[6]!], weeks.slice(5), [weeks[0]!, weeks[6]!]].map(said));
    assert.match(alone!, /^No earlier week was given, so changes since the week before are unknown; with the file of the week/);
    assert.equal(both, undefined);
    assert.match(apart!, /^The file before is of 2026-10-05, too long ago, so changes/);
  });

  it('says of each reason whether it raises or lowers the probability', async () => {
    const { stdout } = await herald(['predict', 'app-behavior', ...weeks.slice(5)], trained);
    assert.match(stdout, /Most likely to leave +│ Probability │ What it goes by/);
    assert.match(stdout, /│ Days since last login \(raises it\) +│/);
  });

  it('says which categories it has not seen, and goes on', async () => {
    const [file] = edited('unseen', (header, fields) => {
      if (fields[header.indexOf('country')] === 'India') fields[header.indexOf('country')] = 'Atlantis';
    });
    const { code, stdout } = await herald(['predict', 'app-behavior', file!], trained);
    assert.equal(code, 0);
    assert.match(stdout, /Not seen in training, and left out of account: country Atlantis \(\d+ rows\)/);
  });

  it('says which column has no value, and goes on', async () => {
    const [file] = edited('unrated', (header, fields) => {
      fields[header.indexOf('rating_given')] = '';
    });
    const { code, stdout } = await herald(['predict', 'app-behavior', file!], trained);
    assert.equal(code, 0);
    assert.match(stdout, /No value at all in rating_given/);
  });

  it('says that a file is missing before it says that a model is', async () => {
    const { code, stdout } = await herald(['predict', 'app-behavior', join(folder, 'no-such-week.csv'), '--json'], emptyStore());
    assert.equal(code, 1);
    const { error } = JSON.parse(stdout);
    assert.match(error.message, /no-such-week\.csv/);
    assert.notEqual(error.code, 'MODEL_NOT_TRAINED');
  });

  it('refuses without a model, and says how to train one', async () => {
    const { code, stdout } = await herald(['predict', 'app-behavior', weeks[6]!, '--json'], emptyStore());
    assert.equal(code, 1);
    const { error } = JSON.parse(stdout);
    assert.equal(error.code, 'MODEL_NOT_TRAINED');
    assert.match(
      error.message,
      /no churn model has been trained for app-behavior; train one with herald train app-behavior FILES/,
    );
  });

  it('refuses a file without a column the model needs', async () => {
    const [file] = without('sessions_per_week');
    const { code, stdout } = await herald(['predict', 'app-behavior', file!, '--json'], trained);
    assert.equal(code, 1);
    assert.match(stdout, /COLUMNS_MISSING[\s\S]*sessions_per_week/);
  });

  it('refuses a model that was trained on other features than the profile has now, and names them', async () => {
    const url = emptyStore();
    const mine = (trends: string) =>
      `{ profiles: [{ ...DEFAULT_PROFILE, name: 'mine', table: 'my_details', lapse: { ...DEFAULT_PROFILE.lapse, trends: ${trends} } }] }`;
    const then = configOf('then.ts', mine('DEFAULT_PROFILE.lapse.trends'));
    const now = configOf('now.ts', mine("['sessions_per_week']"));
    assert.equal((await herald(['train', 'mine', ...weeks], url, then)).code, 0);
    const { code, stdout } = await herald(['predict', 'mine', weeks[6]!, '--json'], url, now);
    assert.equal(code, 1);
    assert.match(stdout, /FEATURE_MISMATCH[\s\S]*engagement_score change is not there/);
  });
});

function herald(args: readonly string[], url: string, config?: string) {
  return heraldCommand(folder, args, { DATABASE_URL: url, ...(config !== undefined && { HERALD_CONFIG: config }) });
}

function emptyStore(): string {
  return `sqlite:${join(folder, `empty-${emptyCount++}.db`)}`;
}

function configOf(name: string, text: string): string {
  const file = join(folder, name);
  const door = join(import.meta.dirname, '../../pipeline/index.ts');
  writeFileSync(
    file,
    `import { DEFAULT_PROFILE } from ${JSON.stringify(door)};\nexport default ${text};\nvoid DEFAULT_PROFILE;\n`,
  );
  return file;
}

/** Fields of a CSV whose quotes hold no quotes. */
function csv(file: string): string[][] {
  const lines = readFileSync(file, 'utf8').trimEnd().split(/\r?\n/);
  return lines.map((line) => [...line.matchAll(/(?<=^|,)(?:"[^"]*"|[^,]*)(?=,|$)/g)].map(([field]) => field));
}

type Edit = (header: readonly string[], fields: string[]) => void;

/** Copies of the weeks with changed fields, in the order of the weeks. */
function edited(name: string, edit: Edit, files: readonly string[] = weeks): string[] {
  return files.map((file, week) => {
    const [header, ...rows] = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    for (const fields of rows) if (fields.length === header!.length) edit(header!, fields);
    return written(`${name}-${basename(weeks[week]!)}`, [header!, ...rows]);
  });
}

function without(column: string): string[] {
  return weeks.map((file) => {
    const [header, ...rows] = csv(file);
    const place = header!.indexOf(column);
    return written(
      `without-${column}-${basename(file)}`,
      [header!, ...rows].map((fields) => fields.toSpliced(place, 1)),
    );
  });
}

function written(name: string, rows: readonly (readonly string[])[]): string {
  const file = join(folder, name);
  writeFileSync(file, `${rows.map((fields) => fields.join(',')).join('\n')}\n`);
  return file;
}

/** The users of the first week in every week, none gone, all away for so many days. */
function sameUsers(name: string, days: string): string[] {
  const set: Edit = (header, fields) => {
    fields[header.indexOf('days_since_last_login')] = days;
  };
  return edited(
    name,
    set,
    weeks.map(() => weeks[0]!),
  );
}
