import { HeraldError } from '#pipeline';
import { clean } from './text.ts';

/** How a command ends. */
export const EXIT = { done: 0, failed: 1, usage: 2, no: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Where a command writes its answer: text for people, or one JSON document. */
export interface Output {
  readonly json: boolean;
  /** For people; nothing is written in JSON mode. */
  text(lines: string): void;
  /** The one document of JSON mode; nothing is written otherwise. */
  document(value: unknown): void;
}

export function outputTo(stream: NodeJS.WritableStream, json: boolean): Output {
  return {
    json,
    text: (lines) => void (json || stream.write(`${lines}\n`)),
    document: (value) => void (json && stream.write(`${JSON.stringify(value, null, 2)}\n`)),
  };
}

/** A failure in a person's words; one that nobody foresaw keeps its stack, because only that helps. */
export function failureText(error: unknown): string {
  if (error instanceof HeraldError) return `herald: ${clean(error.message)} [${error.code}]`;
  return `herald: this should not happen: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

export function failureDocument(error: unknown): unknown {
  const message = error instanceof Error ? error.message : String(error);
  return { error: { code: error instanceof HeraldError ? error.code : 'UNEXPECTED', message } };
}

/** The document of a wrong command line. */
export function usageDocument(message: string): unknown {
  return { error: { code: 'USAGE', message } };
}
