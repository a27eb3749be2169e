import type { Stage, Timing } from './domain/run.ts';
import type { PipelinePorts } from './ports.ts';

/** Measures stages, tells about them, and stops between them when asked to. */
export class StageTimer {
  stage: Stage = 'read';
  readonly #spent = new Map<Stage, number>();
  readonly #ports: Pick<PipelinePorts, 'progress' | 'signal'>;

  constructor(ports: Pick<PipelinePorts, 'progress' | 'signal'>) {
    this.#ports = ports;
  }

  get timings(): readonly Timing[] {
    return [...this.#spent].map(([stage, ms]) => ({ stage, ms: Math.round(ms) }));
  }

  async run<Result>(stage: Stage, work: () => Promise<Result>): Promise<Result> {
    this.#ports.signal?.throwIfAborted();
    this.stage = stage;
    this.#ports.progress({ kind: 'started', stage });
    const began = performance.now();
    const result = await work();
    const ms = performance.now() - began;
    this.#spent.set(stage, (this.#spent.get(stage) ?? 0) + ms);
    this.#ports.progress({ kind: 'finished', stage, ms });
    return result;
  }

  advance(stage: Stage, done: number, total: number): void {
    this.#ports.progress({ kind: 'advanced', stage, done, total });
  }
}
