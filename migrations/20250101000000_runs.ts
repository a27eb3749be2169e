import type { Knex } from 'knex';
import { createTables, dropTables, type Tables } from '../pipeline/store/create-tables.ts';

/** Runs and what belongs to them. */
export function up(knex: Knex): Promise<void> {
  return createTables(knex, TABLES);
}

export function down(knex: Knex): Promise<void> {
  return dropTables(knex, TABLES);
}

const TABLES: Tables = {
  runs: (table) => {
    table.integer('id').primary();
    table.string('profile', 64).notNullable();
    table.string('as_of', 10).notNullable();
    table.string('status', 16).notNullable();
    table.string('content_hash', 64).nullable().unique();
    table.integer('row_count').nullable();
    table.integer('rejected_count').nullable();
    table.integer('k').nullable();
    table.bigInteger('seed').nullable();
    table.string('engine', 16).nullable();
    table.double('inertia').nullable();
    table.double('silhouette').nullable();
    table.string('trust_level', 16).nullable();
    table.datetime('started_at', { precision: 3 }).nullable();
    table.datetime('finished_at', { precision: 3 }).notNullable();
    table.string('failed_stage', 16).nullable();
    table.text('failed_reason').nullable();
    table.text('summary', 'longtext').notNullable();
    table.text('sample', 'longtext').nullable();
    table.index(['profile', 'status', 'as_of', 'id'], 'runs_newest');
  },

  // The one row that a publisher locks, so that publishers take turns.
  publish_lock: (table) => {
    table.integer('id').primary();
  },

  user_behavior_details: (table) => {
    table.integer('run_id').notNullable();
    table.string('user_id', 191).notNullable();
    table.bigInteger('age').nullable();
    table.string('gender', 191).nullable();
    table.string('country', 191).nullable();
    table.string('device_type', 191).nullable();
    table.string('app_version', 191).nullable();
    table.bigInteger('sessions_per_week').nullable();
    table.double('avg_session_duration_min').nullable();
    table.double('daily_active_minutes').nullable();
    table.bigInteger('feature_clicks_per_session').nullable();
    table.bigInteger('notifications_opened_per_week').nullable();
    table.bigInteger('in_app_search_count').nullable();
    table.bigInteger('pages_viewed_per_session').nullable();
    table.bigInteger('crash_events_last_30_days').nullable();
    table.bigInteger('support_tickets_raised').nullable();
    table.bigInteger('days_since_last_login').nullable();
    table.string('subscription_type', 191).nullable();
    table.bigInteger('ads_clicked_last_30_days').nullable();
    table.bigInteger('content_downloads').nullable();
    table.bigInteger('social_shares').nullable();
    table.double('rating_given').nullable();
    table.double('churn_risk_score').nullable();
    table.double('engagement_score').nullable();
    table.bigInteger('account_age_days').nullable();
    table.string('marketing_source', 191).nullable();
    table.integer('cluster').notNullable();
    table.string('segment', 100).notNullable();
    table.primary(['run_id', 'user_id']);
  },

  segment_history: (table) => {
    table.integer('run_id').notNullable();
    table.string('user_id', 191).notNullable();
    table.string('segment', 100).notNullable();
    table.double('margin').notNullable();
    table.primary(['run_id', 'user_id']);
    table.index(['user_id'], 'segment_history_user');
  },

  // Dimensions are in alphabetical order; '' where there is none. Lengths add up to less than InnoDB's 3072 bytes a key.
  segment_cube: (table) => {
    table.integer('run_id').notNullable();
    table.string('dimension_a', 64).notNullable();
    table.string('dimension_b', 64).notNullable();
    table.string('measure', 64).notNullable();
    table.string('segment', 100).notNullable();
    table.string('value_a', 191).notNullable();
    table.string('value_b', 191).notNullable();
    table.integer('user_count').notNullable();
    table.double('value_sum').notNullable();
    table.double('value_sum_of_squares').notNullable();
    table.double('value_min').nullable();
    table.double('value_max').nullable();
    table.primary(['run_id', 'dimension_a', 'dimension_b', 'measure', 'segment', 'value_a', 'value_b']);
  },

  run_rejects: (table) => {
    table.integer('run_id').notNullable();
    table.integer('position').notNullable();
    table.text('file').notNullable();
    table.bigInteger('line').notNullable();
    table.string('reason', 64).notNullable();
    table.string('column', 191).nullable();
    table.text('value').nullable();
    table.primary(['run_id', 'position']);
  },

  models: (table) => {
    table.integer('run_id').primary().references('id').inTable('runs');
    table.text('model', 'longtext').notNullable();
  },
};
