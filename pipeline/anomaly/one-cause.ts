import { UNKNOWN } from '../domain/profile.ts';
import { type Explanation, SEVERITIES } from './explanation.ts';
import { sliceKey } from './slices.ts';

/**
 * Makes one of the findings that one fault of the data explains: a column that lost values on two days, or a measure that went
 * astray in several places, since the same run. Shifts of other kinds in two slices may well have two causes, and where a slice
 * has other figures that moved, it speaks for itself.
 *
 * @param explanations in any order
 * @returns the same, with those of one cause under one of them: by name, so that one that lasts keeps its fingerprint
 */
export function joinedByCause(explanations: readonly Explanation[]): readonly Explanation[] {
  const byCause = Map.groupBy(explanations, causeOf);
  return [...byCause.values()].flatMap((own) => {
    const [lead, ...others] = own.toSorted(inOrderOfSpeaking) as [Explanation, ...Explanation[]];
    const [apart, joined] = [others.filter(speaksForItself), others.filter((other) => !speaksForItself(other))];
    return [withThose(joined, lead), ...apart];
  });
}

function causeOf({ kind, headline, since, fingerprint }: Explanation): string {
  return kind === 'quality' ? JSON.stringify([headline.measure, headline.subject, since.runId]) : fingerprint;
}

function speaksForItself({ others }: Explanation): boolean {
  return others.length > 0;
}

/** Slices with more to tell first; those of missing values, which are a loss themselves, last; else the wider, and by name. */
function inOrderOfSpeaking(a: Explanation, b: Explanation): number {
  const rank = (one: Explanation) => [
    speaksForItself(one) ? 0 : 1,
    Object.values(one.slice).includes(UNKNOWN) ? 1 : 0,
    Object.keys(one.slice).length,
  ];
  const [left, right] = [rank(a), rank(b)];
  const place = left.findIndex((value, index) => value !== right[index]);
  return place >= 0 ? left[place]! - right[place]! : sliceKey(a.slice) < sliceKey(b.slice) ? -1 : 1;
}

function withThose(joined: readonly Explanation[], lead: Explanation): Explanation {
  const own = [lead, ...joined];
  const explained = new Map(own.flatMap((each) => each.explained).map((slice) => [sliceKey(slice), slice]));
  for (const { slice } of own) explained.delete(sliceKey(slice));
  return {
    ...lead,
    severity: SEVERITIES.find((severity) => own.some((each) => each.severity === severity))!,
    alsoIn: joined.map(({ headline }) => headline),
    explained: [...explained.values()],
  };
}
