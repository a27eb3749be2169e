import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { type ClusterCell, cube } from './aggregate/cube.ts';
import { missingValues, sampleUsers, storedUsers, userLines } from './aggregate/users.ts';
import { cleanedMatrix, type FittedCleaning, fitCleaning } from './clean/clean.ts';
import { chooseK } from './cluster/choose-k.ts';
import { kmeans } from './cluster/kmeans.ts';
import { layOut } from './cluster/laid-out.ts';
import type { Clustering } from './cluster/lloyd.ts';
import { margins } from './cluster/margin.ts';
import { orderClusters } from './cluster/order.ts';
import { openPool, type Pool } from './cluster/pool.ts';
import { inputColumns, type Profile } from './domain/profile.ts';
import type {
  Cell,
  ChoiceOfK,
  CompleteRun,
  Engine,
  Model,
  Quality,
  Reject,
  RunSettings,
  Segment,
  Stage,
  Timing,
  Trust,
} from './domain/run.ts';
import { EmptyInputError, HeraldError, InputError, InterruptedError, MissingColumnsError, StoreError } from './errors.ts';
import { contentHash } from './ingest/content.ts';
import { Duck } from './ingest/duckdb.ts';
import { readTelemetry } from './ingest/read.ts';
import { inspect, type Source } from './ingest/source.ts';
import { declaredName, engagementIndices, label, segmentId } from './label/label.ts';
import { namedClusters } from './label/previous.ts';
import { supportedNames } from './label/support.ts';
import { type Matrix, toRows } from './math/matrix.ts';
import type { PipelinePorts } from './ports.ts';
import { type Foresight, foreseeRun } from './predict/foresee.ts';
import { fitScaler, type Scaler, standardiseInPlace } from './scale/standardise.ts';
import type { NewRun, RunContents } from './store/store.ts';
import { type Assessment, assess } from './trust/assess.ts';
import { effectsBetween } from './trust/effects.ts';
import { judge } from './trust/trust.ts';

export interface RunRequest {
  readonly files: readonly string[];
  readonly profile: Profile;
  /** `YYYY-MM-DD`; else the date in the first file's name, else today. */
  readonly asOf?: string;
  readonly k?: number | 'auto';
  readonly seed?: number;
  readonly engine?: Engine;
}

export interface RunOutcome {
  readonly outcome: 'stored' | 'already stored';
  readonly run: CompleteRun;
  readonly timings: readonly Timing[];
  /** Why nobody's lapse was foreseen, though there is a model. */
  readonly notForeseen?: string;
  /** Who will leave was foreseen without what changed since the week before, because the store holds no such run. */
  readonly changesUnknown?: true;
}

export const DEFAULT_SEED = 42;

/** Raised when the same input would give another result, so that stored runs are told from new ones. */
const PIPELINE_VERSION = 3;

/**
 * One run from start to finish. Reading comes first and storing last, in one transaction: at any moment before that
 * nothing has changed, and the steps between are pure functions of what was read.
 *
 * @throws {HeraldError} with what to do; a failure after the input was accepted is recorded in the store
 */
export async function runPipeline(request: RunRequest, ports: PipelinePorts): Promise<RunOutcome> {
  const timer = new StageTimer(ports);
  const startedAt = ports.clock.now();
  const dated = asOfDate(request, startedAt);
  try {
    await using duck = await Duck.open();
    await using pool = openPool(ports.signal);
    using _ = onAbort(ports.signal, () => duck.interrupt());
    return await execute(request, dated, startedAt, duck, pool, timer, ports);
  } catch (cause) {
    if (ports.signal?.aborted) throw new InterruptedError();
    if (isOfAcceptedInput(cause) && (await isReady(ports))) await recordFailure(request, dated.asOf, timer.stage, cause, ports);
    throw cause;
  }
}

