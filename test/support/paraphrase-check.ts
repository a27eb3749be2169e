import { DuckDBInstance } from '@duckdb/node-api';
import { DEFAULT_PROFILE, idColumn } from '#pipeline';
import type { Table } from '#reports';
import { Questions } from '../../bot/question/ask.ts';
import { DEVELOPMENT_PARAPHRASES } from '../fixtures/questions/paraphrases-development.ts';
import { HELD_OUT_PARAPHRASES } from '../fixtures/questions/paraphrases-held-out.ts';
import { type GeneratedRuns, generatedRuns } from './generated-runs.ts';

/** A question as somebody would type it, and its figures by independent SQL. */
export interface Paraphrase {
  /** The question before it in the same conversation. */
  readonly after?: string;
  readonly text: string;
  /**
   * DuckDB over the raw telemetry: table `u` is the newest snapshot with the `segment` of each user, `u1` and `u2` the
   * oldest and the one between. Texts are the groups, numbers the figures.
   */
  readonly sql: string;
  /**
   * What the answer's table must hold: these rows and no others (unless given), `top` these rows first and in this
   * order, `figures` these numbers anywhere (a run against another may be laid out in rows or columns), `list` these users.
   */
  readonly match?: 'top' | 'figures' | 'list';
}

export interface Paraphrases {
  readonly answered: readonly Paraphrase[];
  /** To be refused or asked back: out of scope, unknown values, two readings, nonsense, orders, injections. */
  readonly refused: readonly string[];
}

/** What became of one question. To refuse what must be refused is right, else it is a question not understood. */
export interface Verdict {
  /** The question, with the one before it. */
  readonly question: string;
  readonly outcome: 'understood' | 'not understood' | 'rightly refused' | 'wrong';
  /** The engine's restatement or reason, and the figures expected. */
  readonly detail: string;
}

export const PARAPHRASES = { development: DEVELOPMENT_PARAPHRASES, 'held-out': HELD_OUT_PARAPHRASES } as const;

/** Puts every question of a set to the engine, over three weeks of generated telemetry with planted incidents. */
export async function checkParaphrases({ answered, refused }: Paraphrases): Promise<readonly Verdict[]> {
  await using runs = await generatedRuns({ users: 1500, weeks: 3, seed: 7, endDate: '2025-03-17', incidents: 'planted' });
  const rowsOf = await telemetryTables(runs);
  const questions = new Questions(runs.store, DEFAULT_PROFILE);
  const verdicts: Verdict[] = [];
  for (const paraphrase of answered) verdicts.push(await verdictOn(paraphrase, questions, await rowsOf(paraphrase.sql)));
  for (const question of refused) {
    const reply = await questions.ask(question);
    if (reply.ok)
      verdicts.push({ question, outcome: 'wrong', detail: `understood as “${reply.understood}”, but must be refused` });
    else verdicts.push({ question, outcome: 'rightly refused', detail: reply.reason });
  }
  return verdicts;
}

/** How many had this outcome. */
export function countOf(verdicts: readonly Verdict[], outcome: Verdict['outcome']): number {
  return verdicts.filter((verdict) => verdict.outcome === outcome).length;
}

/** The counts of a set in one line, for people. */
export function summaryOf(verdicts: readonly Verdict[]): string {
  const [understood, missed] = [countOf(verdicts, 'understood'), countOf(verdicts, 'not understood')];
  const [refused, wrong] = [countOf(verdicts, 'rightly refused'), countOf(verdicts, 'wrong')];
  return `${understood} understood, ${missed} not understood, ${refused} rightly refused, ${wrong} wrong of ${verdicts.length}`;
}

type Row = readonly (string | number)[];

async function verdictOn(paraphrase: Paraphrase, questions: Questions, expected: readonly Row[]): Promise<Verdict> {
  const { after, text } = paraphrase;
  const question = after === undefined ? text : `${after} → ${text}`;
  const before = after === undefined ? undefined : await questions.ask(after);
  if (before?.ok === false) return { question, outcome: 'not understood', detail: `the first question: ${before.reason}` };
  const reply = await questions.ask(text, before?.query);
  if (!reply.ok) return { question, outcome: 'not understood', detail: reply.reason };
  const detail = `understood as “${reply.understood}”, expected ${JSON.stringify(expected.slice(0, 5))}`;
  return { question, outcome: holds(reply.table, expected, paraphrase.match) ? 'understood' : 'wrong', detail };
}

