import {
  CRASH,
  type CrashTraining,
  DEFAULT_SEED,
  type Profile,
  readSessions,
  type SessionFiles,
  systemClock,
  trainCrash,
} from '#pipeline';
import { count, counted, share } from '#reports';
import type { Session } from '../session.ts';
import type { ExitCode } from '../terminal/output.ts';
import { terminalTable } from '../terminal/table.ts';
import { trainInTurn } from './train-in-turn.ts';
import { leaderboardTable, metricsTable, modelFields, outcomeOf, verdict } from './training-text.ts';

/** `herald train` of a profile of sessions: learns which of them crash. Exit codes as for users. */
export async function trainSessions(
  session: Session,
  profile: Profile,
  files: readonly string[],
  options: { readonly seed?: number },
): Promise<ExitCode> {
  const read = await readSessions(files, profile);
  const store = await session.openStore();
  try {
    const { training, oldVersion } = await trainInTurn(store, { profile: profile.name, target: CRASH }, (old) =>
      trainCrash({
        rows: read.rows,
        profile: profile.name,
        old,
        trainedAt: systemClock.now(),
        seed: options.seed ?? DEFAULT_SEED,
        onCandidate: (learner) => session.log.info({ learner }, 'training'),
      }),
    );
    session.output.text(trainingText(training, read, profile, oldVersion));
    session.output.document(trainingDocument(training, read, oldVersion));
    return outcomeOf(training.replacement, oldVersion);
  } finally {
    await store.close();
  }
}

/** The JSON document of a training. */
function trainingDocument(
  { model, replacement, userCount }: CrashTraining,
  { rows, files, rejected }: SessionFiles,
  oldVersion: number | undefined,
): unknown {
  return { ...modelFields(model, replacement, oldVersion), files, rows: rows.count, rejected, users: userCount };
}

function trainingText(
  { model, replacement, userCount }: CrashTraining,
  { rows, files, rejected }: SessionFiles,
  { name, entity }: Profile,
  oldVersion: number | undefined,
): string {
  const setAside = rejected > 0 ? `, ${counted(rejected, { one: 'row', many: 'rows' })} set aside` : '';
  return [
    `Read ${counted(rows.count, entity)} of ${counted(files.length, { one: 'file', many: 'files' })}${setAside}.`,
    `Learned from ${counted(model.rowCount, entity)} of ${count(userCount)} users, ${share(model.targetMean)} crashed. Known is only what is known when one begins.`,
    terminalTable(leaderboardTable(model)),
    `Chosen: ${model.reason}.`,
    terminalTable(metricsTable(model)),
    `Held out: ${counted(model.heldOutCount, entity)} of users the model has not seen.`,
    verdict(model, replacement, oldVersion),
    ...(replacement.replace
      ? [`Next: herald predict ${name} FILE; the report and herald view crash-risk go by it from now on.`]
      : []),
  ].join('\n');
}
