import {
  type Check,
  type CompleteRun,
  LAPSE,
  type Profile,
  RunNotFoundError,
  type Store,
  type StoredFigures,
  USERS,
  userColumns,
  verify as verifyRun,
} from '#pipeline';
import type { Session } from '../session.ts';
import { EXIT, type ExitCode } from '../terminal/output.ts';
import { terminalTable } from '../terminal/table.ts';
import { runOrCurrent } from './current-run.ts';

/** `herald verify [RUN]` */
export async function verify(
  session: Session,
  id: number | undefined,
  options: { readonly profile?: string },
): Promise<ExitCode> {
  const store = await session.openStore();
  try {
    const profile = session.profile(options.profile);
    const run = await runOrCurrent(store, profile, id);
    const current = await store.currentRun(profile.name);
    if (current?.id !== run.id)
      throw new RunNotFoundError(
        `the ${profile.entity.many} of run ${run.id} are no longer stored, so it cannot be computed again; only the current run (${current?.id}) can: herald verify ${current?.id}`,
      );
    const [model, figures] = await Promise.all([store.model(run.id), storedFigures(store, run, profile)]);
    const columns = await userColumns(store.users(profile.name), profile, run.rows, figures.foresight.users);
    if (columns.ids.length === 0)
      throw new RunNotFoundError(
        `the table of run ${run.id}'s ${profile.entity.many} is empty, so nothing can be computed again; put it back from a backup, or run the input again`,
      );
    const checks = await verifyRun(run, model, profile, columns, figures);
    const agrees = checks.every((check) => check.agrees);
    session.output.text(verificationText(run, checks, profile));
    session.output.document({ runId: run.id, asOf: run.asOf, agrees, checks });
    return agrees ? EXIT.done : EXIT.no;
  } finally {
    await store.close();
  }
}

async function storedFigures(store: Store, { id }: CompleteRun, { name, measures }: Profile): Promise<StoredFigures> {
  const [cells, history, users, forecast] = await Promise.all([
    store.allCells(id, [USERS, ...measures.map((measure) => measure.name)]),
    store.history(id),
    store.predictions.ofUsers(id),
    store.predictions.forecast(id),
  ]);
  const model = forecast && (await store.predictions.model(name, LAPSE, forecast.modelVersion));
  return { cells, history, foresight: { users, forecast, threshold: model && (model.threshold ?? 0.5) } };
}

function verificationText(run: CompleteRun, checks: readonly Check[], { entity }: Profile): string {
  const failing = checks.filter(({ agrees }) => !agrees).map(({ name }) => name);
  const verdict =
    failing.length === 0
      ? `Run ${run.id} (as of ${run.asOf}) is what plain loops and ml-kmeans find from its stored ${entity.many}.`
      : `Run ${run.id} (as of ${run.asOf}) is not what its stored ${entity.many} give: ${failing.join(', ')} differ. Run the input again, and keep this store for whoever looks into it.`;
  const rows = checks.map(({ name, compared, difference, allowed, agrees }) => [
    name,
    compared,
    small(difference, 1),
    small(allowed, 0),
    agrees ? 'agrees' : 'DIFFERS',
  ]);
  const labels = ['Computed again', 'Compared', 'Largest difference', 'Allowed', ''];
  const columns = labels.map((label) => ({ key: label, label }));
  return [verdict, terminalTable({ title: '', columns, rows })].join('\n');
}

/** @example small(2.3e-12, 1) // "2.3e-12" */
function small(value: number, digits: number): string {
  return value === 0 ? '0' : value.toExponential(digits);
}
