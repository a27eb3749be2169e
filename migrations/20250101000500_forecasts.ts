import type { Knex } from 'knex';
import { createTables, dropTables, type Tables } from '../pipeline/store/create-tables.ts';

/** `forecast_cube` keeps in sums what a model foresaw of each run, when the predictions of its users are long gone. */
export async function up(knex: Knex): Promise<void> {
  await createTables(knex, FORECASTS);
}

export async function down(knex: Knex): Promise<void> {
  await dropTables(knex, FORECASTS);
}

const FORECASTS: Tables = {
  // As segment_cube, of one measure: the probability that a user lapses.
  forecast_cube: (table) => {
    table.integer('run_id').notNullable();
    table.string('dimension_a', 64).notNullable();
    table.string('dimension_b', 64).notNullable();
    table.string('segment', 100).notNullable();
    table.string('value_a', 191).notNullable();
    table.string('value_b', 191).notNullable();
    table.integer('model_version').notNullable();
    table.integer('user_count').notNullable();
    table.double('value_sum').notNullable();
    table.double('value_sum_of_squares').notNullable();
    table.double('value_min').nullable();
    table.double('value_max').nullable();
    table.primary(['run_id', 'dimension_a', 'dimension_b', 'segment', 'value_a', 'value_b']);
  },
};
