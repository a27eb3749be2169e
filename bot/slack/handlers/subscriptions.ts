import type { Subscription } from '#pipeline';
import { type AskedTarget, parseSubscription } from '../../subscriptions/parse.ts';
import { plainTextMessage } from '../blocks/plain-text.ts';
import { notSubscribedMessage, subscriptionsMessage } from '../blocks/subscriptions.ts';
import { capitalised } from '../blocks/text.ts';
import type { Desk } from '../desk.ts';
import type { Request } from '../request.ts';
import { profilesOf } from './addressed.ts';
import { absentChannels, channelFault } from './channels.ts';
import { NOT_FOR_STRANGERS } from './views.ts';

/** What a subscription brings, and where. */
type Content = Pick<Subscription, 'thing' | 'target' | 'filter'>;

/** Subscribes the asker or a channel to alerts or the report. */
export async function subscribe(desk: Desk, request: Request, words: readonly string[]): Promise<void> {
  const { store, profile, facts } = desk;
  const run = await store.currentRun(profile.name);
  const values = run === undefined ? {} : await facts.values(run);
  const parsed = parseSubscription(words, desk, (dimension) => values[dimension] ?? []);
  if (!parsed.ok)
    return request.reply.whisper(notSubscribedMessage(`${sentence(parsed.reason)} Write it like one of these:`, profile));
  const { thing, filter } = parsed;
  await keepSubscription(desk, request, { thing, filter, target: targetOf(parsed.target, request) }, null);
}

/**
 * Keeps a subscription, if there is none like it, and shows it among the others.
 * @param change number of the one it takes the place of; null for a new one
 */
export async function keepSubscription(desk: Desk, request: Request, wanted: Content, change: number | null): Promise<void> {
  const { reply } = request;
  if (request.asker.stranger) return reply.whisper(plainTextMessage(NOT_FOR_STRANGERS));
  const fault = wanted.target.kind === 'channel' ? await channelFault(desk, wanted.target.id) : undefined;
  if (fault !== undefined) return reply.whisper(plainTextMessage(fault));
  const known = await desk.store.records.subscriptions.of(wanted.target);
  if (known.some((one) => one.profile === desk.profile.name && contentOf(one) === contentOf(wanted)))
    return showSubscriptions(desk, request, 'That subscription is there already.');
  return showSubscriptions(
    desk,
    request,
    await (change === null ? added(desk, request, wanted) : changed(desk, request, wanted, change)),
  );
}

async function added(desk: Desk, request: Request, wanted: Content): Promise<string> {
  const { store, profile, now } = desk;
  const { user } = request.asker;
  const content = { profile: profile.name, ...wanted, createdBy: user, createdAt: now() };
  await recordChange(desk, request, 'subscription.add', await store.records.subscriptions.add(content));
  return `Subscribed.${unlessItComes(desk, wanted)}`;
}

/** A report comes by the clock or not at all. */
function unlessItComes({ schedules, profile }: Desk, { thing }: Content): string {
  if (thing === 'alerts' || schedules.some(({ does }) => does === 'report')) return '';
  return ` But nothing brings this report yet: whoever runs Herald adds a schedule that does report for ${profile.name} to herald.config.ts.`;
}

async function changed(desk: Desk, request: Request, wanted: Content, id: number): Promise<string> {
  const before = (await shownIn(desk, request)).find((one) => one.id === id);
  const after = before && (await desk.store.records.subscriptions.change(id, wanted));
  if (after === undefined) return `There is no subscription ${id} any more.`;
  await recordChange(desk, request, 'subscription.change', after);
  return 'Changed.';
}

async function showSubscriptions(desk: Desk, request: Request, said: string | null): Promise<void> {
  const { profile } = desk;
  const { place, reply } = request;
  const subscriptions = await shownIn(desk, request);
  const absent = await absentChannels(desk, subscriptions);
  await reply.whisper(subscriptionsMessage({ said, subscriptions, absent, profile, profiles: profilesOf(desk), place }));
}

/** Ends a subscription by its number; without one, shows those of the asker and the channel. */
export async function unsubscribe(desk: Desk, request: Request, words: readonly string[]): Promise<void> {
  if (words.length === 0) return showSubscriptions(desk, request, null);
  const id = Number(words[0]!.replace(/^#/, ''));
  const found = (await shownIn(desk, request)).find((subscription) => subscription.id === id);
  if (found === undefined)
    return showSubscriptions(desk, request, `There is no subscription ${words.join(' ')} of yours or of this channel.`);
  await desk.store.records.subscriptions.remove(found.id);
  await recordChange(desk, request, 'subscription.remove', found);
  await showSubscriptions(desk, request, 'Unsubscribed.');
}

/** Those that the asker may see and end here: their own, and the channel's. */
export async function shownIn(
  { store }: Desk,
  { asker, place }: Pick<Request, 'asker' | 'place'>,
): Promise<readonly Subscription[]> {
  const { subscriptions } = store.records;
  const [own, created, ofChannel] = await Promise.all([
    subscriptions.of({ kind: 'person', id: asker.user }),
    subscriptions.createdBy(asker.user),
    place.kind === 'channel' ? subscriptions.of({ kind: 'channel', id: place.channel }) : [],
  ]);
  const byId = new Map([...own, ...created, ...ofChannel].map((subscription) => [subscription.id, subscription]));
  return [...byId.values()].toSorted((left, right) => left.id - right.id);
}

function targetOf(asked: AskedTarget, { asker, place }: Request): Subscription['target'] {
  if (typeof asked === 'object') return { kind: 'channel', id: asked.channel };
  return asked === 'here' && place.kind === 'channel'
    ? { kind: 'channel', id: place.channel }
    : { kind: 'person', id: asker.user };
}

function contentOf({ thing, target, filter }: Content): string {
  const { kinds = [], slice = {}, severity = null } = filter;
  return JSON.stringify([thing, target.kind, target.id, kinds.toSorted(), Object.entries(slice).sort(), severity]);
}

async function recordChange({ store, now }: Desk, { asker }: Request, action: string, subscription: Subscription): Promise<void> {
  const { id, profile, thing, target, filter } = subscription;
  await store.records.auditLog.record({
    at: now(),
    actor: asker.user,
    action,
    subject: String(id),
    details: { profile, thing, target, filter },
  });
}

function sentence(reason: string): string {
  return `${capitalised(reason)}${reason.endsWith('?') ? '' : '.'}`;
}