async function execute(
  request: RunRequest,
  dated: Dated,
  startedAt: Date,
  duck: Duck,
  pool: Pool,
  timer: StageTimer,
  ports: PipelinePorts,
): Promise<RunOutcome> {
  const { profile } = request;
  const settings = settingsOf(request);
  const { sources, hash } = await timer.run('read', () => identify(request.files, profile, settings, dated, duck));
  const reading = timer.run('read', () => readTelemetry(duck, sources, profile)); // while the store gets ready
  reading.catch(() => undefined); // is thrown where it is awaited, perhaps later
  const known = await unlessKnown(reading, hash, duck, ports);
  if (known !== undefined) return { outcome: 'already stored', run: known, timings: timer.timings };
  const { rows, rejects } = await reading;
  requireRoom(rows, profile.features.length, settings);
  const cleaning = await timer.run('clean', () => fitCleaning(duck, profile));
  const { points, scaler } = await timer.run('scale', async () => {
    const values = await cleanedMatrix(duck, profile.features, cleaning, rows);
    const fitted = fitScaler(values);
    return { points: layOut(standardiseInPlace(values, fitted)), scaler: fitted };
  });
  const { clustering, choiceOfK } = await timer.run('cluster', () => clusterPoints(points, profile, settings, pool));
  const { assessment, cells } = await timer.run('assess', async () => {
    const adding = cube(duck, profile, clustering.labels); // DuckDB adds up while our threads measure distances
    const measuring = assess(points, clustering, profile.features, settings.seed, pool);
    await Promise.allSettled([adding, measuring]); // what fails is thrown only when nothing works on the data any more
    return { assessment: await measuring, cells: await adding };
  });
  const missing = await timer.run('aggregate', () => missingValues(duck, profile));
  const foresight = await timer.run('aggregate', () =>
    foreseeRun(duck, profile, { rows, asOf: dated.asOf }, ports.store.predictions),
  );
  const findings = { profile, points, scaler, clustering, cleaning, assessment, cells };
  const pointMargins = margins(points, clustering.labels, clustering.centroids);

  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const previous = await ports.store.runBefore(profile.name, dated.asOf);
    const previousModel = previous && (await ports.store.model(previous.id));
    const { names, segments, trust, model, namedCells } = await timer.run('label', async () =>
      nameSegments(findings, previous && previousModel && { run: previous, model: previousModel }),
    );
    const assignment = { labels: clustering.labels, margins: pointMargins, names };
    const run: NewRun = {
      profile: profile.name,
      asOf: dated.asOf,
      contentHash: hash,
      input: request.files.map((file) => basename(file)),
      startedAt,
      rows,
      rejected: rejects.length,
      settings,
      segments,
      inertia: clustering.inertia,
      trust,
      quality: qualityOf(cleaning, missing, rejects),
      ...(choiceOfK && { choiceOfK }),
      timings: timer.timings,
    };
    const contents: RunContents = {
      model,
      cells: namedCells,
      sample: await sampleUsers(duck, profile, assignment),
      rejects,
      predicted: foresight.kind === 'foreseen' ? foresight.users : undefined,
      users: () => storedUsers(duck, profile, assignment),
      userLines: () => userLines(duck, profile, assignment),
    };
    ports.signal?.throwIfAborted();
    const saved = await timer.run('store', () =>
      ports.store.publish(run, contents, previous?.id, (done) => timer.advance('store', done, rows), ports.signal),
    );
    if (saved.outcome !== 'overtaken')
      return { outcome: saved.outcome, run: saved.run, timings: timer.timings, ...limitsOf(foresight) };
  }
  throw new StoreError(
    `${MAX_ATTEMPTS} other runs were published while this one was being stored; start it again when they are done`,
  );
}

/** Gives up the reading that has begun if the same run is stored already, or if the store cannot tell. */
async function unlessKnown(
  reading: Promise<unknown>,
  hash: string,
  duck: Duck,
  { ready, store }: PipelinePorts,
): Promise<CompleteRun | undefined> {
  let wanted = false;
  try {
    await ready;
    const known = await store.runByContent(hash);
    wanted = known === undefined;
    return known;
  } finally {
    if (!wanted) {
      duck.interrupt();
      await reading.catch(() => undefined);
    }
  }
}

function isReady({ ready }: PipelinePorts): Promise<boolean> {
  return Promise.resolve(ready).then(
    () => true,
    () => false,
  );
}

