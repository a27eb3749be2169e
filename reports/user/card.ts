import {
  addMoments,
  type Cell,
  type CompleteRun,
  idColumn,
  type Measure,
  type Membership,
  type Model,
  meanOf,
  measureOf,
  type Profile,
  type Rank,
  type Score,
  type Segment,
  type Store,
  score,
  type UserRow,
} from '#pipeline';
import { displayName, displayNames, provenanceOf } from '../views/define.ts';
import type { Provenance } from '../views/view.ts';
import { loadOutlook, type Outlook } from './outlook.ts';

/** Everything Herald knows of one user. */
export interface UserCard {
  readonly userId: string;
  /** All stored columns, in their order, with readable labels. */
  readonly columns: readonly { readonly name: string; readonly label: string; readonly value: string | number | null }[];
  readonly segment: string;
  readonly clarity: Clarity;
  readonly kpis: readonly Standing[];
  /** Features by how strongly they speak for the segment; negative ones speak for the next. */
  readonly pulls: readonly Pull[];
  readonly history: readonly (Membership & { readonly changed: boolean })[];
  /** Whether the user is about to leave; null where no model foresees it, and for who counts as gone. */
  readonly outlook: Outlook | null;
  /** From which value of which column on a user counts as gone; null where the profile does not say. */
  readonly gone: { readonly column: string; readonly from: number } | null;
  /** What to do, and why. */
  readonly action: string;
  readonly provenance: Provenance;
}

/** How clearly the user belongs to the segment. */
export interface Clarity {
  readonly level: 'clear' | 'fairly clear' | 'borderline';
  /** 1 − distance to the own centroid / distance to the next, 0 to 1. */
  readonly margin: number;
  readonly nextSegment: string;
  /** Distances to the centroids in standard deviations over all features. */
  readonly ownDistance: number;
  readonly nextDistance: number;
}

/** One KPI of the user beside the segment's and everyone's. */
export interface Standing {
  readonly measure: Measure;
  readonly value: number | null;
  readonly segmentMean: number | null;
  readonly overallMean: number | null;
  /** Share of users below the user, half of the equal ones counted, 0 to 1. */
  readonly segmentPercentile: number | null;
  readonly overallPercentile: number | null;
}

/** How one feature speaks for the own segment against the next. */
export interface Pull {
  readonly feature: string;
  readonly label: string;
  /** The user's raw value; null where it was missing. */
  readonly value: number | null;
  /** In standard deviations from the average user. */
  readonly z: number;
  /** Part of the difference between the squared distances to the next and the own centroid; the parts sum up to it. */
  readonly pull: number;
}

/** Looks a user up; undefined if the current run does not have them. */
export async function userCard(store: Store, run: CompleteRun, profile: Profile, userId: string): Promise<UserCard | undefined> {
  const row = await store.user(userId, profile.name);
  if (row === undefined) return undefined;
  const kpis = profile.kpis.map((name) => measureOf(profile, name));
  const values = Object.fromEntries(
    kpis.flatMap(({ column }) => (typeof row[column] === 'number' ? [[column, row[column]]] : [])),
  );
  const [model, history, cells, overall, within, outlook] = await Promise.all([
    store.model(run.id),
    store.memberships(userId, profile.name),
    store.cells(run.id, [], profile.kpis),
    store.ranks(values, undefined, profile.name),
    store.ranks(values, row.segment as string, profile.name),
    loadOutlook(store, run.id, userId, profile),
  ]);
  return buildCard({ row, model, history, cells, overall, within, outlook }, run, profile);
}

interface CardData {
  readonly row: UserRow;
  readonly model: Model;
  readonly history: readonly Membership[];
  readonly cells: readonly Cell[];
  readonly overall: readonly Rank[];
  readonly within: readonly Rank[];
  readonly outlook: Outlook | null;
}

export function buildCard(
  { row, model, history, cells, overall, within, outlook }: CardData,
  run: CompleteRun,
  profile: Profile,
): UserCard {
  const segment = run.segments.find(({ name }) => name === row.segment)!;
  const shown = displayNames(run);
  const position = positionOf(row, model, segment);
  return {
    userId: row[idColumn(profile).name] as string,
    columns: [...profile.columns, { name: 'cluster', label: 'Cluster' }, { name: 'segment', label: 'Segment' }].map(
      ({ name, label }) => ({
        name,
        label,
        value: row[name] ?? null,
      }),
    ),
    segment: displayName(segment),
    clarity: clarityOf(position, run),
    kpis: profile.kpis.map((name) => standingOf(measureOf(profile, name), row, cells, overall, within)),
    pulls: pullsOf(row, model, position, profile),
    history: history.map((membership, i) => ({
      ...membership,
      segment: shown(membership.segment),
      changed: i > 0 && history[i - 1]!.segment !== membership.segment,
    })),
    outlook,
    gone: profile.lapse === undefined ? null : { column: profile.lapse.column, from: profile.lapse.atLeast },
    action: actionOf(segment, run, profile),
    provenance: provenanceOf(run, profile),
  };
}

/** The user scored by the stored model, and the segment that comes next after their own. */
interface Position extends Score {
  readonly own: number;
  readonly next: number;
}

function positionOf(row: UserRow, model: Model, segment: Segment): Position {
  const scored = score(row, model);
  const own = segment.cluster;
  const others = scored.distances.map((distance, cluster) => (cluster === own ? Number.POSITIVE_INFINITY : distance));
  return { ...scored, own, next: others.indexOf(Math.min(...others)) };
}

/** Below 0.05 a tenth of a standard deviation in a few features would change the segment. */
function clarityOf({ own, next, distances, margin }: Position, run: CompleteRun): Clarity {
  const level = margin < 0.05 ? 'borderline' : margin < 0.2 ? 'fairly clear' : 'clear';
  const nextSegment = displayName(run.segments.find(({ cluster }) => cluster === next)!);
  return { level, margin, nextSegment, ownDistance: distances[own]!, nextDistance: distances[next]! };
}

function standingOf(
  measure: Measure,
  row: UserRow,
  cells: readonly Cell[],
  overall: readonly Rank[],
  within: readonly Rank[],
): Standing {
  const own = cells.filter((cell) => cell.measure === measure.name);
  return {
    measure,
    value: row[measure.column] as number | null,
    segmentMean: average(own.filter(({ segment }) => segment === row.segment)),
    overallMean: average(own),
    segmentPercentile: percentile(within.find(({ column }) => column === measure.column)),
    overallPercentile: percentile(overall.find(({ column }) => column === measure.column)),
  };
}

function average(cells: readonly Cell[]): number | null {
  const moments = addMoments(cells);
  return moments.count === 0 ? null : meanOf(moments);
}

function percentile(rank: Rank | undefined): number | null {
  return rank === undefined || rank.count === 0 ? null : (rank.below + rank.equal / 2) / rank.count;
}

function pullsOf(row: UserRow, { scaler, centroids }: Model, { point, own, next }: Position, profile: Profile): Pull[] {
  return scaler
    .map(({ feature }, j): Pull => {
      const [z, mine, other] = [point[j]!, centroids[own]![j]!, centroids[next]![j]!];
      const label = profile.columns.find(({ name }) => name === feature)!.label;
      return { feature, label, value: row[feature] as number | null, z, pull: (z - other) ** 2 - (z - mine) ** 2 };
    })
    .toSorted((a, b) => b.pull - a.pull);
}

function actionOf({ action }: Segment, { trust }: CompleteRun, { entity }: Profile): string {
  return trust.level === 'weak'
    ? `Go by the figures of this ${entity.one} alone: the segments of this run are not reliable.`
    : action;
}
