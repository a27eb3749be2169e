import type { types } from '@slack/bolt';
import { slackDate } from './date.ts';
import { emoji } from './emoji.ts';
import { each, html } from './html.ts';

/** A `rich_text` block. Its text is literal: nothing is read into it. */
export function drawRichText(block: types.RichTextBlock): string {
  return each(block.elements, drawPart);
}

const INDENT_PX = 28;
const BULLETS = ['•', '◦', '▪'] as const;

function drawPart(part: types.RichTextBlockElement): string {
  switch (part.type) {
    case 'rich_text_section':
      return `<div class="rich">${leaves(part.elements)}</div>`;
    case 'rich_text_quote':
      return `<blockquote>${leaves(part.elements)}</blockquote>`;
    case 'rich_text_preformatted':
      return `<pre>${leaves(part.elements)}</pre>`;
    case 'rich_text_list':
      return drawList(part);
  }
}

function drawList({ elements, style, indent = 0 }: types.RichTextList): string {
  const marker = (index: number) => (style === 'ordered' ? `${numeral(index, indent)}.` : BULLETS[indent % BULLETS.length]!);
  const rows = each(
    elements,
    (item, index) => `<div class="item"><span class="marker">${marker(index)}</span><div>${leaves(item.elements)}</div></div>`,
  );
  return `<div class="list" style="margin-left:${indent * INDENT_PX}px">${rows}</div>`;
}

/** Numbers, then letters, then small Roman numerals, by indent. */
function numeral(index: number, indent: number): string {
  const roman = ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x'];
  const forms = [String(index + 1), String.fromCharCode(97 + (index % 26)), roman[index] ?? String(index + 1)];
  return forms[indent % forms.length]!;
}

function leaves(elements: readonly types.RichTextElement[]): string {
  return each(elements, (element) => styled(leaf(element), element.style));
}

function leaf(element: types.RichTextElement): string {
  switch (element.type) {
    case 'text':
      return html(element.text).replaceAll('\n', '<br>');
    case 'link':
      return `<a>${html(element.text ?? element.url)}</a>`;
    case 'emoji':
      return emoji(element.name) ?? `:${html(element.name)}:`;
    case 'user':
      return `<span class="mention">@${html(element.user_id)}</span>`;
    case 'channel':
      return `<span class="mention">#${html(element.channel_id)}</span>`;
    case 'usergroup':
      return `<span class="mention">@${html(element.usergroup_id)}</span>`;
    case 'broadcast':
      return `<span class="mention broadcast">@${element.range}</span>`;
    case 'date':
      return html(slackDate(element.timestamp, element.format));
    case 'color':
      return `<span class="swatch" style="background:${html(element.value)}"></span>${html(element.value)}`;
    case 'team':
      return html(element.team_id);
  }
}

function styled(inner: string, style: types.RichTextElement['style'] = {}): string {
  const tags = { bold: 'b', italic: 'i', strike: 's', underline: 'u', code: 'code' } as const;
  const used = Object.entries(tags).flatMap(([name, tag]) => (style[name as keyof typeof tags] === true ? [tag] : []));
  return used.reduce((drawn, tag) => `<${tag}>${drawn}</${tag}>`, inner);
}
