import { LRUCache } from 'lru-cache';

/** The part of a better-sqlite3 connection that prepares statements. */
export interface Preparing<Statement extends object> {
  prepare(sql: string): Statement;
}

/** More than the service uses; each takes some kilobytes. */
const CAPACITY = 200;

/**
 * Makes a connection remember the statements that it has prepared. Preparing one takes as long as running it, and what
 * it takes of memory is freed late.
 */
export function keepStatements<Statement extends object>(connection: Preparing<Statement>): void {
  const kept = new LRUCache<string, Statement>({ max: CAPACITY });
  const prepare = connection.prepare.bind(connection);
  connection.prepare = (sql) => {
    const known = kept.get(sql);
    if (known !== undefined) return known;
    const statement = prepare(sql);
    kept.set(sql, statement);
    return statement;
  };
}
