import { ALL_VIEW_NAMES, type ViewName } from '#reports';

/** What somebody wants who writes to Herald. */
export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'question'; readonly text: string }
  | { readonly kind: 'view'; readonly name: ViewName }
  | { readonly kind: 'unknown view'; readonly name: string }
  | { readonly kind: 'user'; readonly id: string }
  | { readonly kind: 'report' }
  | { readonly kind: 'status' }
  | { readonly kind: 'run' }
  | { readonly kind: 'alerts' }
  | { readonly kind: 'subscribe'; readonly words: readonly string[] }
  | { readonly kind: 'unsubscribe'; readonly words: readonly string[] };

const SINGLE = new Map<string, Command>((['help', 'report', 'status', 'run', 'alerts'] as const).map((kind) => [kind, { kind }]));

/**
 * Reads the words behind `/segments`, after a mention or in a direct message. What is no command is a question.
 *
 * @param text as Slack sends it, with its entities
 * @example commandOf('view kpis') // { kind: 'view', name: 'kpis' }
 */
export function commandOf(text: string): Command {
  const plain = readable(text);
  const [first = '', ...rest] = plain.split(/\s+/).filter((word) => word !== '');
  const keyword = first.toLowerCase().replace(/[!.?]+$/, '');
  if (first === '' || (keyword === 'help' && rest.length <= 1)) return { kind: 'help' };
  if (keyword === 'subscribe' || keyword === 'unsubscribe') return { kind: keyword, words: rest };
  if (rest.length === 0) return SINGLE.get(keyword) ?? { kind: 'question', text: plain };
  switch (keyword) {
    case 'view': {
      if (rest.length > 1) break;
      const name = ALL_VIEW_NAMES.find((known) => known === rest[0]!.toLowerCase());
      return name === undefined ? { kind: 'unknown view', name: rest[0]! } : { kind: 'view', name };
    }
    case 'user':
      if (rest.length === 1) return { kind: 'user', id: rest[0]! };
      break;
  }
  return { kind: 'question', text: plain };
}

/**
 * Slack's text as a person reads it: without the mention of Herald at its start, links by their names, channels
 * and people by their ids, entities as signs.
 *
 * @example readable('<@U1> churn &gt; 0.5 in <#C1|sales>?') // 'churn > 0.5 in #C1?'
 */
export function readable(text: string): string {
  return text
    .replace(/^\s*(?:<@[UW][A-Z0-9]+(?:\|[^>]*)?>[\s,:]*)+/, '')
    .replace(/<([@#!])?([^>|]*)(?:\|([^>]*))?>/g, (_, sign: string | undefined, target: string, label: string | undefined) =>
      sign === '#' ? `#${target}` : sign === '@' ? `@${target}` : (label ?? target),
    )
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim();
}
