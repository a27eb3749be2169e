import { helpMessage } from '../blocks/help.ts';
import { type Command, commandOf, readable } from '../command.ts';
import type { Desk } from '../desk.ts';
import type { Request } from '../request.ts';
import { addressed } from './addressed.ts';
import { answerQuestion, askNext } from './question.ts';
import { showStatus, startRun } from './run.ts';
import { openSubscriptionForm } from './subscription-form.ts';
import { subscribe, unsubscribe } from './subscriptions.ts';
import { lookUpUser } from './user.ts';
import { sendReport, showAlerts, showView, unknownView } from './views.ts';

/**
 * Does what somebody wrote, whichever way it came. What begins with the name of a profile is for that one.
 * @param triggerId lets a modal be opened, within three seconds; undefined where Slack gives none
 */
export function handleText(desk: Desk, request: Request, text: string, triggerId?: string): Promise<void> {
  const named = addressed(desk, readable(text));
  if (named !== undefined) return handle(named.desk, request, commandOf(named.text), triggerId, answerQuestion);
  return handle(desk, request, commandOf(text), triggerId, askNext);
}

function handle(
  desk: Desk,
  request: Request,
  command: Command,
  triggerId: string | undefined,
  ask: typeof answerQuestion,
): Promise<void> {
  switch (command.kind) {
    case 'help':
      return request.reply.say(helpMessage(desk.profile));
    case 'question':
      return ask(desk, request, command.text);
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
        return openSubscriptionForm(desk, request, { triggerId, home: null }, null);
      return subscribe(desk, request, command.words);
    case 'unsubscribe':
      return unsubscribe(desk, request, command.words);
    default:
      return command satisfies never;
  }
}
