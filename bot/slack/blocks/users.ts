import { idColumn, type Profile } from '#pipeline';
import type { Answer } from '../../question/answer.ts';
import type { Message } from '../message.ts';
import { actions, button, notes, paragraph, select } from './elements.ts';
import { figureForms } from './figure-forms.ts';
import { ofProfile } from './of-profile.ts';
import { provenanceLine, spokenText, warning, weakBanner } from './provenance.ts';
import { mrkdwn } from './text.ts';

export interface UserListParts {
  /** The answer to a list query, without the columns that are hidden from the asker. */
  readonly answer: Answer;
  readonly id: string;
  readonly profile: Profile;
}

/** A list of users, for one person's eyes, with a way to open each. */
export function userListMessage({ answer, id, profile }: UserListParts): Message {
  const { sentence, table, understood } = answer;
  const banner = answer.banner ?? (answer.trust === 'weak' ? weakBanner(answer.runId, profile) : null); // every list names segments
  const choices = actions(
    ...select(`Open ${profile.entity.one}…`, 'open-user', opened(answer, profile)),
    ...(table.rows.length === 0 ? [] : button('CSV', { action: 'csv', answer: id }, { spoken: 'Download the list as CSV' })),
    ...button('Show query', { action: 'show-query', answer: id }),
  );
  return {
    text: mrkdwn(spokenText(sentence, banner && `⚠️ ${banner}`, provenanceLine(answer)), 3000),
    forms: figureForms({
      before: [paragraph({ bold: sentence }), ...warning(banner)],
      charts: [],
      table,
      elsewhere: 'the CSV has all of them',
      after: [...notes([`Understood: ${understood}`, `${provenanceLine(answer)} · only you see this list`]), ...choices],
    }),
  };
}

/** Each listed user; none where ids are hidden from the asker. */
function opened({ table }: Answer, profile: Profile): Parameters<typeof select>[2] {
  const at = table.columns.findIndex(({ key }) => key === idColumn(profile).name);
  if (at < 0) return [];
  const users = table.rows.map((row) => String(row[at] ?? '')).filter((user) => user !== '');
  return users.map((user) => ({ label: user, action: { action: 'open-user', user, ...ofProfile(profile) } }));
}
