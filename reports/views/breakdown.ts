import { type Cell, type CompleteRun, dimensionOf, homogeneity, type Profile, type Store, USERS } from '#pipeline';
import type { ChartSpec } from '../charts/spec.ts';
import { count, share, upperFirst } from '../format.ts';
import { colourOf, define, displayName, type MakeView, provenanceOf } from './define.ts';
import type { View, ViewName } from './view.ts';

/** Users of each segment by the values of one dimension, and how they are drawn. */
export interface Breakdown {
  readonly name: ViewName;
  readonly dimension: string;
  chart(data: BreakdownData, run: CompleteRun): ChartSpec;
}

export interface BreakdownData {
  /** Lower case, as in a sentence. */
  readonly label: string;
  readonly plural: string;
  /** What is counted, in the plural. */
  readonly users: string;
  /** Largest first. */
  readonly groups: readonly Group[];
}

export interface Group {
  readonly value: string;
  readonly users: number;
  /** In the order of the run's segments. */
  readonly bySegment: readonly number[];
}

/** A view of segments by one dimension. */
export function breakdown(definition: Breakdown): MakeView {
  return define<readonly Cell[]>({
    name: definition.name,
    load: (store: Store, run: CompleteRun) => store.cells(run.id, [definition.dimension], [USERS]),
    build: (cells, run, profile) => buildBreakdown(definition, cells, run, profile),
  });
}

export function buildBreakdown(
  { name, dimension, chart }: Breakdown,
  cells: readonly Cell[],
  run: CompleteRun,
  profile: Profile,
): View {
  const { label, plural } = dimensionOf(profile, dimension);
  const data: BreakdownData = {
    label: label.toLowerCase(),
    plural,
    users: profile.entity.many,
    groups: groupsOf(cells, dimension, run),
  };
  const { groups } = data;
  const users = upperFirst(data.users);
  return {
    name,
    title: `Segments by ${data.label}`,
    finding: findingOf(data, run),
    table: {
      title: `${users} by ${data.label} and segment`,
      columns: [
        { key: dimension, label },
        { key: 'users', label: users, format: { kind: 'count' } },
        { key: 'share', label: `Share of ${data.users}`, format: { kind: 'share' } },
        ...run.segments.flatMap((segment) => [
          { key: segment.id, label: displayName(segment), format: { kind: 'count' } as const },
          { key: `${segment.id}-share`, label: `${displayName(segment)}, share`, format: { kind: 'share' } as const },
        ]),
      ],
      rows: groups.map(({ value, users: size, bySegment }) => [
        value,
        size,
        size / run.rows,
        ...bySegment.flatMap((own) => [own, own / size]),
      ]),
    },
    charts: groups.length === 0 ? [] : [chart(data, run)],
    details: [],
    notes: groups.some((group) => group.users < SMALL)
      ? [`Shares of groups of fewer than ${SMALL} ${data.users} scatter widely; such groups are not compared.`]
      : [],
    provenance: provenanceOf(run, profile),
  };
}

/** Below so many users a share has a 95 % interval of some ±14 points or more. */
const SMALL = 50;
/** Cramér's V below which a difference is of no practical size, half of Cohen's (1988, 7.2) small effect. */
const NOTABLE_V = 0.05;

function groupsOf(cells: readonly Cell[], dimension: string, run: CompleteRun): Group[] {
  const byValue = Map.groupBy(cells, ({ slice }) => slice[dimension]!);
  return [...byValue]
    .map(([value, own]): Group => {
      const bySegment = run.segments.map(({ name }) => own.find(({ segment }) => segment === name)?.count ?? 0);
      return { value, users: bySegment.reduce((sum, users) => sum + users, 0), bySegment };
    })
    .toSorted((a, b) => b.users - a.users || (a.value < b.value ? -1 : 1));
}

/** Names the extremes only where the share of the most engaged segment differs by more than chance. */
function findingOf({ label, plural, users, groups }: BreakdownData, run: CompleteRun): string {
  const largest = groups[0];
  if (largest === undefined) return `There are no ${plural} to compare.`;
  const start = `${largest.value} has ${share(largest.users / run.rows)} of ${users}, ${rankInWords(label, groups)}`;
  const top = run.segments[0]!;
  const sized = groups.filter((group) => group.users >= SMALL);
  const { beyondChance, cramersV } = homogeneity(sized.map((group) => [group.bySegment[0]!, group.users - group.bySegment[0]!]));
  if (sized.length < 2) return `${start}.`;
  const shareOfTop = (group: Group) => group.bySegment[0]! / group.users;
  if (!beyondChance || cramersV < NOTABLE_V) {
    const why = beyondChance ? 'too little to matter' : 'by no more than chance';
    return `${start}; the share of ${displayName(top)} differs between ${plural} ${why}.`;
  }
  const ranked = sized.toSorted((a, b) => shareOfTop(b) - shareOfTop(a));
  const [high, low] = [ranked[0]!, ranked.at(-1)!];
  return `${start}; the share of ${displayName(top)} is highest in ${high.value} (${share(shareOfTop(high))}) and lowest in ${low.value} (${share(shareOfTop(low))}).`;
}

function rankInWords(label: string, [first, second]: readonly Group[]): string {
  if (second === undefined) return `the only ${label}`;
  return first!.users > second.users ? `more than any other ${label}` : `and no ${label} has more`;
}

/** Bars of counts, one group a value and one colour a segment. */
export function groupedBars(direction: 'vertical' | 'horizontal'): Breakdown['chart'] {
  return ({ label, users, groups }, run) => ({
    mark: 'bar',
    direction,
    title: `${upperFirst(users)} by ${label} and segment`,
    description: `Grouped bars of ${users}: ${groups.map(({ value, bySegment }) => `${value} ${run.segments.map((segment, c) => `${displayName(segment)} ${count(bySegment[c]!)}`).join(', ')}`).join('; ')}.`,
    format: { kind: 'count' },
    categoryLabel: upperFirst(label),
    valueLabel: upperFirst(users),
    categories: groups.map(({ value }) => value),
    series: run.segments.map((segment, c) => ({
      name: displayName(segment),
      colour: colourOf(segment),
      values: groups.map(({ bySegment }) => bySegment[c]!),
    })),
  });
}