function limitsOf(foresight: Foresight): Pick<RunOutcome, 'notForeseen' | 'changesUnknown'> {
  if (foresight.kind === 'model does not fit') return { notForeseen: foresight.reason };
  return foresight.kind === 'foreseen' && foresight.users.changesUnknown ? { changesUnknown: true } : {};
}

/** Another run may be published between naming and storing; then naming is done again. */
const MAX_ATTEMPTS = 5;

interface Dated {
  readonly asOf: string;
  /** False if the date is only today's: then it is no part of the input's identity. */
  readonly given: boolean;
}

function asOfDate({ asOf, files }: RunRequest, now: Date): Dated {
  if (asOf !== undefined) return { asOf, given: true };
  const inName = /\d{4}-\d{2}-\d{2}/.exec(basename(files[0] ?? ''))?.[0];
  if (inName !== undefined && !Number.isNaN(Date.parse(inName))) return { asOf: inName, given: true };
  return { asOf: now.toISOString().slice(0, 10), given: false };
}

function settingsOf({ profile, k, seed, engine }: RunRequest): RunSettings {
  const { starts, maxIterations } = profile.clustering;
  return { k: k ?? profile.clustering.k, seed: seed ?? DEFAULT_SEED, starts, maxIterations, engine: engine ?? 'herald' };
}

async function identify(
  files: readonly string[],
  profile: Profile,
  settings: RunSettings,
  { asOf, given }: Dated,
  duck: Duck,
): Promise<{ sources: Source[]; hash: string }> {
  const expected = inputColumns(profile).map(({ name }) => name);
  const sources: Source[] = [];
  for (const file of files) sources.push(await inspect(duck, file, expected));
  const contents = await Promise.all(sources.map(({ path, gzip }) => contentHash(path, gzip)));
  const identity = { version: PIPELINE_VERSION, profile, settings, asOf: given ? asOf : null, contents };
  return { sources, hash: createHash('sha256').update(JSON.stringify(identity)).digest('hex') };
}

/** @throws {InputError} before hours of work whose last step could not hold the points */
function requireRoom(rows: number, featureCount: number, { k }: RunSettings): void {
  const most = Math.floor(KERNEL_BYTES / (featureCount * (8 + 4) + LABELINGS[k === 'auto' ? 'auto' : 'given']));
  if (rows > most)
    throw new InputError(
      `${rows} users are more than the ${most} that can be clustered at once; run a sample, or parts, of them`,
    );
}

/** A WebAssembly memory ends at 4 GiB and holds all points, each feature in double and in single precision; what is left is for centroids. */
const KERNEL_BYTES = 2 ** 32 - 2 ** 26;
/** Labelings of all points in that memory, a byte for each point: of all ends that are followed, for every k that is tried. */
const LABELINGS = { auto: 24, given: 8 } as const;

async function clusterPoints(
  points: Matrix,
  profile: Profile,
  settings: RunSettings,
  pool: Pool,
): Promise<{ clustering: Clustering; choiceOfK: ChoiceOfK | undefined }> {
  const choiceOfK = settings.k === 'auto' ? await chooseK(points, settings, pool) : undefined;
  const k = choiceOfK?.chosen ?? (settings.k as number);
  const found = await kmeans(points, { ...settings, k }, pool);
  return { clustering: orderClusters(found, engagementIndices(profile.features, found.centroids, profile.naming)), choiceOfK };
}

interface Findings {
  readonly profile: Profile;
  readonly points: Matrix;
  readonly scaler: Scaler;
  readonly clustering: Clustering;
  readonly cleaning: FittedCleaning;
  readonly assessment: Assessment;
  readonly cells: readonly ClusterCell[];
}

interface Named {
  readonly names: readonly string[];
  readonly segments: readonly Segment[];
  readonly trust: Trust;
  readonly model: Model;
  readonly namedCells: readonly Cell[];
}

