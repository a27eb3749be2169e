import type { Knex } from 'knex';

/** A database or a transaction in it. */
export type Queryable = Knex | Knex.Transaction;
