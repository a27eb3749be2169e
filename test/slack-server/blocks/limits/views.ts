import { input, type Limit, letters, modal, ofView, plain, section, times, viewMost } from './limit.ts';

const home = (blocks: readonly object[], rest: object = {}) => ({ type: 'home', blocks, ...rest });

/** 247.4 KB of JSON in 82 blocks, and metadata. */
const heavy = (metadata: number) =>
  modal(
    times(82, (i) => section(letters(2950), { block_id: `b${i}` })),
    { private_metadata: letters(metadata) },
  );

/** Modals and Home tabs. */
export const VIEW_LIMITS: readonly Limit[] = [
  ofView('a view is a modal or a Home tab', home([]), { type: 'workflow_step', blocks: [] }, '/type'),
  viewMost('the title of a modal has at most 24 characters', 24, (n) => modal([], { title: plain(letters(n)) }), '/title/text'),
  viewMost(
    'the submit button of a modal has at most 24 characters',
    24,
    (n) => modal([], { submit: plain(letters(n)) }),
    '/submit/text',
  ),
  viewMost(
    'the close button of a modal has at most 24 characters',
    24,
    (n) => modal([], { close: plain(letters(n)) }),
    '/close/text',
  ),
  ofView('a Home tab has no title', home([]), home([], { title: plain('Herald') }), ''),
  viewMost('a modal has at most 100 blocks', 100, (n) => modal(times(n, () => section('a'))), '/blocks'),
  viewMost('a Home tab has at most 100 blocks', 100, (n) => home(times(n, () => section('a'))), '/blocks'),
  viewMost(
    'private_metadata has at most 3000 characters',
    3000,
    (n) => modal([], { private_metadata: letters(n) }),
    '/private_metadata',
  ),
  viewMost('callback_id has at most 255 characters', 255, (n) => modal([], { callback_id: letters(n) }), '/callback_id'),
  viewMost('external_id has at most 255 characters', 255, (n) => home([], { external_id: letters(n) }), '/external_id'),
  ofView(
    'block_id is unique in a view',
    home([section('a', { block_id: 'a' })]),
    home([section('a', { block_id: 'a' }), section('a', { block_id: 'a' })]),
    '/blocks/1/block_id',
  ),
  ofView(
    'a modal with an input has a submit button',
    modal([input({ type: 'plain_text_input' })]),
    { ...modal([input({ type: 'plain_text_input' })]), submit: undefined },
    '/blocks/0/input',
  ),
  ofView('the JSON of a view has at most 250 KB', heavy(0), heavy(3000), ''),
];
