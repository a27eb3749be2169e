import { writeFile } from 'node:fs/promises';
import type { LapseForecast, PredictionDriver } from '#pipeline';
import { counted, list, type Table } from '#reports';
import { UsageError } from '../session.ts';

/** What limits predictions: rows that were set aside, and what of the file the model could not go by. */
export function limitsOf(rejected: number, { empty, unseen }: LapseForecast['fit']): readonly string[] {
  const rows = (rowCount: number) => counted(rowCount, { one: 'row', many: 'rows' });
  const left = unseen.map(
    ({ feature, categories, rowCount }) => `${feature} ${list(categories.slice(0, 3))} (${rows(rowCount)})`,
  );
  return [
    ...(rejected > 0 ? [`Set aside as bad: ${rows(rejected)}.`] : []),
    ...(empty.length > 0 ? [`No value at all in ${list(empty)}; the model goes by the rest.`] : []),
    ...(left.length > 0 ? [`Not seen in training, and left out of account: ${list(left)}.`] : []),
  ];
}

/** @example driverText('Days since last login', 'raises') // 'Days since last login (raises it)', whatever its value is */
export function driverText(label: string, effect: PredictionDriver['effect']): string {
  return `${label} (${effect} it)`;
}

/** The rows of one prediction in a table of three columns: a line for each driver, because several are too long for one. */
export function rowsOf(id: string, probability: number, drivers: readonly string[]): Table['rows'] {
  const [first = null, ...others] = drivers;
  return [[id, probability, first], ...others.map((driver) => ['', '', driver])];
}

/** @throws {UsageError} where it cannot be written */
export async function writeTable(file: string, csv: string): Promise<void> {
  await writeFile(file, csv).catch((cause: NodeJS.ErrnoException) => {
    throw new UsageError(`cannot write ${file}: ${cause.message}`);
  });
}
