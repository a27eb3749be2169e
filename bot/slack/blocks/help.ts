import type { Profile } from '#pipeline';
import { viewsOf } from '#reports';
import { type Message, plainMessage } from '../message.ts';
import { button, DIVIDER, line, lineWith, notes, paragraph, preformatted, richText } from './elements.ts';
import { commandOf, ofProfile } from './of-profile.ts';
import { exampleQuestions } from './prompts.ts';
import { mrkdwn } from './text.ts';

const VIEWS_A_LINE = 4;

function commandsOf(profile: Profile): readonly (readonly [string, string])[] {
  const views = viewsOf(profile);
  const lines = Array.from({ length: Math.ceil(views.length / VIEWS_A_LINE) }, (_, index) =>
    views.slice(index * VIEWS_A_LINE, (index + 1) * VIEWS_A_LINE).join(', '),
  );
  return [
    ['QUESTION', 'an answer in words, with its table and chart'],
    ...lines.map((line, index) => [index === 0 ? 'view NAME' : '', index < lines.length - 1 ? `${line},` : line] as const),
    ['user ID', `the profile of one ${profile.entity.one}, for your eyes only`],
    ...COMMANDS,
  ];
}

const COMMANDS: readonly (readonly [string, string])[] = [
  ['status', 'the current run and how far to trust it'],
  ['alerts', 'what moved more than chance explains'],
  ['report', 'the weekly report as PDF and HTML'],
  ['subscribe', 'a form; or in words: alerts, report, churn, high, me'],
  ['unsubscribe', 'shows, changes and ends subscriptions'],
  ['run', 'a new run from the newest export'],
];

/** What can be asked, with examples to click, and the commands. */
export function helpMessage(profile: Profile): Message {
  const examples = exampleQuestions(profile);
  const prefix = commandOf('', profile);
  const known = commandsOf(profile);
  const width = Math.max(...known.map(([command]) => command.length));
  const commands = known
    .map(([command, meaning]) => `${command === '' ? ' '.repeat(prefix.length) : prefix}${command.padEnd(width)}  ${meaning}`)
    .join('\n');
  const lead = `Ask about ${profile.entity.many} and their segments in plain words.`;
  return plainMessage(mrkdwn(`${lead} For example: ${examples.join(' · ')}\n${commands}`, 3000), [
    paragraph({ bold: lead }, ' Answers come from the stored run, never from a guess; each says what was understood.'),
    ...examples.map((question, index) =>
      lineWith(
        question,
        button('Ask this', { action: 'ask', question, ...ofProfile(profile) }, { index, spoken: `Ask: ${question}` }),
      ),
    ),
    DIVIDER,
    richText(line({ bold: 'Commands' }), preformatted(commands, 2000)),
    ...notes([
      'The same words work after @Herald and in direct messages. In a thread, “and on iOS?” continues the question before.',
      `Profiles and lists of single ${profile.entity.many} need a permission and are shown to you alone.`,
    ]),
  ]);
}
