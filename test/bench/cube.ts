import { DEFAULT_PROFILE, openStore, quantile, type Store } from '#pipeline';
import { Questions } from '../../bot/question/ask.ts';
import { type FigureQuestion, inCube, type Query } from '../../bot/question/query.ts';
import type { Bench } from './bench.ts';
import { markdownTable } from './markdown.ts';
import { questionsAbout } from './questions.ts';
import { keptStore } from './stores.ts';

const SMALL = { users: 50_000, weeks: 1 };
const LARGE = { users: 1_000_000, weeks: 1 };
const QUESTIONS = 300;
const ROUNDS = 5;

/** The same questions on a small and on a large store. */
export const cube: Bench = {
  name: 'cube',
  title: 'Answers from the cube, 50,000 against 1,000,000 users, SQLite',
  takes: '1 min; 3 min more where the stores are to be made',
  usual: false,
  async run(say) {
    const [small, large] = [await keptStore(SMALL, say), await keptStore(LARGE, say)];
    const stores = await Promise.all([small, large].map((file) => openStore(`sqlite:${file}`, [DEFAULT_PROFILE])));
    try {
      say(`${QUESTIONS} questions in ${ROUNDS} rounds, in turns`);
      const sides = await Promise.all(stores.map(sideOf));
      const queries = await cubeQueries(stores[0]!, sides);
      const times = await timesOf(sides, queries);
      return tableOf(times[0]!, times[1]!);
    } finally {
      await Promise.all(stores.map((store) => store.close()));
    }
  },
};

interface Side {
  readonly store: Store;
  /** Reads questions; answers are asked of fresh ones, which remember nothing. */
  readonly questions: Questions;
}

async function sideOf(store: Store): Promise<Side> {
  return { store, questions: new Questions(store, DEFAULT_PROFILE) };
}

/** Questions that the cube answers on both sides. */
async function cubeQueries(store: Store, sides: readonly Side[]): Promise<readonly Query[]> {
  const run = (await store.currentRun(DEFAULT_PROFILE.name))!;
  const { cube: texts } = await questionsAbout(store, run);
  const queries: Query[] = [];
  for (const text of texts) {
    if (queries.length === QUESTIONS) break;
    const read = await Promise.all(sides.map(({ questions }) => questions.understand(text)));
    const [one, other] = read;
    if (!one?.ok || !other?.ok || JSON.stringify(one.query) !== JSON.stringify(other.query)) continue;
    if (one.query.kind !== 'list' && inCube(one.query as FigureQuestion, DEFAULT_PROFILE)) queries.push(one.query);
  }
  return queries;
}

/** Milliseconds of every answer, by side; the sides take turns, so that whatever else goes on meets both. */
async function timesOf(sides: readonly Side[], queries: readonly Query[]): Promise<readonly (readonly number[])[]> {
  const times: number[][] = sides.map(() => []);
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [index, query] of queries.entries()) {
      const order = index % 2 === 0 ? sides : sides.toReversed();
      for (const side of order) {
        const fresh = new Questions(side.store, DEFAULT_PROFILE);
        const began = performance.now();
        await fresh.answer(query);
        if (round > 0) times[sides.indexOf(side)]!.push(performance.now() - began); // the first round fills caches of files
      }
    }
  }
  return times;
}

function tableOf(small: readonly number[], large: readonly number[]): string {
  const at = (times: readonly number[], share: number) => quantile(Float64Array.from(times).sort(), share);
  const row = (name: string, share: number) => {
    const [one, other] = [at(small, share), at(large, share)];
    return [name, one.toFixed(2), other.toFixed(2), (other / one).toFixed(2)];
  };
  return markdownTable(
    [`${small.length} answers each`, '50,000 users (ms)', '1,000,000 users (ms)', 'ratio'],
    [row('median', 0.5), row('p95', 0.95), row('p99', 0.99)],
  );
}
