import type { CompleteRun, Profile } from '#pipeline';
import { day, type Headline } from '#reports';
import type { Message } from '../message.ts';
import { bullets, header, line, notes, paragraph, richText } from './elements.ts';
import { bannerOf, originOf, provenanceLine, spokenText, warning } from './provenance.ts';
import { cut, mrkdwn } from './text.ts';

export interface ReportParts {
  readonly run: CompleteRun;
  readonly profile: Profile;
  readonly headlines: readonly Headline[];
  /** Names of the files. */
  readonly files: readonly string[];
  /** Where the files are, as in "in your direct messages with me". */
  readonly where: string;
  /** PNG of the first page. */
  readonly firstPage: Buffer | null;
  /** What readers must know about this one, such as that it comes late. Sentences without full stop. */
  readonly notes?: readonly string[];
}

const MOST_HEADLINES = 8;
const MOST_FILES = 5;
const LONGEST_SENTENCE = 500;
const LONGEST_NAME = 100;
const LONGEST_ALT = 1900;
const TONES: Readonly<Record<Headline['tone'], string>> = { good: '🟢', bad: '🔴', neutral: '⚪' };

/** The weekly report in brief: its headlines, its first page, how far to trust it, and what the files are. */
export function reportMessage({ run, profile, headlines, files, where, firstPage, notes: late = [] }: ReportParts): Message {
  const title = `Weekly report, ${day(run.asOf)}`;
  const banner = bannerOf(run, profile);
  const shown = headlines.slice(0, MOST_HEADLINES);
  const words = shown.map(({ label, figure, sentence }) => `${label} ${figure}: ${sentence}`);
  const before = [
    header(title),
    ...late.map((note) => paragraph({ italic: capitalised(note) })),
    ...warning(banner),
    ...shown.map(({ tone, figure, label, sentence }) =>
      richText(
        line(`${TONES[tone]} `, { bold: `${cut(figure, LONGEST_NAME)} ` }, cut(label, LONGEST_NAME)),
        line(cut(sentence, LONGEST_SENTENCE)),
      ),
    ),
  ];
  const after = [
    ...(files.length === 0
      ? []
      : [
          richText(
            line(`The whole report is ${where}:`),
            bullets(files.slice(0, MOST_FILES).map((file) => [{ code: cut(file, LONGEST_NAME) }, whatIs(file)])),
          ),
        ]),
    ...notes([provenanceLine(originOf(run, profile))]),
  ];
  const alt = cut(`First page of the report: ${words.join(' ')}`, LONGEST_ALT);
  return {
    text: mrkdwn(spokenText(title, ...late.map(capitalised), banner && `⚠️ ${banner}`, ...words), 3000),
    forms: [
      {
        picture: firstPage === null ? null : { png: firstPage, alt },
        blocks: (file) => [
          ...before,
          ...(file === null ? [] : [{ type: 'image' as const, slack_file: { id: file }, alt_text: alt }]),
          ...after,
        ],
      },
      { picture: null, blocks: () => [...before, ...after] },
    ],
  };
}

function capitalised(note: string): string {
  return `${note.charAt(0).toUpperCase()}${note.slice(1)}.`;
}

function whatIs(file: string): string {
  if (file.endsWith('.html')) return ' opens in any browser, offline, with filters and details on hover';
  return file.endsWith('.pdf') ? ' for printing and reading on the way' : '';
}
