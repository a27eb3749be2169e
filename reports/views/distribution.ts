import type { CompleteRun, Profile } from '#pipeline';
import { count, counted, share, upperFirst } from '../format.ts';
import { colourOf, define, displayName, provenanceOf } from './define.ts';
import type { View } from './view.ts';

/** How the users of a run spread over its segments. Shares are of all users kept, 0 to 1. */
export const distribution = define<null>({ name: 'distribution', load: async () => null, build: buildDistribution });

export function buildDistribution(_: null, run: CompleteRun, profile: Profile): View {
  const largest = run.segments.reduce((best, segment) => (segment.users > best.users ? segment : best));
  const smallest = run.segments.reduce((best, segment) => (segment.users < best.users ? segment : best));
  const { many } = profile.entity;
  return {
    name: 'distribution',
    title: 'Segment sizes',
    finding: `The largest segment is ${displayName(largest)} with ${share(largest.share)} of ${count(run.rows)} ${many}; the smallest is ${displayName(smallest)} with ${share(smallest.share)}.`,
    table: {
      title: `${upperFirst(many)} by segment`,
      columns: [
        { key: 'segment', label: 'Segment' },
        { key: 'users', label: upperFirst(many), format: { kind: 'count' } },
        { key: 'share', label: 'Share', format: { kind: 'share' } },
      ],
      rows: run.segments.map((segment) => [displayName(segment), segment.users, segment.share]),
    },
    charts: [
      {
        mark: 'pie',
        title: `Share of ${many}`,
        description: `Pie of ${run.segments.length} segments by share of ${many}: ${run.segments.map((segment) => `${displayName(segment)} ${share(segment.share)}`).join(', ')}.`,
        format: { kind: 'share' },
        slices: run.segments.map((segment) => ({
          label: displayName(segment),
          value: segment.share,
          colour: colourOf(segment),
          note: `${count(segment.users)} ${many}`,
        })),
      },
      {
        mark: 'bar',
        direction: 'vertical',
        title: `Number of ${many}`,
        description: `Bars of ${many} by segment: ${run.segments.map((segment) => `${displayName(segment)} ${count(segment.users)}`).join(', ')}.`,
        format: { kind: 'count' },
        categoryLabel: 'Segment',
        valueLabel: upperFirst(many),
        categories: run.segments.map(displayName),
        series: [
          {
            name: upperFirst(many),
            colour: { neutral: 0 },
            colours: run.segments.map(colourOf),
            values: run.segments.map(({ users }) => users),
          },
        ],
      },
    ],
    details: [],
    notes: run.rejected === 0 ? [] : [`${counted(run.rejected, SET_ASIDE)} in no figure here.`],
    provenance: provenanceOf(run, profile),
  };
}

const SET_ASIDE = { one: 'row was set aside when reading and is', many: 'rows were set aside when reading and are' };
