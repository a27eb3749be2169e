import type { CompleteRun, Delivery, NewDelivery, Profile, Store, StoredAlert } from '#pipeline';
import { counted } from '#reports';
import { activeRules, policies } from '../alert-rules.ts';
import { alertBulletin, alertsBulletin } from '../alerts/alert-bulletin.ts';
import { delayAlert } from '../alerts/delay-alert.ts';
import { type FollowPorts, followRun, takeSteps } from '../alerts/follow-run.ts';
import { nextStep } from '../alerts/lifecycle.ts';
import { openAlertOf } from '../alerts/remembered.ts';
import { ALERTS, bundleOf, incidentsOf, type Telling, tellingOf } from '../alerts/telling.ts';
import type { Config } from '../config.ts';
import { deliver } from '../delivery/deliver.ts';
import type { Delivered, DeliverPorts } from '../delivery/ports.ts';
import type { Sender } from '../delivery/sender.ts';
import type { Bulletin } from '../delivery/slack.ts';
import { type FollowUp, slackThreadSender } from '../delivery/slack-thread.ts';
import { type Target, targetOf } from '../delivery/target.ts';
import type { OtherWork } from '../schedule/ports.ts';
import { HERALD } from '../schedule/things.ts';
import type { Posted, Slack } from '../slack/slack.ts';
import type { Workshop } from './workshop.ts';

export interface AlertingOptions {
  readonly store: Store;
  readonly profile: Profile;
  readonly config: Config;
  readonly workshop: Workshop;
  readonly slack: Slack | undefined;
  readonly senders: (target: Target) => Sender<Bulletin>;
  readonly deliver: DeliverPorts;
}

/** Incidents that there can still be news about. */
const MOST_INCIDENTS = 500;
/** Runs that came while nobody was watching; of more, the older ones are history. */
const MOST_RUNS = 10;
/** A run that could not be watched so often does not hold up those after it. */
const PATIENT_ATTEMPTS = 5;

/** Watches every new run of one profile, one after the other, and brings its alerts to whoever subscribed. */
export function alerting(options: AlertingOptions): OtherWork {
  const { store, profile, config, workshop, deliver: ports } = options;
  const follow: FollowPorts = {
    store,
    profile,
    rules: config.alerts,
    evaluate: (run, watched) => workshop.alerts(run, profile, watched),
    owner: ports.owner,
    log: ports.log,
  };
  const runThing = `${ALERTS.run}${profile.name}`;
  const bundleThing = `${ALERTS.bundle}${profile.name}`;
  const ofAlerts = incidentsOf(profile.name);
  const watchRun: Sender<number> = {
    async send(runId) {
      try {
        await followRun(await completeRun(store, runId), follow, ports.clock.now());
        return { outcome: 'sent', messageIds: [] };
      } catch (error) {
        return { outcome: 'busy', error: (error as Error).message, tellOwner: true };
      }
    },
    find: async () => ({ found: 'not sent' }), // each step of it may be repeated
  };
  return {
    things: [ofAlerts, bundleThing, runThing],
    async plan(now) {
      const known = await store.runs(profile.name, MOST_RUNS);
      const runs = known.filter((run): run is CompleteRun => run.status === 'complete').toReversed();
      const newest = runs.at(-1);
      if (newest === undefined) return;
      await store.records.deliveries.planNext({ thing: runThing, target: HERALD, until: windowOf(MOST_RUN_ID) }, (last) => {
        const run = nextRun(runs, last);
        return run && { thing: runThing, window: windowOf(run.id), target: HERALD, plannedAt: now };
      });
      await followDelay(newest, follow, now);
    },
    work(delivery) {
      if (delivery.thing === runThing)
        return { lane: 'runs', step: (each) => deliver(each, async () => Number(each.window), watchRun, ports) };
      if (delivery.thing === bundleThing) return { lane: 'others', step: (each) => tellBundle(each, options) };
      if (delivery.thing.startsWith(ofAlerts)) return { lane: 'others', step: (each) => tell(each, options) };
      return undefined;
    },
  };
}

const MOST_RUN_ID = 999_999_999;

/** Windows sort as text. */
function windowOf(runId: number): string {
  return String(runId).padStart(String(MOST_RUN_ID).length, '0');
}

/** The run after the last that was watched, once that is done: an alert is opened, updated and resolved in the order of the runs. */
function nextRun(runs: readonly CompleteRun[], last: Delivery | undefined): CompleteRun | undefined {
  if (last === undefined) return runs.at(-1);
  const isDone = last.state === 'sent' || last.state === 'failed';
  if (!isDone && last.attempts < PATIENT_ATTEMPTS) return undefined;
  return runs.find(({ id }) => id > Number(last.window));
}

/** That a run is overdue is seen by the clock; it is over with the next run. */
async function followDelay(newest: CompleteRun, ports: FollowPorts, now: Date): Promise<void> {
  const { store, profile, rules } = ports;
  const active = activeRules(profile, rules);
  const late = delayAlert(newest, active, now);
  if (late === undefined) return;
  const before = await store.records.alerts.latest(profile.name, late.fingerprint);
  if (before?.state === 'resolved' && before.openedRunId === newest.id) return;
  const open = before?.state === 'open' ? before : undefined;
  const { id: runId, asOf } = newest;
  const policy = policies(active, rules)(late.rule)!;
  const step = nextStep(open && openAlertOf(open), late, policy, { status: 'evaluated', runId, asOf, at: now, reading: null });
  if (step.kind !== 'quiet') await takeSteps([step], open === undefined ? [] : [open], runId, ports, now);
}

