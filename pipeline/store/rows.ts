import { z } from 'zod';
import type { NewRun } from '../domain/run.ts';
import {
  type Cell,
  type CompleteRun,
  type FailedRun,
  type Model,
  type Reject,
  type Run,
  type Sample,
  STAGES,
} from '../domain/run.ts';
import { StoreError } from '../errors.ts';
import { dateOf, sqlTime } from './sql-time.ts';

/** A row of `runs`, without the sample. */
export interface RunRow {
  readonly id: number;
  readonly profile: string;
  readonly as_of: string;
  readonly status: string;
  readonly content_hash: string | null;
  readonly row_count: number | null;
  readonly rejected_count: number | null;
  readonly k: number | null;
  readonly seed: number | null;
  readonly engine: string | null;
  readonly inertia: number | null;
  readonly silhouette: number | null;
  readonly trust_level: string | null;
  readonly started_at: string | null;
  readonly finished_at: string;
  readonly failed_stage: string | null;
  readonly failed_reason: string | null;
  readonly summary: string;
}

/** The columns of RunRow; the sample is long and read only when asked for. */
export const RUN_COLUMNS = [
  'id',
  'profile',
  'as_of',
  'status',
  'content_hash',
  'row_count',
  'rejected_count',
  'k',
  'seed',
  'engine',
  'inertia',
  'silhouette',
  'trust_level',
  'started_at',
  'finished_at',
  'failed_stage',
  'failed_reason',
  'summary',
] as const satisfies readonly (keyof RunRow)[];

/** A row of `segment_cube`, without the run. */
export interface CellRow {
  readonly dimension_a: string;
  readonly value_a: string;
  readonly dimension_b: string;
  readonly value_b: string;
  readonly segment: string;
  readonly measure: string;
  readonly user_count: number;
  readonly value_sum: number;
  readonly value_sum_of_squares: number;
  readonly value_min: number | null;
  readonly value_max: number | null;
}

/** A row of `run_rejects`, without the run and the position. */
export interface RejectRow {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
  readonly column: string | null;
  readonly value: string | null;
}

/** The row of a complete run; what has no column of its own is in `summary`. */
export function rowOfRun(run: NewRun, id: number, finishedAt: Date): RunRow {
  const { input, settings, segments, trust, quality, choiceOfK, timings } = run;
  return {
    id,
    profile: run.profile,
    as_of: run.asOf,
    status: 'complete',
    content_hash: run.contentHash,
    row_count: run.rows,
    rejected_count: run.rejected,
    k: segments.length,
    seed: settings.seed,
    engine: settings.engine,
    inertia: run.inertia,
    silhouette: finiteOrNull(trust.separation.silhouette),
    trust_level: trust.level,
    started_at: sqlTime(run.startedAt),
    finished_at: sqlTime(finishedAt),
    failed_stage: null,
    failed_reason: null,
    summary: toJson({ input, settings, segments, trust, quality, choiceOfK, timings }),
  };
}

export function rowOfFailure(failure: Omit<FailedRun, 'status'>): RunRow {
  return {
    id: failure.id,
    profile: failure.profile,
    as_of: failure.asOf,
    status: 'failed',
    content_hash: null,
    row_count: null,
    rejected_count: null,
    k: null,
    seed: null,
    engine: null,
    inertia: null,
    silhouette: null,
    trust_level: null,
    started_at: null,
    finished_at: sqlTime(failure.failedAt),
    failed_stage: failure.stage,
    failed_reason: failure.reason,
    summary: toJson({ input: failure.input }),
  };
}

/** @throws {StoreError} if the row is not one that we wrote */
export function runOfRow(row: RunRow): Run {
  return row.status === 'failed' ? failedRunOfRow(row) : completeRunOfRow(row);
}

/** @throws {StoreError} if the row is not one that we wrote */
export function completeRunOfRow(row: RunRow): CompleteRun {
  const place = `runs.summary of run ${row.id}`;
  return {
    status: 'complete',
    id: row.id,
    profile: row.profile,
    asOf: row.as_of,
    contentHash: present(row.content_hash, `runs.content_hash of run ${row.id}`),
    startedAt: dateOf(present(row.started_at, `runs.started_at of run ${row.id}`)),
    finishedAt: dateOf(row.finished_at),
    rows: present(row.row_count, `runs.row_count of run ${row.id}`),
    rejected: present(row.rejected_count, `runs.rejected_count of run ${row.id}`),
    inertia: present(row.inertia, `runs.inertia of run ${row.id}`),
    ...fromJson(SUMMARY, row.summary, place),
  };
}

function failedRunOfRow(row: RunRow): FailedRun {
  return {
    status: 'failed',
    id: row.id,
    profile: row.profile,
    asOf: row.as_of,
    input: fromJson(FAILURE_SUMMARY, row.summary, `runs.summary of run ${row.id}`).input,
    failedAt: dateOf(row.finished_at),
    stage: parsed(z.enum(STAGES), row.failed_stage, `runs.failed_stage of run ${row.id}`),
    reason: present(row.failed_reason, `runs.failed_reason of run ${row.id}`),
  };
}

