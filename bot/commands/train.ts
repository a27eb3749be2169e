import { glob } from 'node:fs/promises';
import {
  errorByChance,
  foreseeCurrentRun,
  LAPSE,
  type LapseTraining,
  lapseOf,
  METRICS,
  type Profile,
  type ReadSnapshot,
  readHistory,
  restoreModel,
  systemClock,
  trainLapse,
} from '#pipeline';
import { count, counted, share, type Table } from '#reports';
import { type Session, UsageError } from '../session.ts';
import { EXIT, type ExitCode } from '../terminal/output.ts';
import { terminalTable } from '../terminal/table.ts';

export interface TrainOptions {
  readonly asOf: readonly string[];
  readonly seed?: number;
}

const DEFAULT_SEED = 42;

/** `herald train PROFILE [FILE…]` */
export async function train(session: Session, name: string, files: readonly string[], options: TrainOptions): Promise<ExitCode> {
  const profile = session.profile(name);
  lapseOf(profile); // before anything is read
  const snapshots = await readHistory(files.length > 0 ? files : await filesOfSources(session, profile), options.asOf, profile);
  const store = await session.openStore();
  try {
    const old = await store.predictions.model(profile.name, LAPSE);
    const training = trainLapse({
      profile,
      snapshots,
      old: old && restoreModel(old),
      trainedAt: systemClock.now(),
      seed: options.seed ?? DEFAULT_SEED,
      onCandidate: (learner) => session.log.info({ learner }, 'training'),
    });
    if (training.replacement.replace) {
      await store.predictions.saveModel(training.model);
      await foreseeCurrentRun(profile, store.predictions);
    }
    session.output.text(trainingText(training, snapshots, profile, old?.version));
    session.output.document(trainingDocument(training, snapshots, old?.version));
    return EXIT.done;
  } finally {
    await store.close();
  }
}

async function filesOfSources({ config }: Session, profile: Profile): Promise<readonly string[]> {
  const pattern = config.sources[profile.name];
  if (pattern === undefined)
    throw new UsageError(`give the files of several weeks, or name them in sources of herald.config.ts for ${profile.name}`);
  const files: string[] = [];
  for await (const file of glob(pattern)) files.push(file);
  if (files.length === 0) throw new UsageError(`no file matches ${pattern}, which sources names for ${profile.name}; give files`);
  return files;
}

/** The JSON document of a training. */
function trainingDocument(training: LapseTraining, snapshots: readonly ReadSnapshot[], oldVersion: number | undefined): unknown {
  const { model, replacement, givenScore, days, split } = training;
  const { fitted: _, ...about } = model;
  return {
    profile: model.profile,
    target: model.target,
    stored: replacement.replace,
    modelVersion: versionInUse(training, oldVersion),
    replacement,
    snapshots: snapshots.map(({ file, asOf, ids, rejected }) => ({ file, asOf, rows: ids.length, rejected })),
    exampleDays: days,
    users: training.userCount,
    split: { heldOutFrom: split.heldOutFrom, apartInTime: split.apartInTime },
    givenScore,
    calibrationError: model.promises?.error ?? null,
    calibrationErrorByChance: model.promises === null ? null : errorByChance(model.promises.bins),
    model: about,
  };
}

function versionInUse({ model, replacement }: LapseTraining, oldVersion: number | undefined): number | undefined {
  return replacement.replace ? model.version : oldVersion;
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
    terminalTable(leaderboardTable(training)),
    `Chosen: ${model.reason}.`,
    terminalTable(metricsTable(training)),
    `Held out: ${count(model.heldOutCount)} examples from ${split.heldOutFrom} on, of users the model has not seen; ${
      split.apartInTime
        ? 'all it learned was known by then'
        : 'what came of its own users lies partly in the same weeks, because the history is short'
    }.`,
    ...comparisonLines(training, profile),
    verdict(training, oldVersion),
    ...(replacement.replace ? [`Next: herald predict ${model.profile} FILE; runs foresee their users from now on.`] : []),
  ].join('\n');
}

function leaderboardTable({ model }: LapseTraining): Table {
  return {
    title: 'Leaderboard',
    columns: [
      { key: 'learner', label: 'Learner' },
      { key: 'score', label: METRICS[model.metric].title, format: FOUR_DIGITS },
      { key: 'interval', label: '95 % interval' },
    ],
    rows: model.leaderboard.map(({ name, value, interval }) => [name, value, span(interval)]),
  };
}

function metricsTable({ model }: LapseTraining): Table {
  const promises = model.promises;
  return {
    title: 'On held-out users',
    columns: [
      { key: 'metric', label: 'On held-out users' },
      { key: 'value', label: 'Value', format: FOUR_DIGITS },
      { key: 'interval', label: '95 % interval' },
    ],
    rows: [
      ...model.metrics.map(({ metric, value, interval }) => [METRICS[metric].title, value, span(interval)]),
      ...(promises === null ? [] : [['calibration error', promises.error, `by chance ${four(errorByChance(promises.bins))}`]]),
    ],
  };
}

function comparisonLines({ givenScore, model }: LapseTraining, { columns }: Profile): readonly string[] {
  if (givenScore === undefined) return [];
  const { column, rocAuc, lead } = givenScore;
  const label = columns.find(({ name }) => name === column)?.label ?? column;
  const ours = model.metrics.find(({ metric }) => metric === 'rocAuc');
  return [
    `Ranking by the model: ROC-AUC ${four(ours?.value ?? Number.NaN)}. Ranking by the given ${label} (${column}): ${four(rocAuc.value)}. ` +
      `The model is ${four(Math.abs(lead.by))} ${lead.by < 0 ? 'behind' : 'ahead'} (95 % interval ${span(lead.interval)}).`,
  ];
}

function verdict({ model, replacement }: LapseTraining, oldVersion: number | undefined): string {
  if (replacement.replace) {
    return oldVersion === undefined
      ? `Stored as model ${model.version}.`
      : `Stored as model ${model.version}, in place of model ${oldVersion}: ${replacement.reason}.`;
  }
  return replacement.sameAsOld
    ? `Model ${oldVersion} stays: ${replacement.reason}.`
    : `Not stored, model ${oldVersion} stays in use: ${replacement.reason}.`;
}

const FOUR_DIGITS = { kind: 'number', digits: 4 } as const;

function four(value: number): string {
  return value.toFixed(4);
}

function span(interval: { readonly low: number; readonly high: number } | null): string {
  return interval === null ? '–' : `${four(interval.low)} to ${four(interval.high)}`;
}
