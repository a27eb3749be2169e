import {
  actions,
  blockMost,
  button,
  input,
  type Limit,
  letters,
  modal,
  mrkdwn,
  ofBlock,
  ofView,
  onlyIn,
  picture,
  plain,
  section,
  viewMost,
} from './limit.ts';

const ask = (rest: object = {}) => modal([input({ type: 'plain_text_input', ...rest })]);
const confirm = (rest: object = {}) => button({ confirm: { text: plain('Sure?'), ...rest } });

/** Section 3.2 of the facts: buttons, what is typed, and what may stand where. */
export const ELEMENT_LIMITS: readonly Limit[] = [
  blockMost(
    'the text of a button has at most 75 characters',
    75,
    (n) => actions(button({ text: plain(letters(n)) })),
    '/elements/0/text/text',
  ),
  ofBlock('the text of a button is plain', actions(button()), actions(button({ text: mrkdwn('a') })), '/elements/0/text/type'),
  blockMost(
    'the value of a button has at most 2000 characters',
    2000,
    (n) => actions(button({ value: letters(n) })),
    '/elements/0/value',
  ),
  ofBlock('the value of a button is a text', actions(button({ value: '1' })), actions(button({ value: 1 })), '/elements/0/value'),
  blockMost(
    'the url of a button has at most 3000 characters',
    2982,
    (n) => actions(button({ url: `https://a.example/${letters(n)}` })),
    '/elements/0/url',
  ),
  ofBlock(
    'the url of a button is one',
    actions(button({ url: 'https://a.example' })),
    actions(button({ url: 'a.example' })),
    '/elements/0/url',
  ),
  blockMost(
    'the label of a button has at most 75 characters',
    75,
    (n) => actions(button({ accessibility_label: letters(n) })),
    '/elements/0/accessibility_label',
  ),
  ofBlock(
    'a button is primary, danger or neither',
    actions(button({ style: 'danger' })),
    actions(button({ style: 'default' })),
    '/elements/0/style',
  ),
  blockMost(
    'action_id has at most 255 characters',
    255,
    (n) => actions(button({ action_id: letters(n) })),
    '/elements/0/action_id',
  ),

  blockMost(
    'the title of a confirmation has at most 100 characters',
    100,
    (n) => actions(confirm({ title: plain(letters(n)) })),
    '/elements/0/confirm/title/text',
  ),
  blockMost(
    'the text of a confirmation has at most 300 characters',
    300,
    (n) => actions(confirm({ text: plain(letters(n)) })),
    '/elements/0/confirm/text/text',
  ),
  blockMost(
    'the confirm button of a confirmation has at most 30 characters',
    30,
    (n) => actions(confirm({ confirm: plain(letters(n)) })),
    '/elements/0/confirm/confirm/text',
  ),
  blockMost(
    'the deny button of a confirmation has at most 30 characters',
    30,
    (n) => actions(confirm({ deny: plain(letters(n)) })),
    '/elements/0/confirm/deny/text',
  ),

  ofBlock(
    'an image beside a section needs alt_text',
    section('a', { accessory: picture() }),
    section('a', { accessory: { type: 'image', image_url: 'https://a.example/b.png' } }),
    '/accessory',
  ),
  ofBlock(
    'text is typed in inputs only',
    input({ type: 'plain_text_input' }),
    section('a', { accessory: { type: 'plain_text_input' } }),
    '/accessory/type',
  ),
  ofBlock('an unknown element is refused', actions(button()), actions({ type: 'slider' }), '/elements/0/type'),
  ofBlock('unknown keys of an element are refused', actions(button()), actions(button({ color: 'red' })), '/elements/0'),

  viewMost('min_length is at most 3000', 3000, (n) => ask({ min_length: n }), '/blocks/0/element/min_length'),
  viewMost('max_length is at most 3000', 3000, (n) => ask({ max_length: n }), '/blocks/0/element/max_length'),
  ofView(
    'min_length is not above max_length',
    ask({ min_length: 9, max_length: 9 }),
    ask({ min_length: 10, max_length: 9 }),
    '/blocks/0/element/min_length',
  ),
  ofView(
    'a date is one',
    modal([input({ type: 'datepicker', initial_date: '2026-02-28' })]),
    modal([input({ type: 'datepicker', initial_date: '2026-02-30' })]),
    '/blocks/0/element/initial_date',
  ),
  ofView(
    'a time is one',
    modal([input({ type: 'timepicker', initial_time: '23:59' })]),
    modal([input({ type: 'timepicker', initial_time: '24:00' })]),
    '/blocks/0/element/initial_time',
  ),
  ofView(
    'a date with time has 10 digits',
    modal([input({ type: 'datetimepicker', initial_date_time: 1_628_633_820 })]),
    modal([input({ type: 'datetimepicker', initial_date_time: 1_628_633_820_000 })]),
    '/blocks/0/element/initial_date_time',
  ),
  viewMost(
    'a rich text input has at most 100 lines',
    100,
    (n) => modal([input({ type: 'rich_text_input', max_lines: n })]),
    '/blocks/0/element/max_lines',
  ),
  ofView(
    'a number input says whether decimals are allowed',
    modal([input({ type: 'number_input', is_decimal_allowed: false })]),
    modal([input({ type: 'number_input' })]),
    '/blocks/0/element',
  ),
  viewMost(
    'a file input takes at most 10 files',
    10,
    (n) => modal([input({ type: 'file_input', max_files: n })]),
    '/blocks/0/element/max_files',
  ),
  ofView(
    'one element of a view has the focus',
    modal([input({ type: 'plain_text_input', focus_on_load: true }), input({ type: 'plain_text_input' })]),
    modal([input({ type: 'plain_text_input', focus_on_load: true }), input({ type: 'plain_text_input', focus_on_load: true })]),
    '/blocks/1/element/focus_on_load',
  ),

  ...['email_text_input', 'url_text_input', 'file_input'].map((type) =>
    onlyIn(`${type} is for modals`, 'modal', input({ type }), '/element/type'),
  ),
  onlyIn('number_input is for modals', 'modal', input({ type: 'number_input', is_decimal_allowed: true }), '/element/type'),
  onlyIn('rich_text_input is not for messages', 'modal', input({ type: 'rich_text_input' }), '/element/type'),
  onlyIn('datetimepicker is not for the Home tab', 'message', actions({ type: 'datetimepicker' }), '/elements/0/type'),
  onlyIn(
    'workflow_button is for messages',
    'message',
    actions({ type: 'workflow_button', text: plain('Go'), workflow: { trigger: { url: 'https://a.example' } } }),
    '/elements/0/type',
  ),
];
