import { inSentence, type Profile } from '#pipeline';
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
  readonly profile: Profile;
}

/** Why something is not allowed, whom to ask, and what is possible instead. */
export function refusedMessage({ ability, reason, column, profile }: RefusalParts): Message {
  const lead = refusalOf(ability, profile);
  const why = reasonOf(ability, reason, column);
  const words = why.map((span) => (typeof span === 'string' ? span : 'code' in span ? span.code : '')).join('');
  return plainMessage(mrkdwn(`${lead} ${words}`, 3000), [
    paragraph('🔒 ', { bold: lead }, ' ', ...why),
    ...notes([...(ability === 'run' ? [] : [insteadOf(profile)]), 'This request was recorded in the audit log.']),
  ]);
}

function refusalOf(ability: Ability, { entity }: Profile): string {
  switch (ability) {
    case 'lookUp':
      return `I cannot show you single ${entity.many} here.`;
    case 'list':
      return `I cannot list ${entity.many} for you here.`;
    case 'run':
      return 'I cannot start a run for you here.';
    default:
      return ability satisfies never;
  }
}

function insteadOf({ entity, dimensions }: Profile): string {
  const by = dimensions.find(({ name }) => name === 'country') ?? dimensions[0];
  const where = by === undefined ? '' : ` in each ${inSentence(by.label)}`;
  return `Figures about groups are open to everybody here, for example how many ${entity.many} a segment has${where}.`;
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
