import type { Knex } from 'knex';
import { tableOptions } from './table-options.ts';

/** The columns and keys of tables, by table name. */
export type Tables = Readonly<Record<string, (table: Knex.CreateTableBuilder) => void>>;

/**
 * Creates the tables that are not there yet. Those that are stay as they are, because MySQL commits each table by itself
 * and a migration that was cut off must be able to start again.
 */
export async function createTables(knex: Knex, tables: Tables): Promise<void> {
  const options = await tableOptions(knex);
  for (const [name, columns] of Object.entries(tables)) {
    if (await knex.schema.hasTable(name)) continue;
    await knex.schema.createTable(name, (table) => {
      options(table);
      columns(table);
    });
  }
}

/** Drops the tables, the last one first. */
export async function dropTables(knex: Knex, tables: Tables): Promise<void> {
  for (const name of Object.keys(tables).reverse()) await knex.schema.dropTableIfExists(name);
}
