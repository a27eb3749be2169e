import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Profile } from '../../pipeline/domain/profile.ts';
import { EmptyInputError, InputError, MissingColumnsError, TooManyRejectsError } from '../../pipeline/errors.ts';
import { requireColumns } from '../../pipeline/ingest/columns.ts';
import { contentHash } from '../../pipeline/ingest/content.ts';
import { Duck, literal, removeAbandoned } from '../../pipeline/ingest/duckdb.ts';
import { linesOf } from '../../pipeline/ingest/line-numbers.ts';
import { readTelemetry } from '../../pipeline/ingest/read.ts';
import type { Dialect } from '../../pipeline/ingest/records.ts';
import { inspect } from '../../pipeline/ingest/source.ts';
import { appBehavior } from '../../pipeline/profiles/app-behavior.ts';

const COLUMNS = appBehavior.columns.map(({ name }) => name);
const HEADER = COLUMNS.join(',');

const USER: Readonly<Record<string, string>> = {
  user_id: 'u1',
  age: '30',
  gender: 'Female',
  country: 'Germany',
  device_type: 'iOS',
  app_version: '2.1',
  sessions_per_week: '5',
  avg_session_duration_min: '3.5',
  daily_active_minutes: '20.25',
  feature_clicks_per_session: '3',
  notifications_opened_per_week: '1',
  in_app_search_count: '2',
  pages_viewed_per_session: '4',
  crash_events_last_30_days: '0',
  support_tickets_raised: '0',
  days_since_last_login: '1',
  subscription_type: 'Free',
  ads_clicked_last_30_days: '2',
  content_downloads: '1',
  social_shares: '0',
  rating_given: '4.5',
  churn_risk_score: '0.25',
  engagement_score: '50.5',
  account_age_days: '100',
  marketing_source: 'Ad',
};

/** So that a file of a few rows may hold bad ones. */
const lenient: Profile = { ...appBehavior, maxRejectShare: 1 };

let folder: string;
let fileCount = 0;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'herald-ingest-'));
});
after(() => rm(folder, { recursive: true, force: true }));

describe('inspect', () => {
  it('tells CSV, TSV, semicolons and bars by the header, whatever the file is called', async () => {
    for (const delimiter of [',', '\t', ';', '|']) {
      const { users } = await read([COLUMNS.join(delimiter), row({ user_id: 'a' }, delimiter)].join('\n'));
      assert.deepEqual(users.map(idOf), ['a']);
    }
  });

  it('reads gzip by its first bytes, and a plain file called .gz as it is', async () => {
    const csv = fileOf(row());
    assert.equal((await read(gzipSync(csv), 'telemetry.csv')).users.length, 1);
    assert.equal((await read(csv, 'telemetry.csv.gz')).users.length, 1);
    assert.equal((await read(csv, 'telemetry.csv.zst')).users.length, 1);
  });

  it('says what a file of another kind is and what to save instead', async () => {
    const strangers: readonly (readonly [Buffer, RegExp])[] = [
      [Buffer.from('PK\x03\x04 workbook'), /ZIP archive or an Excel workbook; save it as CSV/],
      [Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(HEADER, 'utf16le')]), /UTF-16; save it as CSV/],
      [Buffer.from(fileOf(row()), 'utf16le'), /binary data/],
      [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 1]), /Zstandard/],
      [Buffer.from([1, 2, 3, 0, 5]), /binary data/],
      [Buffer.from('SQLite format 3\0'), /SQLite database/],
      [Buffer.from(JSON.stringify([USER])), /JSON array; give one JSON object a line/],
      [Buffer.from(JSON.stringify(USER, null, 2)), /one object a line/],
      [Buffer.from('PAR1 no footer PAR1'), /damaged or cut short/],
    ];
    for (const [content, message] of strangers) await assert.rejects(read(content), isError(InputError, message));
  });

  it('does not take a column whose name begins with PK for a ZIP archive', async () => {
    assert.equal((await read(`PKEY,${HEADER}\n1,${row()}\n`)).users.length, 1);
  });

  it('finds a gzip file that was cut short, at any place, rather than read a part of it', async () => {
    const packed = gzipSync(fileOf(...manyUsers(3000)));
    for (const length of [packed.length - 4, packed.length - 300, 100, 12]) {
      await assert.rejects(read(packed.subarray(0, length)), isError(InputError, /damaged or cut short/));
    }
  });

  it('reads a gzip file of several members to its end', async () => {
    const packed = Buffer.concat([gzipSync(fileOf(row({ user_id: 'a' }))), gzipSync(`${row({ user_id: 'b' })}\n`)]);
    assert.deepEqual((await read(packed)).users.map(idOf), ['a', 'b']);
  });

  it('calls a file without rows empty: no bytes, white space, a byte order mark, a header', async () => {
    const empty = ['', ' \n\n', '\ufeff', HEADER, `${HEADER}\n\n\n`, gzipSync('')];
    for (const content of empty) await assert.rejects(read(content), isError(EmptyInputError, /export the telemetry again/));
  });

  it('says why a path cannot be opened: missing, a folder, a circle of links, a pipe, a device', async () => {
    const circle = join(folder, 'circle.csv');
    await symlink(circle, circle);
    const pipe = join(folder, 'pipe.csv');
    execFileSync('mkfifo', [pipe]);
    const faults: readonly (readonly [string, RegExp])[] = [
      [join(folder, 'missing.csv'), /no such file; check the path/],
      [folder, /a folder; name the files in it/],
      [circle, /symbolic links/],
      [pipe, /no regular file/],
      ['/dev/null', /no regular file/],
      ['/dev/zero', /no regular file/],
    ];
    for (const [path, message] of faults) await assert.rejects(readPaths([path]), isError(InputError, message));
  });

  it('reads files whatever characters their names have', async () => {
    for (const name of [
      `it's "2".csv`,
      'a b.csv',
      'snapshot[1].csv',
      'all*.csv',
      'what?.csv',
      '日本 🇯🇵.csv',
      'two\nlines.csv',
      '~.csv',
    ]) {
      const { users } = await read(fileOf(row({ user_id: 'a' })), name);
      assert.deepEqual(users.map(idOf), ['a'], name);
    }
  });
});

