import type { Workspace } from './workspace.ts';

export interface Patience {
  /** Milliseconds. */
  readonly within?: number;
}

/** Long enough for a busy machine, short enough for a failing test. */
const USUAL_PATIENCE_MS = 5000;

/**
 * Waits until a look at the workspace finds something, looking again after every change.
 *
 * @param look undefined while there is nothing to find
 * @param failure says what was waited for and what was seen instead
 * @throws {Error} with `failure()` when time is up
 */
export function until<T>(workspace: Workspace, look: () => T | undefined, failure: () => string, patience: Patience): Promise<T> {
  const { within = USUAL_PATIENCE_MS } = patience;
  return new Promise((resolve, reject) => {
    const attempt = () => {
      const found = look();
      if (found === undefined) return;
      stop();
      resolve(found);
    };
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`${failure()} (waited ${within} ms)`));
    }, within);
    const stopListening = workspace.onChange(attempt);
    const stop = () => {
      clearTimeout(timer);
      stopListening();
    };
    attempt();
  });
}
