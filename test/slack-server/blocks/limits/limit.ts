/** One limit of Slack, with an example just inside it and one just outside. */
export interface Limit {
  /** The limit, as the name of its test. */
  readonly name: string;
  /** The blocks of a message, or a whole view. */
  readonly inside: unknown;
  readonly outside: unknown;
  /** Where the first fault of `outside` is. */
  readonly pointer: string;
}

/** Limits of a block alone in a message; pointers start behind '/blocks/0'. */
export function ofBlock(name: string, inside: object, outside: object, pointer: string): Limit {
  return { name, inside: [inside], outside: [outside], pointer: `/blocks/0${pointer}` };
}

/** Limits of several blocks together. */
export function ofMessage(name: string, inside: readonly object[], outside: readonly object[], pointer: string): Limit {
  return { name, inside, outside, pointer };
}

/** Limits of a whole modal or Home tab; pointers start behind '/view'. */
export function ofView(name: string, inside: object, outside: object, pointer: string): Limit {
  return { name, inside, outside, pointer: `/view${pointer}` };
}

/** As `ofBlock`, of what may be there `most` times and not once more. */
export function blockMost(name: string, most: number, make: (count: number) => object, pointer: string): Limit {
  return ofBlock(name, make(most), make(most + 1), pointer);
}

export function messageMost(name: string, most: number, make: (count: number) => readonly object[], pointer: string): Limit {
  return ofMessage(name, make(most), make(most + 1), pointer);
}

export function viewMost(name: string, most: number, make: (count: number) => object, pointer: string): Limit {
  return ofView(name, make(most), make(most + 1), pointer);
}

/** A block for messages, with the Home tab as the place that refuses it; or one for modals, refused in a message. */
export function onlyIn(name: string, surface: 'message' | 'modal', block: object, pointer: string): Limit {
  return surface === 'message'
    ? { name, inside: [block], outside: { type: 'home', blocks: [block] }, pointer: `/view/blocks/0${pointer}` }
    : { name, inside: modal([block]), outside: [block], pointer: `/blocks/0${pointer}` };
}

export const plain = (text: string) => ({ type: 'plain_text', text });
export const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
export const letters = (count: number) => 'x'.repeat(count);
export const times = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, i) => make(i));

export const section = (text: string, rest: object = {}) => ({ type: 'section', text: mrkdwn(text), ...rest });
export const actions = (...elements: readonly object[]) => ({ type: 'actions', elements });
export const context = (...elements: readonly object[]) => ({ type: 'context', elements });
export const button = (rest: object = {}) => ({ type: 'button', text: plain('Run'), ...rest });
export const option = (rest: object = {}) => ({ text: plain('Germany'), value: 'DE', ...rest });
export const picture = (rest: object = {}) => ({
  type: 'image',
  alt_text: 'A chart',
  image_url: 'https://a.example/b.png',
  ...rest,
});
export const input = (element: object, rest: object = {}) => ({ type: 'input', label: plain('Country'), element, ...rest });
export const modal = (blocks: readonly object[], rest: object = {}) => ({
  type: 'modal',
  title: plain('Users'),
  submit: plain('Show'),
  blocks,
  ...rest,
});
