import { type CompleteRun, type Delivery, type Profile, type Store, systemClock } from '#pipeline';
import { counted } from '#reports';
import { activeRules } from '../alert-rules.ts';
import { alertBulletin, alertsBulletin } from '../alerts/alert-bulletin.ts';
import { delayAlert } from '../alerts/delay-alert.ts';
import { type FollowPorts, followRun, takeSteps } from '../alerts/follow-run.ts';
import { opened } from '../alerts/open-alert.ts';
import { openAlertOf } from '../alerts/remembered.ts';
import { ALERTS, bundleOf, tellingOf } from '../alerts/telling.ts';
import type { Config } from '../config.ts';
import { deliver } from '../delivery/deliver.ts';
import type { DeliverPorts } from '../delivery/ports.ts';
import type { Sender } from '../delivery/sender.ts';
import { type Bulletin, slackSender } from '../delivery/slack.ts';
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
  readonly slack: Slack;
  readonly senders: (target: Target) => Sender<Bulletin>;
  readonly deliver: DeliverPorts;
}

/** Incidents that there can still be news about. */
const MOST_INCIDENTS = 500;
/** Runs that came while nobody was watching; of more, the older ones are history. */
const MOST_RUNS = 10;

/** Watches every new run, and brings its alerts to whoever subscribed. */
export function alerting(options: AlertingOptions): OtherWork {
  const { store, profile, config, workshop, deliver: ports } = options;
  const follow: FollowPorts = {
    store,
    profile,
    rules: config.alerts,
    weeklyBudget: config.alerts.weeklyBudget,
    evaluate: (run, watched) => workshop.alerts(run, profile, watched),
    owner: ports.owner,
  };
  const runThing = `${ALERTS.run}${profile.name}`;
  const watchRun: Sender<number> = {
    async send(runId) {
      await followRun(await completeRun(store, runId), follow, systemClock.now());
      return { outcome: 'sent', messageIds: [] };
    },
    find: async () => ({ found: 'not sent' }), // each step of it may be repeated
  };
  return {
    things: [ALERTS.of, ALERTS.bundle, runThing],
    async plan(now) {
      const known = await store.runs(profile.name, MOST_RUNS);
      const runs = known.filter((run): run is CompleteRun => run.status === 'complete').toReversed();
      const newest = runs.at(-1);
      if (newest === undefined) return;
      const [last] = await store.records.deliveries.list({ thing: runThing, limit: 1 });
      const due = last === undefined ? [newest] : runs.filter(({ id }) => id > Number(last.window));
      await store.records.deliveries.plan(
        due.map(({ id }) => ({ thing: runThing, window: String(id).padStart(9, '0'), target: HERALD, plannedAt: now })),
      );
      await followDelay(newest, follow, now);
    },
    work(delivery) {
      if (delivery.thing === runThing)
        return { lane: 'runs', step: (each) => deliver(each, async () => Number(each.window), watchRun, ports) };
      if (delivery.thing.startsWith(ALERTS.bundle))
        return { lane: 'others', step: (each) => deliver(each, () => bundled(each, options), sendersFor(each, options), ports) };
      if (delivery.thing.startsWith(ALERTS.of)) return { lane: 'others', step: (each) => tell(each, options) };
      return undefined;
    },
  };
}

/** That a run is overdue is seen by the clock; it is over with the next run. */
async function followDelay(newest: CompleteRun, ports: FollowPorts, now: Date): Promise<void> {
  const late = delayAlert(newest, activeRules(ports.profile, ports.rules), now);
  if (late === undefined) return;
  const before = await ports.store.records.alerts.latest(ports.profile.name, late.fingerprint);
  if (before !== undefined && (before.state === 'open' || before.openedRunId === newest.id)) return;
  await takeSteps([{ kind: 'open', next: opened(late), tell: 'subscribers' }], [], newest.id, ports, now);
}

/** Brings news of one alert to one target: the first message, or a change of it. */
async function tell(delivery: Delivery, options: AlertingOptions) {
  const { slack, deliver: ports } = options;
  const target = targetOf(delivery.target);
  const sender = sendersFor(delivery, options);
  if (target?.kind !== 'channel' && target?.kind !== 'person')
    return deliver(delivery, () => news(delivery, options), sender, ports);
  const root = await rootOf(delivery, options);
  if (root === undefined)
    return deliver(
      delivery,
      () => news(delivery, options),
      slackSender(slack, { ...target, kind: target.kind }, systemClock.now),
      ports,
    );
  const thread = slackThreadSender(slack, { ...target, kind: target.kind }, root, sender);
  return deliver(delivery, () => news(delivery, options), thread, ports);
}

async function news(delivery: Delivery, { store, profile, config }: AlertingOptions): Promise<FollowUp> {
  const { fingerprint, openedRunId, note } = tellingOf(delivery);
  const recent = await store.records.alerts.recent(profile.name, MOST_INCIDENTS);
  const stored = recent.find((one) => one.fingerprint === fingerprint && one.openedRunId === openedRunId);
  if (stored === undefined) throw new Error('the alert is not remembered yet');
  const open = openAlertOf(stored);
  const run = await completeRun(store, open.evaluatedRunId);
  return { ...(await alertBulletin({ open, id: stored.id, run, profile, brand: config.brand, note })), note };
}

async function bundled(delivery: Delivery, { store, profile, config }: AlertingOptions): Promise<Bulletin> {
  const { fingerprints, runId } = bundleOf(delivery);
  const stored = await Promise.all(fingerprints.map((fingerprint) => store.records.alerts.latest(profile.name, fingerprint)));
  const alerts = stored.filter((one) => one !== undefined).map(openAlertOf);
  const lead = `${counted(alerts.length, { one: 'more alert', many: 'more alerts' })} this week, in one message`;
  const run = await completeRun(store, runId);
  return alertsBulletin(alerts, { name: `alerts-run-${runId}`, lead, notes: [] }, { run, profile, brand: config.brand });
}

/** The message about the same incident that the target has already. */
async function rootOf({ thing, target, id }: Delivery, { store }: AlertingOptions): Promise<Posted | undefined> {
  const told = await store.records.deliveries.list({ thing, target, states: ['sent'], limit: 500 });
  const first = told.filter((one) => one.id !== id && one.messageIds.length > 0).at(-1)?.messageIds[0];
  const [channel, ts] = first?.split('/') ?? [];
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
