import { count, formatNumber } from '#reports';
import { isExpectedNumber, isExpectedShare } from './expected.ts';
import type { GroupFigure } from './figures.ts';
import type { Figure } from './query.ts';

/**
 * How many, or what share, are expected to leave; undefined for any other figure.
 *
 * @param users what the figure is of, as in "Power Users where country is Germany"
 * @param evidence how exact a share is, as it is said of any other figure
 */
export function expectedSentence(
  figure: Figure,
  { value, users: known }: GroupFigure,
  users: string,
  evidence: string,
): string | undefined {
  if (value === null) return undefined;
  if (isExpectedNumber(figure)) {
    const verb = known === 1 ? 'has' : 'have';
    return `Of the ${users}, ${count(known)} ${verb} a prediction, and about ${count(Math.round(value))} of them are expected to leave.`;
  }
  if (!isExpectedShare(figure)) return undefined;
  return `Of the ${users} with a prediction, about ${formatNumber(value, { kind: 'share' })} are expected to leave${evidence}.`;
}
