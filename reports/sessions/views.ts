import { type CompleteRun, RunNotFoundError, type Store } from '#pipeline';
import { define } from '../views/define.ts';
import { buildBots } from './bots.ts';
import { buildCompleteness } from './completeness.ts';
import { buildCrashRisk } from './crash-risk.ts';
import { buildCrashes } from './crashes.ts';
import { loadCrashes, loadHours, loadRows, type ReadSessions } from './findings.ts';
import { buildHotspots } from './hotspots.ts';
import { botsAmong, gapsAmong, riskAmong } from './rows.ts';

export const crashes = define({ name: 'crashes', load: loadCrashes, build: buildCrashes });

export const hotspots = define({ name: 'hotspots', load: loadHours, build: buildHotspots });

export const bots = define({
  name: 'bots',
  load: async (store: Store, run: CompleteRun) => botsAmong(await rowsOf(store, run), run),
  build: buildBots,
});

export const crashRiskView = define({
  name: 'crash-risk',
  load: async (store: Store, run: CompleteRun) => riskAmong(await rowsOf(store, run), store, run),
  build: buildCrashRisk,
});

export const completenessView = define({
  name: 'completeness',
  load: async (store: Store, run: CompleteRun) => gapsAmong(await rowsOf(store, run)),
  build: buildCompleteness,
});

/** @throws {RunNotFoundError} for a run whose sessions are gone */
async function rowsOf(store: Store, run: CompleteRun): Promise<ReadSessions> {
  const read = await loadRows(store, run);
  if (read !== undefined) return read;
  const current = await store.currentRun(run.profile);
  throw new RunNotFoundError(
    `the sessions of run ${run.id} are no longer stored, only its figures; look at crashes or hotspots of it, or at the current run (${current?.id})`,
  );
}
