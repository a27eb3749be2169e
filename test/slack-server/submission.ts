import { elementsIn } from './blocks-walk.ts';
import type { Context } from './context.ts';
import { Exchange, type Scene } from './exchange.ts';
import { entered, type Input, isEmpty, type Values } from './form.ts';
import { type Fields, fieldsOf, listOf, textOf } from './json.ts';
import type { Attempt } from './parcel.ts';
import { submissionPayload } from './payloads.ts';
import type { View } from './views.ts';
import type { VisibleView } from './visible.ts';
import { ApiError } from './web-api/call.ts';
import type { User } from './workspace.ts';

/** What became of a modal: `trouble` is Slack's own message that the app did not respond well. */
export type ResponseAction = 'close' | 'errors' | 'update' | 'push' | 'clear' | 'trouble';

/** A submitted modal. */
export class Submission extends Exchange {
  responseAction: ResponseAction = 'trouble';
  /** By block, where the bot refused what was entered. */
  errors: Readonly<Record<string, string>> = {};
}

/** Fills in the modal on top, sends it, and does with it what the bot answers. */
export async function submitModal(
  context: Context,
  user: User,
  { id }: VisibleView,
  input: Readonly<Record<string, Input>>,
  scene: Scene,
): Promise<Submission> {
  const open = context.views.top(user.id);
  if (open === undefined || open.id !== id) throw new Error(`${user.name} has another modal open, or none`);
  open.values = filledIn(open, input);
  const delivery = context.sender.send({ kind: 'interactive', body: submissionPayload(context, user, open) });
  const submission = new Submission(context, scene, [delivery]);
  conclude(context, submission, open, await delivery.first);
  return submission;
}

/**
 * What a view holds after a person has filled it in.
 *
 * @param input by block id, action id or label
 * @throws {Error} for a field that is not there, and for a required one left empty
 */
function filledIn(view: View, input: Readonly<Record<string, Input>>): Values {
  const blocks = listOf(view.content.blocks);
  const values: Record<string, Record<string, Fields>> = structuredClone(view.values) as Record<string, Record<string, Fields>>;
  const fields = elementsIn(blocks).filter(({ block }) => block.type === 'input' || textOf(block.block_id) in values);
  for (const [name, value] of Object.entries(input)) {
    const field = fields.find(({ block, element }) =>
      [block.block_id, element.action_id, fieldsOf(block.label).text].includes(name),
    );
    if (field === undefined)
      throw new Error(`there is no field '${name}' in the modal; there are ${fields.map(nameOf).join(', ')}`);
    const blockId = textOf(field.block.block_id);
    values[blockId] = { ...values[blockId], [textOf(field.element.action_id)]: entered(field.element, value) };
  }
  for (const field of fields) {
    const { block, element } = field;
    const isRequired = block.type === 'input' && block.optional !== true;
    if (isRequired && isEmpty(values[textOf(block.block_id)]?.[textOf(element.action_id)])) {
      throw new Error(`Slack does not submit the modal while '${nameOf(field)}' is empty`);
    }
  }
  return values;
}

/** Does with the modal what the bot answered. */
function conclude(context: Context, submission: Submission, view: View, { status, payload }: Attempt): void {
  if (status !== 200) return;
  const answer = fieldsOf(payload);
  try {
    submission.responseAction = act(context, view, answer);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    submission.responseAction = 'trouble';
  }
  submission.errors = submission.responseAction === 'errors' ? view.errors : {};
}

function act(context: Context, view: View, answer: Fields): ResponseAction {
  const { views, guard } = context;
  const content = fieldsOf(answer.view);
  switch (answer.response_action) {
    case undefined:
      views.pop(view.user);
      return 'close';
    case 'clear':
      views.clear(view.user);
      return 'clear';
    case 'errors': {
      const errors = fieldsOf(answer.errors);
      const known = listOf(view.content.blocks).map((block) => block.block_id);
      if (Object.keys(errors).length === 0 || Object.keys(errors).some((id) => !known.includes(id))) {
        guard.remember('ack', answer, 'errors must name blocks of the modal');
        return 'trouble';
      }
      views.setErrors(view, errors as Readonly<Record<string, string>>);
      return 'errors';
    }
    case 'update':
      guard.view('ack', content);
      views.update(view, content, undefined);
      return 'update';
    case 'push':
      guard.view('ack', content);
      views.push(view.user, content);
      return 'push';
    default:
      guard.remember('ack', answer, `unknown response_action ${String(answer.response_action)}`);
      return 'trouble';
  }
}

function nameOf({ block }: { readonly block: Fields }): string {
  return textOf(fieldsOf(block.label).text) || textOf(block.block_id);
}
