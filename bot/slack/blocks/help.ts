import type { Profile } from '#pipeline';
import { VIEW_NAMES } from '#reports';
import { type Message, plainMessage } from '../message.ts';
import { button, DIVIDER, line, lineWith, notes, paragraph, preformatted, richText } from './elements.ts';
import { exampleQuestions } from './prompts.ts';
import { mrkdwn } from './text.ts';

const COMMANDS: readonly (readonly [string, string])[] = [
  ['QUESTION', 'an answer in words, with its table and chart'],
  ['view NAME', `${VIEW_NAMES.slice(0, 4).join(', ')},`],
  ['', VIEW_NAMES.slice(4).join(', ')],
  ['user ID', 'the profile of one user, for your eyes only'],
  ['status', 'the current run and how far to trust it'],
  ['alerts', 'what moved more than chance explains'],
  ['report', 'the weekly report as PDF and HTML'],
  ['subscribe', 'a form; or in words: alerts, report, churn, high, me'],
  ['unsubscribe', 'shows, changes and ends subscriptions'],
  ['run', 'a new run from the newest export'],
];

const PREFIX = '/segments ';

/** What can be asked, with examples to click, and the commands. */
export function helpMessage(profile: Profile): Message {
  const examples = exampleQuestions(profile);
  const width = Math.max(...COMMANDS.map(([command]) => command.length));
  const commands = COMMANDS.map(
    ([command, meaning]) => `${command === '' ? ' '.repeat(PREFIX.length) : PREFIX}${command.padEnd(width)}  ${meaning}`,
  ).join('\n');
  const lead = `Ask about ${profile.entity.many} and their segments in plain words.`;
  return plainMessage(mrkdwn(`${lead} For example: ${examples.join(' · ')}\n${commands}`, 3000), [
    paragraph({ bold: lead }, ' Answers come from the stored run, never from a guess; each says what was understood.'),
    ...examples.map((question, index) =>
      lineWith(question, button('Ask this', { action: 'ask', question }, { index, spoken: `Ask: ${question}` })),
    ),
    DIVIDER,
    richText(line({ bold: 'Commands' }), preformatted(commands, 2000)),
    ...notes([
      'The same words work after @Herald and in direct messages. In a thread, “and on iOS?” continues the question before.',
      'Profiles and lists of single users need a permission and are shown to you alone.',
    ]),
  ]);
}
