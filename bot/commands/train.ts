import {
  DEFAULT_SEED,
  foreseeStoredRuns,
  LAPSE,
  type LapseTraining,
  lapseOf,
  type Profile,
  type ReadSnapshot,
  readHistory,
  systemClock,
  trainLapse,
} from '#pipeline';
import { count, counted, share } from '#reports';
import { type Session, UsageError } from '../session.ts';
import { sourceFiles } from '../source-files.ts';
import type { ExitCode } from '../terminal/output.ts';
import { terminalTable } from '../terminal/table.ts';
import { trainInTurn } from './train-in-turn.ts';
import { trainSessions } from './train-sessions.ts';
import { four, leaderboardTable, metricsTable, modelFields, outcomeOf, span, verdict } from './training-text.ts';

export interface TrainOptions {
  readonly asOf: readonly string[];
  readonly seed?: number;
}

/**
 * `herald train PROFILE [FILE…]`
 *
 * @returns 0 where a model is in use afterwards, the new one or an old one that is as good; 3 where there is none, because too little
 * tells the new one from chance
 */
export async function train(session: Session, name: string, files: readonly string[], options: TrainOptions): Promise<ExitCode> {
  const profile = session.profile(name);
  if (profile.report === 'sessions') return trainSessions(session, profile, await filesOr(files, session, profile), options);
  lapseOf(profile); // before anything is read
  const snapshots = await readHistory(await filesOr(files, session, profile), options.asOf, profile);
  const store = await session.openStore();
  try {
    const { training, oldVersion } = await trainInTurn(store, { profile: profile.name, target: LAPSE }, (old) =>
      trainLapse({
        profile,
        snapshots,
        old,
        trainedAt: systemClock.now(),
        seed: options.seed ?? DEFAULT_SEED,
        onCandidate: (learner) => session.log.info({ learner }, 'training'),
      }),
    );
    if (training.replacement.replace) await foreseeStoredRuns(profile, snapshots, store);
    session.output.text(trainingText(training, snapshots, profile, oldVersion));
    session.output.document(trainingDocument(training, snapshots, oldVersion));
    return outcomeOf(training.replacement, oldVersion);
  } finally {
    await store.close();
  }
}

/** Those given, else those of the profile's source. */
async function filesOr(given: readonly string[], { config }: Session, profile: Profile): Promise<readonly string[]> {
  if (given.length > 0) return given;
  const pattern = config.sources[profile.name];
  if (pattern === undefined)
    throw new UsageError(`give the files of several weeks, or name them in sources of herald.config.ts for ${profile.name}`);
  const files = await sourceFiles(pattern);
  if (files.length === 0) throw new UsageError(`no file matches ${pattern}, which sources names for ${profile.name}; give files`);
  return files;
}

/** The JSON document of a training. */
function trainingDocument(training: LapseTraining, snapshots: readonly ReadSnapshot[], oldVersion: number | undefined): unknown {
  const { model, replacement, givenScore, days, split } = training;
  return {
    ...modelFields(model, replacement, oldVersion),
    snapshots: snapshots.map(({ file, asOf, ids, rejected }) => ({ file, asOf, rows: ids.length, rejected })),
    exampleDays: days,
    users: training.userCount,
    split: { heldOutFrom: split.heldOutFrom, apartInTime: split.apartInTime },
    givenScore,
  };
}

function trainingText(
  training: LapseTraining,
  snapshots: readonly ReadSnapshot[],
  profile: Profile,
  oldVersion: number | undefined,
): string {
  const { model, days, split, replacement } = training;
  const { column, atLeast, withinDays } = lapseOf(profile);
  const label = profile.columns.find(({ name }) => name === column)!.label;
  const rejected = snapshots.reduce((sum, snapshot) => sum + snapshot.rejected, 0);
  const setAside = rejected > 0 ? `, ${counted(rejected, { one: 'row', many: 'rows' })} set aside` : '';
  return [
    `Read ${snapshots.length} snapshots from ${snapshots[0]!.asOf} to ${snapshots.at(-1)!.asOf}${setAside}.`,
    `Lapse: ${label} of ${atLeast} or more, or gone from the snapshots, within ${withinDays} days.`,
    `${count(model.rowCount)} examples of ${count(training.userCount)} users on ${days.length} days, ${share(model.targetMean)} lapsed.`,
    terminalTable(leaderboardTable(model)),
    `Chosen: ${model.reason}.`,
    terminalTable(metricsTable(model)),
    `Held out: ${count(model.heldOutCount)} examples from ${split.heldOutFrom} on, of users the model has not seen; ${
      split.apartInTime
        ? 'all it learned was known by then'
        : 'what came of its own users lies partly in the same weeks, because the history is short'
    }.`,
    ...comparisonLines(training, profile),
    verdict(model, replacement, oldVersion),
    ...(replacement.replace ? [`Next: herald predict ${model.profile} FILE; runs foresee their users from now on.`] : []),
  ].join('\n');
}

function comparisonLines({ givenScore, model }: LapseTraining, { columns }: Profile): readonly string[] {
  if (givenScore === undefined) return [];
  const { column, rocAuc, lead } = givenScore;
  const label = columns.find(({ name }) => name === column)?.label ?? column;
  const ours = model.metrics.find(({ metric }) => metric === 'rocAuc');
  if (ours === undefined || Number.isNaN(lead.by))
    return [`Whether the model ranks better than the given ${label} (${column}): too few held-out users to tell.`];
  return [
    `Ranking by the model: ROC-AUC ${four(ours.value)}. Ranking by the given ${label} (${column}): ${four(rocAuc.value)}. ` +
      `The model is ${four(Math.abs(lead.by))} ${lead.by < 0 ? 'behind' : 'ahead'} (95 % interval ${span(lead.interval)}).`,
  ];
}
