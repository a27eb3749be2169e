import {
  type CompleteRun,
  CRASH,
  completeness,
  crashRisk,
  FeatureMismatchError,
  flagByRules,
  gapsOf,
  HeraldError,
  type Predictor,
  restoreModel,
  type SessionRows,
  type Store,
  trainCrash,
  unusualSessions,
} from '#pipeline';
import type { BotFindings, GapFindings, ReadSessions, RiskFindings } from './findings.ts';

export function botsAmong(read: ReadSessions, run: CompleteRun): BotFindings {
  const unusual = tryTo(
    () => unusualSessions(read.sessions, run.settings.seed),
    () => undefined,
  );
  return { ...read, bots: flagByRules(read.sessions), unusual };
}

export function gapsAmong({ sessions }: ReadSessions): GapFindings {
  const complete = completeness(sessions);
  return { completeness: complete, gaps: gapsOf(complete) };
}

/** By the model that `herald train` stored; without one, or where it was trained on other columns, by one learned from the run. */
export async function riskAmong({ sessions }: ReadSessions, store: Store, run: CompleteRun): Promise<RiskFindings> {
  const stored = await store.predictions.model(run.profile, CRASH);
  const byStored = stored && tryToFit(sessions, restoreModel(stored));
  if (byStored !== undefined) return byStored;
  const { seed } = run.settings;
  return tryTo<RiskFindings>(
    () => crashRisk(sessions, trainCrash({ rows: sessions, profile: run.profile, trainedAt: run.finishedAt, seed }).predictor),
    (impossible) => ({ impossible }),
  );
}

function tryToFit(sessions: SessionRows, predictor: Predictor): RiskFindings | undefined {
  try {
    return crashRisk(sessions, predictor);
  } catch (error) {
    if (error instanceof FeatureMismatchError) return undefined;
    throw error;
  }
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
