import type { Profile } from '../domain/profile.ts';
import type { CategoryFeature, Feature, NumberFeature, Table } from '../learn/index.ts';
import type { UserSnapshot } from './snapshot.ts';

/** A snapshot is followed by the next one within this time, or its values say nothing about a trend. */
export const LONGEST_GAP_DAYS = 28;

/** Marks the features that are a change: `sessions_per_week change`. */
export const CHANGE = ' change';

/**
 * What is known of users on the day of a snapshot: what they did (the profile's features), who they are (its dimensions), and how
 * some of it changed since the snapshot before, per week. Nothing of it is from a later day.
 *
 * @param before the newest earlier snapshot; a change is missing without it, and for users who are not in it
 */
export function lapseFeatures(snapshot: UserSnapshot, before: UserSnapshot | undefined, profile: Profile): Table {
  const names = [...new Set([...profile.features, ...profile.dimensions.map(({ column }) => column)])];
  const earlier = isTrendable(snapshot, before) ? before : undefined;
  const weeks = earlier === undefined ? Number.NaN : daysBetween(earlier.asOf, snapshot.asOf) / 7;
  const places = earlier && placesOf(snapshot.ids, earlier.ids);
  const changes = (profile.lapse?.trends ?? []).map((name): NumberFeature => {
    const values = new Float64Array(snapshot.ids.length).fill(Number.NaN);
    const now = featureOf(snapshot.table, name).values;
    const then = earlier && featureOf(earlier.table, name).values;
    for (let i = 0; then !== undefined && i < values.length; i++)
      values[i] = (now[i]! - (then[places![i]!] ?? Number.NaN)) / weeks;
    return { kind: 'number', name: `${name}${CHANGE}`, values };
  });
  return { rowCount: snapshot.ids.length, features: [...names.map((name) => featureOf(snapshot.table, name)), ...changes] };
}

/** Whether changes from one snapshot to another can be told. */
export function isTrendable(snapshot: UserSnapshot, before: UserSnapshot | undefined): boolean {
  const days = before === undefined ? Number.NaN : daysBetween(before.asOf, snapshot.asOf);
  return days > 0 && days <= LONGEST_GAP_DAYS;
}

export function featureOf(table: Table, name: string): Feature {
  return table.features.find((feature) => feature.name === name)!;
}

export function daysBetween(earlier: string, later: string): number {
  return (Date.parse(later) - Date.parse(earlier)) / 86_400_000;
}

/** For every id its place among the others; −1 where it is not. */
function placesOf(ids: readonly string[], among: readonly string[]): Int32Array {
  const places = new Map(among.map((id, place) => [id, place]));
  return Int32Array.from(ids, (id) => places.get(id) ?? -1);
}

/** Tables of the same features, one under the other; categories get one code for all. */
export function stackTables(tables: readonly [Table, ...Table[]]): Table {
  const rowCount = tables.reduce((sum, table) => sum + table.rowCount, 0);
  const features = tables[0].features.map(({ name }) => stack(tables.map((table) => featureOf(table, name))));
  return { rowCount, features };
}

function stack(parts: readonly Feature[]): Feature {
  const [{ kind, name }] = parts as [Feature];
  if (kind === 'number') return { kind, name, values: joined(parts.map(({ values }) => values)) };
  const categories = [...new Set(parts.flatMap((part) => (part as CategoryFeature).categories))].toSorted();
  const recoded = parts.map((part) => {
    const codes = (part as CategoryFeature).categories.map((category) => categories.indexOf(category));
    return part.values.map((code) => codes[code] ?? -1);
  });
  return { kind, name, categories, values: joined(recoded) };
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const values = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let first = 0;
  for (const part of parts) {
    values.set(part, first);
    first += part.length;
  }
  return values;
}
