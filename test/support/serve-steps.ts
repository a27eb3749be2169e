import { DEFAULT_PROFILE, type Delivery, type Subscription } from '#pipeline';
import type { TestDatabase } from './database.ts';
import { type ServeScene, type ServeSceneOptions, VERY_PATIENT } from './serve-scene.ts';
import { eventually } from './slack-scene.ts';

/** What goes wrong in the week of which an alert is to be told. */
export const CRASHES = { where: { country: 'UK' }, crashes: 1 } as const;
export const MAIL = { from: 'Herald <herald@example.org>' } as const;
export const WEEKLY = { name: 'weekly', cron: '0 6 * * 1', timeZone: 'Etc/UTC', does: 'report' } as const;
const WEEK_MS = 7 * 24 * 3_600_000;

/** A scene on a database of this kind, for services that are processes of their own. */
export function sceneOn(database: TestDatabase): ServeSceneOptions {
  return { isNow: true, ...(database.name !== 'SQLite' && { databaseUrl: database.freshUrl(), quietWeeks: 2 }) };
}

/** Waits until so many deliveries have come to an end: they have arrived, or the owner knows why not. */
export function allEnded(scene: ServeScene, count: number): Promise<readonly Delivery[]> {
  const hasEnded = ({ state, toldAt }: Delivery) => state === 'sent' || (/failed|unknown/.test(state) && toldAt !== null);
  return eventually(
    async () => {
      const ledger = await scene.ledger();
      return ledger.length === count && ledger.every(hasEnded) ? ledger : undefined;
    },
    `the end of ${count} deliveries`,
    VERY_PATIENT,
  );
}

/** A week ago the schedule was known already, so that its last window is due. */
export async function overdue({ store }: ServeScene): Promise<void> {
  const definition = [WEEKLY.does, WEEKLY.cron, WEEKLY.timeZone].join(' ');
  await store.records.schedules.since(WEEKLY.name, definition, new Date(Date.now() - WEEK_MS));
}

/** Somebody has subscribed to alerts for a target: to all of them unless there is a filter. */
export async function subscribed(
  { store }: ServeScene,
  target: Subscription['target'],
  filter: Subscription['filter'] = {},
): Promise<void> {
  const { name: profile } = DEFAULT_PROFILE;
  const createdAt = new Date();
  await store.records.subscriptions.add({ profile, thing: 'alerts', target, filter, createdBy: null, createdAt });
}
