import type { Profile } from '#pipeline';
import type { Answer } from '../../question/answer.ts';
import type { Message, MessageBlock } from '../message.ts';
import { actionId, actionValue } from './actions.ts';
import { actions, button, notes, paragraph, plain, select } from './elements.ts';
import { figureForms, isNative } from './figure-forms.ts';
import { provenanceLine, spokenText, warning } from './provenance.ts';
import { mrkdwn } from './text.ts';

export interface AnswerParts {
  readonly answer: Answer;
  /** Under which the answer was remembered. */
  readonly id: string;
  /** By what it can be broken down further, most useful first. */
  readonly breakdowns: readonly { readonly by: string; readonly label: string }[];
  /** Whether the asker may see the users behind it. */
  readonly canList: boolean;
  /** Whether only the asker sees it, and others could. */
  readonly shareable: boolean;
  readonly profile: Profile;
}

/** The answer to a question: the sentence, its chart and table, what was understood, and what to do next. */
export function answerMessage({ answer, id, breakdowns, canList, shareable, profile }: AnswerParts): Message {
  const { sentence, banner, chart, table, understood } = answer;
  const charts = chart === null ? [] : [chart];
  const figures = table.rows.length > 1 ? table : null; // the sentence says what a single row would
  const choices = actions(
    ...select(
      'Break down by…',
      'break-down',
      breakdowns.map(({ by, label }) => ({ label, action: { action: 'break-down', answer: id, by } })),
    ),
    ...(canList ? button(`List ${profile.entity.many}`, { action: 'list-users', answer: id }) : []),
    ...button('Show query', { action: 'show-query', answer: id }),
    ...(chart !== null && isNative(charts) ? button('Chart image', { action: 'show-chart', answer: id }) : []),
    ...(figures === null ? [] : button('CSV', { action: 'csv', answer: id }, { spoken: 'Download the figures as CSV' })),
    ...(shareable ? button('Share', { action: 'share', answer: id }, { spoken: 'Share this answer in the channel' }) : []),
  );
  return {
    text: mrkdwn(spokenText(sentence, banner && `⚠️ ${banner}`, provenanceLine(answer)), 3000),
    forms: figureForms({
      before: [paragraph({ bold: sentence }), ...warning(banner)],
      charts,
      table: figures,
      elsewhere: 'the CSV has all of them',
      after: [...notes([`Understood: ${understood}`, provenanceLine(answer)]), ...choices],
      extras: [feedback(id)],
    }),
  };
}

/** Whether the answer helped. */
export function feedback(id: string): MessageBlock {
  const vote = (choice: 'up' | 'down') => actionValue({ action: 'vote', answer: id, vote: choice });
  return {
    type: 'context_actions',
    elements: [
      {
        type: 'feedback_buttons',
        action_id: actionId('vote'),
        positive_button: { text: plain('Helpful', 75), accessibility_label: 'This answer helped', value: vote('up') },
        negative_button: { text: plain('Not helpful', 75), accessibility_label: 'This answer did not help', value: vote('down') },
      },
    ],
  };
}
