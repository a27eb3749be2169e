import {
  type Cell,
  type Completeness,
  type CompleteRun,
  type CrashProne,
  type CrashRate,
  type CrashRisk,
  crashProneSlices,
  crashRates,
  type Gap,
  type RuleFlag,
  type SessionRows,
  type Store,
  sessionRows,
  type UnusualSessions,
} from '#pipeline';

/** Crash rates of a run; of the cube, so they cover all sessions and outlast the rows. */
export interface CrashFindings {
  readonly whole: CrashRate;
  /** Of the run before; undefined for the first run. */
  readonly before: CrashRate | undefined;
  /** By each of the dimensions, the most sessions first. */
  readonly by: Readonly<Record<CrashDimension, readonly CrashRate[]>>;
  /** Pairs of version and system that crash more, the surest first. */
  readonly prone: readonly CrashProne[];
}

/** Crash rates by hour of the week. */
export interface HourFindings {
  readonly whole: CrashRate;
  readonly hours: readonly CrashRate[];
  readonly hotHours: readonly CrashProne[];
}

/** The rows of a run, where they are still kept. */
export interface ReadSessions {
  readonly sessions: SessionRows;
  /** All sessions of the run; more than `sessions` where the run is very large. */
  readonly total: number;
}

export interface BotFindings extends ReadSessions {
  readonly bots: readonly RuleFlag[];
  readonly unusual: UnusualSessions | undefined;
}

export interface GapFindings {
  readonly completeness: Completeness;
  readonly gaps: readonly Gap[];
}

/** The risk of a crash, or why it could not be learned. */
export type RiskFindings = CrashRisk | { readonly impossible: string };

export const CRASH_DIMENSIONS = ['app_version', 'device_type', 'os_version', 'memory_band', 'battery_band'] as const;
export type CrashDimension = (typeof CRASH_DIMENSIONS)[number];

const CRASH_RATE = 'crash_rate';

export async function loadCrashes(store: Store, run: CompleteRun): Promise<CrashFindings> {
  const cells = (dimensions: readonly string[], of: CompleteRun = run) => store.cells(of.id, dimensions, [CRASH_RATE]);
  const previous = await store.previousRun(run);
  const [whole, before, pairs, ...single] = await Promise.all([
    cells([]),
    previous === undefined ? [] : cells([], previous),
    cells(['app_version', 'os_version']),
    ...CRASH_DIMENSIONS.map((dimension) => cells([dimension])),
  ]);
  const by = Object.fromEntries(CRASH_DIMENSIONS.map((name, index) => [name, crashRates(single[index]!)]));
  return {
    whole: wholeOf(whole),
    before: before.length === 0 ? undefined : wholeOf(before),
    by: by as CrashFindings['by'],
    prone: crashProneSlices(crashRates(pairs)),
  };
}

export async function loadHours(store: Store, run: CompleteRun): Promise<HourFindings> {
  const [whole, cells] = await Promise.all([
    store.cells(run.id, [], [CRASH_RATE]),
    store.cells(run.id, ['start_weekday', 'start_hour'], [CRASH_RATE]),
  ]);
  const hours = crashRates(cells);
  return { whole: wholeOf(whole), hours, hotHours: crashProneSlices(hours) };
}

/** Rows are looked at one by one up to so many; the figures of the cube cover all. */
const MOST_ROWS = 200_000;

/** Undefined for a run whose rows are no longer kept. */
export async function loadRows(store: Store, run: CompleteRun): Promise<ReadSessions | undefined> {
  const { rows, users } = await store.listUsers({ runId: run.id, filters: [], limit: MOST_ROWS }, run.profile);
  return rows.length === 0 ? undefined : { sessions: sessionRows(rows), total: users };
}

function wholeOf(cells: readonly Cell[]): CrashRate {
  return crashRates(cells)[0] ?? { slice: {}, sessions: 0, crashes: 0, rate: 0, interval: { low: 0, high: 1 } };
}

/** All that the report of a run on sessions is made of. */
export interface SessionFindings {
  readonly crashes: CrashFindings;
  readonly hours: HourFindings;
  /** What only the rows tell; undefined for a run whose rows are no longer kept. */
  readonly rows: { readonly bots: BotFindings; readonly risk: RiskFindings; readonly gaps: GapFindings } | undefined;
}
