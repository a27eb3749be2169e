import type { Knex } from 'knex';
import type { Database } from '../database.ts';
import { sqlTime } from '../sql-time.ts';
import type { Deliveries, Delivery } from './delivery.ts';
import { type DeliveryRow, deliveryKey, deliveryOfRow, rowOfDelivery } from './delivery-rows.ts';
import { jsonText, proseText } from './values.ts';

const LISTED = 100;
const DUE_AT_ONCE = 200; // others are due a moment later

/** The ledger: who may send what, and what became of it. */
export function deliveriesIn(database: Database): Deliveries {
  const clock = databaseClock(database);
  const those = async (query: (rows: Knex.QueryBuilder) => Knex.QueryBuilder): Promise<readonly Delivery[]> => {
    const rows: readonly DeliveryRow[] = await database.read((db) => query(db('deliveries')));
    return rows.map(deliveryOfRow);
  };
  /** One conditional statement; true if it met its condition. */
  const changes = async (condition: (rows: Knex.QueryBuilder) => Knex.QueryBuilder, values: Changed): Promise<boolean> =>
    (await database.change<number>((db) => condition(db('deliveries')).update(values))) > 0;
  const ended = { claimed_until: null };

  return {
    async plan(deliveries) {
      const rows = deliveries.map(rowOfDelivery);
      if (rows.length === 0) return [];
      await database.change((db) => db('deliveries').insert(rows).onConflict('delivery_key').ignore());
      const keys = rows.map((row) => row.delivery_key);
      const stored = new Map((await those((query) => query.whereIn('delivery_key', keys))).map((one) => [one.deliveryKey, one]));
      return keys.map((key) => stored.get(key)!);
    },

    async planNext({ thing, target, until }, next) {
      const key = await database.changeTogether(async (trx) => {
        const latest: DeliveryRow | undefined = await trx('deliveries')
          .where({ thing, target })
          .where('time_window', '<=', until)
          .orderBy('time_window', 'desc')
          .forUpdate()
          .first();
        const planned = next(latest === undefined ? undefined : deliveryOfRow(latest));
        if (planned === undefined) return undefined;
        const known: unknown = await trx('deliveries')
          .where({ delivery_key: deliveryKey(planned) })
          .first('id');
        if (known !== undefined) return undefined;
        await trx('deliveries').insert(rowOfDelivery(planned));
        return deliveryKey(planned);
      });
      return key === undefined ? undefined : (await those((query) => query.where({ delivery_key: key })))[0];
    },

    async claim({ id, state }, by, leaseMs, at) {
      const taken = { claimed_by: by, claimed_at: sqlTime(at), claimed_until: clock.after(leaseMs) };
      const won =
        state === 'unknown'
          ? await changes((rows) => free(rows.where({ id, state }), clock.now), taken)
          : await changes((rows) => rows.where({ id, state: 'planned' }), {
              ...taken,
              state: 'claimed',
              attempts: database.knex.raw('attempts + 1'),
            });
      return won ? (await those((rows) => rows.where({ id, claimed_by: by })))[0] : undefined;
    },

    renew: (claimed, leaseMs) => changes((rows) => heldBy(rows, claimed), { claimed_until: clock.after(leaseMs) }),

    sent(delivery, messageIds, at) {
      const values = { state: 'sent', sent_at: sqlTime(at), message_ids: jsonText(messageIds, 'deliveries.message_ids') };
      return changes(
        (rows) =>
          rows.where({ id: delivery.id }).where((either) => {
            either.whereIn('state', ['unknown', 'planned']).orWhere((ours) => heldBy(ours, delivery));
          }),
        { ...values, ...ended, last_error: null },
      );
    },

    failed: (claimed, error, retryAt) =>
      changes((rows) => heldBy(rows, claimed), {
        ...ended,
        ...(retryAt === null ? { state: 'failed' } : { state: 'planned', due_at: sqlTime(retryAt) }),
        last_error: proseText(error),
      }),

    unknown: (claimed, error, lookAt) =>
      changes((rows) => heldBy(rows, claimed), {
        ...ended,
        state: 'unknown',
        due_at: sqlTime(lookAt),
        last_error: proseText(error),
      }),

    expire: (at) =>
      database.change<number>((db) =>
        db('deliveries')
          .where({ state: 'claimed' })
          .where('claimed_until', '<', clock.now)
          .update({ ...ended, state: 'unknown', due_at: sqlTime(at), last_error: ABANDONED }),
      ),

    repeat: (id, dueAt, deadline) =>
      changes((rows) => free(rows.where({ id }).whereIn('state', ['failed', 'unknown']), clock.now), {
        ...ended,
        state: 'planned',
        due_at: sqlTime(dueAt),
        deadline: deadline === null ? null : sqlTime(deadline),
        told_at: null,
      }),

    async told(id, at) {
      await changes((rows) => rows.where({ id }), { told_at: sqlTime(at) });
    },

    byId: async (id) => (await those((rows) => rows.where({ id })))[0],
    byKey: async (key) => (await those((rows) => rows.where({ delivery_key: key })))[0],

    list: ({ states, limit = LISTED, ...exact } = {}) =>
      those((rows) => {
        if (states !== undefined) rows.whereIn('state', states);
        return rows.where(exact).orderBy('id', 'desc').limit(limit);
      }),

    due: async (now, things) => {
      if (things.length === 0) return [];
      return those((rows) =>
        free(rows.whereIn('state', ['planned', 'unknown']), clock.now)
          .where((row) => row.where('due_at', '<=', sqlTime(now)).orWhereNull('due_at'))
          .where((row) => {
            for (const thing of things) row.orWhereRaw('SUBSTR(thing, 1, ?) = ?', [thing.length, thing]);
          })
          .orderBy([{ column: 'due_at' }, { column: 'id' }])
          .limit(DUE_AT_ONCE),
      );
    },
  };
}

const ABANDONED = 'the process that was sending it ended before it could say what became of it';

type Changed = Readonly<Record<string, string | number | null | Knex.Raw>>;

/** Whoever holds a delivery is known by name and attempt: the same process may have lost it and another have sent it since. */
function heldBy(rows: Knex.QueryBuilder, { id, claimedBy, attempts }: Delivery): Knex.QueryBuilder {
  return rows
    .where({ id, claimed_by: claimedBy, attempts })
    .whereNotNull('claimed_until')
    .whereIn('state', ['claimed', 'unknown']);
}

function free(rows: Knex.QueryBuilder, now: Knex.Raw): Knex.QueryBuilder {
  return rows.where((row) => row.whereNull('claimed_until').orWhere('claimed_until', '<', now));
}

/** Leases are measured by the clock of the database, which all processes share. */
function databaseClock({ knex, isSqlite }: Database): { readonly now: Knex.Raw; after(milliseconds: number): Knex.Raw } {
  if (isSqlite) {
    const format = '%Y-%m-%d %H:%M:%f';
    return {
      now: knex.raw('strftime(?, ?)', [format, 'now']),
      after: (milliseconds) => knex.raw('strftime(?, ?, ?)', [format, 'now', `+${(milliseconds / 1000).toFixed(3)} seconds`]),
    };
  }
  return {
    now: knex.raw('UTC_TIMESTAMP(3)'),
    after: (milliseconds) => knex.raw('UTC_TIMESTAMP(3) + INTERVAL ? MICROSECOND', [milliseconds * 1000]),
  };
}
