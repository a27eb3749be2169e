import type { Stage } from './domain/run.ts';
import type { Store } from './store/store.ts';

/** What a run needs from the world. */
export interface PipelinePorts {
  /** Or what opens it, which is called once reading has begun, because both take a while. */
  readonly store: Store | (() => Promise<Store>);
  readonly clock: Clock;
  readonly progress: (event: ProgressEvent) => void;
  /** Stops the run; nothing of it is stored then. */
  readonly signal?: AbortSignal;
}

export interface Clock {
  now(): Date;
}

export type ProgressEvent =
  | { readonly kind: 'started'; readonly stage: Stage }
  | { readonly kind: 'advanced'; readonly stage: Stage; readonly done: number; readonly total: number }
  | { readonly kind: 'finished'; readonly stage: Stage; readonly ms: number };

export const systemClock: Clock = { now: () => new Date() };
