import {
  actions,
  blockMost,
  button,
  context,
  input,
  type Limit,
  letters,
  messageMost,
  modal,
  mrkdwn,
  ofBlock,
  ofMessage,
  onlyIn,
  picture,
  plain,
  section,
  times,
} from './limit.ts';

const richText = (...elements: readonly object[]) => ({ type: 'rich_text', elements });
const sentence = (text: string) => ({ type: 'rich_text_section', elements: [{ type: 'text', text }] });
const list = (rest: object) => richText({ type: 'rich_text_list', style: 'bullet', elements: [sentence('one')], ...rest });
const markdown = (count: number) => ({ type: 'markdown', text: letters(count) });

/** Section 3 of the facts: blocks without their elements. */
export const BLOCK_LIMITS: readonly Limit[] = [
  messageMost('a message has at most 50 blocks', 50, (n) => times(n, () => ({ type: 'divider' })), '/blocks'),
  ofBlock('a type Slack does not know is refused', section('a'), { type: 'sections', text: mrkdwn('a') }, '/type'),
  ofBlock('a type that only Slack makes is refused', section('a'), { type: 'file', source: 'remote', external_id: 'a' }, '/type'),
  ofBlock('a block without type is refused', section('a'), { text: mrkdwn('a') }, '/type'),
  ofBlock('unknown keys of a block are refused', section('a'), section('a', { colour: 'red' }), ''),
  ofBlock(
    'unknown keys of a text are refused',
    section('a'),
    { type: 'section', text: { ...mrkdwn('a'), emoji: true } },
    '/text',
  ),
  blockMost('block_id has at most 255 characters', 255, (n) => section('a', { block_id: letters(n) }), '/block_id'),
  ofMessage(
    'block_id is unique in a message',
    [section('a', { block_id: 'a' }), section('b', { block_id: 'b' })],
    [section('a', { block_id: 'a' }), section('b', { block_id: 'a' })],
    '/blocks/1/block_id',
  ),
  ofBlock(
    'action_id is unique in a block',
    actions(button({ action_id: 'a' }), button({ action_id: 'b' })),
    actions(button({ action_id: 'a' }), button({ action_id: 'a' })),
    '/elements/1/action_id',
  ),
  ofMessage(
    'action_id may be repeated in another block',
    [actions(button({ action_id: 'a' })), actions(button({ action_id: 'a' }))],
    [actions(button({ action_id: '' }))],
    '/blocks/0/elements/0/action_id',
  ),

  blockMost('the text of a section has at most 3000 characters', 3000, (n) => section(letters(n)), '/text/text'),
  blockMost('characters are counted, not UTF-16 units', 3000, (n) => section('🎉'.repeat(n)), '/text/text'),
  ofBlock('an empty text is refused', section(' '), section(''), '/text/text'),
  ofBlock('a section has text or fields', { type: 'section', fields: [mrkdwn('a')] }, { type: 'section' }, ''),
  blockMost('a section has at most 10 fields', 10, (n) => ({ type: 'section', fields: times(n, () => mrkdwn('a')) }), '/fields'),
  blockMost(
    'a field has at most 2000 characters',
    2000,
    (n) => ({ type: 'section', fields: [mrkdwn(letters(n))] }),
    '/fields/0/text',
  ),
  blockMost('header text has at most 150 characters', 150, (n) => ({ type: 'header', text: plain(letters(n)) }), '/text/text'),
  ofBlock('header text is plain', { type: 'header', text: plain('a') }, { type: 'header', text: mrkdwn('a') }, '/text/type'),
  ofBlock('a divider has nothing', { type: 'divider' }, { type: 'divider', text: 'a' }, ''),
  blockMost('context has at most 10 elements', 10, (n) => context(...times(n, () => mrkdwn('a'))), '/elements'),
  ofBlock('context holds texts and images', context(picture(), plain('a')), context(button()), '/elements/0/type'),
  blockMost('actions have at most 25 elements', 25, (n) => actions(...times(n, () => button())), '/elements'),
  ofBlock('actions have at least one element', actions(button()), actions(), '/elements'),

  ofBlock('an image has alt_text', picture(), { type: 'image', image_url: 'https://a.example/b.png' }, ''),
  blockMost('alt_text has at most 2000 characters', 2000, (n) => picture({ alt_text: letters(n) }), '/alt_text'),
  blockMost(
    'the title of an image has at most 2000 characters',
    2000,
    (n) => picture({ title: plain(letters(n)) }),
    '/title/text',
  ),
  blockMost(
    'image_url has at most 3000 characters',
    2982,
    (n) => picture({ image_url: `https://a.example/${letters(n)}` }),
    '/image_url',
  ),
  ofBlock('image_url is public', picture(), picture({ image_url: 'http://127.0.0.1/b.png' }), '/image_url'),
  ofBlock(
    'an image has one source',
    { type: 'image', alt_text: 'a', slack_file: { id: 'F0123ABCD' } },
    picture({ slack_file: { id: 'F0123ABCD' } }),
    '',
  ),
  ofBlock(
    'a slack_file has an id like F0123ABCD',
    { type: 'image', alt_text: 'a', slack_file: { id: 'F0123ABCD' } },
    { type: 'image', alt_text: 'a', slack_file: { id: 'F0123ABC' } },
    '/slack_file/id',
  ),
  ofBlock(
    'a slack_file has an id or a url',
    { type: 'image', alt_text: 'a', slack_file: { url: 'https://files.slack.com/a' } },
    { type: 'image', alt_text: 'a', slack_file: { id: 'F0123ABCD', url: 'https://files.slack.com/a' } },
    '/slack_file',
  ),

  blockMost(
    'the label of an input has at most 2000 characters',
    2000,
    (n) => input({ type: 'plain_text_input' }, { label: plain(letters(n)) }),
    '/label/text',
  ),
  blockMost(
    'the hint of an input has at most 2000 characters',
    2000,
    (n) => input({ type: 'plain_text_input' }, { hint: plain(letters(n)) }),
    '/hint/text',
  ),
  ofBlock('an input holds no button', input({ type: 'plain_text_input' }), input(button()), '/element/type'),

  ofBlock(
    'rich_text holds sections, lists, quotes and preformatted text',
    richText(sentence('a')),
    richText({ type: 'text', text: 'a' }),
    '/elements/0/type',
  ),
  ofBlock('text in rich_text is not empty', richText(sentence(' ')), richText(sentence('')), '/elements/0/elements/0/text'),
  blockMost('a rich_text list is indented at most 8 times', 8, (n) => list({ indent: n }), '/elements/0/indent'),
  ofBlock('a rich_text list is bullet or ordered', list({ style: 'ordered' }), list({ style: 'dashed' }), '/elements/0/style'),

  blockMost('markdown has at most 12,000 characters', 12_000, (n) => markdown(n), '/text'),
  ofMessage(
    'all markdown together has at most 12,000 characters',
    [markdown(6000), markdown(6000)],
    [markdown(6000), markdown(6001)],
    '/blocks/1',
  ),
  messageMost(
    'all texts of a message together stay below 13,200 characters',
    1199,
    (n) => [...times(4, () => section(letters(3000))), section(letters(n))],
    '/blocks',
  ),
  onlyIn('markdown is for messages', 'message', markdown(1), '/type'),
  onlyIn('an alert is for modals', 'modal', { type: 'alert', text: mrkdwn('a'), level: 'warning' }, '/type'),
  {
    name: 'an alert has one of five levels',
    inside: modal([{ type: 'alert', text: plain('a'), level: 'success' }]),
    outside: modal([{ type: 'alert', text: plain('a'), level: 'fatal' }]),
    pointer: '/view/blocks/0/level',
  },
];
