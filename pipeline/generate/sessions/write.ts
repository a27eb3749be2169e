import { join } from 'node:path';
import type { RejectReason } from '../../domain/run.ts';
import { makeFolder } from '../../make-folder.ts';
import type { BadRow } from '../bad-rows.ts';
import { OutputFolderError } from '../errors.ts';
import type { TelemetryOptions } from '../options.ts';
import type { WrittenTelemetry } from '../write.ts';
import { writeWhole } from '../write-whole.ts';
import { type GeneratedSession, generateSessions, type SessionPlan, type SessionRow } from './generate.ts';
import type { BotKind } from './people.ts';
import { CRASH_ODDS, type CrashProne, type Hotspot, LOW_BATTERY_PCT, LOW_MEMORY_MB, type MissingDays } from './planted.ts';

/** The contents of `incidents.json` beside session files: what was planted, and what of it came into the files. */
export interface SessionIncidents {
  readonly options: TelemetryOptions;
  readonly crashProne: readonly (CrashProne & { readonly sessions: number; readonly crashes: number })[];
  readonly crashOdds: typeof CRASH_ODDS & { readonly lowMemoryBelowMb: number; readonly lowBatteryBelowPct: number };
  readonly hotspot: Hotspot | null;
  readonly missing: readonly MissingDays[];
  readonly bots: readonly { readonly kind: BotKind; readonly users: number; readonly sessions: number }[];
  /** Over all files: sessions that end when they begin, before they begin, and without an end. */
  readonly durations: { readonly zero: number; readonly negative: number; readonly unknown: number };
  readonly badRows: readonly BadRow[];
}

/**
 * Writes sample sessions: `app-sessions-YYYY-MM-DD.csv` for each week, `truth.csv` (persona, bot and chance of a crash of
 * every session) and `incidents.json`. Files of the same names are replaced, others left alone.
 *
 * @throws {GenerateOptionError} naming the option that is out of range, before anything is written
 * @throws {OutputFolderError} if the folder cannot be made or written to
 */
export async function writeSessions(options: TelemetryOptions, outDir: string): Promise<WrittenTelemetry> {
  const plan = generateSessions(options);
  const tally = new Tally(plan);
  try {
    await makeFolder(outDir);
    const files: string[] = [];
    for (const snapshot of plan.snapshots) {
      const path = join(outDir, snapshot.file);
      await writeWhole(path, tally.lines(snapshot));
      files.push(path);
    }
    const truthFile = join(outDir, 'truth.csv');
    await writeWhole(truthFile, truthLines(plan));
    const incidentsFile = join(outDir, 'incidents.json');
    await writeWhole(incidentsFile, [JSON.stringify(tally.document(), null, 2)]);
    return { files, incidentsFile, truthFile };
  } catch (error) {
    throw error instanceof Error && 'syscall' in error ? new OutputFolderError(outDir, error) : error;
  }
}

function* truthLines({ snapshots }: SessionPlan): Generator<string> {
  yield 'session_id,persona,bot,crash_chance';
  for (const snapshot of snapshots) {
    for (const { row, persona, bot, crashChance } of snapshot.sessions()) {
      yield `${row.session_id},${persona ?? ''},${bot ?? ''},${crashChance.toFixed(4)}`;
    }
  }
}

/** Counts what goes into the files as it passes. */
class Tally {
  readonly #plan: SessionPlan;
  readonly #prone: { sessions: number; crashes: number }[];
  readonly #bots = new Map<BotKind, { users: Set<string>; sessions: number }>();
  readonly #durations = { zero: 0, negative: 0, unknown: 0 };
  readonly #badRows: BadRow[] = [];

  constructor(plan: SessionPlan) {
    this.#plan = plan;
    this.#prone = plan.planted.crashProne.map(() => ({ sessions: 0, crashes: 0 }));
  }

  *lines({ date, file, sessions }: SessionPlan['snapshots'][number]): Generator<string> {
    yield COLUMNS.join(',');
    const { badRows } = this.#plan.options;
    let line = 1;
    let bad = 0;
    for (const session of sessions()) {
      line++;
      this.#count(session, date);
      yield textOf(session.row);
      if (bad === badRows) continue;
      const { reason, spoil } = FAULTS[bad % FAULTS.length]!;
      bad++;
      line++;
      this.#badRows.push({ file, line, reason });
      yield textOf(spoil({ ...session.row, session_id: `${session.row.session_id}-bad` }, session.row));
    }
  }

  document(): SessionIncidents {
    const { options, planted } = this.#plan;
    return {
      options,
      crashProne: planted.crashProne.map((prone, index) => ({ ...prone, ...this.#prone[index]! })),
      crashOdds: { ...CRASH_ODDS, lowMemoryBelowMb: LOW_MEMORY_MB, lowBatteryBelowPct: LOW_BATTERY_PCT },
      hotspot: planted.hotspot,
      missing: planted.missing,
      bots: [...this.#bots].map(([kind, { users, sessions }]) => ({ kind, users: users.size, sessions })),
      durations: this.#durations,
      badRows: this.#badRows,
    };
  }

  #count({ row, bot }: GeneratedSession, date: string): void {
    for (const [index, { appVersion, osVersion, weeks }] of this.#plan.planted.crashProne.entries()) {
      if (appVersion !== row.app_version || osVersion !== row.os_version || !weeks.includes(date)) continue;
      this.#prone[index]!.sessions++;
      this.#prone[index]!.crashes += row.crashed;
    }
    if (row.session_end === null) this.#durations.unknown++;
    else if (row.session_end === row.session_start) this.#durations.zero++;
    else if (row.session_end < row.session_start) this.#durations.negative++;
    if (bot === null) return;
    const own = this.#bots.get(bot) ?? { users: new Set<string>(), sessions: 0 };
    own.users.add(row.user_id);
    own.sessions++;
    this.#bots.set(bot, own);
  }
}

type Fields = { readonly [Column in keyof SessionRow]: string | number | null };

function textOf(row: Fields): string {
  return COLUMNS.map((column) => row[column] ?? '').join(',');
}

/** Ways in which a row goes wrong: `fresh` has an id of its own, `good` is the row before. */
const FAULTS: readonly { readonly reason: RejectReason; spoil(fresh: Fields, good: Fields): Fields }[] = [
  { reason: 'not a date and time', spoil: (fresh) => ({ ...fresh, session_start: 'yesterday' }) },
  { reason: 'duplicate id', spoil: (_, good) => good },
  { reason: 'above the possible maximum', spoil: (fresh) => ({ ...fresh, battery_pct: 250 }) },
  { reason: 'missing value', spoil: (fresh) => ({ ...fresh, crashed: null }) },
  { reason: 'not a number', spoil: (fresh) => ({ ...fresh, events_count: 'many' }) },
];

const COLUMNS = [
  'session_id',
  'user_id',
  'session_start',
  'session_end',
  'events_count',
  'screens_viewed',
  'app_version',
  'device_type',
  'os_version',
  'country',
  'network',
  'battery_pct',
  'memory_mb',
  'crashed',
] as const satisfies readonly (keyof SessionRow)[];
