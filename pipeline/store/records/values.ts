import type { z } from 'zod';
import { StoreError } from '../../errors.ts';

const ID_LENGTH = 64;
const SUBJECT_LENGTH = 191; // ids of users have no more
const PROSE_LENGTH = 4000; // Slack shows 4,000 characters of a message at most
const JSON_BYTES = 65_535; // a TEXT column of MySQL

/**
 * An id or a name, kept whole.
 *
 * @param place table and column, for the error
 * @throws {StoreError} if it is longer than its column
 */
export function idText(text: string, place: string, length: number = ID_LENGTH): string {
  if (text.length <= length) return text.toWellFormed();
  throw new StoreError(`${place} holds up to ${length} characters, got ${text.length}; give a shorter one`);
}

/** Whoever was asked for. What is longer than any id is cut, so that whoever looked for it is on record all the same. */
export function subjectText(text: string): string {
  return cut(text, SUBJECT_LENGTH);
}

/** What people say and read: up to 4,000 characters, the last of them an ellipsis where there were more. */
export function proseText(text: string): string {
  return cut(text, PROSE_LENGTH);
}

/** @throws {StoreError} if the JSON takes more than 65,535 bytes; half a document would be none */
export function jsonText(value: unknown, place: string): string {
  const json = (JSON.stringify(value) ?? 'null').toWellFormed();
  const bytes = Buffer.byteLength(json);
  if (bytes <= JSON_BYTES) return json;
  throw new StoreError(`${place} holds up to ${JSON_BYTES} bytes of JSON, got ${bytes}; store less of it`);
}

/** @throws {StoreError} if it is not JSON */
export function jsonOf(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damaged(place, error as SyntaxError);
  }
}

/** A stored value, as the type that we write. @throws {StoreError} if it is something else */
export function checked<T>(schema: z.ZodType<T>, value: unknown, place: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw damaged(place, result.error);
}

function damaged(place: string, cause: Error): StoreError {
  return new StoreError(`${place} is not what Herald writes; delete that row, or put it back from a backup`, { cause });
}

/** Cuts between characters, never inside one. Text that is not valid Unicode would differ from database to database. */
function cut(text: string, length: number): string {
  const wellFormed = text.toWellFormed();
  if (wellFormed.length <= length) return wellFormed;
  const characters = [...wellFormed];
  return characters.length <= length ? wellFormed : `${characters.slice(0, length - 1).join('')}…`;
}
