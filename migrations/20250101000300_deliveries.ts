import type { Knex } from 'knex';
import { createTables, dropTables, type Tables } from '../pipeline/store/create-tables.ts';

/** What claims, retries and restarts need to know of a delivery; and since when there is a schedule. */
export async function up(knex: Knex): Promise<void> {
  for (const [name, column] of Object.entries(COLUMNS)) {
    if (!(await knex.schema.hasColumn('deliveries', name))) await knex.schema.alterTable('deliveries', column);
  }
  await createTables(knex, TABLES);
}

export async function down(knex: Knex): Promise<void> {
  await dropTables(knex, TABLES);
  for (const name of Object.keys(COLUMNS).reverse()) {
    if (await knex.schema.hasColumn('deliveries', name))
      await knex.schema.alterTable('deliveries', (table) => table.dropColumn(name));
  }
}

/** All may be null: rows of before have none of them. */
const COLUMNS: Readonly<Record<string, (table: Knex.AlterTableBuilder) => void>> = {
  content: (table) => table.text('content').nullable(),
  // The claim ends then by the clock of the database: those of two machines differ.
  claimed_until: (table) => table.datetime('claimed_until', { precision: 3 }).nullable(),
  // Not to be acted on before.
  due_at: (table) => table.datetime('due_at', { precision: 3 }).nullable(),
  // Not to be tried any more after.
  deadline: (table) => table.datetime('deadline', { precision: 3 }).nullable(),
  // When the owner learnt that this one needs a person.
  told_at: (table) => table.datetime('told_at', { precision: 3 }).nullable(),
};

const TABLES: Tables = {
  schedules: (table) => {
    table.string('name', 64).primary();
    table.string('definition', 255).notNullable();
    table.datetime('since', { precision: 3 }).notNullable();
  },
};
