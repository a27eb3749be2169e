import { Presets, SingleBar } from 'cli-progress';
import type { Logger } from 'pino';
import { type ProgressEvent, STAGES, type Stage } from '#pipeline';

/** Shows how a run gets on; `stop` clears up, also after a failure. */
export interface ProgressDisplay {
  readonly show: (event: ProgressEvent) => void;
  stop(): void;
}

/** A bar on a terminal, log lines otherwise. */
export function progressDisplay(stream: NodeJS.WriteStream, log: Logger): ProgressDisplay {
  return stream.isTTY ? barDisplay(stream) : logDisplay(log);
}

/** Rough shares of the time each stage takes; only the look of the bar depends on them. */
const WEIGHTS: Readonly<Record<Stage, number>> = {
  read: 20,
  clean: 2,
  scale: 2,
  cluster: 25,
  assess: 35,
  aggregate: 6,
  label: 1,
  store: 9,
};

function barDisplay(stream: NodeJS.WriteStream): ProgressDisplay {
  const bar = new SingleBar(
    { stream, format: '{bar} {percentage} %  {stage}', clearOnComplete: true, hideCursor: true, barsize: 30 },
    Presets.shades_classic,
  );
  bar.start(100, 0, { stage: '' });
  const before = (stage: Stage) => STAGES.slice(0, STAGES.indexOf(stage)).reduce((sum, earlier) => sum + WEIGHTS[earlier], 0);
  return {
    show(event) {
      const { stage } = event;
      const done = event.kind === 'started' ? 0 : event.kind === 'finished' ? 1 : event.done / Math.max(1, event.total);
      bar.update(Math.round(before(stage) + WEIGHTS[stage] * done), { stage });
    },
    stop: () => bar.stop(),
  };
}

function logDisplay(log: Logger): ProgressDisplay {
  return {
    show(event) {
      if (event.kind === 'finished') log.info({ stage: event.stage, ms: Math.round(event.ms) }, 'stage finished');
    },
    stop() {},
  };
}
