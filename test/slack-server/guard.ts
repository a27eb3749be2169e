import { type BlockFault, validateMessageBlocks, validateView } from './blocks/validate.ts';
import { objectsIn } from './blocks-walk.ts';
import type { Faults } from './faults.ts';
import type { Files } from './files.ts';
import { type Fields, fieldsOf, listOf, textOf } from './json.ts';
import { ApiError } from './web-api/call.ts';

/** A message or view that Slack would have refused, and that was refused here. */
export interface InvalidPost {
  /** Method, `response_url` or `ack`. */
  readonly from: string;
  readonly content: Fields;
  readonly faults: readonly Pick<BlockFault, 'pointer' | 'message'>[];
}

/** `strict`: what breaks a limit is refused and remembered. `off`: nothing is looked at. */
export type Validation = 'strict' | 'off';

/** Looks at messages and views before they are shown. */
export class Guard {
  validation: Validation;
  readonly invalid: InvalidPost[] = [];
  /** Accepted, but not what a considerate app sends. */
  readonly warnings: string[] = [];
  readonly #faults: Faults;
  readonly #files: Files;

  constructor(validation: Validation, faults: Faults, files: Files) {
    this.validation = validation;
    this.#faults = faults;
    this.#files = files;
  }

  /** @throws {ApiError} `invalid_blocks` and its kin, with Slack's explanations */
  message(from: string, content: Fields): void {
    if (this.validation === 'off') return;
    const { blocks, text, parse, link_names } = content;
    if (listOf(blocks).length > 0 && textOf(text) === '') this.warnings.push(`${from}: blocks without text for notifications`);
    if (parse === 'full' || link_names === true) this.warnings.push(`${from}: mentions are made of plain names`);
    const faults = blocks === undefined ? [] : validateMessageBlocks(blocks);
    if (faults.length > 0) this.#refuse(from, content, 'invalid_blocks', faults);
    this.#refuseUnknown(blocks);
  }

  /** @throws {ApiError} `invalid_arguments` or `view_too_large` */
  view(from: string, view: Fields): void {
    if (this.validation === 'off') return;
    const faults = validateView(view);
    if (faults.length > 0) this.#refuse(from, view, 'invalid_arguments', faults);
    this.#refuseUnknown(view.blocks);
  }

  /** Keeps something invalid that came where Slack cannot refuse. */
  remember(from: string, content: Fields, message: string): void {
    this.invalid.push({ from, content, faults: [{ pointer: '', message }] });
  }

  /** What the bot could not know before: blocks this Slack does not take, files that are not ready. */
  #refuseUnknown(blocks: unknown): void {
    const faults: InvalidPost['faults'][number][] = [];
    for (const object of objectsIn(blocks)) {
      const type = textOf(object.type);
      const file = textOf(fieldsOf(object.slack_file).id);
      if (this.#faults.refusedBlocks.has(type)) faults.push({ pointer: '/blocks', message: `unsupported type: ${type}` });
      if (file !== '' && this.#files.find(file)?.isReady !== true) {
        faults.push({ pointer: '/blocks', message: 'invalid slack file' });
      }
    }
    if (faults.length > 0) throw new ApiError('invalid_blocks', explained(faults));
  }

  #refuse(from: string, content: Fields, error: string, faults: readonly BlockFault[]): never {
    this.invalid.push({ from, content, faults });
    const own = faults.map(({ code }) => OWN_ERRORS[code]).find((named) => named !== undefined);
    throw new ApiError(own ?? error, explained(faults));
  }
}

/** Faults that fail the call under a name of their own. */
const OWN_ERRORS: Readonly<Partial<Record<BlockFault['code'], string>>> = {
  msg_blocks_too_long: 'msg_blocks_too_long',
  only_one_table_allowed: 'invalid_attachments',
  view_too_large: 'view_too_large',
};

function explained(faults: InvalidPost['faults']): Fields {
  const messages = faults.map(({ pointer, message }) => `${message} [json-pointer:${pointer}]`);
  return { errors: messages, response_metadata: { messages: messages.map((message) => `[ERROR] ${message}`) } };
}