describe('requireColumns', () => {
  it('suggests the nearest name for a misspelt column', () => {
    const found = COLUMNS.map((name) =>
      name === 'country' ? 'contry' : name === 'churn_risk_score' ? 'Churn Risk-Score' : name,
    );
    assert.throws(
      () => requireColumns('week.csv', found, COLUMNS),
      isError(
        MissingColumnsError,
        /lacks 2 of 25 columns: country \(did you mean to rename "contry"\?\), churn_risk_score \(did you mean to rename "Churn Risk-Score"\?\)/,
      ),
    );
  });

  it('suggests nothing for a column that resembles none', () => {
    const found = [...COLUMNS.filter((name) => name !== 'age'), 'height_in_cm'];
    assert.throws(
      () => requireColumns('week.csv', found, COLUMNS),
      isError(MissingColumnsError, /lacks 1 of 25 columns: age; found/),
    );
  });

  it('recognises a header in capitals', () => {
    const found = COLUMNS.map((name) => name.toUpperCase());
    assert.throws(
      () => requireColumns('week.csv', found, COLUMNS),
      isError(MissingColumnsError, /user_id \(did you mean to rename "USER_ID"\?\)/),
    );
  });

  it('tells a missing header and a foreign delimiter from a foreign file', async () => {
    await assert.rejects(
      read(`${row()}\n${row()}\n`),
      isError(MissingColumnsError, /first line looks like data .*add a header line/),
    );
    await assert.rejects(
      read(`${HEADER.replaceAll(',', ':')}\n`),
      isError(MissingColumnsError, /one column.*separate the columns by/),
    );
    await assert.rejects(read('a,b\nc,d\n'), isError(MissingColumnsError, /none of the expected columns; it starts with a, b/));
    await assert.rejects(read(`\n\n${HEADER}\n`), isError(InputError, /begins with an empty line/));
  });

  it('refuses an expected column that is there twice, and lets others be', async () => {
    await assert.rejects(read(`${HEADER},age\n${row()},30\n`), isError(InputError, /more than one column age/));
    assert.equal((await read(`${HEADER},x,x\n${row()},1,2\n`)).users.length, 1);
  });
});

