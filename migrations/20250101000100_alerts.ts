import type { Knex } from 'knex';
import { createTables, dropTables, type Tables } from '../pipeline/store/create-tables.ts';

/** Alerts, who gets them, what was delivered, and who looked at what. */
export function up(knex: Knex): Promise<void> {
  return createTables(knex, TABLES);
}

export function down(knex: Knex): Promise<void> {
  return dropTables(knex, TABLES);
}

const TABLES: Tables = {
  alerts: (table) => {
    table.increments('id');
    table.string('fingerprint', 191).notNullable();
    // The fingerprint while the alert is open, NULL afterwards: unique, so that one incident is never open twice.
    table.string('open_fingerprint', 191).nullable().unique();
    table.string('profile', 64).notNullable();
    table.string('kind', 32).notNullable();
    table.string('severity', 16).notNullable();
    table.string('state', 16).notNullable();
    table.text('slice').notNullable();
    table.string('measure', 64).notNullable();
    table.double('from_value').nullable();
    table.double('to_value').nullable();
    table.text('summary').notNullable();
    table.text('evidence', 'longtext').notNullable();
    table.integer('opened_run_id').notNullable();
    table.integer('updated_run_id').notNullable();
    table.integer('resolved_run_id').nullable();
    table.datetime('opened_at', { precision: 3 }).notNullable();
    table.datetime('updated_at', { precision: 3 }).notNullable();
    table.datetime('resolved_at', { precision: 3 }).nullable();
    table.string('channel', 64).nullable();
    table.string('message_ts', 64).nullable();
    table.string('acknowledged_by', 64).nullable();
    table.datetime('acknowledged_at', { precision: 3 }).nullable();
    table.string('snoozed_by', 64).nullable();
    table.datetime('snoozed_until', { precision: 3 }).nullable();
    table.string('muted_by', 64).nullable();
    table.datetime('muted_at', { precision: 3 }).nullable();
    table.string('assignee', 64).nullable();
    table.index(['profile', 'state'], 'alerts_state');
    table.index(['fingerprint'], 'alerts_fingerprint');
  },

  subscriptions: (table) => {
    table.increments('id');
    table.string('profile', 64).notNullable();
    table.string('thing', 32).notNullable();
    table.string('target_kind', 16).notNullable();
    table.string('target', 191).notNullable();
    table.text('filter').notNullable();
    table.string('created_by', 64).nullable();
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.index(['profile', 'thing'], 'subscriptions_thing');
    table.index(['target_kind', 'target'], 'subscriptions_target');
  },

  // States: planned, claimed, sent, failed, unknown. `time_window`, because `window` is a reserved word in MySQL.
  deliveries: (table) => {
    table.increments('id');
    table.string('delivery_key', 191).notNullable().unique();
    table.string('thing', 191).notNullable();
    table.string('time_window', 64).notNullable();
    table.string('target', 191).notNullable();
    table.string('state', 16).notNullable();
    table.integer('attempts').notNullable().defaultTo(0);
    table.string('claimed_by', 191).nullable();
    table.datetime('claimed_at', { precision: 3 }).nullable();
    table.datetime('planned_at', { precision: 3 }).notNullable();
    table.datetime('sent_at', { precision: 3 }).nullable();
    table.text('message_ids').nullable();
    table.text('last_error').nullable();
    table.unique(['thing', 'time_window', 'target'], { indexName: 'deliveries_once' });
    table.index(['state', 'claimed_at'], 'deliveries_state');
  },

  audit_log: (table) => {
    table.increments('id');
    table.datetime('at', { precision: 3 }).notNullable();
    table.string('actor', 64).notNullable();
    table.string('action', 64).notNullable();
    table.string('subject', 191).nullable();
    table.text('details').nullable();
    table.index(['at'], 'audit_log_at');
    table.index(['actor', 'at'], 'audit_log_actor');
  },
};
