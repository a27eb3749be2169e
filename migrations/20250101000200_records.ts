import type { Knex } from 'knex';
import { createTables, dropTables, type Tables } from '../pipeline/store/create-tables.ts';

/** Answers with their votes, and what was handled already. */
export function up(knex: Knex): Promise<void> {
  return createTables(knex, TABLES);
}

export function down(knex: Knex): Promise<void> {
  return dropTables(knex, TABLES);
}

const TABLES: Tables = {
  answers: (table) => {
    table.string('id', 64).primary();
    table.string('profile', 64).notNullable();
    table.integer('run_id').notNullable();
    table.text('question').notNullable();
    table.text('understood').notNullable();
    table.text('query').notNullable();
    table.string('asker', 64).notNullable();
    table.string('channel', 64).notNullable();
    table.string('thread', 64).nullable();
    table.datetime('at', { precision: 3 }).notNullable();
    table.index(['channel', 'thread', 'at'], 'answers_newest');
    table.index(['at'], 'answers_at');
  },

  answer_votes: (table) => {
    table.string('answer_id', 64).notNullable().references('id').inTable('answers').onDelete('CASCADE');
    table.string('voter', 64).notNullable();
    table.string('vote', 8).notNullable();
    table.datetime('at', { precision: 3 }).notNullable();
    table.primary(['answer_id', 'voter']);
  },

  handled_events: (table) => {
    table.string('key', 255).primary();
    table.datetime('at', { precision: 3 }).notNullable();
    table.index(['at'], 'handled_events_at');
  },
};