describe('readTelemetry', () => {
  it('reads values as they are written, in the types of the profile', async () => {
    const { users, rejects } = await read(fileOf(row()));
    const numbers = appBehavior.columns.filter(({ kind }) => kind === 'number').map(({ name }) => [name, Number(USER[name])]);
    assert.deepEqual(users, [{ ...USER, ...Object.fromEntries(numbers) }]);
    assert.deepEqual(rejects, []);
  });

  it('takes columns in any order and keeps extra ones out, 300 of them too', async () => {
    const extra = Array.from({ length: 275 }, (_, i) => `x${i}`);
    const names = [...extra, ...COLUMNS.toReversed()];
    const { users } = await read(`${names.join(',')}\n${names.map((name) => USER[name] ?? 'spam').join(',')}\n`);
    assert.deepEqual(Object.keys(users[0]!), COLUMNS);
    assert.equal(users[0]!.country, 'Germany');
  });

  it('does not mind a byte order mark, CRLF, a lone CR, blank lines or a missing last line end', async () => {
    const lines = [HEADER, row({ user_id: 'a' }), row({ user_id: 'b' })];
    const quoted = [COLUMNS.map((name) => `"${name}"`).join(','), ...lines.slice(1)];
    const texts = [
      `\ufeff${lines.join('\n')}\n`,
      `\ufeff${quoted.join('\r\n')}\r\n`,
      lines.join('\r\n'),
      lines.join('\r'),
      lines.join('\n\n\n'),
      gzipSync(`\ufeff${lines.join('\n')}`),
    ];
    for (const text of texts) {
      const { users, rejects } = await read(text);
      assert.deepEqual(users.map(idOf), ['a', 'b']);
      assert.deepEqual(
        users.map(({ marketing_source }) => marketing_source),
        ['Ad', 'Ad'],
      );
      assert.deepEqual(rejects, []);
    }
  });

  it('refuses a file whose line ends are mixed, and says how to mend it', async () => {
    await assert.rejects(
      read(`${HEADER}\r\n${row()}\n${row({ user_id: 'b' })}\r\n`),
      isError(InputError, /CRLF and others in LF.*sed/),
    );
  });

  it('keeps delimiters, quotes, line ends, CJK and emoji inside quotes', async () => {
    const texts = ['a,1', 'x "y" z', 'two\nlines', 'two\r\nlines', '日本, 🇩🇪', '👩‍👩‍👧;\t|', "'; DROP TABLE users; --"];
    const rows = texts.map((text, i) => row({ user_id: `u${i}`, country: `"${text.replaceAll('"', '""')}"` }));
    for (const lineEnd of ['\n', '\r\n']) {
      const { users } = await read([HEADER, ...rows].join(lineEnd));
      assert.deepEqual(
        users.map(({ country }) => country),
        texts,
      );
    }
  });

  it('gives the line in the file of every bad row, also after records of several lines and blank lines', async () => {
    const lines = [
      HEADER, // 1
      row({ user_id: 'a', gender: '"l2\nl3\n\nl5"' }), // 2 to 5
      '', // 6
      row({ user_id: 'b', age: 'x' }), // 7
      'too,few', // 8
      row({ user_id: 'd', gender: '5" tall' }), // 9: a quote that opens nothing
      row({ user_id: 'e', country: ' "l10\nl11"' }), // 10 to 11: DuckDB lets a space stand before the quote
      `${row({ user_id: 'f' })},too many`, // 12
      row({ user_id: 'g', gender: '"x" y' }), // 13
      '', // 14
      row({ user_id: 'a' }), // 15
      row({ user_id: '' }), // 16
    ];
    for (const lineEnd of ['\n', '\r\n']) {
      const { users, rejects } = await read(`${lines.join('\n').replaceAll('\n', lineEnd)}${lineEnd}`);
      assert.deepEqual(users.map(idOf), ['a', 'd', 'e']);
      assert.deepEqual(
        rejects.map(({ line, reason, column }) => [line, reason, column]),
        [
          [7, 'not a number', 'age'],
          [8, 'malformed row', null],
          [12, 'malformed row', null],
          [13, 'malformed row', null],
          [15, 'duplicate id', 'user_id'],
          [16, 'missing id', 'user_id'],
        ],
      );
    }
  });

  it('counts lines that end in a lone CR', async () => {
    const { rejects } = await read([HEADER, row({ user_id: 'a' }), '', row({ user_id: 'b', age: 'x' })].join('\r'));
    assert.deepEqual(
      rejects.map(({ line }) => line),
      [4],
    );
  });

  it('sets a row aside with the offending text, shortened', async () => {
    const long = 'x'.repeat(3_000_000);
    const { rejects, users } = await read(
      fileOf(row({ user_id: 'a', age: 'forty' }), row({ user_id: 'b', country: long }), row({ user_id: 'c' })),
    );
    assert.deepEqual(users.map(idOf), ['c']);
    assert.deepEqual(rejects[0], { file: rejects[0]!.file, line: 2, reason: 'not a number', column: 'age', value: 'forty' });
    assert.ok(rejects[1]!.line === 3 && rejects[1]!.value!.length <= 81);
  });

  describe('of a file of several buffers', () => {
    const users = Array.from({ length: 40_000 }, (_, i) => row({ user_id: `u${i}` }));
    const fileWhere = (changes: Readonly<Record<number, string>>) =>
      fileOf(...users.map((user, i) => (changes[i] === undefined ? user : row({ user_id: `u${i}`, country: changes[i] }))));

    for (const [fault, changes, message] of [
      ['a quote that is never closed', { 50: '"Germany' }, /never closed/],
      ['a quote that is never closed, late in the file', { 39000: '"Germany' }, /never closed/],
      ['a quote that ends far below', { 50: '"Germany', 39000: 'Germany"' }, /never closed/],
      ['a line longer than a buffer', { 20000: 'x'.repeat(3_000_000) }, /line 20002 has 3,000,\d+ bytes/],
      ['two of them', { 50: 'x'.repeat(3_000_000), 60: 'y'.repeat(5_000_000) }, /line 62 has 5,000,\d+ bytes/],
    ] as const) {
      it(`no record is left out without a word: ${fault}`, async () => {
        const reading = read(fileWhere(changes));
        const lost = await reading.then(
          ({ users: kept, rejects }) => 40_000 - kept.length - rejects.length,
          () => undefined,
        );
        if (lost === undefined) await assert.rejects(reading, isError(InputError, message));
        else assert.equal(lost, 0);
      });
    }

    it('a value of many lines is read whole', async () => {
      const story = 'once upon a time\n'.repeat(60_000);
      const { users: kept, rejects } = await read(fileWhere({ 20000: `"${story}"` }));
      assert.equal(kept.length, 39_999);
      assert.deepEqual(
        rejects.map(({ line, reason }) => [line, reason]),
        [[20_002, 'text too long']],
      );
    });
  });

  it('says what most likely went wrong where most rows are bad', async () => {
    const rows = (changes: (i: number) => Record<string, string>) =>
      Array.from({ length: 10 }, (_, i) => row({ user_id: `u${i}`, ...changes(i) }, ';'));
    const strict = async (text: string | Buffer) => readPaths([await fileWith(text)], appBehavior);
    const header = COLUMNS.join(';');
    const commas = [header, ...rows((i) => ({ avg_session_duration_min: `${i},5` })), ''].join('\n');
    await assert.rejects(strict(commas), isError(TooManyRejectsError, /decimal comma: export them with a point/));
    const latin = Buffer.from([header, ...rows(() => ({ country: 'Österreich' })), ''].join('\n'), 'latin1');
    await assert.rejects(strict(latin), isError(TooManyRejectsError, /not UTF-8: convert it/));
    const words = [header, ...rows(() => ({ age: 'many' })), ''].join('\n');
    await assert.rejects(strict(words), isError(TooManyRejectsError, /correct them in the export/));
  });

  it('says where a quote was opened that is never closed', async () => {
    const text = fileOf(
      row({ user_id: 'a' }),
      row({ user_id: 'b', gender: '"oops' }),
      row({ user_id: 'c' }),
      row({ user_id: 'd' }),
    );
    await assert.rejects(read(text), isError(InputError, /quote opened in record 3 is never closed.*close the quote/));
  });

  it('sets aside what is not UTF-8, row by row', async () => {
    const { users, rejects } = await read(
      Buffer.from(fileOf(row({ user_id: 'a', country: 'Österreich' }), row({ user_id: 'b' })), 'latin1'),
    );
    assert.deepEqual(users.map(idOf), ['b']);
    assert.deepEqual(
      rejects.map(({ line, reason }) => [line, reason]),
      [[2, 'malformed row']],
    );
  });

  it('judges every way to write a number', async () => {
    const whole: Readonly<Record<string, number | string>> = {
      '5.0': 5,
      ' 7 ': 7,
      '+5': 5,
      '-0': 0,
      '1e2': 100,
      '2147483647': 2147483647,
      '2147483648': 'above the possible maximum',
      ['9'.repeat(400)]: 'not a finite number',
      '-1': 'below the possible minimum',
      '-3000000000': 'below the possible minimum',
      '5.5': 'not a whole number',
      NaN: 'not a number',
      inf: 'not a finite number',
      '-Infinity': 'not a finite number',
      '1e400': 'not a finite number',
      '0x1F': 'not a number',
      '"1,5"': 'not a number',
      '12 apples': 'not a number',
      true: 'not a number',
      '٣': 'not a number',
      '': 'missing value',
      NULL: 'missing value',
      'n/a': 'missing value',
    };
    await judges('sessions_per_week', whole);
  });

  it('lets a rating be missing in the ways exports write it, and no other number', async () => {
    await judges('rating_given', {
      '': null,
      NaN: null,
      NA: null,
      none: null,
      '3.5': 3.5,
      inf: 'not a finite number',
      '5.1': 'above the possible maximum',
    });
    await judges('churn_risk_score', {
      NaN: 'not a number',
      '': 'missing value',
      '5e-324': 5e-324,
      '0.30000000000000004': 0.1 + 0.2,
      '1.0000001': 'above the possible maximum',
    });
  });

  it('bounds numbers without a declared maximum, so that sums of squares stay finite', async () => {
    await judges('avg_session_duration_min', {
      '1e99': 1e99,
      '1e101': 'above the possible maximum',
      '1.7976931348623157e308': 'above the possible maximum',
    });
  });

  it('bounds whole numbers without a declared minimum, so that they fit their type', async () => {
    const columns = appBehavior.columns.map((column) => {
      if (column.kind !== 'number' || column.name !== 'account_age_days') return column;
      const { minimum: _, ...unbounded } = column;
      return unbounded;
    });
    const text = fileOf(row({ user_id: 'a', account_age_days: '-7' }), row({ user_id: 'b', account_age_days: '-3000000000' }));
    const { users, rejects } = await readPaths([await fileWith(text)], { ...lenient, columns });
    assert.deepEqual(
      users.map(({ account_age_days }) => account_age_days),
      [-7],
    );
    assert.deepEqual(
      rejects.map(({ reason }) => reason),
      ['below the possible minimum'],
    );
  });

  it('keeps ids as text: leading zeros, inner spaces, exponents and 191 characters of any script', async () => {
    const ids = ['007', 'a b', '1e5', 'NULL', '12345678901234567890', 'x'.repeat(191), '🇩🇪'.repeat(95), 'A', 'a', 'é', 'e\u0301'];
    const { users, rejects } = await read(fileOf(...ids.map((id) => row({ user_id: id }))));
    assert.deepEqual(users.map(idOf), ids);
    assert.deepEqual(rejects, []);
    await judges('user_id', { ['x'.repeat(192)]: 'text too long', '   ': 'missing id', '" 7 "': '7' });
  });

  it('keeps the first of several rows with an id, also across the parts of one input', async () => {
    const parts = [
      await fileWith(fileOf(row({ user_id: 'a', age: '20' }), row({ user_id: ' a', age: '21' })), 'first.csv'),
      await fileWith(
        [COLUMNS.join(';'), row({ user_id: 'b' }, ';'), row({ user_id: 'a', age: '22' }, ';')].join('\n'),
        'second.csv',
      ),
    ];
    const { users, rejects } = await readPaths(parts);
    assert.deepEqual(
      users.map(({ user_id, age }) => [user_id, age]),
      [
        ['a', 20],
        ['b', 30],
      ],
    );
    assert.deepEqual(
      rejects.map(({ line, reason, value }) => [line, reason, value]),
      [
        [3, 'duplicate id', 'a'],
        [3, 'duplicate id', 'a'],
      ],
    );
    assert.deepEqual(
      rejects.map(({ file }) => file),
      ['first.csv', 'second.csv'],
    );
  });

  it('fails above 5 % of bad rows with examples of them, and not at 5 %', async () => {
    const bad = (count: number) => Array.from({ length: count }, (_, i) => row({ user_id: `bad${i}`, age: 'x' }));
    const at = await readPaths([await fileWith(fileOf(...manyUsers(95), ...bad(5)))], appBehavior);
    assert.equal(at.rejects.length, 5);
    const above = fileOf(...manyUsers(94), ...bad(6));
    await assert.rejects(
      readPaths([await fileWith(above, 'week.csv')], appBehavior),
      isError(TooManyRejectsError, /6 of 100 rows are bad, more than the 5 % allowed: week\.csv:96 not a number in age \("x"\)/),
    );
  });

  it('hints at snapshots that were given as parts of one input', async () => {
    const week = fileOf(...manyUsers(20), row({ age: 'x' }));
    await assert.rejects(
      readPaths([await fileWith(week), await fileWith(week)], appBehavior),
      isError(TooManyRejectsError, /run weekly snapshots one at a time/),
    );
  });

  it('reads JSON lines with line numbers, also with a byte order mark, CRLF, blank lines and gzip', async () => {
    const lines = [
      json({ user_id: 'a' }),
      '',
      json({ user_id: 'b', age: 'x' }),
      '{"user_id": ',
      '[1]',
      json({ user_id: 'c', rating_given: null }),
    ];
    const text = `\ufeff${lines.join('\r\n')}\r\n`;
    for (const content of [text, gzipSync(text), lines.join('\n')]) {
      const { users, rejects } = await read(content);
      assert.deepEqual(
        users.map(({ user_id, rating_given }) => [user_id, rating_given]),
        [
          ['a', 4.5],
          ['c', null],
        ],
      );
      assert.deepEqual(
        rejects.map(({ line, reason }) => [line, reason]),
        [
          [3, 'not a number'],
          [4, 'malformed row'],
          [5, 'malformed row'],
        ],
      );
    }
  });

  it('keeps all digits of a number given as an id in JSON', async () => {
    const text = json({ user_id: 'digits' }).replace('"digits"', '12345678901234567890');
    assert.deepEqual((await read(text)).users.map(idOf), ['12345678901234567890']);
  });

  it('names a column that no JSON line has, and sets aside a line that alone lacks it', async () => {
    await assert.rejects(read(json({ age: undefined })), isError(MissingColumnsError, /lacks 1 of 25 columns: age/));
    const { rejects } = await read([json({ user_id: 'a' }), json({ user_id: 'b', age: undefined })].join('\n'));
    assert.deepEqual(
      rejects.map(({ line, reason, column }) => [line, reason, column]),
      [[2, 'missing value', 'age']],
    );
  });

  it('reads Parquet with doubles to the last bit and row numbers for lines', async () => {
    const path = await parquet({ churn_risk_score: ['0.30000000000000004', '5e-324', "'nan'"], user_id: ["'a'", "'b'", "'c'"] });
    const { users, rejects } = await readPaths([path]);
    assert.deepEqual(
      users.map(({ user_id, churn_risk_score }) => [user_id, churn_risk_score]),
      [
        ['a', 0.1 + 0.2],
        ['b', 5e-324],
      ],
    );
    assert.deepEqual(
      rejects.map(({ line, reason }) => [line, reason]),
      [[3, 'not a number']],
    );
  });

  it('does not take a folder called country=Atlantis for the country', async () => {
    const sub = join(folder, 'country=Atlantis');
    await mkdir(sub);
    const { users } = await readPaths([await parquet({ user_id: ["'a'"] }, sub)]);
    assert.deepEqual(
      users.map(({ country }) => country),
      ['Germany'],
    );
  });

  it('refuses a file that grew after it was looked at', async () => {
    const path = await fileWith(fileOf(...manyUsers(10)));
    await using duck = await Duck.open();
    const source = await inspect(duck, path, COLUMNS);
    await appendFile(path, `${row({ user_id: 'late' })}\n`);
    await assert.rejects(
      readTelemetry(duck, [source], appBehavior),
      isError(InputError, /changed while it was read; run it again/),
    );
  });

  it('reads any good values back exactly', async () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .filter((value) => !/[\0\r\n]/.test(value) && value.trim() === value && value.trim() !== '');
    const user = fc.record({
      country: text,
      avg_session_duration_min: fc.double({ min: 0, max: 1e100, noNaN: true }),
      engagement_score: fc.double({ min: -1000, max: 1000, noNaN: true }),
      sessions_per_week: fc.nat(2_147_483_647),
      rating_given: fc.option(fc.double({ min: 1, max: 5, noNaN: true })),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(user, { minLength: 20, maxLength: 60 }), async (users) => {
        const lines = users.map((values, i) =>
          row({
            user_id: `u${i}`,
            ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, quote(String(value ?? ''))])),
          }),
        );
        const result = await read(fileOf(...lines));
        assert.deepEqual(result.rejects, []);
        assert.deepEqual(
          result.users.map((found) => Object.keys(users[0]!).map((name) => found[name])),
          users.map((values) =>
            Object.values(values).map((value) => (value === null || typeof value === 'string' ? value : Number(String(value)))),
          ), // −0 is written 0
        );
      }),
      { numRuns: 10 },
    );
  });
});

