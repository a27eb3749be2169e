import { escaped } from '../escape.ts';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Text that fits, with an ellipsis where something is missing; no emoji or accent is torn.
 * @example cut('Casual Users (unproven)', 12) // 'Casual User…'
 */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const end = graphemes.segment(text.slice(0, limit + LONGEST_GRAPHEME)).containing(limit - 1)?.index ?? 0;
  return `${text.slice(0, end).trimEnd()}…`;
}

/** Looked at behind the cut, so that a family emoji there is seen as one. */
const LONGEST_GRAPHEME = 64;

/**
 * Text from data or people as one line of literal text: no control or direction characters, never empty (Slack refuses
 * empty text).
 */
export function shown(text: string, limit: number): string {
  const line = withoutControls(text).replace(/\s+/g, ' ').trim();
  return line === '' ? '–' : cut(line, limit);
}

/** The same for text of several lines. */
export function shownLines(text: string, limit: number): string {
  const lines = text.split(/\r?\n/).map((line) => withoutControls(line).trimEnd());
  const whole = lines.join('\n').replace(/^\n+|\n+$/g, '');
  return whole.trim() === '' ? '–' : cut(whole, limit);
}

/** Escaped for mrkdwn, with the limit counted after escaping, as Slack counts. */
export function mrkdwn(text: string, limit: number): string {
  const line = shownLines(text, limit);
  let size = limit;
  let written = escaped(line);
  while (written.length > limit) {
    size = Math.floor((size * limit) / written.length);
    written = escaped(cut(line, size));
  }
  return written;
}

/** With a capital at its start. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Directions could turn the text around them, and nobody sees the difference between NUL and nothing. */
function withoutControls(text: string): string {
  return text
    .toWellFormed()
    .replace(/\t/g, ' ')
    .replace(/[\n\r\u2028\u2029]/g, ' ')
    .replace(/\p{Cc}|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}
