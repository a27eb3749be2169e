import type { Context } from './context.ts';
import type { Workspace } from './workspace.ts';

/**
 * What people type as Slack passes it on: the three entities escaped, `@name`, `@group`, `#channel` and links made
 * into references. Commands carry the names along, as `should_escape` asks.
 *
 * @example typedText(context, '@Herald churn > 0.5?', 'message') // '<@U000000001> churn &gt; 0.5?'
 */
export function typedText({ workspace }: Context, text: string, where: 'message' | 'command'): string {
  const named = where === 'command' ? (id: string, name: string) => `${id}|${name}` : (id: string) => id;
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/(?<![\p{L}\p{N}])[@#][\p{L}\p{N}_-]+/gu, (written) => reference(workspace, written, named) ?? written)
    .replace(/\bhttps?:\/\/[^\s<>]+/g, (url) => `<${url}>`);
}

/** What stands for a person, group or channel that is written as `@name` or `#name`; undefined where nobody is called so. */
function reference(workspace: Workspace, written: string, named: (id: string, name: string) => string): string | undefined {
  const name = written.slice(1);
  if (written.startsWith('#')) {
    const channel = [...workspace.channels.values()].find((candidate) => candidate.name === name && candidate.kind !== 'im');
    return channel && `<#${channel.id}|${name}>`;
  }
  const user = [...workspace.users.values()].find((candidate) => candidate.name === name);
  if (user !== undefined) return `<@${named(user.id, name)}>`;
  const group = [...workspace.groups.values()].find((candidate) => candidate.handle === name);
  return group && `<!subteam^${named(group.id, written)}>`;
}
