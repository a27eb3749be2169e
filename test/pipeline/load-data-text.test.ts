import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Duck } from '../../pipeline/ingest/duckdb.ts';
import { lineOf, lineSql } from '../../pipeline/store/load-data-text.ts';

const COLUMNS = [
  { value: 'name', isText: true },
  { value: 'visits', isText: false },
  { value: 'score', isText: false },
];

describe('a line of LOAD DATA', () => {
  it('is escaped so that the server reads back what was there', () => {
    assert.equal(lineOf(['a\tb\\c\nd\0e', 5, 0.1, null]), 'a\\tb\\\\c\\nd\\0e\t5\t0.1\t\\N');
    assert.equal(lineOf(['\\N', '']), '\\\\N\t');
  });

  it('is the same from DuckDB: text to the letter, numbers to the last bit', async () => {
    const awkward = fc.string({ unit: fc.constantFrom('\\', '\t', '\n', '\0', 'N', 'n', '0', 'é', '東', '👍', "'", '"', ' ') });
    const row = fc.tuple(
      fc.option(fc.oneof(awkward, fc.string({ unit: 'binary' }))),
      fc.option(fc.integer({ min: -(2 ** 31) + 1, max: 2 ** 31 - 1 })),
      fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
    );
    await using duck = await Duck.open();
    await duck.run('CREATE TABLE users (n INTEGER, name VARCHAR, visits INTEGER, score DOUBLE)');
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (rows) => {
        await duck.run('DELETE FROM users');
        for (const [n, [name, visits, score]] of rows.entries()) {
          const text = score === null ? null : Object.is(score, -0) ? '-0' : String(score); // what is bound as a number may become a whole one
          await duck.run('INSERT INTO users VALUES ($1, $2, $3, CAST($4 AS DOUBLE))', [n, name, visits, text]);
        }
        const lines = await duck.rows<{ line: string }>(`SELECT ${lineSql(COLUMNS)} AS line FROM users ORDER BY n`);
        for (const [n, values] of rows.entries()) {
          const [name, visits, score] = lines[n]!.line.split('\t');
          const [plainName, plainVisits] = lineOf(values).split('\t');
          assert.equal(name, plainName);
          assert.equal(visits, plainVisits);
          if (values[2] === null) assert.equal(score, '\\N');
          else assert.ok(Object.is(Number(score), values[2]), `${score} is not ${values[2]}`);
        }
      }),
      { numRuns: 60 },
    );
  });
});
