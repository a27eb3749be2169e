import type { Answer } from '../../question/answer.ts';
import type { Message } from '../message.ts';
import { notes, paragraph } from './elements.ts';
import { provenanceLine, spokenText, warning } from './provenance.ts';
import { mrkdwn, shown } from './text.ts';

/** The chart of an answer as a picture, with its intervals, to be copied elsewhere; undefined for an answer without one. */
export function chartMessage(answer: Answer): Message | undefined {
  const { chart, banner, sentence } = answer;
  if (chart === null) return undefined;
  return {
    text: mrkdwn(spokenText(chart.title, sentence, banner && `⚠️ ${banner}`, provenanceLine(answer)), 3000),
    forms: [
      {
        picture: { charts: [chart], alt: shown(chart.description, 1900) },
        blocks: (file) => [
          ...(file === null
            ? [paragraph('The chart could not be sent as a picture. Try again in a minute, or use the CSV.')]
            : [{ type: 'image' as const, slack_file: { id: file }, alt_text: shown(chart.description, 1900) }]),
          ...warning(banner),
          ...notes([provenanceLine(answer)]),
        ],
      },
    ],
  };
}
