import type { Slice } from '#pipeline';
import type { TelemetryRow } from '../../../pipeline/generate/index.ts';
import { Random } from '../../../pipeline/math/random.ts';
import { appBehavior as profile } from '../../../pipeline/profiles/app-behavior.ts';
import { placeOf, type Spoil } from '../../support/weekly-snapshots.ts';

/** Something wrong on purpose, in a slice of one or two dimensions of any kind. */
export interface Planted {
  readonly kind: 'crash' | 'churn';
  readonly slice: Slice;
  /** The weeks that show it, oldest week 0. */
  readonly weeks: readonly number[];
  /** Users of the slice in the first of them. */
  users: number;
}

/** What the generator's own incidents add to the mean. */
const DOCUMENTED = { crash: 0.8, churn: 0.15 } as const;
const MOST_CRASHES = 5;

/** Share of users that a slice may hold. */
const LEAST_SHARE = 0.03;
const MOST_SHARE = 0.3;

/**
 * Two incidents, each in a slice chosen by seed, from a week on to the end.
 *
 * @param times of the documented size
 */
export function planting(
  seed: number,
  first: number,
  weeks: number,
  times: number,
): { readonly planted: Planted[]; readonly spoil: Spoil } {
  const random = new Random(seed);
  const planted: Planted[] = [];
  const spoil: Spoil = (rows, week) => {
    if (week < first) return rows;
    if (planted.length === 0) {
      const lasting = Array.from({ length: weeks - first }, (_, index) => first + index);
      for (const kind of ['crash', 'churn'] as const)
        planted.push({ kind, slice: sliceIn(rows, random), weeks: lasting, users: 0 });
    }
    return rows.map((row) => planted.reduce((one, incident) => hit(one, incident, week, times, random), row));
  };
  return { planted, spoil };
}

function hit(row: TelemetryRow, incident: Planted, week: number, times: number, random: Random): TelemetryRow {
  if (!isIn(row, incident.slice)) return row;
  if (week === incident.weeks[0]) incident.users++;
  const mean = times * DOCUMENTED[incident.kind];
  if (incident.kind === 'churn') {
    const risk = Math.min(1, Number(row.churn_risk_score) + mean);
    return { ...row, churn_risk_score: Math.round(risk * 100) / 100 };
  }
  const trials = Array.from({ length: MOST_CRASHES - 1 }, () => Number(random.next() < mean / (MOST_CRASHES - 1)));
  const crashes = trials.reduce((sum, one) => sum + one, Number(row.crash_events_last_30_days));
  return { ...row, crash_events_last_30_days: Math.min(MOST_CRASHES, crashes) };
}

function sliceIn(rows: readonly TelemetryRow[], random: Random): Slice {
  for (;;) {
    const example = rows[random.below(rows.length)]!;
    const dimensions = [...new Set([random.below(profile.dimensions.length), random.below(profile.dimensions.length)])];
    const slice = Object.fromEntries(
      dimensions.map((index) => {
        const dimension = profile.dimensions[index]!;
        return [dimension.name, placeOf(example, dimension)];
      }),
    );
    const share = rows.filter((row) => isIn(row, slice)).length / rows.length;
    if (share >= LEAST_SHARE && share <= MOST_SHARE) return slice;
  }
}

function isIn(row: TelemetryRow, slice: Slice): boolean {
  return profile.dimensions.every((dimension) => !(dimension.name in slice) || placeOf(row, dimension) === slice[dimension.name]);
}
