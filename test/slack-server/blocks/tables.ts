import { z } from 'zod';
import { type Kind, MESSAGES, type Rule, typed } from './kind.ts';
import { charCount, chars, flag, id } from './objects.ts';
import { richText } from './rich-text.ts';

const unlimited = chars(Number.POSITIVE_INFINITY);
const rawText = typed('raw_text', { text: unlimited });
const rawNumber = typed('raw_number', { value: z.number(), text: unlimited });
const cell = z.discriminatedUnion('type', [rawText, rawNumber, richText]);
const row = z.array(cell).min(1).max(20);

type Rows = readonly (readonly { readonly type: string }[])[];

const cellChars: Rule = ({ rows }) =>
  textCount(rows) > 10_000 ? { path: ['rows'], message: 'must be less than 10001 characters over all cells' } : undefined;

/** Cells of the first row; rules also see tables without rows, which are a fault of their own. */
const headerOf = (rows: unknown) => (rows as Rows)[0] ?? [];

const sameWidth: Rule = ({ rows }) => {
  const width = headerOf(rows).length;
  const odd = (rows as Rows).findIndex((cells) => cells.length !== width);
  return odd < 0 ? undefined : { path: ['rows', odd], message: `must have ${width} cells, as the first row has` };
};

const plainHeader: Rule = ({ rows }) => {
  const rich = headerOf(rows).findIndex(({ type }) => type === 'rich_text');
  return rich < 0 ? undefined : { path: ['rows', 0, rich, 'type'], message: 'unsupported type: rich_text' };
};

const rowHeaderIsColumn: Rule = ({ rows, row_header_column_index: index }) =>
  typeof index === 'number' && index >= headerOf(rows).length
    ? { path: ['row_header_column_index'], message: `must be less than ${headerOf(rows).length}` }
    : undefined;

/** Characters of everything called `text`, at any depth. */
export function textCount(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + textCount(item), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, item]) => sum + (key === 'text' && typeof item === 'string' ? charCount(item) : textCount(item)),
    0,
  );
}

export const TABLES = {
  data_table: {
    surfaces: MESSAGES,
    fields: {
      block_id: id,
      caption: unlimited,
      rows: z.array(row).min(2).max(101),
      page_size: z.int().min(1).max(100).optional(),
      row_header_column_index: z.int().min(0).optional(),
    },
    rules: [sameWidth, plainHeader, rowHeaderIsColumn, cellChars],
  },
  table: {
    surfaces: MESSAGES,
    fields: {
      block_id: id,
      rows: z.array(row).min(1).max(100),
      column_settings: z
        .array(z.strictObject({ align: z.enum(['left', 'center', 'right']).optional(), is_wrapped: flag }))
        .max(20)
        .optional(),
    },
    rules: [cellChars],
  },
} as const satisfies Readonly<Record<string, Kind>>;
