import { HeraldError, RunNotFoundError, StoreError } from '#pipeline';
import { type Message, plainMessage } from '../message.ts';
import { notes, paragraph, preformatted, richText } from './elements.ts';
import { mrkdwn, shown } from './text.ts';

export interface FailureParts {
  readonly error: unknown;
  /** Under which the log has the details. */
  readonly incident: string;
}

/** Something went wrong that is not the asker's doing: what they can do now, and what to tell whoever runs Herald. */
export function failedMessage({ error, incident }: FailureParts): Message {
  if (error instanceof RunNotFoundError) return noRunMessage();
  const said =
    error instanceof StoreError
      ? 'I cannot reach my database, so I have no figures right now. Nothing is lost: ask again in a minute.'
      : error instanceof HeraldError
        ? `That did not work: ${shown(error.message, 600)}.`
        : 'Something went wrong on my side. Ask again; if it happens twice, tell whoever runs Herald.';
  return plainMessage(mrkdwn(`${said} (incident ${incident})`, 3000), [
    paragraph(`⚠️ ${said}`),
    ...notes([`Incident ${incident}: the log of herald serve has the details.`]),
  ]);
}

/** Before the first run there is nothing to tell. */
export function noRunMessage(): Message {
  const said = 'There is no run yet, so there is nothing to ask about. Whoever runs Herald can make the first one:';
  return plainMessage(mrkdwn(`${said} ${FIRST_RUN}`, 3000), [paragraph(said), richText(preformatted(FIRST_RUN, 200))]);
}

/** How the first run is made. */
export const FIRST_RUN = 'herald run FILE';