/** The dimensions of a cell stand in alphabetical order, so that one pair is always found under the same names. */
export function rowOfCell(cell: Cell): CellRow {
  const [a = ['', ''], b = ['', '']] = Object.entries(cell.slice).sort(([left], [right]) => (left < right ? -1 : 1));
  return {
    dimension_a: a[0],
    value_a: a[1],
    dimension_b: b[0],
    value_b: b[1],
    segment: cell.segment,
    measure: cell.measure,
    user_count: cell.count,
    value_sum: cell.sum,
    value_sum_of_squares: cell.sumOfSquares,
    value_min: finiteOrNull(cell.minimum),
    value_max: finiteOrNull(cell.maximum),
  };
}

/** A cell whose users have no value has infinite limits, so that merging it with another changes nothing. */
export function cellOfRow(row: CellRow, dimensions: readonly string[]): Cell {
  return {
    segment: row.segment,
    slice: Object.fromEntries(dimensions.map((name) => [name, name === row.dimension_a ? row.value_a : row.value_b])),
    measure: row.measure,
    count: row.user_count,
    sum: row.value_sum,
    sumOfSquares: row.value_sum_of_squares,
    minimum: row.value_min ?? Number.POSITIVE_INFINITY,
    maximum: row.value_max ?? Number.NEGATIVE_INFINITY,
  };
}

export function rejectOfRow(row: RejectRow): Reject {
  const reason = parsed(REJECT_REASON, row.reason, 'run_rejects.reason');
  return { file: row.file, line: row.line, reason, column: row.column, value: row.value };
}

export function modelOfJson(json: string, runId: number): Model {
  return fromJson(MODEL, json, `models.model of run ${runId}`);
}

export function sampleOfJson(json: string, runId: number): Sample {
  return fromJson(SAMPLE, json, `runs.sample of run ${runId}`);
}

/** JSON with every number of ours: infinite ones and NaN, which JSON lacks, are kept by name. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, part) => (typeof part === 'number' && !Number.isFinite(part) ? String(part) : part));
}

function fromJson<T>(schema: z.ZodType<T>, json: string, place: string): T {
  try {
    return parsed(schema, JSON.parse(json), place);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw corrupt(place, error.message, error);
  }
}

function parsed<T>(schema: z.ZodType<T>, value: unknown, place: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw corrupt(place, `${issue?.path.join('.') || 'value'}: ${issue?.message}`, result.error);
}

function present<T>(value: T | null, place: string): T {
  if (value === null) throw corrupt(place, 'NULL');
  return value;
}

function corrupt(place: string, found: string, cause?: unknown): StoreError {
  return new StoreError(`${place} is not what Herald writes (${found}); put the row back from a backup or delete that run`, {
    cause,
  });
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

const REAL = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]);

const INTERVAL = z.object({ low: REAL, high: REAL });

const K = z.union([z.number(), z.literal('auto')]);

const TRUST = z.object({
  level: z.enum(['strong', 'fair', 'weak']),
  reasons: z.array(z.string()),
  separation: z.object({
    silhouette: REAL,
    silhouetteInterval: INTERVAL.nullable(),
    silhouetteUsers: z.number(),
    daviesBouldin: REAL,
    calinskiHarabasz: REAL,
  }),
  stability: z.object({ medianRandIndex: REAL, refits: z.number() }),
  dominance: z.object({ feature: z.string(), share: REAL }),
  effects: z.array(z.object({ measure: z.string(), segments: z.tuple([z.string(), z.string()]), d: REAL, interval: INTERVAL })),
});

const QUALITY = z.object({
  missing: z.array(z.object({ column: z.string(), count: z.number() })),
  imputed: z.array(z.object({ column: z.string(), value: REAL, count: z.number() })),
  caps: z.array(z.object({ column: z.string(), q1: REAL, q3: REAL, lower: REAL, upper: REAL, capped: z.number() })),
  rejects: z.array(z.object({ reason: z.string(), rows: z.number() })),
});

const SUMMARY = z.object({
  input: z.array(z.string()),
  settings: z.object({
    k: K,
    seed: z.number(),
    starts: z.number(),
    maxIterations: z.number(),
    engine: z.enum(['herald', 'reference']),
  }),
  segments: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      nameSupported: z.boolean(),
      cluster: z.number(),
      users: z.number(),
      share: REAL,
      action: z.string(),
    }),
  ),
  trust: TRUST,
  quality: QUALITY,
  choiceOfK: z
    .object({
      chosen: z.number(),
      why: z.string(),
      candidates: z.array(z.object({ k: z.number(), inertia: REAL, silhouette: REAL, stability: REAL })),
    })
    .exactOptional(),
  timings: z.array(z.object({ stage: z.enum(STAGES), ms: z.number() })),
});

const FAILURE_SUMMARY = z.object({ input: z.array(z.string()) });

const MODEL = z.object({
  features: z.array(z.string()),
  medians: z.record(z.string(), REAL),
  bounds: z.record(z.string(), INTERVAL),
  scaler: z.array(z.object({ feature: z.string(), mean: REAL, deviation: REAL })),
  centroids: z.array(z.array(REAL)),
  names: z.array(z.string()),
});

const SAMPLE = z.array(
  z.object({
    row: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
    segment: z.string(),
    margin: REAL,
  }),
);

const REJECT_REASON = z.enum([
  'malformed row',
  'missing id',
  'duplicate id',
  'missing value',
  'not a number',
  'not a date and time',
  'not a plausible time',
  'not a finite number',
  'not a whole number',
  'below the possible minimum',
  'above the possible maximum',
  'text too long',
]);
