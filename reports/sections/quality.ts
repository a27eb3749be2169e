import type { CompleteRun, Profile } from '#pipeline';
import { count, counted, inSentence, list, share, upperFirst } from '../format.ts';
import type { QualitySection } from '../report.ts';

/** What was wrong with the input and what was done about it. */
export function qualityOf(run: CompleteRun, profile: Profile): QualitySection {
  const { quality, rows, rejected } = run;
  const labelOf = (name: string) => profile.columns.find((column) => column.name === name)?.label ?? name;
  return {
    finding: findingOf(run, labelOf, profile.entity.many),
    quality,
    missing: {
      title: 'Missing values',
      columns: [
        { key: 'column', label: 'Column' },
        { key: 'missing', label: `${upperFirst(profile.entity.many)} without it`, format: { kind: 'count' } },
        { key: 'share', label: 'Share', format: { kind: 'share' } },
        { key: 'treatment', label: 'For clustering' },
      ],
      rows: quality.missing.map(({ column, count: missing }) => {
        const imputed = quality.imputed.find((candidate) => candidate.column === column);
        return [
          labelOf(column),
          missing,
          missing / rows,
          imputed === undefined ? 'not used' : `replaced by the median, ${imputed.value}`,
        ];
      }),
    },
    capped: {
      title: 'Outliers capped for clustering',
      columns: [
        { key: 'column', label: 'Column' },
        { key: 'lower', label: 'Lowest kept', format: { kind: 'number', digits: 2 } },
        { key: 'upper', label: 'Highest kept', format: { kind: 'number', digits: 2 } },
        { key: 'capped', label: 'Values capped', format: { kind: 'count' } },
        { key: 'share', label: 'Share', format: { kind: 'share' } },
      ],
      rows: quality.caps.map(({ column, lower, upper, capped }) => [labelOf(column), lower, upper, capped, capped / rows]),
    },
    rejected: {
      title: 'Rows set aside',
      columns: [
        { key: 'reason', label: 'Reason' },
        { key: 'rows', label: 'Rows', format: { kind: 'count' } },
        { key: 'share', label: 'Share of input', format: { kind: 'share' } },
      ],
      rows: quality.rejects.map(({ reason, rows: bad }) => [reason, bad, bad / (rows + rejected)]),
    },
  };
}

function findingOf({ quality, rows, rejected }: CompleteRun, labelOf: (name: string) => string, many: string): string {
  const read = counted(rows + rejected, { one: 'row', many: 'rows' });
  const set =
    rejected === 0 ? 'No row had to be set aside' : `${count(rejected)} of ${read} ${rejected === 1 ? 'was' : 'were'} set aside`;
  const missing = quality.missing.map(
    ({ column, count: users }) => `${inSentence(labelOf(column))} is missing for ${share(users / rows)} of ${many}`,
  );
  const capped = quality.caps.reduce((sum, cap) => sum + cap.capped, 0);
  const outliers = capped === 0 ? 'no outlying value had to be capped' : `${counted(capped, CAPPED)} capped for clustering only`;
  return `${set}; ${missing.length === 0 ? 'no value is missing' : list(missing)}; ${outliers}.`;
}

const CAPPED = { one: 'outlying value was', many: 'outlying values were' };
