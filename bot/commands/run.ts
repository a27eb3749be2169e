import {
  type CompleteRun,
  daysAhead,
  type Engine,
  fileDay,
  type Profile,
  type RunOutcome,
  runPipeline,
  type Store,
  systemClock,
} from '#pipeline';
import { counted, decimal, displayName, share, upperFirst } from '#reports';
import type { Session } from '../session.ts';
import { EXIT, type ExitCode } from '../terminal/output.ts';
import { progressDisplay } from '../terminal/progress.ts';
import { terminalTable } from '../terminal/table.ts';

export interface RunOptions {
  readonly profile?: string;
  readonly asOf?: string;
  readonly k?: number | 'auto';
  readonly seed?: number;
  readonly engine?: Engine;
}

/** `herald run FILE…` */
export async function run(
  session: Session,
  files: readonly string[],
  { profile: name, ...options }: RunOptions,
): Promise<ExitCode> {
  const signal = session.interruption();
  let opened: Promise<Store> | undefined;
  const store = () => (opened ??= session.openStore());
  const progress = progressDisplay(process.stderr, session.log);
  try {
    const profile = session.profile(name);
    const ports = { store, clock: systemClock, progress: progress.show, signal };
    const outcome = await runPipeline({ files, profile, ...options }, ports);
    progress.stop();
    session.output.text(runText(outcome, profile));
    if (options.asOf === undefined && files[0] !== undefined && fileDay(files[0]) === undefined)
      session.output.text(`The file's name says no day, so it is as of today, ${outcome.run.asOf}; --as-of gives another.`);
    const ahead = daysAhead(outcome.run.asOf, systemClock.now());
    if (ahead > 0) session.output.text(aheadText(outcome.run.asOf, ahead));
    if (outcome.notForeseen !== undefined) session.output.text(`Who will leave was not foreseen: ${outcome.notForeseen}`);
    if (outcome.changesUnknown) {
      session.output.text(
        'No run of the week before is stored, so who will leave was foreseen without what changed since; with it the forecast is more exact.',
      );
    }
    const current = await (await store()).currentRun(profile.name);
    if (current !== undefined && current.id !== outcome.run.id) {
      session.output.text(`The current run stays ${current.id}, of the later day ${current.asOf}.`);
    }
    session.output.document({ ...runDocument(outcome), ...(ahead > 0 && { daysAhead: ahead }) });
    return EXIT.done;
  } finally {
    progress.stop();
    await opened?.then(
      ({ close }) => close(),
      () => undefined,
    );
  }
}

function aheadText(day: string, ahead: number): string {
  const days = counted(ahead, { one: 'day', many: 'days' });
  return `${day} is ${days} ahead: until then no run of an earlier day becomes the current one. If it is a slip, put back a copy of the database from before and give the day with --as-of.`;
}

/** The JSON document of a run. */
export function runDocument({ outcome, run, timings, notForeseen, changesUnknown }: RunOutcome): object {
  const { segments, trust, quality } = run;
  return {
    runId: run.id,
    outcome,
    profile: run.profile,
    asOf: run.asOf,
    rows: run.rows,
    rejected: run.rejected,
    segments,
    inertia: run.inertia,
    silhouette: trust.separation.silhouette,
    trust,
    quality,
    settings: run.settings,
    ...(run.choiceOfK && { choiceOfK: run.choiceOfK }),
    contentHash: run.contentHash,
    ...(notForeseen !== undefined && { notForeseen }),
    ...(changesUnknown && { changesUnknown }),
    timings: Object.fromEntries(timings.map(({ stage, ms }) => [stage, ms])),
  };
}

function runText({ outcome, run, timings }: RunOutcome, profile: Profile): string {
  const seconds = timings.reduce((sum, { ms }) => sum + ms, 0) / 1000;
  const first =
    outcome === 'stored'
      ? `Run ${run.id} stored: ${counted(run.rows, profile.entity)} as of ${run.asOf}, ${counted(run.rejected, { one: 'row', many: 'rows' })} set aside, ${decimal(seconds, 1)} s.`
      : `Already stored as run ${run.id} (as of ${run.asOf}): the same input, profile and settings. Nothing new was written.`;
  return [
    first,
    ...(run.choiceOfK ? [`k = ${run.choiceOfK.chosen}: ${run.choiceOfK.why}.`] : []),
    segmentText(run, profile),
    trustText(run),
  ].join('\n');
}

export function segmentText(run: CompleteRun, { entity }: Profile): string {
  return terminalTable({
    title: 'Segments',
    columns: [
      { key: 'segment', label: 'Segment' },
      { key: 'users', label: upperFirst(entity.many), format: { kind: 'count' } },
      { key: 'share', label: 'Share', format: { kind: 'share' } },
    ],
    rows: run.segments.map((segment) => [displayName(segment), segment.users, segment.share]),
  });
}

export function trustText({ trust }: CompleteRun): string {
  return [`Trust: ${trust.level}`, ...trust.reasons.map((reason) => `  · ${reason}`)].join('\n');
}

/** One line for lists of runs. */
export function runLine({ id, asOf, segments, trust }: CompleteRun): string {
  return `Run ${id} · ${asOf} · ${segments.map((segment) => `${displayName(segment)} ${share(segment.share)}`).join(', ')} · trust ${trust.level}`;
}
