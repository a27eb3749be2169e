import type { Logger } from 'pino';
import type { NewDelivery, Profile, Store } from '#pipeline';
import type { Owner } from '../delivery/owner.ts';
import type { OpenAlert } from './open-alert.ts';
import { ALERTS, type Bundle, tellings } from './telling.ts';

/** An alert, and who has not heard of it yet. */
export interface FirstNews {
  readonly open: OpenAlert;
  readonly targets: readonly string[];
}

export interface FirstNewsPorts {
  readonly store: Store;
  readonly profile: Profile;
  /** First messages that a target gets one by one in a week; what is more comes in one message a run. */
  readonly weeklyBudget: number;
  readonly owner: Owner;
  readonly log: Logger;
}

const WEEK_MS = 7 * 24 * 3_600_000;

/** Plans the first message about each alert for each target, as long as its budget lasts; the others in one bundle. */
export async function planFirstNews(
  news: readonly FirstNews[],
  runId: number,
  { store, profile, weeklyBudget, owner, log }: FirstNewsPorts,
  at: Date,
): Promise<void> {
  const planned: NewDelivery[] = [];
  const notices: string[] = [];
  for (const target of new Set(news.flatMap(({ targets }) => targets))) {
    const wanted = news.filter(({ targets }) => targets.includes(target)).map(({ open }) => open);
    const left = Math.max(0, weeklyBudget - (await openingsOf(target, runId, store, at)));
    for (const open of wanted.slice(0, left))
      planned.push(...tellings(profile.name, open, { window: `opened-${runId}`, runId, note: null }, [target], at));
    const bundled = wanted.slice(left);
    if (bundled.length === 0) continue;
    const content: Bundle = { profile: profile.name, runId, fingerprints: bundled.map(({ fingerprint }) => fingerprint) };
    planned.push({ thing: `${ALERTS.bundle}${profile.name}`, window: `run-${runId}`, target, plannedAt: at, content });
    notices.push(target);
  }
  await store.records.deliveries.plan(planned);
  for (const target of notices) {
    const text = `${target} has had its ${weeklyBudget} alerts of this week; what else run ${runId} has for it goes there in one message. Narrow its subscription, or raise alerts.weeklyBudget.`;
    await owner
      .tell({ key: `budget/${target}/${runId}`, text })
      .catch((error: unknown) => log.error({ err: error }, 'the owner could not be told of a spent budget'));
  }
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
