import type { Profile } from '#pipeline';
import { type Message, plainMessage } from '../message.ts';
import { button, lineWith, paragraph } from './elements.ts';
import { ofProfile } from './of-profile.ts';
import { spokenText } from './provenance.ts';
import { capitalised, mrkdwn, shown } from './text.ts';

export interface NotUnderstoodParts {
  readonly question: string;
  readonly reason: string;
  /** The nearest questions that have an answer. */
  readonly suggestions: readonly string[];
  /** What the question can mean, where that is more than one thing. */
  readonly readings: readonly string[];
  readonly profile: Profile;
}

/** More choices than this are no help. */
const MOST_READINGS = 5;

/** Asks back: which of the readings was meant, or what else may be asked. Nothing is guessed. */
export function notUnderstoodMessage({ question, reason, suggestions, readings, profile }: NotUnderstoodParts): Message {
  const several = readings.length > 0;
  const offered = several ? readings.slice(0, MOST_READINGS) : suggestions;
  const lead = several ? 'Which did you mean?' : 'I could not answer that.';
  const why = `${sentence(reason)}${several ? '' : ' Instead of guessing, here is what I can answer:'}`;
  const said = shown(question, LONGEST_QUESTION);
  return plainMessage(mrkdwn(spokenText(`${lead} ${sentence(reason)}`, ...offered.map((text) => `• ${text}`)), 3000), [
    paragraph({ bold: lead }, ` You asked “${said}”. ${offered.length === 0 ? sentence(reason) : why}`),
    ...offered.map((text, index) =>
      lineWith(
        capitalised(text),
        button('Ask this', { action: 'ask', question: text, ...ofProfile(profile) }, { index, spoken: `Ask: ${text}` }),
      ),
    ),
  ]);
}

const LONGEST_QUESTION = 200;

/** With a capital and a full stop. */
function sentence(reason: string): string {
  const text = reason.trim();
  if (text === '') return '';
  return `${capitalised(text)}${/[.?!]$/.test(text) ? '' : '.'}`;
}