/** Brings news of one alert to one target: the first message, or a change of it. */
async function tell(delivery: Delivery, options: AlertingOptions): Promise<Delivered> {
  const { slack, deliver: ports } = options;
  if (!isOver(delivery, ports) && !(await isItsTurn(delivery, options))) return 'planned';
  const target = targetOf(delivery.target);
  const sender = sendersFor(delivery, options);
  const root = await rootOf(delivery, options);
  const isInSlack = target?.kind === 'channel' || target?.kind === 'person';
  const isEdited = isInSlack && root !== undefined && slack !== undefined;
  const way = isEdited ? slackThreadSender(slack, { ...target, kind: target.kind }, root, sender) : sender;
  return deliver(delivery, () => news(delivery, options), way, ports);
}

function isOver({ deadline }: NewDelivery, { clock }: DeliverPorts): boolean {
  return deadline != null && deadline <= clock.now();
}

/** News of an incident reach a target in their order, and not before the alert is remembered as they say. */
async function isItsTurn(delivery: Delivery, options: AlertingOptions): Promise<boolean> {
  const { id, thing, target } = delivery;
  const stored = await incidentFor(tellingOf(delivery), options);
  if (stored === undefined || !isRemembered(stored, tellingOf(delivery).runId)) return false;
  const { deliveries } = options.store.records;
  const pending = await deliveries.list({ thing, target, states: ['planned', 'claimed', 'unknown'], limit: 500 });
  return !pending.some((other) => other.id < id);
}

function isRemembered({ state, updatedRunId }: StoredAlert, runId: number | null): boolean {
  return runId === null || state === 'resolved' || updatedRunId >= runId;
}

async function incidentFor(
  { fingerprint, openedRunId }: Telling,
  { store, profile }: AlertingOptions,
): Promise<StoredAlert | undefined> {
  const latest = await store.records.alerts.latest(profile.name, fingerprint);
  if (latest === undefined || latest.openedRunId === openedRunId) return latest;
  const recent = await store.records.alerts.recent(profile.name, MOST_INCIDENTS);
  return recent.find((one) => one.fingerprint === fingerprint && one.openedRunId === openedRunId);
}

async function news(delivery: Delivery, options: AlertingOptions): Promise<FollowUp> {
  const { store, profile, config } = options;
  const { note, ...telling } = tellingOf(delivery);
  const stored = await incidentFor({ ...telling, note }, options);
  if (stored === undefined) throw new Error('the alert is not remembered any more');
  const open = openAlertOf(stored);
  const run = await completeRun(store, open.evaluatedRunId);
  return { ...(await alertBulletin({ open, id: stored.id, run, profile, brand: config.brand, note })), note };
}

async function tellBundle(delivery: Delivery, options: AlertingOptions): Promise<Delivered> {
  const { store, profile, config, deliver: ports } = options;
  const { fingerprints, runId } = bundleOf(delivery);
  const stored = await Promise.all(fingerprints.map((fingerprint) => store.records.alerts.latest(profile.name, fingerprint)));
  const known = stored.filter((one) => one !== undefined && isRemembered(one, runId)) as readonly StoredAlert[];
  if (known.length < fingerprints.length) return 'planned';
  const pack = async () => {
    const lead = `${counted(known.length, { one: 'more alert', many: 'more alerts' })} this week, in one message`;
    const run = await completeRun(store, runId);
    const how = { name: `alerts-run-${runId}`, lead, notes: [] };
    return alertsBulletin(known.map(openAlertOf), how, { run, profile, brand: config.brand });
  };
  return deliver(delivery, pack, sendersFor(delivery, options), ports);
}

/** The message about the same incident that the target has already. */
async function rootOf({ thing, target, id }: Delivery, { store }: AlertingOptions): Promise<Posted | undefined> {
  const told = await store.records.deliveries.list({ thing, target, states: ['sent'], limit: 500 });
  const last = told.find((one) => one.id !== id && one.messageIds.length > 0)?.messageIds[0]; // a deleted one was posted anew
  const [channel, ts] = last?.split('/') ?? [];
  return channel === undefined || ts === undefined ? undefined : { channel, ts };
}

function sendersFor({ target: text }: Delivery, { senders }: AlertingOptions): Sender<Bulletin> {
  const target = targetOf(text);
  if (target !== undefined) return senders(target);
  const refused = { outcome: 'refused', error: `${text} is no target`, fix: 'subscribe again' } as const;
  return { send: async () => refused, find: async () => ({ found: 'not sent' }) };
}

async function completeRun(store: Store, id: number): Promise<CompleteRun> {
  const run = await store.run(id);
  if (run?.status !== 'complete') throw new Error(`run ${id} is not in the store any more`);
  return run;
}
