import { evaluate, evaluateSince } from '../alerts/evaluate.ts';
import { loadSnapshots } from '../alerts/load.ts';
import { reportText } from '../alerts/text.ts';
import { type Session, UsageError } from '../session.ts';
import { EXIT, type ExitCode } from '../terminal/output.ts';
import { runOrCurrent } from './current-run.ts';

export interface AlertsOptions {
  readonly profile?: string;
  readonly run?: number;
  /** Also evaluates the runs after this one; what they found and the last one does not is resolved. */
  readonly since?: number;
}

/** `herald alerts`: evaluates and prints; posts and stores nothing. An alert is an answer, so the exit code is 0. */
export async function alerts(
  session: Pick<Session, 'profile' | 'openStore' | 'output'>,
  options: AlertsOptions,
): Promise<ExitCode> {
  const store = await session.openStore();
  try {
    const profile = session.profile(options.profile);
    const run = await runOrCurrent(store, profile, options.run);
    const since = options.since === undefined ? undefined : await runOrCurrent(store, profile, options.since);
    if (since !== undefined && (since.asOf > run.asOf || since.id === run.id))
      throw new UsageError(
        `--since must be a run before run ${run.id} (as of ${run.asOf}), got run ${since.id} (as of ${since.asOf})`,
      );
    const snapshots = await loadSnapshots(store, run, profile, since);
    const report = since === undefined ? evaluate(snapshots, profile) : evaluateSince(snapshots, since.id, profile);
    session.output.text(reportText(report, profile));
    session.output.document(report);
    return EXIT.done;
  } finally {
    await store.close();
  }
}
