import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  added,
  documentedHistory,
  fixedThreshold,
  herald,
  NOTHING,
  quietHistory,
  type Score,
  scores,
  sizedHistory,
} from '../bench/alerts/score.ts';

/** A small part of the benchmark: `npm run bench -- alerts` has the whole of it. */
const DETECTORS = { herald, peer: fixedThreshold(0.1, 30) };

describe('over generated histories of eight weeks, alerts', () => {
  it('say nothing where nothing is wrong, on which a fixed threshold speaks in every one', () => {
    const totals = totalsOf([401, 402, 403, 404, 405, 406], (seed) => {
      const users = seed % 3 === 0 ? 500 : 2000;
      return { snapshots: quietHistory({ seed, users, weeks: 8 }), planted: [] };
    });
    assert.equal(totals.herald.claims, 0);
    assert.ok(totals.peer.claims >= 6);
  });

  it('find every incident of the documented size in its first week and in its slice, and nothing else', () => {
    const { herald: score } = totalsOf([411, 412], (seed) => documentedHistory({ seed, users: 4000, weeks: 8 }));
    assert.deepEqual([score.foundAfter[0], score.claims], [4, 4]);
  });

  it('find them in slices of any dimensions', () => {
    const { herald: score } = totalsOf([421, 422], (seed) => sizedHistory({ seed, users: 4000, weeks: 8 }, 1));
    assert.deepEqual([score.foundAfter[0], score.claims], [4, 4]);
  });

  it('make one of a large incident, although its slice has too few Power Users to be judged by them', () => {
    const { herald: score } = totalsOf([206], (seed) => sizedHistory({ seed, users: 4000, weeks: 8 }, 2));
    assert.deepEqual([score.foundAfter[0], score.claims], [2, 2]);
  });
});

function totalsOf(
  seeds: readonly number[],
  make: (seed: number) => ReturnType<typeof documentedHistory>,
): Record<keyof typeof DETECTORS, Score> {
  let [ours, peer] = [NOTHING, NOTHING];
  for (const seed of seeds) {
    const { snapshots, planted } = make(seed);
    const found = scores(snapshots, planted, DETECTORS);
    [ours, peer] = [added(ours, found.herald), added(peer, found.peer)];
  }
  return { herald: ours, peer };
}
