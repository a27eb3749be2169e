import type { CompleteRun, NewDelivery, Profile, Store, StoredAlert, Subscription } from '#pipeline';
import { type AlertRules, activeRules, policies } from '../alert-rules.ts';
import type { Owner } from '../delivery/owner.ts';
import { targetText } from '../delivery/target.ts';
import { isFor } from '../subscriptions/match.ts';
import { advance, watchedOf } from './advance.ts';
import type { AlertReport, Watched } from './alert.ts';
import type { AlertStep } from './lifecycle.ts';
import type { OpenAlert } from './open-alert.ts';
import { figuresOf, newAlertOf, openAlertOf } from './remembered.ts';
import { noteOf } from './step-note.ts';
import { ALERTS, type Bundle, incidentOf, tellings } from './telling.ts';

export interface FollowPorts {
  readonly store: Store;
  readonly profile: Profile;
  readonly rules: AlertRules;
  /** Openings that a target gets one by one in a week; what is more comes in one message a run. */
  readonly weeklyBudget: number;
  readonly evaluate: (run: CompleteRun, watched: readonly Watched[]) => Promise<AlertReport>;
  readonly owner: Owner;
}

const WEEK_MS = 7 * 24 * 3_600_000;

/**
 * Evaluates a run and takes every alert a step further. What is to be told is planned before the step is remembered, and
 * each step is taken once for a run, so that it may be repeated after a crash: nothing is lost, nothing is told twice.
 */
export async function followRun(run: CompleteRun, ports: FollowPorts, at: Date): Promise<void> {
  const { store, profile, rules, evaluate } = ports;
  const stored = await store.records.alerts.openOnes(profile.name);
  const open = stored.map(openAlertOf);
  const report = await evaluate(run, watchedOf(open));
  const steps = advance(open, report, policies(activeRules(profile, rules), rules), at);
  await takeSteps(steps, stored, run.id, ports, at);
}

/** Remembers steps, and plans who is told of them. */
export async function takeSteps(
  steps: readonly AlertStep[],
  stored: readonly StoredAlert[],
  runId: number,
  ports: FollowPorts,
  at: Date,
): Promise<void> {
  const { store, profile, owner } = ports;
  const { alerts, deliveries, subscriptions } = store.records;
  const subscribed = await subscriptions.all(profile.name);
  const opening: OpenAlert[] = [];
  for (const step of steps) {
    switch (step.kind) {
      case 'quiet':
        break;
      case 'not evaluated':
        await owner.tell({
          key: `not-evaluated/${profile.name}/${runId}`,
          text: `Run ${runId} could not be watched for alerts: ${step.reason}.`,
        });
        break;
      case 'open':
        opening.push(step.next);
        break;
      case 'update':
      case 'resolve': {
        const { next, tell } = step;
        const note = tell === 'subscribers' ? noteOf(step, profile) : null;
        const known = await targetsOf(next, ports);
        const news = { window: `run-${runId}`, runId, note };
        await deliveries.plan(tellings(profile.name, next, news, known, at));
        const late =
          tell === 'subscribers' && step.kind === 'update'
            ? targetsFor(next, subscribed).filter((target) => !known.includes(target))
            : [];
        await planOpenings([next], late, runId, ports, at);
        const { id } = stored.find(({ fingerprint }) => fingerprint === next.fingerprint)!;
        await alerts.update(id, figuresOf(next), runId, at);
        if (step.kind === 'resolve') await alerts.resolve(id, runId, at);
        break;
      }
      default:
        step satisfies never;
    }
  }
  const targets = new Set(opening.flatMap((next) => targetsFor(next, subscribed)));
  await planOpenings(opening, [...targets], runId, ports, at, subscribed);
  for (const next of opening) await alerts.open(newAlertOf(next, profile.name), runId, at);
}

/** Plans the first message about alerts for each target, as long as its budget lasts; the others in one bundle. */
async function planOpenings(
  opening: readonly OpenAlert[],
  targets: readonly string[],
  runId: number,
  { store, profile, weeklyBudget, owner }: FollowPorts,
  at: Date,
  subscribed?: readonly Subscription[],
): Promise<void> {
  const { deliveries } = store.records;
  const planned: NewDelivery[] = [];
  for (const target of targets) {
    const wanted = subscribed === undefined ? opening : opening.filter((next) => targetsFor(next, subscribed).includes(target));
    const spent = await openingsOf(target, runId, store, at);
    const single = wanted.slice(0, Math.max(0, weeklyBudget - spent));
    for (const next of single)
      planned.push(...tellings(profile.name, next, { window: `opened-${runId}`, runId, note: null }, [target], at));
    const bundled = wanted.slice(single.length);
    if (bundled.length === 0) continue;
    const content: Bundle = { profile: profile.name, runId, fingerprints: bundled.map(({ fingerprint }) => fingerprint) };
    planned.push({ thing: `${ALERTS.bundle}${profile.name}`, window: `run-${runId}`, target, plannedAt: at, content });
    await owner.tell({
      key: `budget/${target}/${runId}`,
      text: `${target} has had its ${weeklyBudget} alerts of this week; ${bundled.length} of run ${runId} go there in one message. Narrow its subscription, or raise alerts.weeklyBudget.`,
    });
  }
  await deliveries.plan(planned);
}

/** First messages that a target got in the last seven days, those of this run apart. */
async function openingsOf(target: string, runId: number, { records }: Store, at: Date): Promise<number> {
  const known = await records.deliveries.list({ target, limit: 500 });
  const since = at.getTime() - WEEK_MS;
  return known.filter(
    ({ thing, window, plannedAt }) =>
      thing.startsWith(ALERTS.of) && window.startsWith('opened-') && window !== `opened-${runId}` && plannedAt.getTime() > since,
  ).length;
}

/** Targets that have a message about this incident. */
async function targetsOf(next: OpenAlert, { store, profile }: FollowPorts): Promise<readonly string[]> {
  const told = await store.records.deliveries.list({ thing: incidentOf({ ...next, profile: profile.name }), limit: 500 });
  return [...new Set(told.map(({ target }) => target))];
}

function targetsFor({ alert }: OpenAlert, subscribed: readonly Subscription[]): readonly string[] {
  return [...new Set(subscribed.filter((one) => isFor(one, alert)).map(({ target }) => targetText(target)))];
}
