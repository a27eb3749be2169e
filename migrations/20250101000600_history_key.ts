import type { Knex } from 'knex';

const TABLE = 'segment_history';
const INDEX = 'segment_history_user';

/**
 * A user's history is found by run and user, through the primary key of `segment_history`: there are few runs. An index
 * of users alone took longer to fill than the table itself once there were many of them.
 */
export async function up(knex: Knex): Promise<void> {
  if (await hasIndex(knex)) await knex.schema.alterTable(TABLE, (table) => table.dropIndex(['user_id'], INDEX));
}

export async function down(knex: Knex): Promise<void> {
  if (!(await hasIndex(knex))) await knex.schema.alterTable(TABLE, (table) => table.index(['user_id'], INDEX));
}

/** MySQL commits each change of a table by itself, and a migration that was cut off must be able to start again. */
async function hasIndex(knex: Knex): Promise<boolean> {
  const isMysql = knex.client.driverName === 'mysql2';
  const indexes = isMysql
    ? knex('information_schema.statistics').where({ table_name: TABLE, index_name: INDEX, table_schema: knex.raw('DATABASE()') })
    : knex('sqlite_master').where({ type: 'index', name: INDEX });
  return (await indexes.first(knex.raw('1'))) !== undefined;
}
