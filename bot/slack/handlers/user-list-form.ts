import type { ViewOutput } from '@slack/bolt';
import { refusedMessage } from '../blocks/refused.ts';
import { loadingModal, parseUserListForm, sentModal, userListModal } from '../blocks/user-list-modal.ts';
import type { Desk } from '../desk.ts';
import { requestFromHome } from '../replies.ts';
import type { Asker, Request } from '../request.ts';
import { answerTo } from './question.ts';

/** Opens the form for a filtered list of users: at once, because the trigger lives three seconds, and filled in afterwards. */
export async function openUserListForm(desk: Desk, { asker, place, reply }: Request, triggerId: string): Promise<void> {
  if (!(await desk.gatekeeper.wouldAdmit('list', asker, place))) {
    await desk.gatekeeper.admit('list', asker, place, desk.profile.name, { form: 'modal' });
    return reply.whisper(refusedMessage({ ability: 'list', reason: 'not named', profile: desk.profile }));
  }
  const view = await desk.slack.openModal(triggerId, loadingModal(desk.profile));
  const masked = await desk.gatekeeper.masked(asker, place);
  const values = await desk.facts.values(await desk.facts.current());
  await desk.slack.updateModal(view, userListModal({ profile: desk.profile, values, masked }));
}

/** What a submitted form means: an answer for the modal at once, and the list to be sent, if it is sound. */
export function submitUserList(desk: Desk, asker: Asker, { state }: ViewOutput) {
  const parsed = parseUserListForm(state, desk.profile);
  if (!parsed.ok) return { response: { response_action: 'errors' as const, errors: parsed.errors } };
  const request = requestFromHome(desk.slack, asker);
  const work = () => answerTo(desk, request, `a list of ${desk.profile.entity.many}, by the form`, parsed.query);
  return {
    response: { response_action: 'update' as const, view: sentModal(desk.profile) },
    list: { reply: request.reply, work },
  };
}
