import type { types } from '@slack/bolt';
import { type Profile, SEGMENT } from '#pipeline';
import { DEFAULT_LISTED, MAX_LISTED } from '../../question/query.ts';
import { notes, plain } from './elements.ts';
import { formModal, INPUT, isOption, LONGEST_OPTION, leftOutHint, MOST_OPTIONS, noticeModal, optionOf } from './modal.ts';
import { shown } from './text.ts';
import { boundedColumns, FIELD, orderColumns, orderValue } from './user-list-fields.ts';

export { parseUserListForm } from './user-list-form.ts';

/** `callback_id` of the form. */
export const USER_LIST_FORM = 'user-list';

export interface UserListModalParts {
  readonly profile: Profile;
  /** The values of each dimension, and of `SEGMENT`. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  /** Columns that are hidden from the person, and so cannot be chosen by. */
  readonly masked: ReadonlySet<string>;
}

/** A form for a list of users by segment, dimensions and key figures. */
export function userListModal({ profile, values, masked }: UserListModalParts): types.ModalView {
  const { dimensions, entity } = profile;
  const open = dimensions.filter(({ column }) => !masked.has(column));
  const columns = (names: readonly string[]) => names.filter((name) => !masked.has(name));
  return formModal({
    id: USER_LIST_FORM,
    metadata: profile.name,
    title: `List ${entity.many}`,
    submit: 'Show list',
    blocks: [
      ...(masked.has(SEGMENT) ? [] : choice(FIELD.segment, 'Segment', values[SEGMENT] ?? [])),
      ...open.flatMap(({ name, label }) => choice(FIELD.dimension(name), label, values[name] ?? [])),
      ...columns(boundedColumns(profile)).flatMap((column) => bounds(column, profile)),
      ...order(columns(orderColumns(profile)), profile),
      {
        type: 'input',
        block_id: FIELD.limit,
        label: plain(`How many ${entity.many}`, 2000),
        element: {
          type: 'number_input',
          action_id: INPUT,
          is_decimal_allowed: false,
          initial_value: String(DEFAULT_LISTED),
          min_value: '1',
          max_value: String(MAX_LISTED),
        },
      },
      ...notes(['The list comes in a direct message, and the audit log records it.']),
    ],
  });
}

/** Shown at once while the values are looked up. */
export function loadingModal({ entity }: Profile): types.ModalView {
  return noticeModal(`List ${entity.many}`, '⏳ Looking up what can be chosen…');
}

/** Shown once the form was sent. */
export function sentModal({ entity }: Profile): types.ModalView {
  return noticeModal(`List ${entity.many}`, 'The list is on its way to your direct messages with me.');
}

/** Any of the values; nothing where there are none. Values too long for an option are left out, and it says so. */
function choice(id: string, label: string, values: readonly string[]): readonly types.InputBlock[] {
  const fitting = values.filter((value) => isOption(value)).slice(0, MOST_OPTIONS);
  if (fitting.length === 0) return [];
  return [
    {
      type: 'input',
      block_id: id,
      optional: true,
      label: plain(label, 2000),
      ...leftOutHint(values.length - fitting.length),
      element: {
        type: 'multi_static_select',
        action_id: INPUT,
        placeholder: plain('Any', 150),
        options: fitting.map((value) => optionOf(value)),
      },
    },
  ];
}

function bounds(name: string, { columns }: Profile): readonly types.InputBlock[] {
  const column = columns.find((candidate) => candidate.name === name);
  if (column?.kind !== 'number') return [];
  const { minimum, maximum, label } = column;
  const limits = {
    ...(minimum !== undefined && { min_value: String(minimum) }),
    ...(maximum !== undefined && { max_value: String(maximum) }),
    ...(minimum !== undefined && maximum !== undefined && { placeholder: plain(`${minimum} to ${maximum}`, 150) }),
  };
  return (['atLeast', 'atMost'] as const).map((end) => ({
    type: 'input',
    block_id: FIELD[end](name),
    optional: true,
    label: plain(`${shown(label, 200)}, ${end === 'atLeast' ? 'at least' : 'at most'}`, 2000),
    element: { type: 'number_input', action_id: INPUT, is_decimal_allowed: true, ...limits },
  }));
}

function order(names: readonly string[], profile: Profile): readonly types.InputBlock[] {
  const options = names.flatMap((name) =>
    (['highest', 'lowest'] as const).map((end) => {
      const label = profile.columns.find((column) => column.name === name)?.label ?? name;
      return optionOf(orderValue(name, end), `${label}, ${end} first`);
    }),
  );
  const fitting = options.filter(({ value }) => value.length <= LONGEST_OPTION).slice(0, MOST_OPTIONS);
  if (fitting.length === 0) return [];
  const element = { type: 'static_select', action_id: INPUT, placeholder: plain('By id', 150), options: fitting } as const;
  return [{ type: 'input', block_id: FIELD.order, optional: true, label: plain('Order', 2000), element }];
}
