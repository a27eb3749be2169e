import { Piscina } from 'piscina';

/** Worker threads that do the functions of one file. */
export interface Threads {
  /** @throws what the function threw; when a thread could not start, why not; an AbortError once `signal` is given */
  run<T>(name: string, task: unknown, signal?: AbortSignal): Promise<T>;
  /** Ends the threads once what is under way is done. */
  close(): Promise<void>;
}

type ThreadOptions = Required<Pick<NonNullable<ConstructorParameters<typeof Piscina>[0]>, 'minThreads' | 'maxThreads'>> & {
  readonly idleTimeout?: number;
};

/**
 * Piscina ends its threads whatever they are doing, and reports an answer that was then on its way as an error event,
 * which ends the process; so do the threads it ends when work is given up. Here threads end when nothing is under way,
 * and an error event fails the work that is under way, if any.
 */
export function openThreads(file: URL, options: ThreadOptions): Threads {
  const pool = new Piscina({ filename: file.href, recordTiming: false, ...options });
  const underWay = new Set<Promise<unknown>>();
  const failing = new Set<(fault: unknown) => void>();
  pool.on('error', (fault) => {
    for (const fail of failing) fail(fault);
  });

  async function attempt<T>(name: string, task: unknown, signal: AbortSignal | undefined): Promise<T> {
    const { promise: failed, reject } = Promise.withResolvers<never>();
    failing.add(reject);
    try {
      return await Promise.race([pool.run(task, { name, ...(signal && { signal }) }), failed]);
    } finally {
      failing.delete(reject);
    }
  }

  return {
    run(name, task, signal) {
      const work = attempt<never>(name, task, signal).finally(() => underWay.delete(work));
      underWay.add(work);
      return work;
    },
    async close() {
      await Promise.allSettled(underWay);
      await pool.destroy();
    },
  };
}
