import type { types } from '@slack/bolt';
import { each, html } from './html.ts';
import { icon } from './icons.ts';
import { mrkdwn, plainText } from './mrkdwn.ts';

export type DrawnElement =
  | types.ActionsBlockElement
  | types.SectionBlockAccessory
  | types.InputBlockElement
  | types.ContextActionsBlockElement;

/** A text object of either kind. */
export function drawText(text: types.TextObject): string {
  return text.type === 'mrkdwn' ? mrkdwn(text.text) : plainText(text.text);
}

/** Anything a person can click, choose from or type into, as it looks before anybody has. */
export function drawElement(element: DrawnElement): string {
  switch (element.type) {
    case 'button':
    case 'workflow_button':
      return `<span class="button ${element.style ?? ''}"><span>${plainText(element.text.text)}</span></span>`;
    case 'overflow':
      return `<span class="button square">${icon('more')}</span>`;
    case 'feedback_buttons':
      return `<span class="ghost">${icon('up')}</span><span class="ghost">${icon('down')}</span>`;
    case 'icon_button':
      return `<span class="ghost">${icon('trash')}</span>`;
    case 'static_select':
    case 'external_select':
      return drawSelect(element, element.initial_option === undefined ? undefined : plainText(element.initial_option.text.text));
    case 'multi_static_select':
    case 'multi_external_select':
      return drawSelect(element, tokens(element.initial_options?.map(({ text }) => text.text)));
    case 'users_select':
      return drawSelect(element, element.initial_user && html(`@${element.initial_user}`));
    case 'multi_users_select':
      return drawSelect(element, tokens(element.initial_users));
    case 'channels_select':
      return drawSelect(element, element.initial_channel && html(`#${element.initial_channel}`));
    case 'multi_channels_select':
      return drawSelect(element, tokens(element.initial_channels));
    case 'conversations_select':
      return drawSelect(element, element.initial_conversation && html(element.initial_conversation));
    case 'multi_conversations_select':
      return drawSelect(element, tokens(element.initial_conversations));
    case 'datepicker':
      return drawSelect(element, element.initial_date && html(element.initial_date), 'Select a date');
    case 'timepicker':
      return drawSelect(element, element.initial_time && html(element.initial_time), 'Select a time');
    case 'datetimepicker':
      return drawSelect({}, undefined, 'Select a date and time');
    case 'radio_buttons':
      return ticks(element.options, 'radio', [element.initial_option]);
    case 'checkboxes':
      return ticks(element.options, 'check', element.initial_options ?? []);
    case 'plain_text_input':
      return drawInput(element, element.multiline === true ? 'tall' : '');
    case 'number_input':
    case 'email_text_input':
    case 'url_text_input':
      return drawInput(element, '');
    case 'rich_text_input':
      return drawInput({ ...(element.placeholder && { placeholder: element.placeholder }) }, 'tall');
    case 'file_input':
      return '<span class="button">Upload a file</span>';
    case 'image':
      return '';
  }
}

interface Field {
  readonly placeholder?: types.PlainTextElement;
  readonly initial_value?: string;
}

function drawSelect({ placeholder }: Field, chosen: string | undefined, byDefault = 'Select an item'): string {
  const shown = chosen || `<span class="placeholder">${plainText(placeholder?.text ?? byDefault)}</span>`;
  return `<span class="select"><span>${shown}</span>${icon('chevron')}</span>`;
}

function tokens(names: readonly string[] | undefined): string | undefined {
  return names && each(names, (name) => `<span class="token">${plainText(name)} ✕</span>`);
}

function drawInput({ placeholder, initial_value: value }: Field, size: string): string {
  const shown = value === undefined ? `<span class="placeholder">${plainText(placeholder?.text ?? '')}</span>` : plainText(value);
  return `<div class="field ${size}">${shown}</div>`;
}

function ticks(options: readonly types.Option[], kind: string, chosen: readonly (types.Option | undefined)[]): string {
  const values = new Set(chosen.map((option) => option?.value));
  const rows = each(options, (option) => {
    const note = option.description === undefined ? '' : `<div class="hint">${plainText(option.description.text)}</div>`;
    const mark = `<span class="tick ${kind} ${values.has(option.value) ? 'on' : ''}"></span>`;
    return `<div class="option">${mark}<div>${drawText(option.text)}${note}</div></div>`;
  });
  return `<div class="options">${rows}</div>`;
}
