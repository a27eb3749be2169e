import { basename } from 'node:path';
import { missingValues, sampleUsers, storedUsers, userText } from './aggregate/users.ts';
import type { FittedCleaning } from './clean/clean.ts';
import { openPool } from './cluster/pool.ts';
import type { CompleteRun, NewRun, Quality, Reject, RunSettings, Stage, Timing } from './domain/run.ts';
import { EmptyInputError, HeraldError, InputError, InterruptedError, MissingColumnsError, StoreError } from './errors.ts';
import { Duck } from './ingest/duckdb.ts';
import { endOfTimes, requireNoDistantDay } from './ingest/file-day.ts';
import { readTelemetry } from './ingest/read.ts';
import { nameSegments } from './named-segments.ts';
import type { PipelinePorts } from './ports.ts';
import { type Foresight, foreseeRun } from './predict/foresee.ts';
import { asOfDate, type Dated, identify, type RunRequest, settingsOf } from './run-request.ts';
import { type Segmentation, segmentation } from './segmentation.ts';
import { StageTimer } from './stage-timer.ts';
import type { RunContents, Store } from './store/store.ts';

export interface RunOutcome {
  readonly outcome: 'stored' | 'already stored';
  readonly run: CompleteRun;
  readonly timings: readonly Timing[];
  /** Why nobody's lapse was foreseen, though there is a model. */
  readonly notForeseen?: string;
  /** Who will leave was foreseen without what changed since the week before, because the store holds no such run. */
  readonly changesUnknown?: true;
}

/**
 * One run from start to finish. Reading comes first and storing last, in one transaction: at any moment before that
 * nothing has changed, and the steps between are pure functions of what was read.
 *
 * @throws {HeraldError} with what to do; a failure after the input was accepted is recorded in the store
 */
export async function runPipeline(request: RunRequest, { store, ...others }: PipelinePorts): Promise<RunOutcome> {
  const ports: OpenPorts = { ...others, openStore: openedOnce(store) };
  const timer = new StageTimer(ports);
  const startedAt = ports.clock.now();
  const dated = asOfDate(request, startedAt);
  requireNoDistantDay(dated.asOf, startedAt);
  try {
    await using duck = await Duck.open();
    using _ = onAbort(ports.signal, () => duck.interrupt());
    return await execute(request, dated, startedAt, duck, timer, ports);
  } catch (cause) {
    if (ports.signal?.aborted) throw new InterruptedError();
    if (isOfAcceptedInput(cause)) {
      await recordFailure(request, dated.asOf, timer.stage, cause, ports).catch(() => undefined); // the cause is what matters
    }
    throw cause;
  }
}

async function execute(
  request: RunRequest,
  dated: Dated,
  startedAt: Date,
  duck: Duck,
  timer: StageTimer,
  ports: OpenPorts,
): Promise<RunOutcome> {
  const { profile } = request;
  const settings = settingsOf(request);
  const found = await findSegments(request, settings, dated, startedAt, duck, timer, ports);
  if ('known' in found) return { outcome: 'already stored', run: found.known, timings: timer.timings };
  const { hash, rows, rejects, segmentation } = found;
  const store = await ports.openStore();
  const { clustering, choiceOfK, cleaning, margins } = segmentation;
  const missing = await timer.run('aggregate', () => missingValues(duck, profile));
  const foresight = await timer.run('aggregate', () => foreseeRun(duck, profile, { rows, asOf: dated.asOf }, store.predictions));

  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const previous = await store.runBefore(profile.name, dated.asOf);
    const previousModel = previous && (await store.model(previous.id));
    const { names, segments, trust, model, namedCells } = await timer.run('label', () =>
      nameSegments(profile, segmentation, previous && previousModel && { run: previous, model: previousModel }),
    );
    const assignment = { labels: clustering.labels, margins, names };
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
      clusters: assignment.labels,
      text: userText(duck, profile, assignment),
    };
    ports.signal?.throwIfAborted();
    const saved = await timer.run('store', () =>
      store.publish(run, contents, previous?.id, (done) => timer.advance('store', done, rows), ports.signal),
    );
    if (saved.outcome !== 'overtaken')
      return { outcome: saved.outcome, run: saved.run, timings: timer.timings, ...limitsOf(foresight) };
  }
  throw new StoreError(
    `${MAX_ATTEMPTS} other runs were published while this one was being stored; start it again when they are done`,
  );
}

