import { elementsIn } from './blocks-walk.ts';
import { entered, type Input, optionsOf } from './form.ts';
import { type Fields, fieldsOf, textOf } from './json.ts';

/** Something a person can act on, and what acting on it says. */
export interface Target {
  readonly block: Fields;
  readonly element: Fields;
  /** Goes into the action. */
  readonly done: Fields;
  /** Goes into the state, for elements that keep what was entered; null for buttons. */
  readonly state: Fields | null;
}

/**
 * Finds what a person means by its words, or a test by its action id.
 *
 * @param what text of a button or option, placeholder, or action id; the exact text goes before a part of it
 * @param input what to enter or choose, where the element takes something
 * @throws {Error} that lists what there is
 */
export function targetIn(blocks: readonly Fields[], what: string, input: Input | undefined): Target {
  const candidates = elementsIn(blocks).flatMap(({ block, element }) =>
    facesOf(element).map((face) => ({ block, element, ...face })),
  );
  const named = candidates.find(({ element }) => element.action_id === what);
  const exact = candidates.find(({ words }) => words.toLowerCase() === what.toLowerCase());
  const partial = candidates.find(({ words }) => words.toLowerCase().includes(what.toLowerCase()));
  const found = exact ?? named ?? partial;
  if (found === undefined) {
    const known = candidates.map(({ words, element }) => `${words || '(no words)'} [${textOf(element.action_id)}]`).join(', ');
    throw new Error(`there is nothing called '${what}' to click; there is ${known || 'nothing'}`);
  }
  const { block, element, done } = found;
  if (input !== undefined) {
    const state = entered(element, input);
    const { type: _, ...chosen } = state;
    return { block, element, done: chosen, state };
  }
  if (done === null) throw new Error(`say what to choose in '${what}'`);
  const keepsState = element.type !== 'overflow' && ('selected_option' in done || 'selected_options' in done);
  return { block, element, done, state: keepsState ? { type: element.type, ...done } : null };
}

interface Face {
  readonly words: string;
  /** What one click on it says; null where a click is not enough. */
  readonly done: Fields | null;
}

function facesOf(element: Fields): readonly Face[] {
  switch (element.type) {
    case 'button':
      return [{ words: wordsOf(element.text), done: withValue(element, { text: element.text }) }];
    case 'icon_button':
      return [{ words: wordsOf(element.text), done: withValue(element, { icon: element.icon, text: element.text }) }];
    case 'feedback_buttons':
      return [element.positive_button, element.negative_button].map((button) => {
        const { text, value } = fieldsOf(button);
        return { words: wordsOf(text), done: { text, value } };
      });
    default: {
      const options = optionsOf(element).map((option) => ({ words: wordsOf(option.text), done: chosen(element, option) }));
      return [{ words: wordsOf(element.placeholder), done: null }, ...options];
    }
  }
}

function chosen(element: Fields, option: Fields): Fields {
  const isMany = element.type === 'checkboxes' || textOf(element.type).startsWith('multi_');
  return isMany ? { selected_options: [option] } : { selected_option: option };
}

function withValue(element: Fields, done: Fields): Fields {
  return element.value === undefined ? done : { ...done, value: element.value };
}

function wordsOf(text: unknown): string {
  return textOf(fieldsOf(text).text);
}
