import { formatNumber, share } from '../format.ts';
import { formatOf } from '../views/kpis.ts';
import type { Table } from '../views/view.ts';
import type { UserCard } from './card.ts';

/** Features listed on a card: the ones that decide. */
const LISTED_PULLS = 6;

/** The card as a sentence and tables, for every surface that shows it. */
export interface CardTables {
  readonly headline: string;
  readonly standing: Table;
  readonly pulls: Table;
  readonly history: Table;
  readonly columns: Table;
}

export function cardTables(card: UserCard): CardTables {
  return {
    headline: headlineOf(card),
    standing: standingTable(card),
    pulls: pullTable(card),
    history: {
      title: 'Segment history',
      columns: [
        { key: 'asOf', label: 'As of' },
        { key: 'run', label: 'Run', format: { kind: 'count' } },
        { key: 'segment', label: 'Segment' },
        { key: 'margin', label: 'Margin', format: { kind: 'number', digits: 2 } },
        { key: 'changed', label: '' },
      ],
      rows: card.history.map(({ asOf, runId, segment, margin, changed }) => [
        asOf,
        runId,
        segment,
        margin,
        changed ? 'changed' : '',
      ]),
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

function headlineOf({ segment, clarity, provenance }: UserCard): string {
  const { level, margin, nextSegment, ownDistance, nextDistance } = clarity;
  const how = level === 'borderline' ? `on the border to ${nextSegment}` : `${level}ly apart from ${nextSegment}`;
  const distances = `${ownDistance.toFixed(2)} from the own centre, ${nextDistance.toFixed(2)} from the next`;
  return `${segment}, ${how} (margin ${margin.toFixed(2)}: ${distances}), as of ${provenance.asOf}, run ${provenance.runId}`;
}

function standingTable({ kpis }: UserCard): Table {
  return {
    title: 'Key figures beside others',
    columns: [
      { key: 'measure', label: 'Measure' },
      { key: 'value', label: 'This user' },
      { key: 'segment', label: 'Segment average' },
      { key: 'segment-percentile', label: 'Above, in segment' },
      { key: 'overall', label: 'Average of all' },
      { key: 'overall-percentile', label: 'Above, of all' },
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
function pullTable({ pulls, segment, clarity }: UserCard): Table {
  const strongest = new Set(pulls.toSorted((a, b) => Math.abs(b.pull) - Math.abs(a.pull)).slice(0, LISTED_PULLS));
  return {
    title: 'What decides the segment',
    columns: [
      { key: 'feature', label: 'Feature' },
      { key: 'value', label: 'Value', format: { kind: 'number', digits: 2 } },
      { key: 'z', label: 'From average (SD)', format: { kind: 'number', digits: 2 } },
      { key: 'side', label: 'Speaks for' },
      { key: 'pull', label: 'Strength', format: { kind: 'number', digits: 2 } },
    ],
    rows: pulls
      .filter((pull) => strongest.has(pull))
      .map(({ label, value, z, pull }) => [label, value, z, pull >= 0 ? segment : clarity.nextSegment, Math.abs(pull)]),
  };
}
