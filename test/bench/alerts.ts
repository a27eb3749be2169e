import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import {
  added,
  documentedHistory,
  fixedThreshold,
  type HistoryOptions,
  herald,
  NOTHING,
  quietHistory,
  type Score,
  scores,
  sizedHistory,
} from './alerts/score.ts';

/**
 * How well alerts find what is wrong, and how often they cry wolf, beside two fixed thresholds:
 * `node test/bench/alerts.ts [--histories 40] [--seed 241] [--out FILE]`. The settings were chosen on seeds below 241.
 */
const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '40' },
    seed: { type: 'string', default: '241' },
    out: { type: 'string' },
  },
});
const [histories, firstSeed] = [Number(values.histories), Number(values.seed)];
const DETECTORS = {
  herald,
  '+10 %, 30 users': fixedThreshold(0.1, 30),
  '+30 %, 100 users': fixedThreshold(0.3, 100),
};
type Name = keyof typeof DETECTORS;
const NAMES = Object.keys(DETECTORS) as Name[];

interface Setting {
  readonly name: string;
  readonly histories: number;
  readonly make: (seed: number) => Parameters<typeof scores>[0] | ReturnType<typeof documentedHistory>;
}

const half = Math.ceil(histories / 2);
const quarter = Math.ceil(histories / 4);
const settings: readonly Setting[] = [
  ...(
    [
      [500, quarter],
      [2000, histories],
      [10_000, quarter],
    ] as const
  ).map(([users, count]) => ({
    name: `nothing wrong, ${users} users`,
    histories: count,
    make: (seed: number) => quietHistory({ seed, users, weeks: 8 }),
  })),
  ...(
    [
      [2000, 8, half],
      [4000, 4, quarter],
      [4000, 8, half],
      [4000, 12, quarter],
      [10_000, 8, Math.ceil(quarter / 2)],
    ] as const
  ).map(([users, weeks, count]) => ({
    name: `documented size, ${users} users, ${weeks} weeks`,
    histories: count,
    make: (seed: number) => documentedHistory({ seed, users, weeks }),
  })),
  ...[0.25, 0.5, 0.75, 1, 2].map((times) => ({
    name: `${times} × the size, any slice, 4000 users`,
    histories: quarter,
    make: (seed: number) => sizedHistory({ seed, users: 4000, weeks: 8 } satisfies HistoryOptions, times),
  })),
];

const results: { readonly setting: string; readonly detector: Name; readonly score: Score }[] = [];
const began = performance.now();
for (const { name, histories: count, make } of settings) {
  const totals = Object.fromEntries(NAMES.map((name) => [name, NOTHING])) as Record<Name, Score>;
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const made = make(seed);
    const [snapshots, planted] = 'planted' in made ? [made.snapshots, made.planted] : [made, []];
    const found = scores(snapshots, planted, DETECTORS);
    for (const detector of NAMES) totals[detector] = added(totals[detector], found[detector]);
  }
  for (const detector of NAMES) results.push({ setting: name, detector, score: totals[detector] });
}

const lines = [
  `seeds from ${firstSeed}; ${Math.round((performance.now() - began) / 1000)} s`,
  row(
    'setting',
    'detector',
    'histories',
    'incidents',
    'in week 1',
    'by week 3',
    'nearby',
    'weeks',
    'claims',
    'wrong',
    'precision',
    'wrong/history',
  ),
  ...results.map(({ setting, detector, score }) => {
    const found = score.foundAfter.reduce((sum, count) => sum + count, 0);
    const weeks = score.foundAfter.reduce((sum, count, after) => sum + count * (after + 1), 0) / found;
    const wrong = score.claims - score.right - score.nearby;
    return row(
      setting,
      detector,
      score.histories,
      score.incidents,
      share(score.foundAfter[0]!, score.incidents),
      share(found, score.incidents),
      score.foundNearby,
      found === 0 ? '–' : weeks.toFixed(2),
      score.claims,
      wrong,
      share(score.right, score.claims),
      (wrong / score.histories).toFixed(2),
    );
  }),
];
const text = `${lines.join('\n')}\n`;
process.stdout.write(text);
if (values.out !== undefined) await writeFile(values.out, `${JSON.stringify({ firstSeed, results }, null, 2)}\n`);

function share(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(0)}%`;
}

function row(...cells: readonly (string | number)[]): string {
  const [setting, detector, ...rest] = cells.map(String);
  return [setting!.padEnd(40), detector!.padEnd(18), ...rest.map((cell) => cell.padStart(14))].join('');
}
