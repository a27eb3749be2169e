import { readFileSync } from 'node:fs';
import type { types } from '@slack/bolt';
import type { MessageBlock } from '../../../bot/slack/message.ts';
import { drawBlock, type Pictures } from './blocks.ts';
import { each, html } from './html.ts';
import { icon } from './icons.ts';
import { mrkdwn, plainText } from './mrkdwn.ts';

/** What `chat.postMessage` gets. */
export interface DrawnMessage {
  readonly text: string;
  readonly blocks?: readonly (MessageBlock | types.Block)[];
}

export interface DrawOptions {
  /** The bot's name; Herald unless said. */
  readonly author?: string;
  readonly time?: string;
  /** Bytes of the uploaded pictures that the blocks name by file id. */
  readonly pictures?: Pictures;
  /** Only one person sees it. */
  readonly isEphemeral?: boolean;
}

/**
 * A message as Slack's desktop client shows it in a channel, light theme, in a column of 720 pixels. Colours, sizes and
 * wrapping follow the client; where Slack publishes no rule we took the stricter guess: long sections fold after ten
 * lines, pictures are 400 pixels wide, wide tables are cut at the edge.
 */
export function drawMessage({ text, blocks = [] }: DrawnMessage, options: DrawOptions = {}): string {
  const { author = 'Herald', time = '9:41 AM', pictures = new Map(), isEphemeral = false } = options;
  const body =
    blocks.length > 0 ? each(blocks, (block) => drawBlock(block, pictures)) : `<div class="block">${mrkdwn(text)}</div>`;
  const note = isEphemeral ? '<div class="only-you">Only visible to you</div>' : '';
  return `<div class="message"><div class="avatar">${html(author.slice(0, 1))}</div><div class="body">
    ${note}<div class="by"><b>${html(author)}</b><span class="app">APP</span><span class="time">${html(time)}</span></div>
    ${body}</div></div>`;
}

/** A modal with its header and buttons, or a Home tab with its tabs. */
export function drawView(view: types.View, options: DrawOptions = {}): string {
  const { author = 'Herald', pictures = new Map() } = options;
  const blocks = each(view.blocks, (block) => drawBlock(block, pictures));
  if (view.type !== 'modal') {
    return `<div class="home"><div class="tabs"><div class="who"><div class="avatar small">${html(author.slice(0, 1))}</div><b>${html(author)}</b></div>
      <span class="on">Home</span><span>Messages</span><span>About</span></div><div class="home-body">${blocks}</div></div>`;
  }
  const submit =
    view.submit === undefined ? '' : `<span class="button large primary"><span>${plainText(view.submit.text)}</span></span>`;
  return `<div class="backdrop"><div class="modal"><div class="modal-head"><b>${plainText(view.title.text)}</b>${icon('close')}</div>
    <div class="modal-body">${blocks}</div>
    <div class="modal-foot"><span class="button large"><span>${plainText(view.close?.text ?? 'Close')}</span></span>${submit}</div></div></div>`;
}

/** A whole page of what was drawn, one under another. */
export function page(...drawn: readonly string[]): string {
  return `<!doctype html><meta charset="utf-8"><style>${FONTS}${STYLE}</style><body>${drawn.join('')}<script>${FOLD}</script>`;
}

const STYLE = readFileSync(new URL('./slack.css', import.meta.url), 'utf8');

/** Slack's own font is a Lato; this one has its widths, so lines break where Slack breaks them. */
const FONTS = [
  font('400Regular/Lato_400Regular.ttf', 400, 'normal'),
  font('400Regular_Italic/Lato_400Regular_Italic.ttf', 400, 'italic'),
  font('700Bold/Lato_700Bold.ttf', 700, 'normal'),
  font('700Bold_Italic/Lato_700Bold_Italic.ttf', 700, 'italic'),
  font('900Black/Lato_900Black.ttf', 900, 'normal'),
].join('');

function font(file: string, weight: number, style: string): string {
  const bytes = readFileSync(new URL(import.meta.resolve(`@expo-google-fonts/lato/${file}`)));
  return `@font-face{font-family:Lato;font-weight:${weight};font-style:${style};src:url(data:font/ttf;base64,${bytes.toString('base64')})}`;
}

/** Folds long sections, which only the browser can measure. */
const FOLD = `for (const text of document.querySelectorAll('.message .folds')) {
  if (text.scrollHeight <= 10 * 22 + 4) continue;
  text.classList.add('folded');
  text.insertAdjacentHTML('afterend', '<a>See more</a>');
}`;
