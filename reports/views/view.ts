import type { CompleteRun, Profile, Store } from '#pipeline';
import type { ChartSpec } from '../charts/spec.ts';
import type { NumberFormat } from '../format.ts';

/** The seven views of segments, in reading order. */
export const VIEW_NAMES = ['clusters', 'distribution', 'kpis', 'deep-dive', 'countries', 'devices', 'subscriptions'] as const;

/** What sessions show before the views of their segments. */
export const SESSION_VIEW_NAMES = ['crashes', 'crash-risk', 'bots', 'hotspots', 'completeness'] as const;

/** Every view there is, of whatever profile. */
export const ALL_VIEW_NAMES = [...SESSION_VIEW_NAMES, ...VIEW_NAMES] as const;
export type ViewName = (typeof ALL_VIEW_NAMES)[number];

/** One analysis of a run, the same in Slack, HTML, PDF and on the command line. */
export interface View {
  readonly name: ViewName;
  readonly title: string;
  /** One sentence: what the reader should take away. */
  readonly finding: string;
  readonly table: Table;
  readonly charts: readonly ChartSpec[];
  /** Further tables that support the first one. */
  readonly details: readonly Table[];
  /** What a careful reader should know about these figures. */
  readonly notes: readonly string[];
  readonly provenance: Provenance;
}

export interface Table {
  readonly title: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly TableValue[])[];
  /** It tells of single users. */
  readonly singles?: true;
}

export type TableValue = string | number | null;

export interface TableColumn {
  readonly key: string;
  readonly label: string;
  /** Absent for text. */
  readonly format?: NumberFormat;
}

/** From which run the figures come, and the warning that has to stand beside them. */
export interface Provenance {
  readonly runId: number;
  readonly asOf: string;
  readonly users: number;
  /** What they are. */
  readonly entity: Profile['entity'];
  readonly trust: CompleteRun['trust']['level'];
  /** Set for runs of weak trust: what not to do, and the first reason. */
  readonly banner: string | null;
}

/** How a view is made: `load` is the only step that waits, `build` is pure. */
export interface ViewDefinition<Data> {
  readonly name: ViewName;
  load(store: Store, run: CompleteRun, profile: Profile): Promise<Data>;
  build(data: Data, run: CompleteRun, profile: Profile): View;
}
