import { resolve } from 'node:path';
import {
  CRASH,
  type CrashRisk,
  crashRisk,
  NoModelError,
  type Predictor,
  type Profile,
  type RiskySession,
  readSessions,
  restoreModel,
  riskiestSessions,
  type SessionFiles,
  VERSION_ON_SYSTEM,
} from '#pipeline';
import { count, counted, list, share, type Table, tableCsv } from '#reports';
import type { Session } from '../session.ts';
import { EXIT, type ExitCode } from '../terminal/output.ts';
import { terminalTable } from '../terminal/table.ts';
import { driverText, limitsOf, rowsOf, writeTable } from './prediction-text.ts';

/** `herald predict` of a profile of sessions: how likely each was to crash, from what was known when it began. */
export async function predictSessions(
  session: Session,
  profile: Profile,
  files: readonly string[],
  { out }: { readonly out?: string },
): Promise<ExitCode> {
  const read = await readSessions(files, profile); // a wrong file is said before that nothing was trained
  const store = await session.openStore();
  try {
    const model = await store.predictions.model(profile.name, CRASH);
    if (model === undefined) throw new NoModelError(profile.name, 'crash');
    const predictor = restoreModel(model);
    const risk = crashRisk(read.rows, predictor);
    if (out !== undefined) await writeTable(out, csvOf(read, risk));
    session.output.text(riskText(read, risk, predictor, profile));
    if (out !== undefined) session.output.text(`Wrote ${resolve(out)}`);
    session.output.document(riskDocument(read, risk, out));
    return EXIT.done;
  } finally {
    await store.close();
  }
}

const SHOWN = 10;

function riskText({ rows, files, rejected }: SessionFiles, risk: CrashRisk, predictor: Predictor, profile: Profile): string {
  const { model, risks } = risk;
  const riskiest = riskiestSessions(rows, predictor, risks, SHOWN);
  return [
    `Model ${model.version} of ${profile.name}, trained on ${count(model.rowCount)} examples: ${model.learner.name}.`,
    `${counted(rows.count, profile.entity)} in ${list(files)}: ${count(Math.round(sum(risks)))} expected to crash, ${count(sum(rows.numbers.crashed))} did; ` +
      `${count(likelyOf(risk).length)} were likely to (${share(model.threshold ?? 0.5)} or more).`,
    ...limitsOf(rejected, risk.fit),
    ...(riskiest.length === 0 ? [] : [terminalTable(riskiestTable(riskiest, rows.ids, profile))]),
  ].join('\n');
}

function riskiestTable(sessions: readonly RiskySession[], ids: readonly string[], { columns }: Profile): Table {
  const labelOf = (feature: string) =>
    feature === VERSION_ON_SYSTEM
      ? 'App version on OS version'
      : (columns.find(({ name }) => name === feature)?.label ?? feature);
  return {
    title: 'Most likely to crash',
    columns: [
      { key: 'session', label: 'Most likely to crash' },
      { key: 'risk', label: 'Probability', format: { kind: 'share' } },
      { key: 'drivers', label: 'What it goes by' },
    ],
    rows: sessions.flatMap(({ index, risk, drivers }) =>
      rowsOf(
        ids[index]!,
        risk,
        drivers.map(({ feature, effect }) => driverText(labelOf(feature), effect)),
      ),
    ),
  };
}

/** One row a session in the order of the files. */
function csvOf({ rows }: SessionFiles, risk: CrashRisk): string {
  const likely = new Set(likelyOf(risk));
  const columns = ['session_id', 'probability', 'likely', 'crashed'];
  return tableCsv({
    title: 'Predictions',
    columns: columns.map((key) => ({ key, label: key })),
    rows: rows.ids.map((id, index) => [
      id,
      risk.risks[index]!,
      likely.has(index) ? 'yes' : 'no',
      rows.numbers.crashed[index] === 1 ? 'yes' : 'no',
    ]),
  });
}

/** The JSON document of a prediction. */
function riskDocument({ rows, files, rejected }: SessionFiles, risk: CrashRisk, out: string | undefined): unknown {
  const { model, risks, fit, importances } = risk;
  return {
    profile: model.profile,
    target: model.target,
    modelVersion: model.version,
    threshold: model.threshold,
    files,
    rows: rows.count,
    rejected,
    expected: sum(risks),
    crashed: sum(rows.numbers.crashed),
    likely: likelyOf(risk).length,
    importances,
    fit,
    ...(out !== undefined && { out: resolve(out) }),
    predictions: rows.ids.map((sessionId, index) => ({ sessionId, probability: risks[index]! })),
  };
}

function likelyOf({ model, risks }: CrashRisk): readonly number[] {
  return [...risks.keys()].filter((index) => risks[index]! >= (model.threshold ?? 0.5));
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
