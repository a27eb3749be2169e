import { type Fields, fieldsOf, listOf, textOf } from './json.ts';

/** Every object inside a value, outermost first. */
export function* objectsIn(value: unknown): Generator<Fields> {
  if (Array.isArray(value)) {
    for (const item of value) yield* objectsIn(item);
  } else if (typeof value === 'object' && value !== null) {
    yield value as Fields;
    for (const item of Object.values(value)) yield* objectsIn(item);
  }
}

/** Where blocks keep what people read. Ids, values and URLs are for machines. */
const READ = ['title', 'subtitle', 'text', 'alt_text', 'label', 'caption', 'name', 'hint', 'description', 'body'];
const NUMBERED = ['raw_number', 'data_visualization'];

/** The words people read in blocks, one piece a line, as they appear on the screen: entities resolved. */
export function wordsIn(value: unknown): string {
  return [...piecesIn(value, false)].map(unescaped).join('\n');
}

function* piecesIn(value: unknown, showsNumbers: boolean): Generator<string> {
  if (Array.isArray(value)) {
    for (const item of value) yield* piecesIn(item, showsNumbers);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const numbered = showsNumbers || NUMBERED.includes(textOf(fieldsOf(value).type));
  for (const [key, item] of Object.entries(value)) {
    if (typeof item === 'string' && READ.includes(key)) yield item;
    else if (typeof item === 'number' && numbered && key === 'value') yield String(item);
    else yield* piecesIn(item, numbered);
  }
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Blocks with the ids that Slack gives to blocks and interactive elements that have none. */
export function withIds(blocks: readonly Fields[]): readonly Fields[] {
  let count = 0;
  const copies = structuredClone(blocks) as Record<string, unknown>[];
  for (const block of copies) {
    block.block_id ??= `auto-b${++count}`;
    for (const element of objectsIn(block)) {
      if (INTERACTIVE.includes(textOf(element.type))) (element as Record<string, unknown>).action_id ??= `auto-a${++count}`;
    }
  }
  return copies;
}

const INTERACTIVE = [
  'button',
  'channels_select',
  'checkboxes',
  'conversations_select',
  'datepicker',
  'datetimepicker',
  'email_text_input',
  'external_select',
  'feedback_buttons',
  'icon_button',
  'multi_channels_select',
  'multi_conversations_select',
  'multi_external_select',
  'multi_static_select',
  'multi_users_select',
  'number_input',
  'overflow',
  'plain_text_input',
  'radio_buttons',
  'static_select',
  'timepicker',
  'url_text_input',
  'users_select',
];

/** Interactive elements with the block they belong to. */
export function elementsIn(blocks: readonly Fields[]): readonly { readonly block: Fields; readonly element: Fields }[] {
  return blocks.flatMap((block) => {
    const inner = listOf(block.child_blocks);
    if (inner.length > 0) return elementsIn(inner);
    return [...objectsIn(block)]
      .filter((object) => INTERACTIVE.includes(textOf(object.type)))
      .map((element) => ({ block, element }));
  });
}
