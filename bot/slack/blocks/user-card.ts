import { type Profile, SEGMENT } from '#pipeline';
import {
  cardTables,
  count,
  formatNumber,
  type NumberFormat,
  outlookLine,
  share,
  spells,
  type Table,
  type UserCard,
  upperFirst,
} from '#reports';
import type { Message, MessageBlock } from '../message.ts';
import { actions, bullets, button, header, line, notes, paragraph, preformatted, richText } from './elements.ts';
import { figureForms } from './figure-forms.ts';
import { ofProfile } from './of-profile.ts';
import { provenanceLine, spokenText, warning } from './provenance.ts';
import { mrkdwn, shown } from './text.ts';
import { textTable } from './text-table.ts';

const LONGEST_ID = 120;
/** The latest stays in a segment; the PDF has as many. */
const MOST_SPELLS = 4;
/** Columns of the data that are shown, in two halves. */
const MOST_COLUMNS = 40;

/** The profile of a user. Columns that the reader may not see were taken out before. */
export function userCardMessage(card: UserCard, profile: Profile): Message {
  const { userId, action, history, provenance } = card;
  const outlook = outlookLine(card);
  const { headline, basis, pulls } = cardTables(card);
  const { one } = provenance.entity;
  const user = `${upperFirst(one)} ${shown(userId, LONGEST_ID)}`;
  const legend = `Segment and Everyone are averages; Above is the share of each with a lower figure than this ${one}.`;
  const stays = spells(history).slice(-MOST_SPELLS);
  return {
    text: mrkdwn(
      spokenText(
        `${user}: ${headline}`,
        provenance.banner && `⚠️ ${provenance.banner}`,
        ...(outlook === null ? [] : [outlook]),
        `What to do: ${action}`,
        provenanceLine(provenance),
      ),
      3000,
    ),
    forms: figureForms({
      before: [
        header(user),
        paragraph({ bold: headline }),
        ...warning(provenance.banner),
        ...(outlook === null ? [] : [paragraph({ bold: 'Outlook: ' }, outlook)]),
        paragraph({ bold: 'What to do: ' }, action),
      ],
      charts: [],
      table: keyFigures(card),
      elsewhere: 'the PDF has all of them',
      after: [
        ...tableText('What decides the segment', pulls),
        ...(stays.length === 0 ? [] : [richText(line({ bold: 'Segment history' }), bullets(stays.map((stay) => [stay])))]),
        ...tableText('Stored values', inHalves(card)),
        ...notes([...leftOut(card), legend, basis, `${provenanceLine(provenance)} · only you see this card`]),
        ...actions(...button('Card as PDF', { action: 'user-pdf', user: userId, ...ofProfile(profile) })),
      ],
    }),
  };
}

/** Narrow enough for a message: the whole is in view without scrolling. */
function keyFigures({ kpis, provenance }: UserCard): Table {
  const percent = (part: number | null) => (part === null ? null : share(part));
  return {
    title: 'Key figures beside others',
    columns: ['Measure', `This ${provenance.entity.one}`, 'Segment', 'Above', 'Everyone', 'Above'].map((label) => ({
      key: label,
      label,
    })),
    rows: kpis.map(({ measure, value, segmentMean, overallMean, segmentPercentile, overallPercentile }) => {
      const format: NumberFormat = { kind: 'number', digits: measure.digits, ...(measure.unit !== '' && { unit: measure.unit }) };
      const shown = (figure: number | null) => formatNumber(figure, format);
      const segment = [shown(segmentMean), percent(segmentPercentile)];
      return [measure.label, shown(value), ...segment, shown(overallMean), percent(overallPercentile)];
    }),
  };
}

function leftOut({ columns }: UserCard): readonly string[] {
  if (columns.length <= MOST_COLUMNS) return [];
  return [`First ${count(MOST_COLUMNS)} of ${count(columns.length)} stored values; the PDF has all of them.`];
}

function tableText(title: string, table: Table): readonly MessageBlock[] {
  const text = textTable(table);
  return text === undefined ? [] : [richText(line({ bold: title }), preformatted(text.text, 2500))];
}

/** Names and values side by side, so that a card of 27 columns stays a card. */
function inHalves({ columns, segment }: UserCard): Table {
  const cells = columns.slice(0, MOST_COLUMNS).map(({ name, label, value }): readonly [string, string | null] => {
    if (name === SEGMENT) return [label, segment]; // marked where unproven
    return [label, value === null ? null : String(value)];
  });
  const half = Math.ceil(cells.length / 2);
  const column = { key: 'column', label: 'Column' };
  const value = { key: 'value', label: 'Value' };
  return {
    title: 'Stored values',
    columns: cells.length < 2 ? [column, value] : [column, value, column, value],
    rows: cells.slice(0, half).map((left, index) => [...left, ...(cells[half + index] ?? [])]),
  };
}
