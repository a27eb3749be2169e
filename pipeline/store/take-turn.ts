import type { Knex } from 'knex';

/** Locks the one row that everyone who publishes a run or a model locks first, or makes it; held until the transaction ends. */
export async function takeTurn(trx: Knex.Transaction): Promise<void> {
  await trx('publish_lock').insert({ id: 1 }).onConflict('id').merge();
}
