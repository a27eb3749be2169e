import { Random } from '../../math/random.ts';
import { pick } from '../draws.ts';
import { checkOptions, snapshotDates, type TelemetryOptions } from '../options.ts';
import { botDoings, humanDoings } from './behaviour.ts';
import { type BotKind, type Persona, type SessionUser, sessionUser, versionOf } from './people.ts';
import {
  CRASH_ODDS,
  daysOf,
  LOW_BATTERY_PCT,
  LOW_MEMORY_MB,
  type LossyColumn,
  type Planted,
  plantedIn,
  weekdayOf,
} from './planted.ts';
import { hourOf, timesOf } from './times.ts';

/** One session as it stands in the file, in the order of the columns; null is an empty field. */
export interface SessionRow {
  readonly session_id: string;
  readonly user_id: string;
  readonly session_start: string;
  readonly session_end: string | null;
  readonly events_count: number;
  readonly screens_viewed: number;
  readonly app_version: string;
  readonly device_type: string;
  readonly os_version: string;
  readonly country: string;
  readonly network: string | null;
  readonly battery_pct: number | null;
  readonly memory_mb: number | null;
  readonly crashed: 0 | 1;
}

/** A session, and what is true of it that a file would not say. */
export interface GeneratedSession {
  readonly row: SessionRow;
  readonly persona: Persona | null;
  readonly bot: BotKind | null;
  /** Probability of the crash that was drawn. */
  readonly crashChance: number;
}

export interface SessionPlan {
  readonly options: TelemetryOptions;
  readonly planted: Planted;
  /** One a week, oldest first; the date is the last of its seven days. */
  readonly snapshots: readonly { readonly date: string; readonly file: string; sessions(): Iterable<GeneratedSession> }[];
}

/**
 * Weekly files of sessions of an invented app in the shape of the `app-sessions` profile. Where incidents are planted there are
 * bots of three kinds, two versions that crash on one OS version each, an hour of the week with more crashes, and days on
 * which a column lost values. Memory does not grow with the number of users.
 *
 * @throws {GenerateOptionError} naming the option that is out of range
 */
export function generateSessions(options: TelemetryOptions): SessionPlan {
  checkOptions(options);
  const planted = plantedIn(options);
  const dates = snapshotDates(options);
  return {
    options,
    planted,
    snapshots: dates.map((date, week) => ({
      date,
      file: `app-sessions-${date}.csv`,
      sessions: () => sessionsOf(options, planted, date, week),
    })),
  };
}

function* sessionsOf(options: TelemetryOptions, planted: Planted, date: string, week: number): Generator<GeneratedSession> {
  const days = daysOf(date);
  for (let index = 0; index < options.users; index++) {
    const user = sessionUser(options, index);
    const random = Random.stream(options.seed ^ 0x5e55, index * options.weeks + week);
    const appVersion = versionOf(user, options.weeks - 1 - week);
    for (const [nth, start] of timesOf(user, days, random).entries()) {
      const id = `${user.userId}-${date.replaceAll('-', '')}-${nth}`;
      yield sessionOf(user, { id, appVersion, start, date }, planted, random);
    }
  }
}

interface Setting {
  readonly id: string;
  readonly appVersion: string;
  readonly start: number;
  /** Of the file. */
  readonly date: string;
}

function sessionOf(user: SessionUser, setting: Setting, planted: Planted, random: Random): GeneratedSession {
  const { start } = setting;
  const persona = user.bot === null ? (random.next() < 0.8 ? user.persona : pick(random, OTHER)) : null;
  const doings = persona === null ? botDoings(user, random) : humanDoings(user, persona, random);
  const memory = Math.round(user.memoryMb * (0.9 + 0.2 * random.next()));
  const battery = 3 + random.below(98);
  const crashChance = chanceOfCrash(user, setting, memory, battery, planted);
  const crashed = random.next() < crashChance;
  const done = crashed ? 0.2 + 0.8 * random.next() : 1;
  const lost = lossAt(planted, isoTime(start).slice(0, 10), random);
  const row: SessionRow = {
    session_id: setting.id,
    user_id: user.userId,
    session_start: isoTime(start),
    session_end: endOf(start, Math.max(1, Math.round(doings.seconds * done)), crashed, random),
    events_count: Math.max(1, Math.round(doings.events * done)),
    screens_viewed: Math.max(1, Math.round(doings.screens * done)),
    app_version: setting.appVersion,
    device_type: user.deviceType,
    os_version: user.osVersion,
    country: user.country,
    network: lost('network') ? null : pick(random, NETWORKS),
    battery_pct: lost('battery_pct') ? null : battery,
    memory_mb: lost('memory_mb') ? null : memory,
    crashed: crashed ? 1 : 0,
  };
  return { row, persona, bot: user.bot, crashChance };
}

/** Every cause multiplies the odds. */
function chanceOfCrash(user: SessionUser, setting: Setting, memory: number, battery: number, planted: Planted): number {
  const prone = planted.crashProne.filter(
    ({ appVersion, osVersion, weeks }) =>
      appVersion === setting.appVersion && osVersion === user.osVersion && weeks.includes(setting.date),
  );
  const { hotspot } = planted;
  const hot = hotspot?.hour === hourOf(setting.start) && hotspot.weekday === weekdayOf(isoTime(setting.start).slice(0, 10));
  const odds = [
    memory < LOW_MEMORY_MB ? CRASH_ODDS.lowMemory : 1,
    battery < LOW_BATTERY_PCT ? CRASH_ODDS.lowBattery : 1,
    ...prone.map(({ oddsFactor }) => oddsFactor),
    hot ? hotspot.oddsFactor : 1,
  ].reduce((product, factor) => product * factor, CRASH_ODDS.base);
  return odds / (1 + odds);
}

/** Clocks that were set back, apps that were closed at once, and ends that never arrived. */
function endOf(start: number, seconds: number, crashed: boolean, random: Random): string | null {
  const luck = random.next();
  if (luck < (crashed ? 0.1 : 0.003)) return null;
  if (luck > 0.998) return isoTime(start - 1000 * (1 + random.below(3600)));
  if (luck > 0.994) return isoTime(start);
  return isoTime(start + 1000 * seconds);
}

function lossAt(planted: Planted, day: string, random: Random): (column: LossyColumn) => boolean {
  return (column) => {
    const days = planted.missing.find((loss) => loss.column === column && loss.days.includes(day));
    return random.next() < (days?.share ?? USUAL_LOSS);
  };
}

function isoTime(time: number): string {
  return new Date(time).toISOString().replace('.000', '');
}

const USUAL_LOSS = 0.005;
const OTHER = [
  ['quick', 50],
  ['browsing', 30],
  ['deep', 20],
] as const;
const NETWORKS = [
  ['wifi', 55],
  ['5g', 20],
  ['4g', 22],
  ['3g', 3],
] as const;
