import type { RejectReason } from '../domain/run.ts';
import type { Random } from '../math/random.ts';
import type { TelemetryRow } from './behaviour.ts';

/** A bad row in a file, and why a reader should set it aside. */
export interface BadRow {
  readonly file: string;
  /** Line in the file, from 1 with the header. */
  readonly line: number;
  readonly reason: RejectReason;
}

/** How many of `bad` rows stand before the row after user `index` of `users`: evenly spread, all of them after the last. */
export function badRowsBy(index: number, users: number, bad: number): number {
  return Math.floor(((index + 1) * bad) / users);
}

/** A fault by its turn, so that the first few bad rows show every kind. */
export function faultAt(turn: number): Fault {
  return FAULTS[turn % FAULTS.length]!;
}

/** One way in which a row goes wrong on its way here. */
export interface Fault {
  readonly reason: RejectReason;
  /**
   * The fields of the bad row.
   * @param good the row before it
   * @param freshId an id that no user has, so that the fault is the only thing wrong
   */
  spoil(good: TelemetryRow, freshId: string, random: Random): readonly (string | number | null)[];
}

const FAULTS: readonly Fault[] = [
  {
    reason: 'not a number',
    spoil: (good, freshId, random) => replaced(good, freshId, 'age', oneOf(random, ['forty', 'about 30', '4O'])),
  },
  {
    reason: 'below the possible minimum',
    spoil: (good, freshId, random) => replaced(good, freshId, 'sessions_per_week', -1 - random.below(9)),
  },
  { reason: 'duplicate id', spoil: (good) => Object.values(good) },
  { reason: 'missing id', spoil: (good) => Object.values({ ...good, user_id: null }) },
  { reason: 'not a finite number', spoil: (good, freshId) => replaced(good, freshId, 'daily_active_minutes', 'Infinity') },
  {
    reason: 'malformed row',
    spoil: (good, freshId, random) => Object.values({ ...good, user_id: freshId }).slice(0, 5 + random.below(15)),
  },
  { reason: 'missing value', spoil: (good, freshId) => replaced(good, freshId, 'churn_risk_score', null) },
  { reason: 'above the possible maximum', spoil: (good, freshId) => replaced(good, freshId, 'churn_risk_score', 1.7) },
  { reason: 'not a whole number', spoil: (good, freshId) => replaced(good, freshId, 'pages_viewed_per_session', 7.5) },
];

function replaced(
  good: TelemetryRow,
  freshId: string,
  column: string,
  value: string | number | null,
): readonly (string | number | null)[] {
  return Object.values({ ...good, user_id: freshId, [column]: value });
}

function oneOf(random: Random, texts: readonly [string, ...string[]]): string {
  return texts[random.below(texts.length)] ?? texts[0];
}
