import type { Knex } from 'knex';
import type { Column, Profile } from '../domain/profile.ts';
import { StoreError } from '../errors.ts';
import { tableOptions } from './table-options.ts';

/** The longest id or category that is stored, in characters: four bytes each still fit an index of any MySQL. */
export const MAX_TEXT_LENGTH = 191;

/** Columns of a profile's table in stored order: the run, the raw columns, and what the run found. */
export function profileTableColumns(profile: Profile): readonly string[] {
  return ['run_id', ...profile.columns.map((column) => column.name), 'cluster', 'segment'];
}

/**
 * Creates the table that a profile declares; harmless when it is there.
 *
 * @throws {StoreError} if a table of that name lacks a declared column
 */
export async function ensureProfileTable(knex: Knex, profile: Profile): Promise<void> {
  if (await hasProfileTable(knex, profile)) return;
  const options = await tableOptions(knex);
  await knex.schema.createTable(profile.table, (table) => {
    options(table);
    table.integer('run_id').notNullable();
    for (const column of profile.columns) addColumn(table, column);
    table.integer('cluster').notNullable();
    table.string('segment', 100).notNullable();
    table.primary(['run_id', ...profile.columns.filter((column) => column.kind === 'id').map((column) => column.name)]);
  });
}

/** @throws {StoreError} if a table of that name lacks a declared column */
export async function hasProfileTable(knex: Knex, profile: Profile): Promise<boolean> {
  const present = Object.keys(await knex(profile.table).columnInfo());
  if (present.length === 0) return false;
  const lacking = profileTableColumns(profile).filter((name) => !present.includes(name));
  if (lacking.length === 0) return true;
  throw new StoreError(
    `table ${profile.table} lacks ${lacking.join(', ')}, which profile ${profile.name} declares; add a migration for them or give the profile another table name`,
  );
}

function addColumn(table: Knex.CreateTableBuilder, column: Column): void {
  switch (column.kind) {
    case 'id':
      table.string(column.name, MAX_TEXT_LENGTH).notNullable();
      return;
    case 'category':
      table.string(column.name, MAX_TEXT_LENGTH).nullable();
      return;
    case 'time':
      table.string(column.name, 19).nullable();
      return;
    case 'number':
      if (column.integer) table.bigInteger(column.name).nullable();
      else table.double(column.name).nullable();
      return;
    default:
      column satisfies never;
  }
}
