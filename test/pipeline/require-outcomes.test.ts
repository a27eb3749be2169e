import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { requireOutcomes } from '../../pipeline/learn/index.ts';

const WORDS = { rows: 'sessions', happened: 'crashed' };

/** Ten users of ten sessions, the last two users held out; so many of the first sessions crashed. */
function attempt(crashes: number, learners = 8): () => void {
  const rows = Int32Array.from({ length: 100 }, (_, row) => row);
  const ids = Array.from(rows, (row) => `u${Math.floor(row / 10)}`);
  const target = Float64Array.from(rows, (row) => Number(row < crashes));
  const split = { training: rows.subarray(0, learners * 10), heldOut: rows.subarray(learners * 10) };
  return () => requireOutcomes(target, ids, split, 3, WORDS);
}

describe('what a training needs is said in words of the data', () => {
  it('is enough with three sessions of either outcome', () => {
    attempt(3)();
    attempt(77)();
  });

  it('names the counts where too few crashed, or too few did not', () => {
    const message = (crashed: number) =>
      `of 80 sessions to learn from ${crashed} crashed and ${80 - crashed} did not, and 3 of each are needed; give the files of more weeks, or of more users`;
    for (const crashed of [0, 2, 78, 80]) assert.throws(attempt(crashed), { code: 'TRAINING_DATA', message: message(crashed) });
  });

  it('counts users to learn from and sessions to judge by', () => {
    assert.throws(attempt(5, 2), /too few users: 2 to learn from, of whom 3 are needed, and 80 sessions of others to judge by/);
    assert.throws(attempt(5, 10), /and 0 sessions of others to judge by/);
  });
});
