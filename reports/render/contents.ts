import { counted, day } from '../format.ts';
import type { WeeklyReport } from '../report.ts';
import type { Provenance } from '../views/view.ts';

/** A section of the report in reading order: heading, contents entry and PDF bookmark in one. */
export interface Section {
  readonly id: string;
  readonly title: string;
}

/** Titles of the sections that every report has; views bring their own. */
export const TITLES = {
  headlines: 'Headline findings',
  change: 'What changed',
  quality: 'Data quality',
  method: 'How the segments were made',
  trust: 'How far to trust them',
} as const;

/** The sections of a report, the same in every format. A report without a previous run has no "What changed". */
export function contents(report: WeeklyReport): readonly Section[] {
  return [
    fixed('headlines'),
    ...(report.change === null ? [] : [fixed('change')]),
    ...report.views.map(({ name, title }) => ({ id: name, title })),
    fixed('quality'),
    fixed('method'),
    fixed('trust'),
  ];
}

function fixed(id: keyof typeof TITLES): Section {
  return { id, title: TITLES[id] };
}

/** @example "Run 8 · as of 16 November 2026 · 5,012 users · trust: fair" */
export function provenanceLine({ runId, asOf, users, trust, entity }: Provenance): string {
  return `Run ${runId} · as of ${day(asOf)} · ${counted(users, entity)} · trust: ${trust}`;
}

/** @example "Compared with run 7, as of 9 November 2026" */
export function comparisonLine({ runId, asOf }: { readonly runId: number; readonly asOf: string }): string {
  return `Compared with run ${runId}, as of ${day(asOf)}`;
}

/** Day and minute in UTC, because a report is read in many time zones. @example "16 November 2026, 06:00 UTC" */
export function moment(date: Date): string {
  const iso = date.toISOString();
  return `${day(iso.slice(0, 10))}, ${iso.slice(11, 16)} UTC`;
}
