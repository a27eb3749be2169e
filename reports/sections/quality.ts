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
        { key: 'lower', label: 'Lowest kept', format: BOUND },
        { key: 'upper', label: 'Highest kept', format: BOUND },
        { key: 'capped', label: 'Values capped', format: { kind: 'count' } },
        { key: 'share', label: 'Share', format: { kind: 'share' } },
      ],
      rows: quality.caps.map(({ column, lower, upper, capped }) => {
        const { least, most } = possible(column, profile);
        return [labelOf(column), lower < least ? null : lower, upper > most ? null : upper, capped, capped / rows];
      }),
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

const BOUND = { kind: 'number', digits: 2, plainWhole: true } as const;

/** What values a column can have at all; a cap beyond them caps nothing. */
function possible(name: string, { columns }: Profile): { readonly least: number; readonly most: number } {
  const column = columns.find((each) => each.name === name);
  const { minimum, maximum } = column?.kind === 'number' ? column : {};
  return { least: minimum ?? Number.NEGATIVE_INFINITY, most: maximum ?? Number.POSITIVE_INFINITY };
}

function findingOf({ quality, rows, rejected }: CompleteRun, labelOf: (name: string) => string, many: string): string {
  const read = counted(rows + rejected, { one: 'row', many: 'rows' });
  const set =
    rejected === 0 ? 'No row had to be set aside' : `${count(rejected)} of ${read} ${rejected === 1 ? 'was' : 'were'} set aside`;
  const worst = quality.missing.toSorted((a, b) => b.count - a.count).slice(0, NAMED);
  const others = quality.missing.length - worst.length;
  const missing = [
    ...worst.map(({ column, count: users }) => `${inSentence(labelOf(column))} is missing for ${share(users / rows)} of ${many}`),
    ...(others === 0 ? [] : [`${counted(others, OTHERS)} some values`]),
  ];
  const capped = quality.caps.reduce((sum, cap) => sum + cap.capped, 0);
  const outliers = capped === 0 ? 'no outlying value had to be capped' : `${counted(capped, CAPPED)} capped for clustering only`;
  return `${set}; ${missing.length === 0 ? 'no value is missing' : list(missing)}; ${outliers}.`;
}

/** Columns that the sentence names, those that lack most; the table has all. */
const NAMED = 2;
const OTHERS = { one: 'other column lacks', many: 'other columns lack' };
const CAPPED = { one: 'outlying value was', many: 'outlying values were' };
