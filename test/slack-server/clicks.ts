import type { Context } from './context.ts';
import { type Input, initialValues, type Values } from './form.ts';
import { listOf, textOf } from './json.ts';
import { actionOf, messageActionPayload, viewActionPayload } from './payloads.ts';
import type { Delivery } from './sender.ts';
import { type Target, targetIn } from './targets.ts';
import { isVisibleTo, type VisibleMessage, type VisibleView } from './visible.ts';
import type { Message, User } from './workspace.ts';

/** What was entered into messages, which keep it only on the screen. */
const entered = new WeakMap<Message, Values>();

/** Acts on something in a message as it is now, and sends the bot its `block_actions`. */
export function actOnMessage(
  context: Context,
  user: User,
  { channel, ts }: VisibleMessage,
  what: string,
  input: Input | undefined,
): { readonly delivery: Delivery; readonly origin: string } {
  const message = context.workspace.find(channel, ts);
  if (message === undefined || !isVisibleTo(context, message, user.id))
    throw new Error(`${user.name} does not see the message any more`);
  const target = targetIn(message.blocks, what, input);
  const values = withState(entered.get(message) ?? initialValues(message.blocks), target);
  entered.set(message, values);
  const url = context.responseUrls.issue({ user: user.id, channel, source: { ts } });
  const action = actionOf(context, target.block, target.element, target.done);
  const body = messageActionPayload(context, user, message, action, values, url);
  return { delivery: context.sender.send({ kind: 'interactive', body }), origin: url.id };
}

/** The same in a modal or on Home. Elements inside `input` blocks tell the bot only when they ask to. */
export function actOnView(context: Context, user: User, { id }: VisibleView, what: string, input: Input | undefined): Delivery {
  const view = context.views.find(id);
  if (view === undefined || view.user !== user.id) throw new Error(`${user.name} does not see the view any more`);
  const target = targetIn(listOf(view.content.blocks), what, input);
  if (target.block.type === 'input' && target.block.dispatch_action !== true)
    throw new Error(`'${what}' only goes along when the modal is submitted`);
  view.values = withState(view.values, target);
  const action = actionOf(context, target.block, target.element, target.done);
  return context.sender.send({ kind: 'interactive', body: viewActionPayload(context, user, view, action) });
}

function withState(values: Values, { block, element, state }: Target): Values {
  if (state === null) return values;
  const blockId = textOf(block.block_id);
  return { ...values, [blockId]: { ...values[blockId], [textOf(element.action_id)]: state } };
}
