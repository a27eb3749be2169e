import { join } from 'node:path';
import { makeFolder } from '../make-folder.ts';
import { appBehavior } from '../profiles/app-behavior.ts';
import type { BadRow } from './bad-rows.ts';
import { OutputFolderError } from './errors.ts';
import { generateTelemetry, type Snapshot, type TelemetryPlan } from './generate.ts';
import type { Incident } from './incidents.ts';
import type { TelemetryOptions } from './options.ts';
import { writeWhole } from './write-whole.ts';

/** Paths of what was written. */
export interface WrittenTelemetry {
  /** One CSV per week, oldest first. */
  readonly files: readonly string[];
  readonly incidentsFile: string;
  readonly truthFile: string;
}

/** The contents of `incidents.json`. */
export interface IncidentsDocument {
  readonly options: TelemetryOptions;
  readonly incidents: readonly Incident[];
  readonly badRows: readonly BadRow[];
}

/**
 * Writes sample telemetry: `app-behavior-YYYY-MM-DD.csv` for each week, `truth.csv` and `incidents.json`, in this order.
 * Each file appears under its name only when it is whole; files of the same names are replaced, others left alone.
 *
 * @param outDir made if it does not exist
 * @throws {GenerateOptionError} naming the option that is out of range, before anything is written
 * @throws {OutputFolderError} if the folder cannot be made or written to
 */
export async function writeTelemetry(options: TelemetryOptions, outDir: string): Promise<WrittenTelemetry> {
  const plan = generateTelemetry(options);
  try {
    await makeFolder(outDir);
    const files: string[] = [];
    const badRows: BadRow[] = [];
    for (const snapshot of plan.snapshots) {
      const path = join(outDir, snapshot.file);
      await writeWhole(path, snapshotLines(snapshot, badRows));
      files.push(path);
    }
    const truthFile = join(outDir, 'truth.csv');
    await writeWhole(truthFile, truthLines(plan));
    const incidentsFile = join(outDir, 'incidents.json');
    const document: IncidentsDocument = { options, incidents: plan.incidents, badRows };
    await writeWhole(incidentsFile, [JSON.stringify(document, null, 2)]);
    return { files, incidentsFile, truthFile };
  } catch (error) {
    throw error instanceof Error && 'syscall' in error ? new OutputFolderError(outDir, error) : error;
  }
}

/** @param badRows gets the bad rows of the snapshot as they pass, because only here their lines are known */
function* snapshotLines(snapshot: Snapshot, badRows: BadRow[]): Generator<string> {
  yield COLUMNS.join(',');
  let line = 1;
  for (const entry of snapshot.rows()) {
    line++;
    if (entry.kind === 'good') {
      yield COLUMNS.map((column) => entry.row[column]).join(',');
    } else {
      badRows.push({ file: snapshot.file, line, reason: entry.reason });
      yield entry.fields.join(',');
    }
  }
}

function* truthLines(plan: TelemetryPlan): Generator<string> {
  yield 'user_id,type,first_week,last_week';
  for (const { userId, type, firstWeek, lastWeek } of plan.truth()) yield `${userId},${type},${firstWeek},${lastWeek}`;
}

const COLUMNS = appBehavior.columns.map((column) => column.name);