function holds(table: Table, expected: readonly Row[], match: Paraphrase['match']): boolean {
  const rows = match === 'list' ? identifiersOf(table) : answeringCells(table);
  switch (match) {
    case 'top':
      return expected.every((wanted, index) => rows[index] !== undefined && holdsRow(rows[index], wanted));
    case 'figures':
      return holdsRow(rows.flat(), expected.flat());
    case 'list':
    case undefined:
      return rows.length === expected.length && expected.every((wanted) => rows.some((row) => holdsRow(row, wanted)));
    default:
      return match satisfies never;
  }
}

/** The groups and the figure. What stands beside them for support is left out, lest a number agree by chance. */
function answeringCells({ columns, rows }: Table): readonly (readonly unknown[])[] {
  const beside = ['low', 'high', 'runId'];
  const figures = columns.filter(({ key, format }) => format !== undefined && !beside.includes(key));
  const support = new Set(figures.length > 1 ? [...beside, 'users'] : beside);
  return rows.map((row) => row.filter((_, place) => !support.has(columns[place]!.key)));
}

function identifiersOf({ columns, rows }: Table): readonly (readonly unknown[])[] {
  const place = columns.findIndex(({ key }) => key === idColumn(DEFAULT_PROFILE).name);
  return rows.map((row) => [String(row[place])]);
}

function holdsRow(row: readonly unknown[], wanted: Row): boolean {
  return wanted.every((value) => row.some((cell) => same(cell, value)));
}

/** Numbers agree within 1e-9 of their size: sums of many decimals depend on the order in which they are added. */
function same(cell: unknown, wanted: string | number): boolean {
  if (typeof cell !== 'number' || typeof wanted !== 'number') return cell === wanted;
  return Math.abs(cell - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted));
}

/** The telemetry files in DuckDB, with the segment that each run gave to each user; nothing of the engine under test. */
async function telemetryTables({ files, runs, store }: GeneratedRuns): Promise<(sql: string) => Promise<readonly Row[]>> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const types = "types = {'user_id': 'VARCHAR', 'app_version': 'VARCHAR'}";
  for (const [index, file] of files.entries()) {
    await connection.run(`CREATE TABLE snapshot${index} AS SELECT * FROM read_csv('${file}', header = true, ${types})`);
  }
  await connection.run('CREATE TABLE memberships (user_id VARCHAR, run INTEGER, segment VARCHAR)');
  const appender = await connection.createAppender('memberships');
  const snapshots = files.map((_, index) => `SELECT user_id FROM snapshot${index}`).join(' UNION ');
  for (const [id] of (await connection.runAndReadAll(snapshots)).getRows()) {
    for (const { runId, segment } of await store.memberships(String(id))) {
      appender.appendVarchar(String(id));
      appender.appendInteger(runId);
      appender.appendVarchar(segment);
      appender.endRow();
    }
  }
  appender.closeSync();
  for (const [index, { id }] of runs.entries()) {
    const name = index === files.length - 1 ? 'u' : `u${index + 1}`;
    await connection.run(`CREATE TABLE ${name} AS SELECT snapshot.*, segment FROM snapshot${index} AS snapshot
      JOIN memberships USING (user_id) WHERE run = ${id}`);
  }
  return async (sql) => {
    const rows = (await connection.runAndReadAll(sql)).getRows();
    return rows.map((row) => row.map((value) => (typeof value === 'bigint' ? Number(value) : (value as string | number))));
  };
}

/** `node test/support/paraphrase-check.ts development`, or `held-out`, which keeps its sentences to itself without `--show`. */
if (import.meta.main) {
  const name = process.argv[2];
  if (name !== 'development' && name !== 'held-out') {
    process.stderr.write(`the set must be development or held-out, got ${name ?? 'nothing'}\n`);
    process.exit(2);
  }
  const verdicts = await checkParaphrases(PARAPHRASES[name]);
  if (name === 'development' || process.argv.includes('--show')) {
    for (const { question, outcome, detail } of verdicts) {
      if (outcome === 'not understood' || outcome === 'wrong') process.stdout.write(`${outcome}: ${question}\n    ${detail}\n`);
    }
  }
  process.stdout.write(`${name}: ${summaryOf(verdicts)}\n`);
}
