import type { ChartSpec, Table } from '#reports';
import type { Form, MessageBlock } from '../message.ts';
import { dataTable } from './data-table.ts';
import { notes, preformatted, richText } from './elements.ts';
import { slackChart } from './slack-chart.ts';
import { missingNote } from './table-cells.ts';
import { shown } from './text.ts';
import { textTable } from './text-table.ts';

/** Charts and a table between words. */
export interface Figures {
  readonly before: readonly MessageBlock[];
  readonly charts: readonly ChartSpec[];
  /** Null where the words say it all. */
  readonly table: Table | null;
  /** Where the rest of a table can be had that is too long for a message: "the CSV has all". */
  readonly elsewhere: string;
  readonly after: readonly MessageBlock[];
  /** Blocks that old clients of Slack do not know; left out of the plain form. */
  readonly extras?: readonly MessageBlock[];
}

/** Charts that Slack takes in one message. */
const MOST_NATIVE_CHARTS = 2;
/** What is left of a message beside table and words. */
const LONGEST_PREFORMATTED = 2900;
const LONGEST_ALT = 1900;

/** First with Slack's own charts and table, then with a picture and preformatted text, which every Slack takes. */
export function figureForms({ before, charts, table, elsewhere, after, extras = [] }: Figures): readonly [Form, Form] {
  const native = nativeCharts(charts);
  const picture = charts.length === 0 ? null : { charts, alt: shown(charts.map(altOf).join(' '), LONGEST_ALT) };
  const own = table === null ? undefined : dataTable(table);
  const missing = (extent: Parameters<typeof missingNote>[1] | undefined) => {
    const note = table === null || extent === undefined ? undefined : missingNote(table, extent, elsewhere);
    return notes(note === undefined ? [] : [note]);
  };
  return [
    {
      picture: native === undefined ? picture : null,
      blocks: (file) => [
        ...before,
        ...(native ?? imageOf(picture?.alt, file)),
        ...(own === undefined ? [] : [own.block, ...missing(own.shown)]),
        ...after,
        ...extras,
      ],
    },
    {
      picture,
      blocks: (file) => {
        const text = table === null ? undefined : textTable(table); // made only where it is needed, for it takes longest
        return [
          ...before,
          ...imageOf(picture?.alt, file),
          ...(text === undefined ? [] : [richText(preformatted(text.text, LONGEST_PREFORMATTED)), ...missing(text.shown)]),
          ...after,
        ];
      },
    },
  ];
}

/** Undefined where one of the charts has to be drawn as a picture; then all are. */
function nativeCharts(charts: readonly ChartSpec[]): readonly MessageBlock[] | undefined {
  const drawn = charts.map(slackChart);
  if (drawn.length > MOST_NATIVE_CHARTS) return undefined;
  return drawn.every((chart) => chart !== undefined) ? drawn : undefined;
}

/** Whether Slack draws all of these itself. */
export function isNative(charts: readonly ChartSpec[]): boolean {
  return nativeCharts(charts) !== undefined;
}

function imageOf(alt: string | undefined, file: string | null): readonly MessageBlock[] {
  if (alt === undefined) return [];
  if (file === null) return notes(['The chart could not be sent as a picture.']);
  return [{ type: 'image', slack_file: { id: file }, alt_text: alt }];
}

function altOf({ title, description }: ChartSpec): string {
  return description.startsWith(title) ? description : `${title}. ${description}`;
}
