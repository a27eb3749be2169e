import { slackDate } from './date.ts';
import { withEmoji } from './emoji.ts';
import { html, unescaped } from './html.ts';

/**
 * Slack's mrkdwn as HTML: fences, quotes, styles, links, mentions, dates, emoji and entities. A mark works only at the
 * edge of a word and within a line, as in Slack.
 *
 * @example mrkdwn('*5 %* of <@U1>') // '<b>5 %</b> of <span class="mention">@U1</span>'
 */
export function mrkdwn(text: string): string {
  return split(text, /```\n?([\s\S]*?)\n?```/, (code) => `<pre>${html(unescaped(code))}</pre>`, quotes);
}

/** Plain text: nothing but emoji is read into it. */
export function plainText(text: string): string {
  return withEmoji(html(text)).replaceAll('\n', '<br>');
}

/** Draws what the pattern captures one way, and what is between another way. */
function split(text: string, pattern: RegExp, inside: (match: string) => string, between: (rest: string) => string): string {
  return text
    .split(pattern)
    .map((part, index) => (index % 2 === 1 ? inside(part) : part === '' ? '' : between(part)))
    .join('');
}

/** Lines that begin with `>` are quotes, and neighbours share one bar. */
function quotes(text: string): string {
  const lines = text.replace(/^\n|\n$/g, '').split('\n');
  const drawn: string[] = [];
  for (const line of lines) {
    const quoted = /^&gt; ?(.*)$/.exec(line) ?? /^> ?(.*)$/.exec(line);
    if (quoted === null) drawn.push(`${spans(line)}<br>`);
    else if (drawn.at(-1)?.startsWith('<blockquote>') === true) {
      drawn.push(drawn.pop()!.replace('</blockquote>', `<br>${spans(quoted[1]!)}</blockquote>`));
    } else drawn.push(`<blockquote>${spans(quoted[1]!)}</blockquote>`);
  }
  return drawn.join('').replace(/<br>$/, '');
}

function spans(line: string): string {
  return split(line, /`([^`\n]+)`/, (code) => `<code>${html(unescaped(code))}</code>`, linksAndStyles);
}

/** Angle brackets are Slack's own; they are drawn apart so that styles can go round them. */
function linksAndStyles(text: string): string {
  const drawn: string[] = [];
  const held = text.replace(/<([^<>\n]+)>/g, (_, inner: string) => `\uE000${drawn.push(bracket(inner)) - 1}\uE000`);
  return withEmoji(styles(html(unescaped(held)))).replace(/\uE000(\d+)\uE000/g, (_, index: string) => drawn[Number(index)]!);
}

const BEFORE = /^|[\s([{"'“‘.,;:!?*_~>\u{e000}–—-]/u.source;
const AFTER = /$|[^\p{L}\p{N}]/u.source;

function styles(safe: string): string {
  const tags = { '*': 'b', _: 'i', '~': 's' };
  return Object.entries(tags).reduce((text, [mark, tag]) => {
    const styled = new RegExp(`(${BEFORE})[${mark}](?![\\s${mark}])([^${mark}]*?[^\\s${mark}])[${mark}](?=${AFTER})`, 'gu');
    return text.replace(styled, `$1<${tag}>$2</${tag}>`);
  }, safe);
}

/** What stands between `<` and `>`: a mention, a date or a link. */
function bracket(inner: string): string {
  const [target = '', label] = inner.split(/\|(.*)/s);
  const date = /^!date\^(\d+)\^([^^]*)/.exec(target);
  if (date !== null) return html(slackDate(Number(date[1]), date[2]!));
  if (target.startsWith('@')) return mention(`@${label ?? target.slice(1)}`);
  if (target.startsWith('#')) return mention(`#${label ?? target.slice(1)}`);
  if (target.startsWith('!subteam')) return mention(label ?? `@${target.slice(9)}`);
  if (target.startsWith('!')) return `<span class="mention broadcast">@${html(target.slice(1))}</span>`;
  return `<a>${withEmoji(html(unescaped(label ?? target.replace(/^mailto:/, ''))))}</a>`;
}

function mention(name: string): string {
  return `<span class="mention">${html(unescaped(name))}</span>`;
}
