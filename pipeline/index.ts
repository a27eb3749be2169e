/** The pipeline: telemetry in, stored runs out. */
export * from './domain/profile.ts';
export * from './domain/run.ts';
export * from './errors.ts';
export type { NewRun, Rank, RunContents, Saved, Store, StoredUser } from './store/store.ts';
