import { type CompleteRun, type Profile, type Store, systemClock } from '#pipeline';
import { activeRules, allRules, isEnabled, policies } from '../alert-rules.ts';
import { backtest } from '../alerts/backtest.ts';
import { backtestText } from '../alerts/backtest-text.ts';
import { delayAlert } from '../alerts/delay-alert.ts';
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
  /** Shows on which past runs each rule would have fired, instead of what is wrong now. */
  readonly backtest?: boolean;
}

/** What the command needs of a session. */
export type AlertsSession = Pick<Session, 'profile' | 'openStore' | 'output' | 'config'>;

/** `herald alerts`: evaluates and prints; posts and stores nothing. An alert is an answer, so the exit code is 0. */
export async function alerts(session: AlertsSession, options: AlertsOptions): Promise<ExitCode> {
  if (options.backtest && options.since !== undefined)
    throw new UsageError('--backtest looks at all past runs by itself; leave out --since');
  const store = await session.openStore();
  try {
    const profile = session.profile(options.profile);
    const run = await runOrCurrent(store, profile, options.run);
    await (options.backtest ? showBacktest : showAlerts)(session, options, store, run, profile);
    return EXIT.done;
  } finally {
    await store.close();
  }
}

async function showAlerts(
  { output, config }: AlertsSession,
  options: AlertsOptions,
  store: Store,
  run: CompleteRun,
  profile: Profile,
): Promise<void> {
  const since = options.since === undefined ? undefined : await runOrCurrent(store, profile, options.since);
  if (since !== undefined && (since.asOf > run.asOf || since.id === run.id))
    throw new UsageError(
      `--since must be a run before run ${run.id} (as of ${run.asOf}), got run ${since.id} (as of ${since.asOf})`,
    );
  const rules = activeRules(profile, config.alerts);
  const snapshots = await loadSnapshots(store, run, profile, { rules, ...(since !== undefined && { since }) });
  const found = since === undefined ? evaluate(snapshots, profile) : evaluateSince(snapshots, since.id, profile);
  const late = options.run === undefined ? delayAlert(run, rules, systemClock.now()) : undefined;
  const report = late === undefined ? found : { ...found, alerts: [...found.alerts, late] };
  output.text(reportText(report, profile));
  output.document(report);
}

/** More take long and tell little about the rules of today. */
const MOST_BACKTESTED_RUNS = 52;

async function showBacktest(
  { output, config }: AlertsSession,
  _options: AlertsOptions,
  store: Store,
  run: CompleteRun,
  profile: Profile,
): Promise<void> {
  const rules = allRules(profile, config.alerts);
  const known = await store.runs(profile.name, MOST_BACKTESTED_RUNS);
  const oldest = known.filter((one) => one.status === 'complete' && one.asOf <= run.asOf).at(-1) as CompleteRun | undefined;
  const snapshots = await loadSnapshots(store, run, profile, { rules, since: oldest ?? run });
  const result = backtest(snapshots, profile, policies(rules, config.alerts), (rule) => isEnabled(rule, config.alerts));
  output.text(backtestText(result, profile));
  output.document(result);
}
