import type { Knex } from 'knex';
import type { Database } from '../database.ts';
import { sqlTime } from '../sql-time.ts';
import type { Alerts, StoredAlert } from './alert.ts';
import { type AlertRow, alertOfRow, rowOfAlert, rowOfFigures } from './alert-rows.ts';
import { idText } from './values.ts';

/** Incidents; the unique `open_fingerprint` lets one be open once, whoever opens it. */
export function alertsIn(database: Database): Alerts {
  const those = async (query: (rows: Knex.QueryBuilder) => Knex.QueryBuilder): Promise<readonly StoredAlert[]> => {
    const rows: readonly AlertRow[] = await database.read((db) => query(db('alerts')));
    return rows.map(alertOfRow);
  };
  /** One conditional statement on an open alert; true if it met its condition. */
  const change = async (id: number, values: object, condition: (rows: Knex.QueryBuilder) => Knex.QueryBuilder = (rows) => rows) =>
    (await database.change<number>((db) => condition(db('alerts').where({ id, state: 'open' })).update(values))) > 0;
  const upTo = (runId: number) => (rows: Knex.QueryBuilder) => rows.where('updated_run_id', '<=', runId);

  return {
    async open(alert, runId, at) {
      const row = rowOfAlert(alert, runId, at);
      const opened = await database.changeTogether(async (trx) => {
        const known: unknown = await trx('alerts').where({ open_fingerprint: row.open_fingerprint }).forUpdate().first('id');
        if (known === undefined) await trx('alerts').insert(row);
        return known === undefined;
      });
      const [stored] = await those((rows) =>
        rows.where({ profile: row.profile, fingerprint: row.fingerprint }).orderBy('id', 'desc').limit(1),
      );
      return { alert: stored!, opened };
    },

    update: (id, figures, runId, at) =>
      change(id, { ...rowOfFigures(figures), updated_run_id: runId, updated_at: sqlTime(at) }, upTo(runId)),

    resolve: (id, runId, at) =>
      change(
        id,
        {
          state: 'resolved',
          open_fingerprint: null,
          resolved_run_id: runId,
          resolved_at: sqlTime(at),
          updated_run_id: runId,
          updated_at: sqlTime(at),
        },
        upTo(runId),
      ),

    async posted(id, { channel, ts }) {
      const message = { channel: idText(channel, 'alerts.channel'), message_ts: idText(ts, 'alerts.message_ts') };
      await database.change((db) => db('alerts').where({ id }).update(message));
    },

    acknowledge: (id, by, at) =>
      change(id, { acknowledged_by: idText(by, 'alerts.acknowledged_by'), acknowledged_at: sqlTime(at) }, (rows) =>
        rows.whereNull('acknowledged_by'),
      ),
    snooze: (id, by, until) => change(id, { snoozed_by: idText(by, 'alerts.snoozed_by'), snoozed_until: sqlTime(until) }),
    mute: (id, by, at) =>
      change(id, { muted_by: idText(by, 'alerts.muted_by'), muted_at: sqlTime(at) }, (rows) => rows.whereNull('muted_by')),
    unmute: (id) => change(id, { muted_by: null, muted_at: null }, (rows) => rows.whereNotNull('muted_by')),
    assign: (id, person) => change(id, { assignee: person === null ? null : idText(person, 'alerts.assignee') }),

    byId: async (id) => (await those((rows) => rows.where({ id })))[0],
    latest: async (profile, fingerprint) =>
      (await those((rows) => rows.where({ profile, fingerprint }).orderBy('id', 'desc').limit(1)))[0],
    openOnes: (profile) => those((rows) => rows.where({ profile, state: 'open' }).orderBy('id')),
    recent: (profile, limit) => those((rows) => rows.where({ profile }).orderBy('id', 'desc').limit(limit)),
  };
}
