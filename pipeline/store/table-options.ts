import type { Knex } from 'knex';

/**
 * What a new table needs beside its columns. Text is equal only if it is the same, trailing spaces included, on all
 * three databases: SQLite does so by itself, the others by a binary collation without padding, which each names in
 * its own way.
 */
export async function tableOptions(knex: Knex): Promise<(table: Knex.CreateTableBuilder) => void> {
  if (knex.client.driverName !== 'mysql2') return () => undefined;
  const collation = (await isMariaDb(knex)) ? 'utf8mb4_nopad_bin' : 'utf8mb4_0900_bin';
  return (table) => {
    table.engine('InnoDB');
    table.charset('utf8mb4');
    table.collate(collation);
  };
}

async function isMariaDb(knex: Knex): Promise<boolean> {
  const row: { readonly version: string } | undefined = await knex.first(knex.raw('VERSION() AS version'));
  return row?.version.includes('MariaDB') ?? false;
}
