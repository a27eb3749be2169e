import type { CompleteRun } from '#pipeline';
import { day, type Headline } from '#reports';
import { type Message, plainMessage } from '../message.ts';
import { bullets, header, line, notes, richText } from './elements.ts';
import { bannerOf, originOf, provenanceLine, spokenText, warning } from './provenance.ts';
import { cut, mrkdwn } from './text.ts';

export interface ReportParts {
  readonly run: CompleteRun;
  readonly headlines: readonly Headline[];
  /** Names of the files that were sent. */
  readonly files: readonly string[];
}

const MOST_HEADLINES = 8;
const MOST_FILES = 5;
const LONGEST_SENTENCE = 500;
const LONGEST_NAME = 100;
const TONES: Readonly<Record<Headline['tone'], string>> = { good: '🟢', bad: '🔴', neutral: '⚪' };

/** The weekly report in brief: its headlines, how far to trust it, and what the files are. */
export function reportMessage({ run, headlines, files }: ReportParts): Message {
  const title = `Weekly report, ${day(run.asOf)}`;
  const banner = bannerOf(run);
  const shown = headlines.slice(0, MOST_HEADLINES);
  return plainMessage(
    mrkdwn(
      spokenText(
        title,
        banner && `⚠️ ${banner}`,
        ...shown.map(({ label, figure, sentence }) => `${label} ${figure}: ${sentence}`),
      ),
      3000,
    ),
    [
      header(title),
      ...warning(banner),
      ...shown.map(({ tone, figure, label, sentence }) =>
        richText(
          line(`${TONES[tone]} `, { bold: `${cut(figure, LONGEST_NAME)} ` }, cut(label, LONGEST_NAME)),
          line(cut(sentence, LONGEST_SENTENCE)),
        ),
      ),
      ...(files.length === 0
        ? []
        : [
            richText(
              line('The whole report is in your direct messages with me:'),
              bullets(files.slice(0, MOST_FILES).map((file) => [{ code: cut(file, LONGEST_NAME) }, whatIs(file)])),
            ),
          ]),
      ...notes([provenanceLine(originOf(run))]),
    ],
  );
}

function whatIs(file: string): string {
  if (file.endsWith('.html')) return ' opens in any browser, offline, with filters and details on hover';
  return file.endsWith('.pdf') ? ' for printing and reading on the way' : '';
}
