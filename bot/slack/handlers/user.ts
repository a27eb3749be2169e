import { type UserCard, userCard } from '#reports';
import { notFoundMessage } from '../blocks/not-found.ts';
import { refusedMessage } from '../blocks/refused.ts';
import { userCardMessage } from '../blocks/user-card.ts';
import type { Desk } from '../desk.ts';
import type { Request } from '../request.ts';
import { cardWithoutMasked } from './user-data.ts';

/** Shows the profile card of a user to the asker alone, if they may see it. */
export async function lookUpUser(desk: Desk, request: Request, userId: string): Promise<void> {
  const card = await admittedCard(desk, request, userId, 'card');
  if (card !== undefined) await request.reply.whisper(userCardMessage(card, desk.profile));
}

/** Sends the card as a PDF of one page to the asker's direct messages. */
export async function sendCardPdf(desk: Desk, request: Request, userId: string): Promise<void> {
  const card = await admittedCard(desk, request, userId, 'pdf');
  if (card === undefined) return;
  const content = await desk.workshop.cardPdf(card, desk.now());
  const channel = await desk.slack.directChannel(request.asker.user);
  await desk.slack.sendFile(channel, {
    name: `${desk.profile.entity.one}-${fileName(card.userId)}.pdf`,
    content,
    comment: `The card you asked for, from run ${card.provenance.runId} (as of ${card.provenance.asOf}).`,
  });
}

/** Checks, records and loads; undefined, with the asker told why, where there is nothing to show. */
async function admittedCard(desk: Desk, request: Request, userId: string, form: string): Promise<UserCard | undefined> {
  const { asker, place, reply } = request;
  const { store, profile, gatekeeper } = desk;
  const decision = await gatekeeper.admit('lookUp', asker, place, userId.slice(0, LONGEST_SUBJECT), { form });
  if (!decision.allowed) {
    await reply.whisper(refusedMessage({ ability: 'lookUp', reason: decision.reason, profile }));
    return undefined;
  }
  const run = await desk.facts.current();
  const card = await userCard(store, run, profile, userId);
  if (card === undefined) {
    await reply.whisper(notFoundMessage({ userId, run, profile }));
    return undefined;
  }
  return cardWithoutMasked(card, await gatekeeper.masked(asker, place));
}

/** As the audit log holds. */
const LONGEST_SUBJECT = 191;

function fileName(userId: string): string {
  return userId.replace(/[^\p{L}\p{N}_-]+/gu, '_').slice(0, 60);
}
