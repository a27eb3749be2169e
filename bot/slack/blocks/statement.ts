import { type Message, plainMessage } from '../message.ts';
import { notes, paragraph, preformatted, richText } from './elements.ts';
import { capitalised, cut, mrkdwn } from './text.ts';

export interface StatementParts {
  /** The question restated. */
  readonly understood: string;
  readonly sql: string;
  readonly bindings: readonly unknown[];
  readonly runId: number;
}

const LONGEST_SQL = 5000;
const LONGEST_VALUE = 120;
const MOST_VALUES = 40;

/** The statement behind an answer: values are bound, never part of the SQL. */
export function statementMessage({ understood, sql, bindings, runId }: StatementParts): Message {
  const values = bindings
    .slice(0, MOST_VALUES)
    .map((value, index) => `${index + 1}  ${cut(JSON.stringify(value) ?? 'null', LONGEST_VALUE)}`);
  const left = bindings.length - values.length;
  const bound = [...values, ...(left > 0 ? [`and ${left} more`] : [])].join('\n');
  return plainMessage(mrkdwn(`${understood}: read with one SQL statement from run ${runId}\n${sql}`, 3000), [
    paragraph({ bold: capitalised(understood) }, ' is read with one SQL statement:'),
    richText(preformatted(inLines(sql), LONGEST_SQL)),
    ...(bindings.length === 0
      ? []
      : [paragraph('Values bound to the question marks, in their order:'), richText(preformatted(bound, 3000))]),
    ...notes([`Run ${runId} · only its rows are read · nothing you type becomes part of the SQL`]),
  ]);
}

/** Clauses on lines of their own; what is quoted stays as it is. */
function inLines(sql: string): string {
  return sql
    .split(/(`[^`]*`|"[^"]*"|'[^']*')/)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part.replace(/\s+(from|where|group by|order by|limit|union all)\b/gi, '\n$1').replace(/\s+(and)\b/gi, '\n  $1'),
    )
    .join('');
}
