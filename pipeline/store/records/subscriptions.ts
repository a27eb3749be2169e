import type { Knex } from 'knex';
import { z } from 'zod';
import type { Database } from '../database.ts';
import type { Subscription, SubscriptionFilter, Subscriptions } from '../records.ts';
import { dateOf, sqlTime } from '../sql-time.ts';
import { checked, idText, jsonOf, jsonText } from './values.ts';

/** Who gets which alerts and reports, and where. */
export function subscriptionsIn(database: Database): Subscriptions {
  const those = async (condition: Readonly<Record<string, string>>): Promise<readonly Subscription[]> => {
    const rows: readonly SubscriptionRow[] = await database.read((db: Knex) =>
      db('subscriptions').where(condition).orderBy('id').select(),
    );
    return rows.map(subscriptionOfRow);
  };
  return {
    async add(subscription) {
      const row = rowOfSubscription(subscription);
      const [id = 0]: readonly number[] = await database.change((db) => db('subscriptions').insert(row));
      return subscriptionOfRow({ id, ...row });
    },

    async change(id, content) {
      await database.change((db) => db('subscriptions').where({ id }).update(rowOfContent(content)));
      const [row]: readonly SubscriptionRow[] = await database.read((db: Knex) => db('subscriptions').where({ id }).select());
      return row && subscriptionOfRow(row);
    },

    remove: async (id) => (await database.change((db) => db('subscriptions').where({ id }).del())) > 0,
    of: (target) => those({ target_kind: target.kind, target: target.id }),
    createdBy: (person) => those({ created_by: person }),
    all: (profile) => those({ profile }),
  };
}

const TARGET_LENGTH = 191;

interface ContentRow {
  readonly thing: string;
  readonly target_kind: string;
  readonly target: string;
  readonly filter: string;
}

interface NewSubscriptionRow extends ContentRow {
  readonly profile: string;
  readonly created_by: string | null;
  readonly created_at: string;
}

interface SubscriptionRow extends NewSubscriptionRow {
  readonly id: number;
}

const THING = z.enum(['alerts', 'report']);
const TARGET_KIND = z.enum(['channel', 'person', 'mail', 'folder']);
const FILTER: z.ZodType<SubscriptionFilter> = z.object({
  kinds: z.array(z.string()).exactOptional(),
  slice: z.record(z.string(), z.string()).exactOptional(),
  severity: z.string().exactOptional(),
});

function rowOfSubscription(subscription: Omit<Subscription, 'id'>): NewSubscriptionRow {
  const { profile, createdBy, createdAt } = subscription;
  return {
    profile: idText(profile, 'subscriptions.profile'),
    ...rowOfContent(subscription),
    created_by: createdBy === null ? null : idText(createdBy, 'subscriptions.created_by'),
    created_at: sqlTime(createdAt),
  };
}

function rowOfContent({ thing, target, filter }: Pick<Subscription, 'thing' | 'target' | 'filter'>): ContentRow {
  return {
    thing,
    target_kind: target.kind,
    target: idText(target.id, 'subscriptions.target', TARGET_LENGTH),
    filter: jsonText(filter, 'subscriptions.filter'),
  };
}

/** @throws {StoreError} if the row is not one that we wrote */
function subscriptionOfRow(row: SubscriptionRow): Subscription {
  const place = (column: string) => `subscriptions.${column} of subscription ${row.id}`;
  return {
    id: row.id,
    profile: row.profile,
    thing: checked(THING, row.thing, place('thing')),
    target: { kind: checked(TARGET_KIND, row.target_kind, place('target_kind')), id: row.target },
    filter: checked(FILTER, jsonOf(row.filter, place('filter')), place('filter')),
    createdBy: row.created_by,
    createdAt: dateOf(row.created_at),
  };
}
