/** Where users live, in percent: the marginal of the real data. */
export const COUNTRIES = [
  ['India', 35],
  ['USA', 23],
  ['UK', 10],
  ['Germany', 9],
  ['Canada', 8],
  ['Australia', 8],
  ['Singapore', 7],
] as const;
