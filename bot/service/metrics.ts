import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What is measured while the service runs, in the form that Prometheus reads. */
export interface Metrics {
  readonly registry: Registry;
  /** Requests from Slack by kind (command, mention, message, action, view, home) and what became of them. */
  readonly requests: Counter<'kind' | 'outcome'>;
  /** Seconds from a request to its answer. */
  readonly answerSeconds: Histogram<'kind'>;
  /** Calls of Slack's Web API. */
  readonly slackCalls: Counter<'method' | 'outcome'>;
  /** Requests that Slack repeated and that were not acted on again. */
  readonly repeats: Counter;
}

/** @param pending jobs going on now; asked for when the metrics are read */
export function newMetrics(pending: () => number): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'herald_' });
  new Gauge({
    name: 'herald_jobs_pending',
    help: 'Work that was acknowledged and has not ended yet',
    registers,
    collect() {
      this.set(pending());
    },
  });
  return {
    registry,
    requests: new Counter({
      name: 'herald_requests_total',
      help: 'Requests from Slack by kind and outcome',
      labelNames: ['kind', 'outcome'],
      registers,
    }),
    answerSeconds: new Histogram({
      name: 'herald_answer_seconds',
      help: 'Seconds from a request to its answer',
      labelNames: ['kind'],
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 1.5, 3, 5, 10, 30],
      registers,
    }),
    slackCalls: new Counter({
      name: 'herald_slack_calls_total',
      help: "Calls of Slack's Web API by method and outcome",
      labelNames: ['method', 'outcome'],
      registers,
    }),
    repeats: new Counter({
      name: 'herald_repeated_requests_total',
      help: 'Requests that came again and were not acted on again',
      registers,
    }),
  };
}
