import type { Context } from '../context.ts';
import { type Fields, fieldsOf, listOf, parsedJson, textOf } from '../json.ts';

/** One call as it stays in the log. */
export interface CallRecord {
  readonly method: string;
  readonly args: Fields;
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly status: number;
  readonly answer: Fields;
}

/** The call is refused: `{ok: false, error}`. */
export class ApiError extends Error {
  readonly answer: Fields;
  constructor(error: string, more: Fields = {}) {
    super(error);
    this.answer = { ok: false, error, ...more };
  }
}

/** Which token a method wants, which of the scopes it needs, and what it does. */
export interface Method {
  readonly token?: 'bot' | 'app';
  readonly scopes?: readonly string[];
  readonly run: (call: Call) => Fields | Promise<Fields>;
}

export type Methods = Readonly<Record<string, Method>>;

/** Arguments that travel as JSON inside a form. */
const JSON_ARGUMENTS = [
  'attachments',
  'blocks',
  'channel_ids',
  'chunks',
  'files',
  'loading_messages',
  'message',
  'metadata',
  'prompts',
  'view',
];

/** One call of a Web API method and typed access to its arguments. */
export class Call {
  readonly context: Context;
  readonly method: string;
  readonly args: Fields;

  constructor(context: Context, method: string, args: Fields) {
    this.context = context;
    this.method = method;
    this.args = args;
  }

  /** @throws {ApiError} when it is missing */
  required(name: string): string {
    const value = this.text(name);
    if (value === '') throw new ApiError('invalid_arguments', missing(name));
    return value;
  }

  text(name: string): string {
    const value = this.args[name];
    return typeof value === 'number' ? String(value) : textOf(value);
  }

  has(name: string): boolean {
    return this.args[name] !== undefined;
  }

  number(name: string, otherwise: number): number {
    const value = Number(this.text(name));
    return this.has(name) && Number.isFinite(value) ? value : otherwise;
  }

  flag(name: string): boolean {
    return [true, 'true', '1', 1].some((yes) => this.args[name] === yes);
  }

  list(name: string): readonly Fields[] {
    return listOf(this.args[name]);
  }

  fields(name: string): Fields {
    return fieldsOf(this.args[name]);
  }

  /** @throws {ApiError} `missing_scope` */
  need(scope: string): void {
    const { scopes } = this.context.app;
    if (!scopes.has(scope)) throw new ApiError('missing_scope', { needed: scope, provided: [...scopes].join(',') });
  }
}

/**
 * Arguments from a form, JSON or multipart body, with JSON inside forms read.
 *
 * @throws {ApiError} when an argument that must be JSON is none
 */
export function argumentsOf(raw: Fields): Fields {
  const args: Record<string, unknown> = { ...raw };
  for (const name of JSON_ARGUMENTS) {
    const value = args[name];
    if (typeof value !== 'string') continue;
    const parsed = parsedJson(value);
    if (parsed === undefined)
      throw new ApiError(name === 'blocks' ? 'invalid_blocks_format' : 'invalid_arguments', missing(name));
    args[name] = parsed;
  }
  return args;
}

function missing(name: string): Fields {
  return { response_metadata: { messages: [`[ERROR] missing required field: ${name}`] } };
}
