import { writeFileSync } from 'node:fs';
import { DEFAULT_PROFILE } from '#pipeline';
import { subscriptionModal } from './bot/slack/blocks/subscription-modal.ts';
import { subscriptionsMessage, notSubscribedMessage } from './bot/slack/blocks/subscriptions.ts';
import { homeView } from './bot/slack/blocks/home.ts';
import { statusMessage } from './bot/slack/blocks/status.ts';
import { upcoming } from './bot/schedule/upcoming.ts';
const now = new Date('2026-11-16T10:00Z');
const values = { country: ['Australia','Canada','Germany','India','Singapore','UK','USA'], device_type: ['Android','iOS'], subscription_type: ['Free','Premium'], app_version: ['5.0','5.1'], gender: ['Female','Male','Other'], age_band: ['18–24','25–34','35–44','45–54','55+'] };
const origin = { place: { channel: 'D1', thread: null, kind: 'direct' as const }, fromHome: true, change: null };
const profile = DEFAULT_PROFILE;
const views = [
  subscriptionModal({ profile, values, origin, draft: { thing: 'alerts', where: 'me', filter: {} } }),
  subscriptionModal({ profile, values, origin: { ...origin, change: 7 }, draft: { thing: 'alerts', where: 'channel', channel: 'C024BE91L', filter: { kinds: ['churn'], severity: 'high', slice: { country: 'Germany' } } } }),
  subscriptionModal({ profile, values, origin, draft: { thing: 'report', where: 'me', filter: {} } }),
];
views.forEach((view, i) => writeFileSync(`/tmp/look/modal${i}.json`, JSON.stringify(view)));
const base = { profile: profile.name, createdBy: 'U1', createdAt: now } as const;
const subscriptions = [
  { id: 3, ...base, thing: 'alerts', filter: {}, target: { kind: 'person', id: 'U1' } },
  { id: 7, ...base, thing: 'alerts', filter: { kinds: ['churn'], severity: 'high', slice: { country: 'Germany' } }, target: { kind: 'channel', id: 'C024BE91L' } },
  { id: 9, ...base, thing: 'report', filter: {}, target: { kind: 'channel', id: 'C024BE92M' } },
] as const;
const place = { channel: 'C024BE91L', thread: null, kind: 'channel' as const };
const absent = new Set(['C024BE92M']);
const message = (m: any) => ({ text: m.text, blocks: m.forms[0].blocks(null), isEphemeral: true });
const run = { id: 8, status: 'complete', profile: profile.name, rows: 5012, rejected: 3, input: ['app.csv'], asOf: '2026-11-16', finishedAt: now, trust: { level: 'strong', reasons: [] }, segments: [{ name: 'Power Users', users: 2000, share: 0.4 }, { name: 'Casual Users', users: 3012, share: 0.6 }] } as any;
const coming = upcoming([
  { name: 'weekly-run', cron: '0 6 * * 1', timeZone: 'Europe/Berlin', does: 'run' },
  { name: 'weekly-report', cron: '0 8 * * 1', timeZone: 'Europe/Berlin', does: 'report' },
], now);
writeFileSync('/tmp/look/list.json', JSON.stringify([message(subscriptionsMessage({ said: 'Subscribed.', subscriptions, absent, profile, place })), message(subscriptionsMessage({ said: null, subscriptions: [], absent, profile, place })), message(notSubscribedMessage('No user has country Germnay; did you mean Germany?. Write it like one of these:')), message(statusMessage({ run, now, coming }))]));
writeFileSync('/tmp/look/home.json', JSON.stringify(homeView({ run, report: undefined, subscriptions, absent, coming, mayList: true, mayLookUp: true, profile, now })));
