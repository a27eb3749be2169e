import { featureColumn, featureLabel, type Profile, type SegmentForecast, type Store, type UserPrediction } from '#pipeline';
import { list, share } from '../format.ts';

/** What a model foresees of a user, beside what it foresees of everybody. */
export interface Outlook {
  /** That the user leaves within `withinDays`, 0 to 1. */
  readonly probability: number;
  /** Mean probability of all users of the run who have not lapsed, 0 to 1. */
  readonly typical: number;
  readonly likely: boolean;
  readonly withinDays: number;
  /** What moves it most, the strongest first. */
  readonly drivers: readonly OutlookDriver[];
  readonly modelVersion: number;
}

export interface OutlookDriver {
  /** The column it comes from: its value or its change. */
  readonly column: string;
  readonly label: string;
  readonly effect: 'raises' | 'lowers';
}

/** @returns null where nothing is foreseen: no model, or the user has lapsed already */
export async function loadOutlook(store: Store, runId: number, userId: string, profile: Profile): Promise<Outlook | null> {
  if (profile.lapse === undefined) return null;
  const prediction = await store.predictions.ofUser(runId, userId);
  if (prediction === undefined) return null;
  return outlookOf(prediction, await store.predictions.bySegment(runId), profile);
}

export function outlookOf(
  { probability, likely, drivers, modelVersion }: UserPrediction & { readonly modelVersion: number },
  forecasts: readonly SegmentForecast[],
  profile: Profile,
): Outlook {
  const expected = forecasts.reduce((sum, forecast) => sum + forecast.expected, 0);
  const users = forecasts.reduce((sum, { userCount }) => sum + userCount, 0);
  return {
    probability,
    typical: expected / users,
    likely,
    withinDays: profile.lapse!.withinDays,
    drivers: drivers.map(({ feature, effect }) => ({
      column: featureColumn(feature),
      label: featureLabel(feature, profile),
      effect,
    })),
    modelVersion,
  };
}

/**
 * The outlook as a sentence, with its reasons.
 * @example "Likely to leave within four weeks: 61.2% (typical 30.1%). Raised by Days since last login; lowered by Engagement."
 */
export function outlookText({ probability, typical, likely, withinDays, drivers }: Outlook): string {
  const by = (effect: OutlookDriver['effect']) => drivers.filter((driver) => driver.effect === effect).map(({ label }) => label);
  const [raised, lowered] = [by('raises'), by('lowers')];
  const reasons = [
    ...(raised.length > 0 ? [`raised by ${list(raised)}`] : []),
    ...(lowered.length > 0 ? [`lowered by ${list(lowered)}`] : []),
  ].join('; ');
  const claim = `${likely ? 'Likely' : 'Not likely'} to leave within ${span(withinDays)}: ${share(probability)} (typical ${share(typical)})`;
  return reasons === '' ? `${claim}.` : `${claim}. ${reasons.charAt(0).toUpperCase()}${reasons.slice(1)}.`;
}

/** @example span(28) // "four weeks" */
export function span(days: number): string {
  return days === 28 ? 'four weeks' : `${days} days`;
}
