import { createInterface } from 'node:readline/promises';
import { counted, day } from '#reports';
import { Questions, type Reply } from '../question/ask.ts';
import type { Query } from '../question/query.ts';
import { type Session, UsageError } from '../session.ts';
import { EXIT, type ExitCode } from '../terminal/output.ts';
import { terminalTable } from '../terminal/table.ts';
import { clean } from '../terminal/text.ts';

export interface AskOptions {
  readonly profile?: string;
  /** One question a line on standard input. */
  readonly stdin?: boolean;
  /** The lines are one conversation: a follow-up changes the question before it. */
  readonly thread?: boolean;
}

/** Rows of a table on the terminal; a screenful. */
const SCREENFUL = 40;

/** `herald ask "QUESTION"`; without a question it reads them from standard input, or from a prompt on a terminal. */
export async function ask(session: Session, question: string | undefined, options: AskOptions): Promise<ExitCode> {
  const prompt = question === undefined && !options.stdin;
  if (prompt && !process.stdin.isTTY) throw new UsageError('ask what? give a question in quotes, or --stdin for one a line');
  if (question !== undefined && options.stdin) throw new UsageError('either a question or --stdin, not both');
  const store = await session.openStore();
  try {
    const questions = new Questions(store, session.profile(options.profile));
    const lines = question === undefined ? questionLines(session.interruption(), prompt) : [question];
    const conversation = prompt || options.thread === true;
    let previous: Query | undefined;
    let outcome: ExitCode = EXIT.done;
    for await (const line of lines) {
      const reply = await questions.ask(line, previous);
      if (conversation && reply.ok) previous = reply.query;
      if (!reply.ok) outcome = EXIT.no;
      if (options.stdin && session.output.json) process.stdout.write(`${JSON.stringify(replyDocument(reply))}\n`);
      else session.output.document(replyDocument(reply));
      session.output.text(`${replyText(reply)}${question === undefined ? '\n' : ''}`);
    }
    return prompt ? EXIT.done : outcome;
  } finally {
    await store.close();
  }
}

async function* questionLines(signal: AbortSignal, prompt: boolean): AsyncGenerator<string> {
  const reader = createInterface({ input: process.stdin, ...(prompt && { output: process.stdout, prompt: 'ask> ' }) });
  const stop = () => reader.close();
  reader.on('SIGINT', stop);
  signal.addEventListener('abort', stop, { once: true });
  if (prompt) reader.prompt();
  try {
    for await (const line of reader) {
      if (prompt && /^\s*(exit|quit)\s*$/i.test(line)) return;
      if (line.trim() !== '') yield line;
      if (prompt) reader.prompt();
    }
  } finally {
    signal.removeEventListener('abort', stop);
    reader.close();
  }
}

/** The JSON document of an answer. */
export function replyDocument(reply: Reply): unknown {
  const { runId, asOf } = reply;
  if (!reply.ok) {
    const { reason, suggestions, readings } = reply;
    return { understood: null, reason, suggestions, readings, runId, asOf };
  }
  const { understood, query, sentence, table, chart, banner } = reply;
  return {
    understood,
    query,
    answer: sentence,
    columns: table.columns.map(({ key }) => key),
    rows: table.rows,
    ...(chart && { chart }),
    ...(banner !== null && { banner }),
    runId,
    asOf,
  };
}

function replyText(reply: Reply): string {
  if (!reply.ok) {
    return [
      `Not understood: ${clean(reply.reason)}${reply.reason.endsWith('?') ? '' : '.'} Try:`,
      ...reply.suggestions.map((suggestion) => `  · ${clean(suggestion)}`),
    ].join('\n');
  }
  const { understood, sentence, table, banner, runId, asOf, users, entity, trust } = reply;
  return [
    `Understood: ${clean(understood)}`,
    clean(sentence),
    ...(banner === null ? [] : [`⚠ ${clean(banner)}`]),
    ...(table.rows.length === 0 ? [] : [terminalTable(table, SCREENFUL)]),
    `Run ${runId} · as of ${day(asOf)} · ${counted(users, entity)} · trust: ${trust}`,
  ].join('\n');
}
