import { type Column, type Derivation, derivationOf } from '../domain/profile.ts';
import { identifier, literal } from './duckdb.ts';

/**
 * SQL of a table of texts with the derived columns added, as texts too: so they pass the same checks as those of the file.
 *
 * @param table SQL of a table with the columns of the input, as text
 */
export function withDerived(columns: readonly Column[], table: string): string {
  const added = columns.flatMap((column) => {
    const derivation = derivationOf(column);
    return derivation === undefined ? [] : [`CAST(${derivedValue(derivation)} AS VARCHAR) AS ${identifier(column.name)}`];
  });
  return added.length === 0 ? table : `(SELECT *, ${added.join(', ')} FROM ${table})`;
}

/** SQL of the moment that a column of text names, in UTC; NULL where it names none. */
export function moment(name: string): string {
  const text = `trim(${identifier(name)})`;
  return `CASE WHEN regexp_matches(${text}, ${literal(OFFSET)}) THEN TRY_CAST(${text} AS TIMESTAMPTZ) AT TIME ZONE 'UTC'
    ELSE TRY_CAST(${text} AS TIMESTAMP) END`;
}

/** "+02:00" after a time; a cast to a plain timestamp would pass over it. */
const OFFSET = ':\\d\\d(\\.\\d+)?\\s*[+-]\\d\\d(:?\\d\\d)?$';

function derivedValue(derivation: Derivation): string {
  switch (derivation.kind) {
    case 'seconds between':
      return `CASE WHEN ${seconds(derivation)} >= 0 THEN ${seconds(derivation)} END`;
    case 'per second':
      return `CASE WHEN ${seconds(derivation)} > 0 THEN round(TRY_CAST(${identifier(derivation.of)} AS DOUBLE) / ${seconds(derivation)}, 4) END`;
    case 'sign of seconds between':
      return `CASE WHEN ${seconds(derivation)} > 0 THEN 'positive' WHEN ${seconds(derivation)} = 0 THEN 'zero'
        WHEN ${seconds(derivation)} < 0 THEN 'negative' ELSE 'unknown' END`;
    case 'hour of':
      return `strftime(${moment(derivation.of)}, ${literal('%H:00')})`;
    case 'weekday of':
      return `dayname(${moment(derivation.of)})`;
    default:
      return derivation satisfies never;
  }
}

function seconds({ from, to }: { readonly from: string; readonly to: string }): string {
  return `(epoch(${moment(to)}) - epoch(${moment(from)}))`;
}
