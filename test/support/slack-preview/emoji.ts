import { nameToEmoji } from 'gemoji';
import { html } from './html.ts';

/** `:name:` as its emoji; a name that Slack does not know stays as it is, which is how Slack shows it. */
export function withEmoji(safe: string): string {
  return safe.replace(/:([a-z0-9_+-]+):(?::skin-tone-\d:)?/g, (whole, name: string) => emoji(name) ?? whole);
}

/** HTML of an emoji; undefined for unknown names. Slack calls some coloured shapes "large", the table does not. */
export function emoji(name: string): string | undefined {
  const character = nameToEmoji[name] ?? nameToEmoji[name.replace(/^large_/, '')];
  return character === undefined ? undefined : `<span class="emoji">${html(character)}</span>`;
}
