import type { Logger } from 'pino';
import type { CompleteRun, Profile, Store, StoredAlert } from '#pipeline';
import { type AlertRules, activeRules, policies } from '../alert-rules.ts';
import type { Owner } from '../delivery/owner.ts';
import { advance, watchedOf } from './advance.ts';
import type { AlertReport, Watched } from './alert.ts';
import { targetsFor } from './audience.ts';
import { type FirstNews, planFirstNews } from './first-news.ts';
import type { AlertStep } from './lifecycle.ts';
import { planNews } from './news.ts';
import { figuresOf, newAlertOf, openAlertOf } from './remembered.ts';
import { noteOf } from './step-note.ts';

export interface FollowPorts {
  readonly store: Store;
  readonly profile: Profile;
  readonly rules: AlertRules;
  readonly evaluate: (run: CompleteRun, watched: readonly Watched[]) => Promise<AlertReport>;
  readonly owner: Owner;
  readonly log: Logger;
}

/**
 * Evaluates a run and takes every alert a step further. What is to be told is planned before the steps are remembered, and
 * each step is taken once for a run, so that it may be repeated after a crash: nothing is lost, nothing is told twice.
 */
export async function followRun(run: CompleteRun, ports: FollowPorts, at: Date): Promise<void> {
  const { store, profile, rules, evaluate } = ports;
  const stored = await endedOnes(await store.records.alerts.openOnes(profile.name), ports, at);
  const open = stored.map(openAlertOf);
  const report = await evaluate(run, watchedOf(open));
  const steps = advance(open, report, policies(activeRules(profile, rules), rules), at);
  await takeSteps(steps, stored, run.id, ports, at);
}

/** Closes what was cut off between its last update and its end; returns what is really open. */
async function endedOnes(stored: readonly StoredAlert[], { store }: FollowPorts, at: Date): Promise<readonly StoredAlert[]> {
  const isOver = (one: StoredAlert) => openAlertOf(one).resolved !== null;
  for (const one of stored.filter(isOver)) await store.records.alerts.resolve(one.id, one.updatedRunId, at);
  return stored.filter((one) => !isOver(one));
}

/** Plans who is told of the steps, and remembers them. */
export async function takeSteps(
  steps: readonly AlertStep[],
  stored: readonly StoredAlert[],
  runId: number,
  ports: FollowPorts,
  at: Date,
): Promise<void> {
  const { store, profile, owner } = ports;
  const subscribed = await store.records.subscriptions.all(profile.name);
  const storedOf = ({ next }: Change) => stored.find(({ fingerprint }) => fingerprint === next.fingerprint)!;
  const first: FirstNews[] = [];
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
        first.push({ open: step.next, targets: targetsFor(step.next, subscribed) });
        break;
      case 'update':
      case 'resolve': {
        const { next, tell } = step;
        const note = tell === 'subscribers' ? noteOf(step, profile) : null;
        const known = await planNews(next, storedOf(step), { window: `run-${runId}`, runId, note }, store, at);
        if (step.kind === 'update' && tell === 'subscribers')
          first.push({ open: next, targets: targetsFor(next, subscribed).filter((target) => !known.includes(target)) });
        break;
      }
      default:
        step satisfies never;
    }
  }
  await planFirstNews(first, runId, { ...ports, weeklyBudget: ports.rules.weeklyBudget }, at);
  for (const step of steps) {
    if (step.kind === 'open') await store.records.alerts.open(newAlertOf(step.next, profile.name), runId, at);
    if (step.kind === 'update' || step.kind === 'resolve') await remember(step, storedOf(step).id, runId, store, at);
  }
}

type Change = Extract<AlertStep, { readonly kind: 'update' | 'resolve' }>;

async function remember({ kind, next }: Change, id: number, runId: number, { records }: Store, at: Date): Promise<void> {
  await records.alerts.update(id, figuresOf(next), runId, at);
  if (kind === 'resolve') await records.alerts.resolve(id, runId, at);
}
