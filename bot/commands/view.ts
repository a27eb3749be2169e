import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { buildView, counted, day, tableCsv, type View, type ViewName, viewsOf } from '#reports';
import { type Session, UsageError } from '../session.ts';
import { EXIT, type ExitCode } from '../terminal/output.ts';
import { terminalTable } from '../terminal/table.ts';
import { runOrCurrent } from './current-run.ts';

export interface ViewOptions {
  readonly profile?: string;
  readonly run?: number;
  readonly csv?: boolean;
  readonly png?: string;
  readonly svg?: string;
}

/** Rows of a table on the terminal; a screenful. */
const SCREENFUL = 40;

/** `herald view NAME` */
export async function view(session: Session, name: string, options: ViewOptions): Promise<ExitCode> {
  const profile = session.profile(options.profile);
  const known = viewsOf(profile);
  if (!isOneOf(known, name))
    throw new UsageError(`profile ${profile.name} has no view ${name}; its views are ${known.join(', ')}`);
  const store = await session.openStore();
  try {
    const made = await buildView(name, store, await runOrCurrent(store, profile, options.run), profile);
    const files = await writeCharts(made, options);
    if (options.csv) session.output.text(tableCsv(made.table).trimEnd());
    else session.output.text(viewText(made, files));
    session.output.document({ ...made, ...(files.length > 0 && { files }) });
    return EXIT.done;
  } finally {
    await store.close();
  }
}

async function writeCharts(made: View, { png, svg }: ViewOptions): Promise<string[]> {
  if (png === undefined && svg === undefined) return [];
  const { drawViewPng, drawViewSvg } = await import('#drawing'); // slow to load, and only for this
  const files: string[] = [];
  for (const [file, draw] of [
    [png, drawViewPng],
    [svg, drawViewSvg],
  ] as const) {
    if (file === undefined) continue;
    await writeFile(file, draw(made)).catch((cause: NodeJS.ErrnoException) => {
      throw new UsageError(`cannot write ${file}: ${cause.message}`);
    });
    files.push(resolve(file));
  }
  return files;
}

export function viewText(made: View, files: readonly string[]): string {
  const { provenance } = made;
  return [
    made.title,
    made.finding,
    ...(provenance.banner ? [`⚠ ${provenance.banner}`] : []),
    terminalTable(made.table, SCREENFUL),
    ...made.notes,
    `Run ${provenance.runId} · as of ${day(provenance.asOf)} · ${counted(provenance.users, provenance.entity)} · trust: ${provenance.trust}`,
    ...files.map((file) => `Wrote ${file}`),
  ].join('\n');
}

function isOneOf(known: readonly ViewName[], name: string): name is ViewName {
  return (known as readonly string[]).includes(name);
}
