/** Settings of the method that no rule changes. */
export const DETECTION = {
  minimumPastGroup: 20, // a new version is small before it is large, and the error grows by itself
  earlierRuns: 12, // a quarter: older weeks are another season
  runsForSpread: 2, // with one earlier run there is no surprise to learn from
  leastSpread: 0.35, // users who stay make weeks alike; below, a few who change together would be a certainty
  incidentFrom: 3.5, // an earlier week so many sampling errors off is no level to compare with …
  incidentSpreads: 6, // … nor one so many times as far off as weeks usually are
  priorUsers: 20, // weight of the whole's variance in a slice's: a share that was 0 of 50 still varies
  priorWeeks: 20, // weight of all slices' spread in a slice's own, in weeks
  largeShare: 0.2, // slices above it stray by what happens to everybody, smaller ones by chance
} as const;
