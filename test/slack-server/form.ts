import { elementsIn } from './blocks-walk.ts';
import { type Fields, fieldsOf, listOf, textOf } from './json.ts';

/** `state.values`: by block id, then by action id, what an element holds. */
export type Values = Readonly<Record<string, Readonly<Record<string, Fields>>>>;

export type Input = string | number | readonly string[];

/** Which field of the state holds what was entered, by type of element. */
const HOLDERS: Readonly<Record<string, string>> = {
  channels_select: 'selected_channel',
  checkboxes: 'selected_options',
  conversations_select: 'selected_conversation',
  datepicker: 'selected_date',
  datetimepicker: 'selected_date_time',
  email_text_input: 'value',
  external_select: 'selected_option',
  multi_channels_select: 'selected_channels',
  multi_conversations_select: 'selected_conversations',
  multi_external_select: 'selected_options',
  multi_static_select: 'selected_options',
  multi_users_select: 'selected_users',
  number_input: 'value',
  overflow: 'selected_option',
  plain_text_input: 'value',
  radio_buttons: 'selected_option',
  static_select: 'selected_option',
  timepicker: 'selected_time',
  url_text_input: 'value',
  users_select: 'selected_user',
};

/** What the fields of a view hold before anybody touches them. */
export function initialValues(blocks: readonly Fields[]): Values {
  const values: Record<string, Record<string, Fields>> = {};
  for (const { block, element } of elementsIn(blocks)) {
    const holder = HOLDERS[textOf(element.type)];
    if (holder === undefined || element.type === 'overflow') continue;
    const state = { type: element.type, [holder]: initialOf(element, holder) };
    const blockId = textOf(block.block_id);
    values[blockId] = { ...values[blockId], [textOf(element.action_id)]: state };
  }
  return values;
}

function initialOf(element: Fields, holder: string): unknown {
  const initial = element[holder === 'value' ? 'initial_value' : holder.replace('selected_', 'initial_')];
  return initial ?? (holder.endsWith('s') ? [] : null);
}

/**
 * The state of an element after somebody entered something.
 *
 * @param input options by their text or value, people and channels by id, the rest as typed
 * @throws {Error} when there is no such option
 */
export function entered(element: Fields, input: Input): Fields {
  const holder = HOLDERS[textOf(element.type)];
  if (holder === undefined) throw new Error(`nothing can be entered into a ${textOf(element.type)}`);
  const list = Array.isArray(input) ? input : [String(input)];
  if (holder === 'selected_options') return { type: element.type, [holder]: list.map((item) => optionOf(element, item)) };
  if (holder === 'selected_option') return { type: element.type, [holder]: optionOf(element, list[0]!) };
  if (holder === 'selected_date_time') return { type: element.type, [holder]: Number(input) };
  return { type: element.type, [holder]: holder.endsWith('s') ? list : String(input) };
}

/** Options of an element, those in groups too. */
export function optionsOf(element: Fields): readonly Fields[] {
  return [...listOf(element.options), ...listOf(element.option_groups).flatMap((group) => listOf(group.options))];
}

function optionOf(element: Fields, wanted: string): Fields {
  const options = optionsOf(element);
  const isWanted = (option: Fields) => textOf(option.value) === wanted || textOf(fieldsOf(option.text).text) === wanted;
  const found = options.find(isWanted);
  if (found !== undefined) return found;
  if (textOf(element.type).includes('external')) return { text: { type: 'plain_text', text: wanted }, value: wanted };
  const known = options.map((option) => textOf(fieldsOf(option.text).text)).join(', ');
  throw new Error(`there is no option '${wanted}' in ${textOf(element.action_id)}; there are ${known}`);
}

/** Whether a required field was left empty. */
export function isEmpty(state: Fields | undefined): boolean {
  if (state === undefined) return true;
  const { type: _, ...held } = state;
  return Object.values(held).every((value) => value === null || value === '' || (Array.isArray(value) && value.length === 0));
}
