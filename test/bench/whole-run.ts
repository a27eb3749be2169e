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

type Side = 'ours' | 'peer' | 'multi';

/**
 * A file into MariaDB, `herald run` as a whole process against the classic script of pandas, scikit-learn and
 * SQLAlchemy, with both ways of `to_sql`: its default, and many rows to a statement, which is slower here.
 */
export function wholeRunBench(name: string, { users, rounds, silhouette, takes }: WholeRun): Bench {
  return {
    name,
    title: `file to MariaDB, ${users.toLocaleString('en')} users, whole process, into a migrated database, against pandas, scikit-learn${silhouette ? ' with' : ' without'} silhouette, to_sql`,
    takes,
    usual: false,
    async run(say) {
      requirePeers();
      const file = await keptTelemetry(users, say);
      const server = await startMariaDb();
      const peaks: Record<Side, number[]> = { ours: [], peer: [], multi: [] };
      const steps: Record<Side, string> = { ours: '', peer: '', multi: '' };
      let database = 0;
      const side = (who: Side, start: (url: string) => readonly [string, readonly string[], string]) => async () => {
        say({ ours: 'herald run', peer: 'the peer', multi: 'the peer, many rows to a statement' }[who]);
        const name = `${who}_${++database}`;
        await freshDatabase(server, name);
        const [program, args, databaseUrl] = start(`${server.url}/${name}`);
        if (who === 'ours') await measured(process.execPath, [HERALD, 'migrate'], databaseUrl); // once in the life of a database
        const { ms, peakBytes, output } = await measured(program, args, databaseUrl);
        peaks[who].push(peakBytes);
        steps[who] = stepsOf(output);
        return ms;
      };
      const peer = (method: string) => (url: string) =>
        ['/usr/bin/python3', ['-W', 'ignore', PEER, file, peerUrl(url), silhouette ? 'silhouette' : 'none', method], ''] as const;
      try {
        const times = await inTurn(
          {
            ours: side('ours', (url) => [process.execPath, [HERALD, 'run', file, '--json'], url]),
            peer: side('peer', peer('default')),
            multi: side('multi', peer('multi')),
          },
          rounds,
        );
        const megabytes = (bytes: readonly number[]) => `${(medianOf(bytes) / 1e6).toFixed(0)} MB`;
        return markdownTable(
          ['', 'Herald', 'pandas, scikit-learn, to_sql', 'ratio', 'the same, to_sql(method="multi")', 'ratio'],
          [
            [
              'whole process',
              spread(times.ours),
              ...(['peer', 'multi'] as const).flatMap((who) => [spread(times[who]), ratio(times[who], times.ours)]),
            ],
            [
              'peak memory',
              megabytes(peaks.ours),
              ...(['peer', 'multi'] as const).flatMap((who) => [megabytes(peaks[who]), ratio(peaks[who], peaks.ours)]),
            ],
            ['steps of the last round (ms)', steps.ours, steps.peer, '', steps.multi, ''],
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
