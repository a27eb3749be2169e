import { type Habits, habitsOf } from './habits.ts';
import type { SessionRows } from './session-rows.ts';

/** A session that a rule holds for a bot's. */
export interface RuleFlag {
  /** Place among the rows. */
  readonly index: number;
  readonly rule: BotRule;
  /** What it did, in words. */
  readonly reason: string;
}

export type BotRule = 'too fast' | 'too many screens' | 'too regular';

export const BOT_RULES = {
  eventsPerSecond: 3, // fast tapping is six or seven a second, but nobody keeps half of that up
  screensPerSecond: 0.5, // a screen takes two seconds to open and glance at
  leastCount: 30, // a few quick taps in a session of two seconds are a person's
  leastSessions: 5, // twice the same is chance
  spread: 0.02, // people's sessions differ by a third and more
} as const;

/** Sessions that no person makes, each with the first rule it breaks, in the order of the rows. */
export function flagByRules(rows: SessionRows, habits: readonly Habits[] = habitsOf(rows)): readonly RuleFlag[] {
  return rows.ids.flatMap((_, index) => flagOf(rows, habits[index]!, index) ?? []);
}

function flagOf({ numbers }: SessionRows, habits: Habits, index: number): RuleFlag | undefined {
  const { eventsPerSecond, screensPerSecond, leastCount, leastSessions, spread } = BOT_RULES;
  const [events, screens] = [numbers.events_count[index]!, numbers.screens_viewed[index]!];
  const [eventPace, screenPace] = [numbers.events_per_second[index]!, numbers.screens_per_second[index]!];
  if (eventPace > eventsPerSecond && events >= leastCount) {
    const reason = `${eventPace.toFixed(1)} events a second over ${events} events; people stay below ${eventsPerSecond}`;
    return { index, rule: 'too fast', reason };
  }
  if (screenPace > screensPerSecond && screens >= leastCount) {
    const reason = `${screenPace.toFixed(1)} screens a second over ${screens} screens; people stay below ${screensPerSecond}`;
    return { index, rule: 'too many screens', reason };
  }
  if (habits.sessions >= leastSessions && habits.durationSpread <= spread && habits.eventsSpread <= spread) {
    const reason = `one of ${habits.sessions} sessions of this user that are alike to ${spread * 100}% in duration and events`;
    return { index, rule: 'too regular', reason };
  }
  return undefined;
}
