import type { Subscription } from '#pipeline';
import { parseSubscription } from '../../subscriptions/parse.ts';
import { plainTextMessage } from '../blocks/plain-text.ts';
import { subscriptionsMessage } from '../blocks/subscriptions.ts';
import type { Desk } from '../desk.ts';
import type { Request } from '../request.ts';

/** Subscribes the asker or a channel to alerts or the report. */
export async function subscribe(desk: Desk, request: Request, words: readonly string[]): Promise<void> {
  const { store, profile, facts, now } = desk;
  const { asker, place, reply } = request;
  const values = await facts.values(await facts.current());
  const parsed = parseSubscription(words, profile, (dimension) => values[dimension] ?? []);
  if (!parsed.ok) return reply.whisper(plainTextMessage(`${capitalised(parsed.reason)}. Write it like one of these:`, EXAMPLES));
  const target = targetOf(parsed.target, request);
  if (target.kind === 'channel' && !(await desk.slack.isMember(target.id))) {
    return reply.whisper(
      plainTextMessage(
        'I am not in that channel, so I could not post there. Invite me with /invite @Herald, then subscribe again.',
      ),
    );
  }
  const wanted = { profile: profile.name, thing: parsed.thing, target, filter: parsed.filter };
  const same = (await store.records.subscriptions.of(target)).find((known) => contentOf(known) === contentOf(wanted));
  const subscription = same ?? (await store.records.subscriptions.add({ ...wanted, createdBy: asker.user, createdAt: now() }));
  if (same === undefined) await recordChange(desk, request, 'subscription.add', subscription);
  await reply.whisper(
    subscriptionsMessage({
      said: same === undefined ? 'Subscribed.' : 'That subscription is there already.',
      subscriptions: await shownIn(desk, request),
      profile,
      place,
    }),
  );
}

/** Ends a subscription by its number; without one, shows those of the asker and the channel. */
export async function unsubscribe(desk: Desk, request: Request, words: readonly string[]): Promise<void> {
  const { profile } = desk;
  const { place, reply } = request;
  const shown = await shownIn(desk, request);
  const id = Number(words[0]?.replace(/^#/, ''));
  const found = shown.find((subscription) => subscription.id === id);
  if (words.length > 0 && found === undefined) {
    const said = `There is no subscription ${words.join(' ')} of yours or of this channel.`;
    return reply.whisper(subscriptionsMessage({ said, subscriptions: shown, profile, place }));
  }
  if (found !== undefined) {
    await desk.store.records.subscriptions.remove(found.id);
    await recordChange(desk, request, 'subscription.remove', found);
  }
  const said = found === undefined ? null : 'Unsubscribed.';
  const subscriptions = shown.filter((subscription) => subscription !== found);
  await reply.whisper(subscriptionsMessage({ said, subscriptions, profile, place }));
}

/** Those that the asker may see and end here: their own, and the channel's. */
export async function shownIn({ store }: Desk, { asker, place }: Request): Promise<readonly Subscription[]> {
  const { subscriptions } = store.records;
  const [own, created, ofChannel] = await Promise.all([
    subscriptions.of({ kind: 'person', id: asker.user }),
    subscriptions.createdBy(asker.user),
    place.kind === 'channel' ? subscriptions.of({ kind: 'channel', id: place.channel }) : [],
  ]);
  const byId = new Map([...own, ...created, ...ofChannel].map((subscription) => [subscription.id, subscription]));
  return [...byId.values()].toSorted((left, right) => left.id - right.id);
}

const EXAMPLES = [
  '/segments subscribe alerts',
  '/segments subscribe alerts churn high country=Germany me',
  '/segments subscribe report here',
];

function targetOf(asked: 'here' | 'me' | { readonly channel: string }, { asker, place }: Request): Subscription['target'] {
  if (typeof asked === 'object') return { kind: 'channel', id: asked.channel };
  return asked === 'here' && place.kind === 'channel'
    ? { kind: 'channel', id: place.channel }
    : { kind: 'person', id: asker.user };
}

function contentOf({ profile, thing, target, filter }: Omit<Subscription, 'id' | 'createdBy' | 'createdAt'>): string {
  const { kinds = [], slice = {}, severity = null } = filter;
  return JSON.stringify([profile, thing, target.kind, target.id, kinds.toSorted(), Object.entries(slice).sort(), severity]);
}

async function recordChange({ store, now }: Desk, { asker }: Request, action: string, subscription: Subscription): Promise<void> {
  const { id, thing, target, filter } = subscription;
  await store.records.auditLog.record({
    at: now(),
    actor: asker.user,
    action,
    subject: String(id),
    details: { thing, target, filter },
  });
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1).replace(/[.?]$/, '');
}
