import type { types } from '@slack/bolt';
import { type Action, actionId, actionValue, LONGEST_VALUE } from './actions.ts';
import { cut, shown, shownLines } from './text.ts';

/** Text that Slack shows as it is. */
export function plain(text: string, limit: number): types.PlainTextElement {
  return { type: 'plain_text', text: shown(text, limit), emoji: false };
}

/** A part of a line: text as it is, or set apart. */
export type Span =
  | string
  | { readonly bold: string }
  | { readonly code: string }
  | { readonly italic: string }
  /** Id of a person, who is mentioned by it. */
  | { readonly person: string };

const PERSON = /^[UW][A-Z0-9]+$/;

/** Longer paragraphs are not read. */
const LONGEST_SPAN = 1500;

/** A line of text; Slack parses nothing in it. */
export function line(...spans: readonly Span[]): types.RichTextSection {
  const elements = spans.flatMap(spanElement);
  return { type: 'rich_text_section', elements: elements.length === 0 ? [{ type: 'text', text: shown('', 1) }] : elements };
}

function spanElement(span: Span): types.RichTextSection['elements'] {
  if (typeof span === 'string') return textElement(span);
  if ('person' in span) {
    return PERSON.test(span.person) ? [{ type: 'user', user_id: span.person }] : textElement(span.person);
  }
  if ('bold' in span) return textElement(span.bold, { bold: true });
  if ('code' in span) return textElement(span.code, { code: true });
  return textElement(span.italic, { italic: true });
}

/** Spaces at the ends stay, for they part the spans; nothing is written for nothing. */
function textElement(text: string, style?: types.RichTextText['style']): types.RichTextText[] {
  if (text === '') return [];
  const [before, after] = [/^ /.test(text) ? ' ' : '', /\S +$/.test(text) ? ' ' : ''];
  const written = /^ +$/.test(text) ? ' ' : before + shown(text, LONGEST_SPAN) + after;
  return [{ type: 'text', text: written, ...(style && { style }) }];
}

export function bullets(items: readonly (readonly Span[])[]): types.RichTextList {
  return { type: 'rich_text_list', style: 'bullet', elements: items.map((spans) => line(...spans)) };
}

export function quote(...spans: readonly Span[]): types.RichTextQuote {
  return { type: 'rich_text_quote', elements: spans.flatMap(spanElement) };
}

export function preformatted(text: string, limit: number): types.RichTextPreformatted {
  return { type: 'rich_text_preformatted', elements: [{ type: 'text', text: shownLines(text, limit) }] };
}

export function richText(...elements: readonly types.RichTextBlock['elements'][number][]): types.RichTextBlock {
  return { type: 'rich_text', elements: [...elements] };
}

/** One paragraph. */
export function paragraph(...spans: readonly Span[]): types.RichTextBlock {
  return richText(line(...spans));
}

export function header(text: string): types.HeaderBlock {
  return { type: 'header', text: plain(text, 150) };
}

const LONGEST_NOTE = 900;

/** Small grey lines, one below the other. */
export function notes(lines: readonly string[]): readonly types.ContextBlock[] {
  if (lines.length === 0) return [];
  const text = lines.map((text) => shown(text, LONGEST_NOTE)).join('\n');
  return [{ type: 'context', elements: [{ type: 'plain_text', text: cut(text, 3000), emoji: false }] }];
}

export interface ButtonOptions {
  /** Tells buttons of the same action apart. */
  readonly index?: number;
  readonly style?: 'primary' | 'danger';
  /** What a screen reader says, where the label alone says too little. */
  readonly spoken?: string;
  /** Asked before the click counts. */
  readonly confirm?: { readonly title: string; readonly text: string; readonly yes: string; readonly no: string };
}

/** A button; none where its value would be longer than Slack takes. */
export function button(label: string, action: Action, options: ButtonOptions = {}): readonly types.Button[] {
  const value = actionValue(action);
  if (value.length > LONGEST_VALUE.button) return [];
  const { index, style, spoken, confirm } = options;
  return [
    {
      type: 'button',
      action_id: actionId(action.action, index),
      text: plain(label, 75),
      value,
      ...(style && { style }),
      ...(spoken !== undefined && { accessibility_label: shown(spoken, 75) }),
      ...(confirm && {
        confirm: {
          title: plain(confirm.title, 100),
          text: plain(confirm.text, 300),
          confirm: plain(confirm.yes, 30),
          deny: plain(confirm.no, 30),
        },
      }),
    },
  ];
}

/** Options of a select; their characters count towards those of the message. */
const MOST_OPTIONS = 100;
const MOST_CHARACTERS = 5000;

/** A select whose options are actions of one name; none without options. Options that Slack has no room for are left out. */
export function select(
  placeholder: string,
  name: Action['action'],
  choices: readonly { readonly label: string; readonly action: Action }[],
): readonly types.StaticSelect[] {
  const made = choices
    .map(({ label, action }) => ({ text: plain(label, 75), value: actionValue(action) }))
    .filter(({ value }) => value.length <= LONGEST_VALUE.option)
    .slice(0, MOST_OPTIONS);
  let characters = 0;
  const options = made.filter(({ text, value }) => {
    characters += text.text.length + value.length;
    return characters <= MOST_CHARACTERS;
  });
  if (options.length === 0) return [];
  return [{ type: 'static_select', action_id: actionId(name), placeholder: plain(placeholder, 150), options }];
}

/** A row of buttons and selects; none without any. */
export function actions(...elements: readonly types.ActionsBlock['elements'][number][]): readonly types.ActionsBlock[] {
  return elements.length === 0 ? [] : [{ type: 'actions', elements: [...elements] }];
}

/** A line with something to click at its right; the line alone where there is nothing. */
export function lineWith(text: string, accessory: readonly types.Button[]): types.SectionBlock {
  return { type: 'section', text: plain(text, 600), ...(accessory[0] && { accessory: accessory[0] }) };
}

export const DIVIDER: types.DividerBlock = { type: 'divider' };
