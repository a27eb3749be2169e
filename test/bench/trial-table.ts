import { quantile } from '#pipeline';
import { markdownTable } from './markdown.ts';
import { slope } from './meter.ts';
import type { Topic } from './traffic.ts';
import type { Trial } from './trial.ts';

/** What Issue 3 asks for. */
const MOST_ACK_MS = 1000;
const MOST_ANSWER_P95_MS = 1500;
/** Over which memory is to be flat. */
const LAST_READINGS = 20;

/** A row for each trial, what was wrong, and whether all is as it has to be. */
export function trialTable(trials: readonly Trial[]): string {
  const rows = trials.map((trial, index) => [String(index + 1), ...figuresOf(trial)]);
  return [
    markdownTable(HEADINGS, rows),
    '',
    markdownTable(['about', 'commands', 'answers p50 / p95 / max (ms)'], topicRows(trials)),
    '',
    ...trials.map(contentsOf),
    '',
    verdict(trials),
  ].join('\n');
}

/** All trials together. */
function topicRows(trials: readonly Trial[]): readonly (readonly string[])[] {
  const times = new Map<Topic, number[]>();
  for (const { lines, result } of trials) {
    lines.forEach(({ topic }, index) => {
      const time = result.answersByIndex[index];
      const known = times.get(topic) ?? [];
      if (time !== undefined) known.push(time);
      times.set(topic, known);
    });
  }
  return [...times]
    .toSorted(([, some], [, others]) => others.length - some.length)
    .map(([topic, known]) => [topic, String(known.length), known.length === 0 ? '–' : quantiles(known, [0.5, 0.95, 1])]);
}

const HEADINGS = [
  'trial',
  'acks p50 / p99 / max (ms)',
  'answers p50 / p95 / p99 / max (ms)',
  'errors',
  'CPU (cores)',
  'longest stall (ms)',
  'RSS start / end (MB)',
  'RSS, last 20 s (MB/min)',
  'heap, lowest (MB)',
  'load average',
];

function figuresOf({ result, readings, complaints, loadAverage }: Trial): readonly string[] {
  const [first, last] = [readings[0]!, readings.at(-1)!];
  const late = readings.slice(-LAST_READINGS);
  const cores = (last.cpuSeconds - first.cpuSeconds) / ((last.at - first.at) / 1000);
  return [
    quantiles(result.acks, [0.5, 0.99, 1]),
    quantiles(result.answers, [0.5, 0.95, 0.99, 1]),
    String(result.failures.length + complaints.length),
    cores.toFixed(2),
    Math.max(...readings.map(({ stallMs }) => stallMs)).toFixed(0),
    `${megabytes(first.residentBytes)} / ${megabytes(last.residentBytes)}`,
    (slope(late, ({ residentBytes }) => residentBytes) * (60 / MEGABYTE)).toFixed(0),
    megabytes(Math.min(...late.map(({ heapBytes }) => heapBytes))),
    loadAverage.map((load) => load.toFixed(1)).join(' to '),
  ];
}

/** What was answered, so that nobody measures how fast a service says that it did not understand. */
function contentsOf({ lines, result, readings, complaints }: Trial, index: number): string {
  const counts = new Map<string, number>();
  for (const body of result.bodies) {
    const kind = kindOf(body);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const counted = [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ');
  const distinct = new Set(lines.map(({ text }) => text)).size;
  const minutes = readings.filter((_, second) => second % 60 === 59).map(({ residentBytes }) => megabytes(residentBytes));
  const memory = minutes.length < 2 ? '' : `\n   - RSS at the end of each minute (MB): ${minutes.join(', ')}`;
  const wrong = [...result.failures, ...complaints].slice(0, 3).map((what) => `\n   - ${what.slice(0, 300)}`);
  return `${index + 1}. ${lines.length} commands, ${distinct} different: ${counted}${memory}${wrong.join('')}`;
}

function kindOf(body: string | undefined): string {
  if (body === undefined) return 'without an answer';
  const { text = '' } = JSON.parse(body) as { readonly text?: string };
  if (/\(incident [0-9a-f]+\)/.test(text)) return 'failed';
  if (/^(I could not answer that|Which did you mean)/.test(text)) return 'asked back';
  return 'answered';
}

function verdict(trials: readonly Trial[]): string {
  const slowest = Math.max(...trials.flatMap(({ result }) => result.acks));
  const p95 = Math.max(...trials.map(({ result }) => quantile(sorted(result.answers), 0.95)));
  const errors = trials.reduce((sum, { result, complaints }) => sum + result.failures.length + complaints.length, 0);
  const holds = slowest < MOST_ACK_MS && p95 < MOST_ANSWER_P95_MS && errors === 0;
  return `${holds ? 'Holds' : '**Does not hold**'}: every ack under 1 s, answers p95 under 1.5 s, no error.`;
}

function quantiles(values: readonly number[], shares: readonly number[]): string {
  const rising = sorted(values);
  return shares.map((share) => quantile(rising, share).toFixed(0)).join(' / ');
}

function sorted(values: readonly number[]): Float64Array {
  return Float64Array.from(values).sort();
}

const MEGABYTE = 1024 * 1024;

function megabytes(bytes: number): string {
  return (bytes / MEGABYTE).toFixed(0);
}
