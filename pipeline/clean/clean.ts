import type { Profile } from '../domain/profile.ts';
import type { Cap, Imputation } from '../domain/run.ts';
import { type Duck, identifier } from '../ingest/duckdb.ts';
import { type SharedMatrix, sharedZeros } from '../math/shared-matrix.ts';

/** What cleaning learned from the rows: enough to clean one more of them later. */
export interface FittedCleaning {
  readonly imputed: readonly Imputation[];
  readonly caps: readonly Cap[];
}

/**
 * Learns the medians and caps of the profile's cleaning from the table `users`. Quartiles are those of the imputed
 * column, by linear interpolation (type 7); a column without any value has the median 0.
 *
 * @see Tukey (1977), Exploratory Data Analysis, 2C, for 1.5 · IQR
 */
export async function fitCleaning(duck: Duck, profile: Profile): Promise<FittedCleaning> {
  const { impute, cap } = profile.cleaning;
  const imputed: Imputation[] = [];
  for (const column of impute) {
    const name = identifier(column);
    const fit = await duck.one<{ value: number; count: number }>(
      `SELECT coalesce(quantile_cont(${name}, 0.5), 0) AS value, count(*) FILTER (${name} IS NULL) AS count FROM users`,
    );
    imputed.push({ column, ...fit });
  }
  const caps: Cap[] = [];
  const { rows } = await duck.one<{ rows: number }>('SELECT count(*) AS rows FROM users');
  const together = Math.max(1, Math.floor(SORTED_TOGETHER / rows));
  for (let from = 0; from < cap.length; from += together) {
    caps.push(...(await fitCaps(duck, cap.slice(from, from + together), imputed)));
  }
  return { imputed, caps };
}

/** Values for whose quartiles DuckDB may hold its own copies at a time. */
const SORTED_TOGETHER = 4_000_000;

async function fitCaps(duck: Duck, columns: readonly string[], imputed: readonly Imputation[]): Promise<Cap[]> {
  const values = columns.map((column) => `CAST(${imputedValue(column, imputed)} AS DOUBLE)`);
  const quartiles = await duck.one<Record<string, number>>(
    `SELECT ${values.map((value, j) => `quantile_cont(${value}, 0.25) AS a${j}, quantile_cont(${value}, 0.75) AS b${j}`).join(', ')} FROM users`,
  );
  const bounds = columns.map((_, j) => {
    const [q1, q3] = [quartiles[`a${j}`]!, quartiles[`b${j}`]!];
    return { q1, q3, lower: q1 - 1.5 * (q3 - q1), upper: q3 + 1.5 * (q3 - q1) };
  });
  const outside = values.map((value, j) => {
    const { lower, upper } = bounds[j]!;
    return `count(*) FILTER (${value} < ${exact(lower)} OR ${value} > ${exact(upper)}) AS c${j}`;
  });
  const capped = await duck.one<Record<string, number>>(`SELECT ${outside.join(', ')} FROM users`);
  return columns.map((column, j) => ({ column, ...bounds[j]!, capped: capped[`c${j}`]! }));
}

/** The cleaned features of all users, n × d in the order of `users.n`, in the features' own units. */
export async function cleanedMatrix(
  duck: Duck,
  features: readonly string[],
  cleaning: FittedCleaning,
  rows: number,
): Promise<SharedMatrix> {
  const values = features.map((feature) => `CAST(${cleanedValue(feature, cleaning)} AS DOUBLE)`);
  const result = sharedZeros(rows, features.length);
  let row = 0;
  for await (const { rows: count, copy } of duck.numbers(`SELECT ${values.join(', ')} FROM users`)) {
    for (const j of features.keys()) copy(j, result.data, row * features.length + j, features.length);
    row += count;
  }
  return result;
}

function cleanedValue(feature: string, cleaning: FittedCleaning): string {
  const value = imputedValue(feature, cleaning.imputed);
  const cap = cleaning.caps.find(({ column }) => column === feature);
  return cap === undefined ? value : `least(greatest(${value}, ${exact(cap.lower)}), ${exact(cap.upper)})`;
}

function imputedValue(column: string, imputed: readonly Imputation[]): string {
  const fit = imputed.find((candidate) => candidate.column === column);
  return fit === undefined ? identifier(column) : `coalesce(${identifier(column)}, ${exact(fit.value)})`;
}

/** A number as an SQL literal of type DOUBLE that reads back to the same bits; a plain 0.1 would be a DECIMAL. */
function exact(value: number): string {
  return `CAST('${value}' AS DOUBLE)`;
}