async function nameSegments(
  { profile, points, scaler, clustering, cleaning, assessment, cells }: Findings,
  previous: { readonly run: CompleteRun; readonly model: Model } | undefined,
): Promise<Named> {
  const { features, naming } = profile;
  const { centroids, labels } = clustering;
  const names = await label(
    { features, centroids },
    naming,
    previous && namedClusters(previous.run, previous.model, features, scaler),
  );
  const namedCells = cells.map(({ cluster, ...cell }) => ({ segment: names[cluster]!, ...cell }));
  const whole = namedCells.filter(({ slice }) => Object.keys(slice).length === 0);
  const effects = effectsBetween(whole, profile.kpis, names);
  const trust = judge({ ...assessment, effects, labels: labelsOf(profile), entity: profile.entity.many });
  const supported = supportedNames(features, points, labels, centroids, names, naming);
  const sizes = assessment.sizes;
  const segments = names.map((name, cluster) => ({
    id: segmentId(name),
    name,
    nameSupported: trust.level !== 'weak' && supported[cluster]!,
    cluster,
    users: sizes[cluster]!,
    share: sizes[cluster]! / points.rows,
    action: declaredName(naming, name).action,
  }));
  return { names, segments, trust, model: modelOf(features, scaler, centroids, cleaning, names), namedCells };
}

function modelOf(
  features: readonly string[],
  scaler: Scaler,
  centroids: Matrix,
  cleaning: FittedCleaning,
  names: readonly string[],
): Model {
  return {
    features,
    medians: Object.fromEntries(cleaning.imputed.map(({ column, value }) => [column, value])),
    bounds: Object.fromEntries(cleaning.caps.map(({ column, lower, upper }) => [column, { low: lower, high: upper }])),
    scaler: features.map((feature, j) => ({ feature, mean: scaler.means[j]!, deviation: scaler.deviations[j]! })),
    centroids: toRows(centroids),
    names,
  };
}

function qualityOf(cleaning: FittedCleaning, missing: Quality['missing'], rejects: readonly Reject[]): Quality {
  const byReason = Map.groupBy(rejects, ({ reason }) => reason);
  const counted = [...byReason].map(([reason, rows]) => ({ reason, rows: rows.length })).toSorted((a, b) => b.rows - a.rows);
  return { missing, imputed: cleaning.imputed, caps: cleaning.caps, rejects: counted };
}

function labelsOf(profile: Profile): Record<string, string> {
  return Object.fromEntries([...profile.columns, ...profile.measures].map(({ name, label }) => [name, label]));
}

/** A file that could not be read as telemetry leaves no trace; what went wrong later does. */
function isOfAcceptedInput(cause: unknown): boolean {
  return !(
    cause instanceof InputError ||
    cause instanceof EmptyInputError ||
    cause instanceof MissingColumnsError ||
    cause instanceof StoreError
  );
}

async function recordFailure(
  { profile, files }: RunRequest,
  asOf: string,
  stage: Stage,
  cause: unknown,
  { store, clock }: PipelinePorts,
): Promise<void> {
  const reason = cause instanceof HeraldError ? `${cause.code}: ${cause.message}` : String(cause);
  const input = files.map((file) => basename(file));
  await store.recordFailure({ profile: profile.name, asOf, input, failedAt: clock.now(), stage, reason });
}

/** Measures stages, tells about them, and stops between them when asked to. */
class StageTimer {
  stage: Stage = 'read';
  readonly #spent = new Map<Stage, number>();
  readonly #ports: PipelinePorts;

  constructor(ports: PipelinePorts) {
    this.#ports = ports;
  }

  get timings(): readonly Timing[] {
    return [...this.#spent].map(([stage, ms]) => ({ stage, ms: Math.round(ms) }));
  }

  async run<Result>(stage: Stage, work: () => Promise<Result>): Promise<Result> {
    this.#ports.signal?.throwIfAborted();
    this.stage = stage;
    this.#ports.progress({ kind: 'started', stage });
    const began = performance.now();
    const result = await work();
    const ms = performance.now() - began;
    this.#spent.set(stage, (this.#spent.get(stage) ?? 0) + ms);
    this.#ports.progress({ kind: 'finished', stage, ms });
    return result;
  }

  advance(stage: Stage, done: number, total: number): void {
    this.#ports.progress({ kind: 'advanced', stage, done, total });
  }
}

function onAbort(signal: AbortSignal | undefined, action: () => void): Disposable {
  signal?.addEventListener('abort', action);
  return { [Symbol.dispose]: () => signal?.removeEventListener('abort', action) };
}
