import { setInterval as every } from 'node:timers/promises';

/** What the service said of itself at one moment. */
export interface Reading {
  /** Milliseconds since the meter was started. */
  readonly at: number;
  readonly residentBytes: number;
  readonly heapBytes: number;
  /** Of all its threads, since it was started. */
  readonly cpuSeconds: number;
  /** The longest time its event loop stood still since the reading before. */
  readonly stallMs: number;
}

export interface Meter {
  readonly readings: readonly Reading[];
  stop(): Promise<void>;
}

const EVERY_MS = 1000;

/** Reads `/metrics` of a service once a second, as Prometheus would. */
export function startMeter(url: string): Meter {
  const readings: Reading[] = [];
  const startedAt = performance.now();
  const stopping = new AbortController();
  const ended = measure().catch((error: unknown) => {
    if (!stopping.signal.aborted) throw error;
  });
  return {
    readings,
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };

  async function metrics(): Promise<string> {
    const response = await fetch(`${url}/metrics`, { signal: stopping.signal });
    return response.text();
  }

  async function measure(): Promise<void> {
    await metrics(); // which forgets how long the event loop stood still before
    for await (const _ of every(EVERY_MS, undefined, { signal: stopping.signal })) {
      const text = await metrics();
      const value = (name: string) => Number(new RegExp(`^herald_${name} (\\S+)$`, 'm').exec(text)?.[1]);
      readings.push({
        at: performance.now() - startedAt,
        residentBytes: value('process_resident_memory_bytes'),
        heapBytes: value('nodejs_heap_size_used_bytes'),
        cpuSeconds: value('process_cpu_seconds_total'),
        stallMs: value('nodejs_eventloop_lag_max_seconds') * 1000,
      });
    }
  }
}

/** Change of a figure in a second, by least squares. */
export function slope(readings: readonly Reading[], figure: (reading: Reading) => number): number {
  const count = readings.length;
  const meanAt = readings.reduce((sum, { at }) => sum + at, 0) / count;
  const mean = readings.reduce((sum, reading) => sum + figure(reading), 0) / count;
  const covariance = readings.reduce((sum, reading) => sum + (reading.at - meanAt) * (figure(reading) - mean), 0);
  const variance = readings.reduce((sum, { at }) => sum + (at - meanAt) ** 2, 0);
  return (covariance / variance) * 1000;
}
