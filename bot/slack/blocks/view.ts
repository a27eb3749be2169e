import type { Profile } from '#pipeline';
import type { View, ViewName } from '#reports';
import type { Message } from '../message.ts';
import { actions, header, notes, paragraph } from './elements.ts';
import { figureForms } from './figure-forms.ts';
import { provenanceLine, spokenText, warning } from './provenance.ts';
import { cut, mrkdwn } from './text.ts';
import { viewSelect } from './view-names.ts';

/** Their tables name single users, which not everybody in a channel may see; the chart does not. */
const NAMES_USERS: ReadonlySet<ViewName> = new Set(['deep-dive']);
const LONGEST_NOTE = 400;

/** One of the views of a profile: its finding, charts and table. Samples of single users are left out. */
export function viewMessage(view: View, profile: Profile): Message {
  const { name, title, finding, charts, table, provenance } = view;
  const aboutUsers = NAMES_USERS.has(name);
  const said = [
    ...view.notes.map((note) => cut(note, LONGEST_NOTE)),
    ...(aboutUsers ? [`Single ${profile.entity.many} are not listed here; whoever may see them can ask for a list.`] : []),
    provenanceLine(provenance),
  ];
  return {
    text: mrkdwn(
      spokenText(`${title}: ${finding}`, provenance.banner && `⚠️ ${provenance.banner}`, provenanceLine(provenance)),
      3000,
    ),
    forms: figureForms({
      before: [header(title), paragraph({ bold: finding }), ...warning(provenance.banner)],
      charts,
      table: aboutUsers ? null : table,
      elsewhere: `herald view ${name} --csv has all of them`,
      after: [...notes(said), ...actions(...viewSelect('Another view…', profile, name))],
    }),
  };
}
