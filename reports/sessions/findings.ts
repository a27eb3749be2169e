import {
  type Cell,
  type Completeness,
  type CompleteRun,
  type CrashProne,
  type CrashRate,
  type CrashRisk,
  completeness,
  crashProneSlices,
  crashRates,
  crashRisk,
  flagByRules,
  type Gap,
  gapsOf,
  HeraldError,
  type Profile,
  type RuleFlag,
  type SessionRows,
  type Store,
  sessionRows,
  type UnusualSessions,
  type UserRow,
  unusualSessions,
} from '#pipeline';

/** What the report of a run on sessions is made of. */
export interface SessionFindings {
  readonly whole: CrashRate;
  /** Of the run before; undefined for the first run. */
  readonly before: CrashRate | undefined;
  /** Crash rates by each of the dimensions, the most sessions first. */
  readonly by: Readonly<Record<CrashDimension, readonly CrashRate[]>>;
  /** Pairs of version and system that crash more, the surest first. */
  readonly prone: readonly CrashProne[];
  readonly hours: readonly CrashRate[];
  readonly hotHours: readonly CrashProne[];
  /** What only the rows tell; undefined for a run whose rows are no longer kept. */
  readonly rows: RowFindings | undefined;
}

export interface RowFindings {
  readonly sessions: SessionRows;
  /** All sessions of the run; more than `sessions` where the run is very large. */
  readonly total: number;
  readonly bots: readonly RuleFlag[];
  readonly unusual: UnusualSessions | undefined;
  /** Or why it could not be learned. */
  readonly risk: CrashRisk | { readonly impossible: string };
  readonly completeness: Completeness;
  readonly gaps: readonly Gap[];
}

export const CRASH_DIMENSIONS = ['app_version', 'device_type', 'os_version', 'memory_band', 'battery_band'] as const;
export type CrashDimension = (typeof CRASH_DIMENSIONS)[number];

/** Rows are looked at one by one up to so many; the figures of the cube cover all. */
const MOST_ROWS = 200_000;

/** Reads what the report needs: cells of the cube, and the rows where they are still kept. */
export async function loadSessions(store: Store, run: CompleteRun, profile: Profile): Promise<SessionFindings> {
  const cells = (dimensions: readonly string[], of: CompleteRun = run) => store.cells(of.id, dimensions, [CRASH_RATE]);
  const previous = await store.previousRun(run);
  const [whole, before, pairs, hours, list, ...single] = await Promise.all([
    cells([]),
    previous === undefined ? [] : cells([], previous),
    cells(['app_version', 'os_version']),
    cells(['start_weekday', 'start_hour']),
    store.listUsers({ runId: run.id, filters: [], limit: MOST_ROWS }, profile.name),
    ...CRASH_DIMENSIONS.map((dimension) => cells([dimension])),
  ]);
  const by = Object.fromEntries(CRASH_DIMENSIONS.map((name, index) => [name, crashRates(single[index]!)]));
  const rates = crashRates(hours);
  return {
    whole: wholeOf(whole),
    before: before.length === 0 ? undefined : wholeOf(before),
    by: by as SessionFindings['by'],
    prone: crashProneSlices(crashRates(pairs)),
    hours: rates,
    hotHours: crashProneSlices(rates),
    rows: list.rows.length === 0 ? undefined : rowFindings(list.rows, list.users, run),
  };
}

const CRASH_RATE = 'crash_rate';

function wholeOf(cells: readonly Cell[]): CrashRate {
  return crashRates(cells)[0] ?? { slice: {}, sessions: 0, crashes: 0, rate: 0, interval: { low: 0, high: 1 } };
}

function rowFindings(list: readonly UserRow[], total: number, run: CompleteRun): RowFindings {
  const sessions = sessionRows(list);
  const { seed } = run.settings;
  const complete = completeness(sessions);
  return {
    sessions,
    total,
    bots: flagByRules(sessions),
    unusual: tryTo(
      () => unusualSessions(sessions, seed),
      () => undefined,
    ),
    risk: tryTo<RowFindings['risk']>(
      () => crashRisk(sessions, { seed, trainedAt: run.finishedAt }),
      (impossible) => ({ impossible }),
    ),
    completeness: complete,
    gaps: gapsOf(complete),
  };
}

/** Sessions from which nothing can be learned still get their report. */
function tryTo<Result>(make: () => Result, otherwise: (why: string) => Result): Result {
  try {
    return make();
  } catch (error) {
    if (error instanceof HeraldError) return otherwise(error.message);
    throw error;
  }
}
