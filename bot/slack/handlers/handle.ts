import { helpMessage } from '../blocks/help.ts';
import { type Command, commandOf } from '../command.ts';
import type { Desk } from '../desk.ts';
import type { Request } from '../request.ts';
import { answerQuestion } from './question.ts';
import { showStatus, startRun } from './run.ts';
import { openSubscriptionForm } from './subscription-form.ts';
import { subscribe, unsubscribe } from './subscriptions.ts';
import { lookUpUser } from './user.ts';
import { sendReport, showAlerts, showView, unknownView } from './views.ts';

/**
 * Does what somebody wrote, whichever way it came.
 * @param triggerId lets a modal be opened, within three seconds; undefined where Slack gives none
 */
export function handleText(desk: Desk, request: Request, text: string, triggerId?: string): Promise<void> {
  return handle(desk, request, commandOf(text), triggerId);
}

function handle(desk: Desk, request: Request, command: Command, triggerId: string | undefined): Promise<void> {
  switch (command.kind) {
    case 'help':
      return request.reply.say(helpMessage(desk.profile));
    case 'question':
      return answerQuestion(desk, request, command.text);
    case 'view':
      return showView(desk, request, command.name);
    case 'unknown view':
      return unknownView(desk, request, command.name);
    case 'user':
      return lookUpUser(desk, request, command.id);
    case 'report':
      return sendReport(desk, request);
    case 'status':
      return showStatus(desk, request);
    case 'run':
      return startRun(desk, request);
    case 'alerts':
      return showAlerts(desk, request);
    case 'subscribe':
      if (command.words.length === 0 && triggerId !== undefined)
        return openSubscriptionForm(desk, request, { triggerId, fromHome: false }, null);
      return subscribe(desk, request, command.words);
    case 'unsubscribe':
      return unsubscribe(desk, request, command.words);
    default:
      return command satisfies never;
  }
}
