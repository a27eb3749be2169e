import type { CompleteRun, Profile } from '#pipeline';
import { count, day, inSentence, share } from '../format.ts';
import type { View } from '../views/view.ts';
import type { GapFindings } from './findings.ts';
import { sessionProvenance } from './provenance.ts';

/** Which columns lack values on which days, and where that is no longer usual. */
export function buildCompleteness({ completeness, gaps }: GapFindings, run: CompleteRun, profile: Profile): View {
  const { days, columns, shares, sessions } = completeness;
  const labelOf = (name: string) => profile.columns.find((column) => column.name === name)?.label ?? name;
  const [worst] = gaps;
  return {
    name: 'completeness',
    title: 'Completeness by day',
    finding:
      worst === undefined
        ? 'No column lost values on any day.'
        : `${labelOf(worst.column)} is missing for ${share(1 - worst.share)} of sessions on ${day(worst.day)}, against ${share(1 - worst.usualShare)} on a usual day${gaps.length === 1 ? '' : `; ${count(gaps.length)} losses in all`}.`,
    table: {
      title: 'Days on which a column lost values',
      columns: [
        { key: 'column', label: 'Column' },
        { key: 'day', label: 'Day' },
        { key: 'missing', label: 'Missing', format: { kind: 'share' } },
        { key: 'usual', label: 'On a usual day', format: { kind: 'share' } },
      ],
      rows: gaps.map((gap) => [labelOf(gap.column), day(gap.day), 1 - gap.share, 1 - gap.usualShare]),
    },
    charts: [
      {
        mark: 'heatmap',
        title: 'Values missing by column and day',
        description: `Shares of sessions without a value, darker for more; ${gaps.length === 0 ? 'nothing stands out' : gaps.map((gap) => `${inSentence(labelOf(gap.column))} on ${gap.day} ${share(1 - gap.share)}`).join(', ')}.`,
        format: { kind: 'share' },
        rowLabel: '',
        columnLabel: 'Day of start, UTC',
        rows: columns.map(labelOf),
        columns: days.map((date) => date.slice(5)),
        values: shares.map((own) => own.map((value) => 1 - value)),
        darkest: 1,
      },
    ],
    details: [],
    notes: [`Days have ${count(Math.min(...sessions))} to ${count(Math.max(...sessions))} sessions.`],
    provenance: sessionProvenance(run, profile),
  };
}
