import type { Feature, Table } from '../learn/index.ts';
import type { SessionRows } from './session-rows.ts';

/**
 * What is known of sessions when they begin: version, device, system, network, country, battery and memory. What happens later
 * is left out: a crash cuts it short.
 */
export function crashFeatures({ count, categories, numbers }: SessionRows): Table {
  const numeric = (['battery_pct', 'memory_mb'] as const).map(
    (name): Feature => ({ kind: 'number', name, values: numbers[name] }),
  );
  const texts = (['app_version', 'os_version', 'device_type', 'network', 'country'] as const).map((name) =>
    encoded(name, categories[name]),
  );
  const both = categories.app_version.map((version, index) => `${version} on ${categories.os_version[index]}`);
  return { rowCount: count, features: [...numeric, ...texts, encoded(VERSION_ON_SYSTEM, both)] };
}

/** The feature that no column is: a release may be bad on one system only. */
export const VERSION_ON_SYSTEM = 'app_version × os_version';

function encoded(name: string, texts: readonly (string | null)[]): Feature {
  const known = [...new Set(texts.filter((text) => text !== null))].toSorted();
  const codes = new Map(known.map((text, code) => [text, code]));
  return {
    kind: 'category',
    name,
    categories: known,
    values: Float64Array.from(texts, (text) => (text === null ? Number.NaN : codes.get(text)!)),
  };
}