describe('scratch folders', () => {
  it('of runs that were killed are cleared away after a day, those of others are left alone', async () => {
    const parent = await mkdtemp(join(folder, 'scratch-'));
    const now = Date.parse('2026-11-21T12:00:00Z');
    const [old, recent] = [new Date('2026-11-20T11:00:00Z'), new Date('2026-11-21T11:00:00Z')];
    for (const [name, time] of [
      ['herald-scratch-old', old],
      ['herald-scratch-recent', recent],
      ['somebody-elses', old],
    ] as const) {
      await mkdir(join(parent, name));
      await writeFile(join(parent, name, 'work.duckdb'), '');
      await utimes(join(parent, name), time, time);
    }
    await removeAbandoned(parent, now);
    assert.deepEqual((await readdir(parent)).toSorted(), ['herald-scratch-recent', 'somebody-elses']);
  });
});

describe('contentHash', () => {
  it('is that of the unpacked content', async () => {
    const text = fileOf(row());
    const plain = await contentHash(await fileWith(text), false);
    assert.equal(await contentHash(await fileWith(gzipSync(text)), true), plain);
    assert.equal(plain, execFileSync('sha256sum', { input: text }).toString().slice(0, 64));
  });
});

describe('linesOf', () => {
  const csv: Dialect = { header: true, delimiter: ',', lineEnd: '\n' };

  it('agrees with a parser that keeps all fields, however the text is cut into chunks', async () => {
    const field = fc.oneof(
      fc.constantFrom('', 'x', '5" tall', ' y'),
      fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r\n', 'é') }).map((text) => `"${text.replaceAll('"', '""')}"`),
    );
    const record = fc.oneof(
      fc.constant(''),
      fc.tuple(fc.constant('id'), field, field).map((fields) => fields.join(',')),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 15 }), fc.integer({ min: 1, max: 9 }), async (records, size) => {
        const bytes = Buffer.from(['a,b,c', ...records].map((text) => `${text}\n`).join(''));
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
        const expected = linesOfRecords(['a,b,c', ...records]).slice(1);
        const wanted = { unreadable: [], readable: expected.map((_, i) => i + 1) };
        assert.deepEqual((await linesOf(streamOf(chunks), wanted, csv)).readable, expected);
      }),
    );
  });

  it('numbers unreadable records with the header and blank lines counted', async () => {
    const text = 'a,b\n1,"x\ny"\n\nbad "\n2,z\n';
    const lines = await linesOf(streamOf([Buffer.from(text)]), { unreadable: [4], readable: [1, 2] }, csv);
    assert.deepEqual(lines, { unreadable: [5], readable: [2, 6] });
  });
});

/** Every record is known with its line ends, so its line is one more than the line ends before it. */
function linesOfRecords(records: readonly string[]): number[] {
  let line = 1;
  const lines: number[] = [];
  for (const record of records) {
    if (record !== '') lines.push(line);
    line += record.split('\n').length;
  }
  return lines;
}

async function* streamOf(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks;
}

/** Reads one row for each text of one column; the expectation is the value read or the reason of the reject. */
async function judges(column: string, expected: Readonly<Record<string, number | string | null>>): Promise<void> {
  const texts = Object.keys(expected);
  const { users, rejects } = await read(fileOf(...texts.map((text, i) => row({ user_id: `u${i}`, [column]: text }))));
  const outcomes = new Map<number, unknown>(rejects.map((reject) => [reject.line, reject.reason]));
  const values = users.map((user) => user[column]);
  const found = texts.map((_, i) => (outcomes.has(i + 2) ? outcomes.get(i + 2) : values.shift()));
  assert.deepEqual(Object.fromEntries(texts.map((text, i) => [text, found[i]])), expected);
}

interface Read {
  readonly users: readonly Readonly<Record<string, unknown>>[];
  readonly rejects: Awaited<ReturnType<typeof readTelemetry>>['rejects'];
}

async function read(content: string | Buffer, name?: string): Promise<Read> {
  return readPaths([await fileWith(content, name)]);
}

async function readPaths(paths: readonly string[], profile: Profile = lenient): Promise<Read> {
  await using duck = await Duck.open();
  const sources = [];
  for (const path of paths) {
    const source = await inspect(duck, path, COLUMNS);
    await contentHash(path, source.gzip); // as a run does
    sources.push(source);
  }
  const { rows, rejects } = await readTelemetry(duck, sources, profile);
  const users = await duck.rows<Record<string, unknown>>('SELECT * EXCLUDE n FROM users ORDER BY n');
  assert.equal(rows, users.length);
  return { users, rejects };
}

async function fileWith(content: string | Buffer, name: string = 'telemetry.csv'): Promise<string> {
  const sub = join(folder, `${++fileCount}`);
  await mkdir(sub);
  const path = join(sub, name);
  await writeFile(path, content);
  return path;
}

/** One row for each place in the lists of SQL values; other columns are those of `USER`. */
async function parquet(values: Readonly<Record<string, readonly string[]>>, target: string = folder): Promise<string> {
  const path = join(target, `${++fileCount}.parquet`);
  const columns = appBehavior.columns.map(({ name, kind }) => {
    const type = kind === 'number' ? 'DOUBLE' : 'VARCHAR';
    const list = values[name] ?? values.user_id!.map(() => literal(USER[name]!));
    return `unnest([${list.map((value) => `CAST(${value} AS ${type})`).join(', ')}]) AS ${name}`;
  });
  await using duck = await Duck.open();
  await duck.run(`COPY (SELECT ${columns.join(', ')}) TO ${literal(path)} (FORMAT parquet)`);
  return path;
}

function fileOf(...rows: readonly string[]): string {
  return [HEADER, ...rows, ''].join('\n');
}

function row(changes: Readonly<Record<string, string>> = {}, delimiter: string = ','): string {
  return COLUMNS.map((name) => changes[name] ?? USER[name]).join(delimiter);
}

function json(changes: Readonly<Record<string, unknown>> = {}): string {
  const typed = appBehavior.columns.map(({ name, kind }) => [name, kind === 'number' ? Number(USER[name]) : USER[name]]);
  return JSON.stringify({ ...Object.fromEntries(typed), ...changes });
}

function manyUsers(count: number): string[] {
  return Array.from({ length: count }, (_, i) => row({ user_id: `user${i}`, age: String(18 + (i % 60)) }));
}

function quote(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

function idOf(user: Readonly<Record<string, unknown>>): unknown {
  return user.user_id;
}

function isError(type: new (...parts: never[]) => Error, message: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof type, `${error}`);
    assert.match(error.message, message);
    return true;
  };
}
