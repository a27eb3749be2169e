import type { types } from '@slack/bolt';
import { paragraph, plain } from './elements.ts';

/** `action_id` of the one input that a field of a form holds. */
export const INPUT = 'value';

export interface FormParts {
  /** `callback_id`: what the listener of the submitted form is known by. */
  readonly id: string;
  readonly title: string;
  /** On the button that sends the form. */
  readonly submit: string;
  readonly blocks: types.ModalView['blocks'];
  /** Comes back with the form; up to 3,000 characters. */
  readonly metadata?: string;
}

/** Something to fill in and send. */
export function formModal({ id, title, submit, blocks, metadata }: FormParts): types.ModalView {
  return {
    type: 'modal',
    callback_id: id,
    title: plain(title, LONGEST_TITLE),
    submit: plain(submit, LONGEST_TITLE),
    close: plain('Cancel', LONGEST_TITLE),
    ...(metadata !== undefined && { private_metadata: metadata }),
    blocks,
  };
}

/** A sentence, and nothing to fill in. */
export function noticeModal(title: string, text: string): types.ModalView {
  return {
    type: 'modal',
    title: plain(title, LONGEST_TITLE),
    close: plain('Close', LONGEST_TITLE),
    blocks: [paragraph(text)],
  };
}

const LONGEST_TITLE = 24;

/** What Slack takes in a menu. */
export const MOST_OPTIONS = 100;
export const LONGEST_OPTION = 75;

/** An option that shows the value it stands for. */
export function optionOf(value: string, text = value): types.PlainTextOption & { readonly value: string } {
  return { text: plain(text, LONGEST_OPTION), value };
}

/** Slack would change other values, or refuse them. */
export function isOption(value: string, longest = LONGEST_OPTION): boolean {
  return value.length <= longest && value.trim() !== '' && value.isWellFormed();
}

/** Says how many values a menu leaves out; nothing where it shows all. */
export function leftOutHint(count: number): { readonly hint?: types.PlainTextElement } {
  return count > 0 ? { hint: plain(`${count} more cannot be shown here; ask for them in words.`, 2000) } : {};
}
