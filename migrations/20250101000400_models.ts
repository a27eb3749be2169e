import type { Knex } from 'knex';
import { createTables, dropTables, type Tables } from '../pipeline/store/create-tables.ts';

/** `models` holds trained models too, not only what runs learned; and what the newest of them foresees of users. */
export async function up(knex: Knex): Promise<void> {
  await createTables(knex, PREDICTIONS);
  if (await knex.schema.hasColumn('models', 'version')) return;
  // Copied, not altered, because SQLite cannot change a key; each step finds out whether it was done before a crash.
  if (await knex.schema.hasTable('models')) {
    await knex.schema.dropTableIfExists('models_of_all');
    await createTables(knex, MODELS);
    await knex.raw('INSERT INTO models_of_all (run_id, model) SELECT run_id, model FROM models ORDER BY run_id');
    await knex.schema.dropTable('models');
  }
  await knex.schema.renameTable('models_of_all', 'models');
}

export async function down(knex: Knex): Promise<void> {
  await dropTables(knex, PREDICTIONS);
  if (!(await knex.schema.hasColumn('models', 'version'))) return;
  await createTables(knex, MODELS_OF_RUNS);
  await knex('models_of_runs').del();
  await knex.raw('INSERT INTO models_of_runs (run_id, model) SELECT run_id, model FROM models WHERE run_id IS NOT NULL');
  await knex.schema.dropTable('models');
  await knex.schema.renameTable('models_of_runs', 'models');
}

const MODELS: Tables = {
  models_of_all: (table) => {
    table.increments('id');
    // What a run learned has the run and nothing else; a trained model has no run and all the rest.
    table
      .integer('run_id')
      .nullable()
      .unique({ indexName: 'models_run' })
      .references('id')
      .inTable('runs')
      .withKeyName('models_of_run');
    table.string('profile', 64).nullable();
    table.string('target', 64).nullable();
    table.integer('version').nullable();
    table.datetime('trained_at', { precision: 3 }).nullable();
    table.string('data_hash', 64).nullable();
    table.text('metrics').nullable();
    table.text('features').nullable();
    table.double('threshold').nullable();
    table.text('model', 'longtext').notNullable();
    table.unique(['profile', 'target', 'version'], { indexName: 'models_version' });
  },
};

const MODELS_OF_RUNS: Tables = {
  models_of_runs: (table) => {
    table.integer('run_id').primary().references('id').inTable('runs').withKeyName('models_run_id_foreign');
    table.text('model', 'longtext').notNullable();
  },
};

const PREDICTIONS: Tables = {
  // Of the current run of each profile only, as its details are.
  user_predictions: (table) => {
    table.integer('run_id').notNullable();
    table.string('user_id', 191).notNullable();
    table.double('probability').notNullable();
    // 1 from the model's threshold on.
    table.integer('likely').notNullable();
    table.text('drivers').notNullable();
    table.integer('model_version').notNullable();
    table.primary(['run_id', 'user_id']);
  },
};
