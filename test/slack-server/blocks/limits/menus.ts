import { actions, blockMost, type Limit, letters, mrkdwn, ofBlock, option, plain, section, times } from './limit.ts';

const menu = (rest: object = {}) => ({ type: 'static_select', options: [option()], ...rest });
const groups = (count: number, of = 1) =>
  times(count, (i) => ({ label: plain(`Group ${i}`), options: times(of, () => option()) }));
const overflow = (...options: readonly object[]) => ({ type: 'overflow', options });

/** Section 3.2 of the facts: options and what offers them. */
export const MENU_LIMITS: readonly Limit[] = [
  blockMost(
    'the text of an option has at most 75 characters',
    75,
    (n) => actions(menu({ options: [option({ text: plain(letters(n)) })] })),
    '/elements/0/options/0/text/text',
  ),
  blockMost(
    'the value of an option has at most 75 characters',
    75,
    (n) => actions(menu({ options: [option({ value: letters(n) })] })),
    '/elements/0/options/0/value',
  ),
  blockMost(
    'the description of an option has at most 75 characters',
    75,
    (n) => actions(menu({ options: [option({ description: plain(letters(n)) })] })),
    '/elements/0/options/0/description/text',
  ),
  ofBlock(
    'the text of a menu option is plain',
    actions(menu()),
    actions(menu({ options: [option({ text: mrkdwn('a') })] })),
    '/elements/0/options/0/text/type',
  ),
  ofBlock(
    'the text of a checkbox may be mrkdwn',
    actions({ type: 'checkboxes', options: [option({ text: mrkdwn('*a*') })] }),
    actions({ type: 'checkboxes', options: [option({ text: 'a' })] }),
    '/elements/0/options/0/text',
  ),
  ofBlock(
    'only options of an overflow menu have a url',
    actions(overflow(option({ url: 'https://a.example' }))),
    actions(menu({ options: [option({ url: 'https://a.example' })] })),
    '/elements/0/options/0',
  ),
  blockMost(
    'a select has at most 100 options',
    100,
    (n) => actions(menu({ options: times(n, () => option()) })),
    '/elements/0/options',
  ),
  ofBlock('a select has at least one option', actions(menu()), actions(menu({ options: [] })), '/elements/0/options'),
  blockMost(
    'a select has at most 100 groups',
    100,
    (n) => actions({ type: 'static_select', option_groups: groups(n) }),
    '/elements/0/option_groups',
  ),
  blockMost(
    'a group has at most 100 options',
    100,
    (n) => actions({ type: 'static_select', option_groups: groups(1, n) }),
    '/elements/0/option_groups/0/options',
  ),
  blockMost(
    'the label of a group has at most 75 characters',
    75,
    (n) => actions({ type: 'static_select', option_groups: [{ label: plain(letters(n)), options: [option()] }] }),
    '/elements/0/option_groups/0/label/text',
  ),
  ofBlock(
    'a select has options or groups, not both',
    actions({ type: 'multi_static_select', option_groups: groups(1) }),
    actions({ type: 'multi_static_select', options: [option()], option_groups: groups(1) }),
    '/elements/0',
  ),
  ofBlock(
    'what a select starts with is among its options',
    actions(menu({ initial_option: option() })),
    actions(menu({ initial_option: option({ value: 'FR' }) })),
    '/elements/0/initial_option',
  ),
  ofBlock(
    'what a multi-select starts with is among its options',
    actions(menu({ type: 'multi_static_select', initial_options: [option()] })),
    actions(menu({ type: 'multi_static_select', initial_options: [option(), option({ value: 'FR' })] })),
    '/elements/0/initial_options',
  ),
  blockMost(
    'a placeholder has at most 150 characters',
    150,
    (n) => actions(menu({ placeholder: plain(letters(n)) })),
    '/elements/0/placeholder/text',
  ),
  blockMost(
    'an overflow menu has at most 5 options',
    5,
    (n) => section('a', { accessory: overflow(...times(n, () => option())) }),
    '/accessory/options',
  ),
  blockMost(
    'there are at most 10 checkboxes',
    10,
    (n) => actions({ type: 'checkboxes', options: times(n, () => option()) }),
    '/elements/0/options',
  ),
  blockMost(
    'there are at most 10 radio buttons',
    10,
    (n) => actions({ type: 'radio_buttons', options: times(n, () => option()) }),
    '/elements/0/options',
  ),
];