type Found =
  | { readonly known: CompleteRun }
  | { readonly hash: string; readonly rows: number; readonly rejects: readonly Reject[]; readonly segmentation: Segmentation };

/** Reads the files, unless that run is stored already, and finds the segments. Threads, and the memory they share, go with its end. */
async function findSegments(
  { files, profile }: RunRequest,
  settings: RunSettings,
  dated: Dated,
  startedAt: Date,
  duck: Duck,
  timer: StageTimer,
  { signal, openStore }: OpenPorts,
): Promise<Found> {
  await using pool = openPool(signal);
  const { sources, hash } = await timer.run('read', () => identify(files, profile, settings, dated, duck));
  const reading = timer.run('read', () => readTelemetry(duck, sources, profile, endOfTimes(startedAt, [dated.asOf]))); // while the store is being opened
  reading.catch(() => undefined); // is thrown where it is awaited, perhaps later
  const known = await storedAlready(reading, hash, duck, openStore);
  if (known !== undefined) return { known };
  const { rows, rejects } = await reading;
  return { hash, rows, rejects, segmentation: await segmentation(duck, profile, { rows, settings }, pool, timer) };
}

/**
 * Gives up the reading that has begun if the same run is stored already. If the store cannot tell, reading goes on to its end,
 * because a fault of the file is told first: it has to be mended whatever becomes of the store.
 */
async function storedAlready(
  reading: Promise<unknown>,
  hash: string,
  duck: Duck,
  openStore: OpenPorts['openStore'],
): Promise<CompleteRun | undefined> {
  let known: CompleteRun | undefined;
  try {
    known = await (await openStore()).runByContent(hash);
  } catch (fault) {
    await reading;
    throw fault;
  }
  if (known === undefined) return undefined;
  duck.interrupt();
  await reading.catch(() => undefined);
  return known;
}

interface OpenPorts extends Omit<PipelinePorts, 'store'> {
  /** Opens it the first time. */
  openStore(): Promise<Store>;
}

function openedOnce(store: PipelinePorts['store']): OpenPorts['openStore'] {
  let opened: Promise<Store> | undefined;
  return () => (opened ??= typeof store === 'function' ? store() : Promise.resolve(store));
}

function limitsOf(foresight: Foresight): Pick<RunOutcome, 'notForeseen' | 'changesUnknown'> {
  if (foresight.kind === 'model does not fit') return { notForeseen: foresight.reason };
  return foresight.kind === 'foreseen' && foresight.users.changesUnknown ? { changesUnknown: true } : {};
}

/** Another run may be published between naming and storing; then naming is done again. */
const MAX_ATTEMPTS = 5;

function qualityOf(cleaning: FittedCleaning, missing: Quality['missing'], rejects: readonly Reject[]): Quality {
  const byReason = Map.groupBy(rejects, ({ reason }) => reason);
  const counted = [...byReason].map(([reason, rows]) => ({ reason, rows: rows.length })).toSorted((a, b) => b.rows - a.rows);
  return { missing, imputed: cleaning.imputed, caps: cleaning.caps, rejects: counted };
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
  { clock, openStore }: OpenPorts,
): Promise<void> {
  const reason = cause instanceof HeraldError ? `${cause.code}: ${cause.message}` : String(cause);
  const input = files.map((file) => basename(file));
  await (await openStore()).recordFailure({ profile: profile.name, asOf, input, failedAt: clock.now(), stage, reason });
}

function onAbort(signal: AbortSignal | undefined, action: () => void): Disposable {
  signal?.addEventListener('abort', action);
  return { [Symbol.dispose]: () => signal?.removeEventListener('abort', action) };
}
