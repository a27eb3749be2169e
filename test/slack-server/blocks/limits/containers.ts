import { blockMost, button, type Limit, letters, mrkdwn, ofBlock, onlyIn, plain, section, times } from './limit.ts';

const thumb = (rest: object = {}) => ({ text: plain('Good'), value: 'good', ...rest });
const feedback = (positive: object = thumb()) => ({
  type: 'context_actions',
  elements: [{ type: 'feedback_buttons', positive_button: positive, negative_button: thumb() }],
});
const trash = { type: 'icon_button', icon: 'trash', text: plain('Delete') };
const container = (rest: object = {}) => ({
  type: 'container',
  title: plain('More'),
  child_blocks: [{ type: 'divider' }],
  ...rest,
});
const card = (rest: object = {}) => ({ type: 'card', title: mrkdwn('Power Users'), ...rest });
const task = { type: 'task_card', task_id: 't1', title: 'Read', status: 'complete' };
const video = (rest: object = {}) => ({
  type: 'video',
  video_url: 'https://a.example/v',
  thumbnail_url: 'https://a.example/t',
  alt_text: 'A talk',
  title: plain('Talk'),
  ...rest,
});

/** Section 3 of the facts: what stands below an answer, and blocks that hold others. */
export const CONTAINER_LIMITS: readonly Limit[] = [
  blockMost(
    'context_actions have at most 5 elements',
    5,
    (n) => ({ type: 'context_actions', elements: times(n, () => trash) }),
    '/elements',
  ),
  ofBlock(
    'context_actions hold feedback and icon buttons',
    feedback(),
    { type: 'context_actions', elements: [button()] },
    '/elements/0/type',
  ),
  ofBlock(
    'an icon button shows the trash icon',
    { type: 'context_actions', elements: [trash] },
    { type: 'context_actions', elements: [{ ...trash, icon: 'pencil' }] },
    '/elements/0/icon',
  ),
  blockMost(
    'the text of a feedback button has at most 75 characters',
    75,
    (n) => feedback(thumb({ text: plain(letters(n)) })),
    '/elements/0/positive_button/text/text',
  ),
  blockMost(
    'the value of a feedback button has at most 2000 characters',
    2000,
    (n) => feedback(thumb({ value: letters(n) })),
    '/elements/0/positive_button/value',
  ),
  onlyIn('context_actions are for messages', 'message', feedback(), '/type'),

  blockMost(
    'a container has at most 10 blocks',
    10,
    (n) => container({ child_blocks: times(n, () => section('a')) }),
    '/child_blocks',
  ),
  ofBlock('a container has a title', container(), { type: 'container', child_blocks: [{ type: 'divider' }] }, ''),
  blockMost(
    'the title of a container has at most 150 characters',
    150,
    (n) => container({ title: plain(letters(n)) }),
    '/title/text',
  ),
  ofBlock('a container holds no container', container(), container({ child_blocks: [container()] }), '/child_blocks/0/type'),
  ofBlock(
    'only a collapsible container starts collapsed',
    container({ is_collapsible: true, default_collapsed: true }),
    container({ default_collapsed: true }),
    '/default_collapsed',
  ),
  ofBlock('a card has a title, picture, body or actions', card(), { type: 'card', subtitle: mrkdwn('a') }, ''),
  blockMost('the title of a card has at most 150 characters', 150, (n) => card({ title: mrkdwn(letters(n)) }), '/title/text'),
  blockMost('the body of a card has at most 200 characters', 200, (n) => card({ body: mrkdwn(letters(n)) }), '/body/text'),
  blockMost('a card has at most 2 actions', 2, (n) => card({ actions: times(n, () => button()) }), '/actions'),
  blockMost('a carousel has at most 10 cards', 10, (n) => ({ type: 'carousel', elements: times(n, () => card()) }), '/elements'),
  ofBlock(
    'a task has one of four states',
    { type: 'plan', title: 'Work', tasks: [task] },
    { type: 'plan', title: 'Work', tasks: [{ ...task, status: 'done' }] },
    '/tasks/0/status',
  ),
  blockMost('the title of a video has less than 200 characters', 199, (n) => video({ title: plain(letters(n)) }), '/title/text'),
  blockMost('the author of a video has less than 50 characters', 49, (n) => video({ author_name: letters(n) }), '/author_name'),
];
