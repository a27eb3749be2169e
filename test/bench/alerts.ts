import type { Snapshot } from '#pipeline';
import { count } from '#reports';
import type { Planted } from './alerts/planting.ts';
import {
  added,
  type Detector,
  documentedHistory,
  fixedThreshold,
  herald,
  NOTHING,
  quietHistory,
  type Score,
  scores,
  sizedHistory,
} from './alerts/score.ts';
import type { Bench } from './bench.ts';
import { markdownTable } from './markdown.ts';

const HISTORIES = 40;
const FIRST_SEED = 241; // the settings of the rules were chosen on seeds below
const USERS = 4000;
const WEEKS = 8;

/** The peers are what a dashboard does: a figure that is so much higher than the week before, in a slice of so many users. */
const DETECTORS = {
  Herald: herald,
  '+10 %, 30 users': fixedThreshold(0.1, 30),
  '+30 %, 100 users': fixedThreshold(0.3, 100),
} satisfies Readonly<Record<string, Detector>>;
type Name = keyof typeof DETECTORS;
const NAMES = Object.keys(DETECTORS) as Name[];

/** How well alerts find what is wrong, and how often they cry wolf, by the size of what is wrong. */
export const alertsBench: Bench = {
  name: 'alerts',
  title: `Alerts: precision, recall and time to detect, ${USERS.toLocaleString('en')} users, ${WEEKS} weeks`,
  takes: '3 min',
  usual: false,
  async run(say) {
    const rows: string[][] = [];
    for (const { what, histories, make } of SETTINGS) {
      say(`${what}: ${histories} histories`);
      const total = Object.fromEntries(NAMES.map((name) => [name, NOTHING])) as Record<Name, Score>;
      for (let seed = FIRST_SEED; seed < FIRST_SEED + histories; seed++) {
        const { snapshots, planted } = make(seed);
        const found = scores(snapshots, planted, DETECTORS);
        for (const name of NAMES) total[name] = added(total[name], found[name]);
      }
      rows.push(...NAMES.map((name) => [what, name, ...figuresOf(total[name])]));
    }
    return `${markdownTable(HEADINGS, rows)}\n\n${LEGEND}`;
  },
};

interface Setting {
  readonly what: string;
  readonly histories: number;
  readonly make: (seed: number) => { readonly snapshots: readonly Snapshot[]; readonly planted: readonly Planted[] };
}

const COMMON = { users: USERS, weeks: WEEKS };
const SETTINGS: readonly Setting[] = [
  { what: 'nothing', histories: HISTORIES, make: (seed) => ({ snapshots: quietHistory({ ...COMMON, seed }), planted: [] }) },
  { what: 'as documented', histories: HISTORIES / 2, make: (seed) => documentedHistory({ ...COMMON, seed }) },
  ...[0.25, 0.5, 0.75, 1, 2].map((times) => ({
    what: `${times} × that, any slice`,
    histories: HISTORIES / 4,
    make: (seed: number) => sizedHistory({ ...COMMON, seed }, times),
  })),
];

const HEADINGS = [
  'planted',
  'detector',
  'histories',
  'incidents',
  'recall, first week',
  'recall, third week',
  'weeks to detect',
  'claims',
  'precision',
  'false claims in 20 histories',
];

const LEGEND = `Two incidents a history, a crash and a churn one, for the last three weeks; as documented: 0.8 crashes a user more, 0.15
churn risk more. Found is an incident whose very slice is named; weeks to detect are those of the incidents that were found. A claim
is a kind in a slice, once a history; precision is the part of the claims that names the slice of an incident, and a claim is false that
has nothing to do with one. Seeds from ${FIRST_SEED}.`;

function figuresOf({ histories, incidents, foundAfter, claims, right, nearby }: Score): readonly string[] {
  const found = foundAfter.reduce((sum, one) => sum + one, 0);
  const weeks = foundAfter.reduce((sum, one, after) => sum + one * (after + 1), 0);
  const part = (one: number, whole: number) => (whole === 0 ? '–' : `${Math.round((100 * one) / whole)}%`);
  return [
    count(histories),
    count(incidents),
    part(foundAfter[0]!, incidents),
    part(found, incidents),
    found === 0 ? '–' : (weeks / found).toFixed(2),
    count(claims),
    part(right, claims),
    (((claims - right - nearby) * 20) / histories).toFixed(1),
  ];
}
