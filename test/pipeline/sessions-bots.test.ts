import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { flagByRules, unusualSessions } from '#pipeline';
import { rocAuc } from '../../pipeline/learn/metrics/ranking.ts';
import { assertClose } from '../support/assert-close.ts';
import { sessionData } from '../support/session-data.ts';

const SEEDS = [1, 2, 3];
const weeks = await Promise.all(SEEDS.map((seed) => sessionData({ seed })));
const unusual = weeks.map(({ rows }) => unusualSessions(rows, 42));

describe('bots', () => {
  it('are found by rules: of a hundred flagged at least 99 are bots, of a hundred bots at least 98 are flagged', () => {
    for (const { rows, truth } of weeks) {
      const flagged = flagByRules(rows);
      const hits = flagged.filter(({ index }) => truth[index]!.bot !== '').length;
      assert.ok(hits / flagged.length >= 0.99, `precision ${hits / flagged.length}`);
      assert.ok(hits / truth.filter(({ bot }) => bot !== '').length >= 0.98, `recall ${hits}`);
    }
  });

  it('are flagged for what they do, with the figure', () => {
    for (const { rows, truth } of weeks) {
      for (const { index, rule, reason } of flagByRules(rows)) {
        assert.equal(rule, truth[index]!.bot);
        assert.match(reason, /\d/);
      }
    }
  });

  it('stand out in the isolation forest as they do in scikit-learn’s, to 0.01 in ROC-AUC', () => {
    // 200 trees, mean of three seeds, missing values as medians, scikit-learn 1.2.1 on the same rows
    const theirs = [0.9936, 0.9969, 0.9954];
    for (const [week, { rows, truth }] of weeks.entries()) {
      const { scores } = unusual[week]!;
      const isBot = Float64Array.from(truth, ({ bot }) => (bot === '' ? 0 : 1));
      assertClose(rocAuc(isBot, scores)(new Float64Array(rows.count).fill(1)), theirs[week]!, 0.01);
    }
  });

  it('make up nine in ten of the sessions that the forest shows, each with a reason', () => {
    for (const [week, { truth }] of weeks.entries()) {
      const { flagged } = unusual[week]!;
      assert.ok(flagged.filter(({ index }) => truth[index]!.bot !== '').length >= 0.9 * flagged.length);
      for (const { reason } of flagged) assert.match(reason, /\(usual /);
    }
  });
});
