import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startMariaDb, type TestServer } from '../support/database.ts';
import type { Bench } from './bench.ts';
import { inTurn, medianOf, ratio, spread } from './in-turn.ts';
import { markdownTable } from './markdown.ts';
import { requirePeers } from './peer.ts';
import { keptTelemetry } from './telemetry.ts';

interface WholeRun {
  readonly users: number;
  readonly rounds: number;
  /** Whether the peer computes its silhouette, which takes the square of the users; ours is always computed. */
  readonly silhouette: boolean;
  readonly takes: string;
}

/** A file into MariaDB, `herald run` as a whole process against the classic script of pandas, scikit-learn and SQLAlchemy. */
export function wholeRunBench(name: string, { users, rounds, silhouette, takes }: WholeRun): Bench {
  return {
    name,
    title: `file to MariaDB, ${users.toLocaleString('en')} users, whole process, against pandas, scikit-learn${silhouette ? ' with' : ' without'} silhouette, to_sql`,
    takes,
    usual: false,
    async run(say) {
      requirePeers();
      const file = await keptTelemetry(users, say);
      const server = await startMariaDb();
      const peaks: Record<'ours' | 'peer', number[]> = { ours: [], peer: [] };
      const steps: Record<'ours' | 'peer', string> = { ours: '', peer: '' };
      let database = 0;
      const side = (who: 'ours' | 'peer', start: (url: string) => readonly [string, readonly string[], string]) => async () => {
        say(who === 'ours' ? 'herald run' : 'the peer');
        const name = `${who}_${++database}`;
        await freshDatabase(server, name);
        const [program, args, databaseUrl] = start(`${server.url}/${name}`);
        const { ms, peakBytes, output } = await measured(program, args, databaseUrl);
        peaks[who].push(peakBytes);
        steps[who] = stepsOf(output);
        return ms;
      };
      try {
        const times = await inTurn(
          {
            ours: side('ours', (url) => [process.execPath, [HERALD, 'run', file, '--json'], url]),
            peer: side('peer', (url) => [
              '/usr/bin/python3',
              ['-W', 'ignore', PEER, file, peerUrl(url), silhouette ? 'silhouette' : 'none'],
              '',
            ]),
          },
          rounds,
        );
        const megabytes = (bytes: readonly number[]) => `${(medianOf(bytes) / 1e6).toFixed(0)} MB`;
        return markdownTable(
          ['', 'Herald', 'pandas, scikit-learn, SQLAlchemy', 'ratio'],
          [
            ['whole process', spread(times.ours), spread(times.peer), ratio(times.peer, times.ours)],
            ['peak memory', megabytes(peaks.ours), megabytes(peaks.peer), ratio(peaks.peer, peaks.ours)],
            ['steps of the last round (ms)', steps.ours, steps.peer, ''],
          ],
        );
      } finally {
        await server.stop();
      }
    },
  };
}

const HERALD = join(import.meta.dirname, '../../bot/cli.ts');
const PEER = join(import.meta.dirname, 'peers/pipeline.py');

function peerUrl(url: string): string {
  return url.replace('mysql://', 'mysql+pymysql://');
}

async function freshDatabase(server: TestServer, name: string): Promise<void> {
  const { createConnection } = await import('mysql2/promise');
  const connection = await createConnection(server.url);
  await connection.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  await connection.end();
}

interface Measured {
  readonly ms: number;
  readonly peakBytes: number;
  readonly output: string;
}

/** Runs a program to its end and watches the highest resident memory that the system has seen of it. */
function measured(program: string, args: readonly string[], databaseUrl: string): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(program, args, {
      env: { ...process.env, DATABASE_URL: databaseUrl },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let complaints = '';
    let peakBytes = 0;
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString();
    });
    child.stderr.on('data', (data: Buffer) => {
      complaints += data.toString();
    });
    const watch = setInterval(() => {
      peakBytes = Math.max(peakBytes, peakOf(child.pid!));
    }, WATCH_MS);
    child.on('exit', (code) => {
      clearInterval(watch);
      if (code === 0) resolve({ ms: performance.now() - began, peakBytes, output });
      else reject(new Error(`${program} ${args.join(' ')} ended with ${code}: ${complaints.slice(-2000)}`));
    });
  });
}

const WATCH_MS = 50;

/** The high-water mark of a process, 0 once it is gone. */
function peakOf(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** What both print as JSON: ours under `timings`, the peer under `steps`. */
function stepsOf(output: string): string {
  const from = output.indexOf('{');
  const { timings, steps } = JSON.parse(output.slice(from)) as Readonly<
    Record<string, Readonly<Record<string, number>> | undefined>
  >;
  return Object.entries(timings ?? steps ?? {})
    .map(([step, ms]) => `${step} ${Math.round(ms)}`)
    .join(', ');
}
