import { bandLabels, type Profile, type RangeFilter, type ValueFilter } from '#pipeline';

/**
 * A range that is exactly one band of a dimension becomes that band, so that one condition has one form (and the cube
 * can answer it).
 */
export function bandOf(range: RangeFilter, profile: Profile, dimension?: string): ValueFilter | undefined {
  for (const candidate of profile.dimensions) {
    if (candidate.kind !== 'bands' || candidate.column !== range.column) continue;
    if (dimension !== undefined && candidate.name !== dimension) continue;
    const index = bandIndex(range, candidate.edges);
    const label = index === undefined ? undefined : bandLabels(candidate.edges)[index];
    if (label !== undefined) return { kind: 'values', by: candidate.name, values: [label], negated: false };
  }
  return undefined;
}

/** Bands are of whole numbers: "25–34" is from 25 up to but not including 35. */
function bandIndex({ low, high }: RangeFilter, edges: readonly number[]): number | undefined {
  const from = low === undefined ? undefined : low.inclusive ? low.value : low.value + 1;
  const to = high === undefined ? undefined : high.inclusive ? high.value + 1 : high.value;
  if (from === undefined) return to === edges[0] ? 0 : undefined;
  const start = edges.indexOf(from);
  if (start < 0) return undefined;
  return to === edges[start + 1] ? start + 1 : undefined;
}
