import { type BlockFault, faultAt } from './fault.ts';
import { charCount } from './objects.ts';
import { textCount } from './tables.ts';

const MOST_CHARTS = 2;
const MOST_MARKDOWN_CHARS = 12_000;
const MESSAGE_TEXT_END = 13_200; // messages of about this many characters have been refused; Slack names no number

type Item = Readonly<Record<string, unknown>>;

/** A part of the message or view with its path. */
interface Found {
  readonly path: readonly PropertyKey[];
  readonly item: Item;
}

/** What only a look at all blocks of a message together can find. */
export function messageFaults(blocks: readonly unknown[], root: readonly PropertyKey[]): readonly BlockFault[] {
  const found = everyItem(blocks, root);
  const ofType = (...types: readonly string[]) => found.filter(({ item }) => types.includes(String(item.type)));
  const markdown = ofType('markdown').filter(({ item }) => typeof item.text === 'string');
  const markdownChars = markdown.reduce((sum, { item }) => sum + charCount(String(item.text)), 0);
  return [
    ...ofType('table', 'data_table')
      .slice(1)
      .map(({ path }) => faultAt(path, 'only one table is allowed in a message', 'only_one_table_allowed')),
    ...ofType('data_visualization')
      .slice(MOST_CHARTS)
      .map(({ path }) => faultAt(path, `no more than ${MOST_CHARTS} data_visualization blocks allowed`)),
    ...(markdown.length > 1 && markdownChars > MOST_MARKDOWN_CHARS
      ? [faultAt(markdown.at(-1)!.path, `must be less than ${MOST_MARKDOWN_CHARS + 1} characters over all markdown blocks`)]
      : []),
    ...(textCount(blocks) >= MESSAGE_TEXT_END
      ? [faultAt(root, `must be less than ${MESSAGE_TEXT_END} characters over all blocks`, 'msg_blocks_too_long')]
      : []),
    ...repeatedIds(found, root),
  ];
}

/** `block_id` is unique among the blocks, `action_id` within its block. */
export function repeatedIds(found: readonly Found[], root: readonly PropertyKey[]): readonly BlockFault[] {
  return [...repeats(found, 'block_id', () => ''), ...repeats(found, 'action_id', ({ path }) => path[root.length])];
}

/** Every object in `value`, at any depth, itself first. */
export function everyItem(value: unknown, path: readonly PropertyKey[], found: Found[] = []): readonly Found[] {
  if (typeof value !== 'object' || value === null) return found;
  if (!Array.isArray(value)) found.push({ path, item: value as Item });
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === 'object') everyItem(inner, [...path, key], found);
  }
  return found;
}

/** Later uses of an id in the same scope. */
function repeats(
  found: readonly Found[],
  field: 'block_id' | 'action_id',
  scopeOf: (found: Found) => PropertyKey | undefined,
): readonly BlockFault[] {
  const seen = new Set<string>();
  return found.flatMap((part) => {
    const id = part.item[field];
    if (id === undefined) return [];
    const scoped = JSON.stringify([scopeOf(part), id]);
    if (seen.has(scoped)) return [faultAt([...part.path, field], `\`${field}\` already exists: ${String(id)}`)];
    seen.add(scoped);
    return [];
  });
}
