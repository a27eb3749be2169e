import type { types } from '@slack/bolt';
import { Marked } from 'marked';
import type { DataVisualizationBlock, MessageBlock } from '../../../bot/slack/message.ts';
import { drawChart } from './charts.ts';
import { drawElement, drawText } from './elements.ts';
import { each, html } from './html.ts';
import { plainText } from './mrkdwn.ts';
import { drawRichText } from './rich-text.ts';
import { drawDataTable, drawTable } from './tables.ts';

/** Uploaded pictures by file id, for `slack_file`. */
export type Pictures = ReadonlyMap<string, Uint8Array>;

/** Markdown in which HTML stays text. */
const MARKDOWN = new Marked({ renderer: { html: ({ text }) => html(text) } });

/** One block as HTML; a type that is not drawn yet becomes a box with its name, so that it is not overlooked. */
export function drawBlock(block: MessageBlock | types.Block, pictures: Pictures): string {
  const known = block as MessageBlock;
  return `<div class="block ${html(block.type)}">${content(known, pictures)}</div>`;
}

function content(block: MessageBlock, pictures: Pictures): string {
  switch (block.type) {
    case 'section':
      return drawSection(block, pictures);
    case 'header':
      return plainText(block.text.text);
    case 'divider':
      return '<hr>';
    case 'context':
      return each(block.elements, (element) =>
        element.type === 'image' ? picture(element, pictures) : `<span>${drawText(element)}</span>`,
      );
    case 'actions':
    case 'context_actions':
      return each(block.elements, drawElement);
    case 'image':
      return `${block.title === undefined ? '' : `<div class="image-title">${plainText(block.title.text)} ▾</div>`}${picture(block, pictures)}`;
    case 'input':
      return drawInput(block);
    case 'rich_text':
      return drawRichText(block);
    case 'data_table':
      return drawDataTable(block);
    case 'table':
      return drawTable(block);
    case 'data_visualization':
      return drawChart(block as DataVisualizationBlock);
    case 'markdown':
      return MARKDOWN.parse(block.text, { async: false });
    case 'alert':
      return `<div class="alert-box ${block.level ?? 'default'}">${drawText(block.text)}</div>`;
    default:
      return `<div class="unknown">${html(block.type)}</div>`;
  }
}

function drawSection({ text, fields, accessory, expand }: types.SectionBlock, pictures: Pictures): string {
  const main = text === undefined ? '' : `<div class="text ${expand === true ? '' : 'folds'}">${drawText(text)}</div>`;
  const grid =
    fields === undefined ? '' : `<div class="fields">${each(fields, (field) => `<div>${drawText(field)}</div>`)}</div>`;
  const side = accessory?.type === 'image' ? picture(accessory, pictures) : accessory && drawElement(accessory);
  return `<div class="main">${main}${grid}</div>${side === undefined ? '' : `<div class="side">${side}</div>`}`;
}

function drawInput({ label, element, hint, optional }: types.InputBlock): string {
  const note = optional === true ? ' <span class="optional">(optional)</span>' : '';
  return `<div class="label">${plainText(label.text)}${note}</div>${drawElement(element)}${
    hint === undefined ? '' : `<div class="hint">${plainText(hint.text)}</div>`
  }`;
}

/** A public address is not fetched: its place and alternative text are shown. */
function picture(image: types.ImageElement | types.ImageBlock, pictures: Pictures): string {
  const id = 'slack_file' in image && 'id' in image.slack_file ? image.slack_file.id : undefined;
  const bytes = id === undefined ? undefined : pictures.get(id);
  if (bytes === undefined) return `<span class="picture missing" title="${html(image.alt_text)}">${html(image.alt_text)}</span>`;
  return `<img class="picture" alt="${html(image.alt_text)}" src="data:image/png;base64,${Buffer.from(bytes).toString('base64')}">`;
}
