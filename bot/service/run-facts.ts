import { LRUCache } from 'lru-cache';
import { type CompleteRun, type Profile, RunNotFoundError, SEGMENT, type Store, USERS } from '#pipeline';
import { buildView, isSlow, type View, type ViewName } from '#reports';
import type { AlertReport } from '../alerts/alert.ts';
import type { Workshop } from './workshop.ts';

/** Values of every dimension, and of the segments, by name. */
export type DimensionValues = Readonly<Record<string, readonly string[]>>;

/** What is asked of a run again and again. A complete run never changes, so each is worked out once. */
export class RunFacts {
  readonly #store: Store;
  readonly #profile: Profile;
  readonly #alerts: LRUCache<number, AlertReport, CompleteRun>;
  readonly #values: LRUCache<number, DimensionValues, CompleteRun>;
  readonly #views: LRUCache<string, View, { readonly run: CompleteRun; readonly name: ViewName }>;

  constructor(store: Store, profile: Profile, workshop: Workshop) {
    this.#store = store;
    this.#profile = profile;
    const known = { max: 16 };
    this.#alerts = new LRUCache({ ...known, fetchMethod: (_id, _old, { context }) => workshop.alerts(context, profile) });
    this.#values = new LRUCache({ ...known, fetchMethod: (_id, _old, { context }) => this.#loadValues(context) });
    this.#views = new LRUCache({
      ...known,
      fetchMethod: (_key, _old, { context: { run, name } }) =>
        isSlow(name) ? workshop.view(run, profile, name) : buildView(name, store, run, profile),
    });
  }

  /** @throws {RunNotFoundError} while there is none */
  async current(): Promise<CompleteRun> {
    const run = await this.#store.currentRun(this.#profile.name);
    if (run === undefined) throw RunNotFoundError.none(this.#store.address);
    return run;
  }

  async alerts(run: CompleteRun): Promise<AlertReport> {
    return (await this.#alerts.fetch(run.id, { context: run }))!;
  }

  async values(run: CompleteRun): Promise<DimensionValues> {
    return (await this.#values.fetch(run.id, { context: run }))!;
  }

  async view(run: CompleteRun, name: ViewName): Promise<View> {
    return (await this.#views.fetch(`${run.id} ${name}`, { context: { run, name } }))!;
  }

  async #loadValues(run: CompleteRun): Promise<DimensionValues> {
    const ofDimensions = await Promise.all(
      this.#profile.dimensions.map(async ({ name }) => {
        const cells = await this.#store.cells(run.id, [name], [USERS]);
        return [name, [...new Set(cells.map(({ slice }) => slice[name]!))].sort()] as const;
      }),
    );
    return { [SEGMENT]: run.segments.map(({ name }) => name), ...Object.fromEntries(ofDimensions) };
  }
}
