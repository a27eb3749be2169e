import { decimal, formatNumber, share } from '../format.ts';
import { formatOf } from '../views/kpis.ts';
import type { Table } from '../views/view.ts';
import type { UserCard } from './card.ts';

/** Features listed on a card: the ones that decide. */
const LISTED_PULLS = 6;

/** The card as a sentence and tables, for every surface that shows it. */
export interface CardTables {
  /** Segment and how clearly. */
  readonly headline: string;
  /** The distances behind it. */
  readonly basis: string;
  readonly standing: Table;
  readonly pulls: Table;
  readonly history: Table;
  readonly columns: Table;
}

/** @param listedPulls features listed: the ones that decide */
export function cardTables(card: UserCard, listedPulls: number = LISTED_PULLS): CardTables {
  return {
    headline: headlineOf(card),
    basis: basisOf(card),
    standing: standingTable(card),
    pulls: pullTable(card, listedPulls),
    history: {
      title: 'Segment history',
      columns: [
        { key: 'asOf', label: 'As of' },
        { key: 'was-in', label: 'Segment' },
        { key: 'margin', label: 'Margin', format: { kind: 'number', digits: 2 } },
      ],
      rows: card.history.map(({ asOf, segment, margin, changed }) => [asOf, changed ? `→ ${segment}` : segment, margin]),
    },
    columns: {
      title: 'All columns',
      columns: [
        { key: 'column', label: 'Column' },
        { key: 'value', label: 'Value' },
      ],
      rows: card.columns.map(({ label, value }) => [label, value === null ? null : String(value)]),
    },
  };
}

/**
 * The history as unbroken stays in one segment, oldest first.
 * @example "Casual Users from 2026-09-28 to 2026-11-16, 8 runs, margin 0.41 to 0.67"
 */
export function spells(history: UserCard['history']): readonly string[] {
  const starts = history.flatMap(({ changed }, index) => (index === 0 || changed ? [index] : []));
  const stays = starts.map((start, index) => history.slice(start, starts[index + 1]));
  return stays.map((stay) => {
    const margins = stay.map(({ margin }) => margin);
    const [low, high] = [decimal(Math.min(...margins), 2), decimal(Math.max(...margins), 2)];
    const [first, last] = [stay[0]!, stay.at(-1)!];
    if (stay.length === 1) return `${first.segment} on ${first.asOf}, 1 run, margin ${low}`;
    return `${first.segment} from ${first.asOf} to ${last.asOf}, ${stay.length} runs, margin ${low} to ${high}`;
  });
}

function headlineOf({ segment, clarity }: UserCard): string {
  const { level, nextSegment } = clarity;
  return level === 'borderline'
    ? `${segment}, on the border to ${nextSegment}`
    : `${segment}, ${level}ly apart from ${nextSegment}`;
}

function basisOf({ clarity }: UserCard): string {
  const { margin, ownDistance, nextDistance } = clarity;
  return `Margin ${decimal(margin, 2)}: ${decimal(ownDistance, 2)} standard deviations from the own centre, ${decimal(nextDistance, 2)} from the next`;
}

function standingTable({ kpis, provenance }: UserCard): Table {
  return {
    title: 'Key figures beside others',
    columns: [
      { key: 'measure', label: 'Measure' },
      { key: 'value', label: `This ${provenance.entity.one}` },
      { key: 'segment-average', label: 'Segment average' },
      { key: 'segment-percentile', label: 'Percentile, segment' },
      { key: 'overall', label: 'Average of all' },
      { key: 'overall-percentile', label: 'Percentile, all' },
    ],
    rows: kpis.map(({ measure, value, segmentMean, overallMean, segmentPercentile, overallPercentile }) => {
      const format = formatOf(measure);
      const percent = (part: number | null) => (part === null ? '–' : share(part));
      return [
        measure.label,
        formatNumber(value, format),
        formatNumber(segmentMean, format),
        percent(segmentPercentile),
        formatNumber(overallMean, format),
        percent(overallPercentile),
      ];
    }),
  };
}

/** The strongest features on either side, the ones that pull into the segment first. */
function pullTable({ pulls, segment, clarity }: UserCard, listed: number): Table {
  const strongest = new Set(pulls.toSorted((a, b) => Math.abs(b.pull) - Math.abs(a.pull)).slice(0, listed));
  return {
    title: 'What decides the segment',
    columns: [
      { key: 'feature', label: 'Feature' },
      { key: 'value', label: 'Value', format: { kind: 'number', digits: 2, plainWhole: true } },
      { key: 'z', label: 'From average (SD)', format: { kind: 'number', digits: 2 } },
      { key: 'side', label: 'Speaks for' },
      { key: 'pull', label: 'Strength', format: { kind: 'number', digits: 2 } },
    ],
    rows: pulls
      .filter((pull) => strongest.has(pull))
      .map(({ label, value, z, pull }) => [label, value, z, pull >= 0 ? segment : clarity.nextSegment, Math.abs(pull)]),
  };
}
