import type { Ability, Refusal } from '../../access/decide.ts';
import { type Message, plainMessage } from '../message.ts';
import { notes, paragraph, type Span } from './elements.ts';
import { mrkdwn } from './text.ts';

export interface RefusalParts {
  readonly ability: Ability;
  /** `masked`: a column is hidden from the asker, and the list was to be chosen or ordered by it. */
  readonly reason: Refusal | 'masked';
  /** The hidden column. */
  readonly column?: string;
}

const WANTED: Readonly<Record<Ability, string>> = {
  lookUp: 'I cannot show you single users here.',
  list: 'I cannot list users for you here.',
  run: 'I cannot start a run for you here.',
};

const INSTEAD = 'Figures about groups are open to everybody here, for example how many users a segment has in each country.';

/** Why something is not allowed, whom to ask, and what is possible instead. */
export function refusedMessage({ ability, reason, column }: RefusalParts): Message {
  const lead = WANTED[ability];
  const why = reasonOf(ability, reason, column);
  const words = why.map((span) => (typeof span === 'string' ? span : 'code' in span ? span.code : '')).join('');
  return plainMessage(mrkdwn(`${lead} ${words}`, 3000), [
    paragraph('🔒 ', { bold: lead }, ' ', ...why),
    ...notes([...(ability === 'run' ? [] : [INSTEAD]), 'This request was recorded in the audit log.']),
  ]);
}

function reasonOf(ability: Ability, reason: RefusalParts['reason'], column = 'asked for'): readonly Span[] {
  const rule = { code: `access.${ability}` };
  const file = { code: 'herald.config.ts' };
  switch (reason) {
    case 'shared':
      return ['People of another organisation are in this channel. Ask me in a direct message instead.'];
    case 'nobody':
      return [
        'Nobody is allowed to yet. Whoever runs Herald can name people, user groups or channels under ',
        rule,
        ' in ',
        file,
        '.',
      ];
    case 'not named':
      return [
        'You are not among those who may. Whoever runs Herald can add you, a user group or this channel under ',
        rule,
        ' in ',
        file,
        '.',
      ];
    case 'masked':
      return [
        `The column ${column} is hidden from you, and a list chosen or ordered by it would tell what it holds. Ask without it, or ask whoever runs Herald about `,
        { code: 'access.masked' },
        ' in ',
        file,
        '.',
      ];
    default:
      return reason satisfies never;
  }
}
