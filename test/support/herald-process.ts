import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface HeraldProcess extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  /** Everything logged so far, one JSON line an entry. */
  readonly log: readonly string[];
  /** The exit code, or the name of the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** Sends a signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals>;
}

/** `herald serve` as a process of its own, on a port of its own. Resolves when it takes requests. */
export async function startHerald(variables: Readonly<Record<string, string>>): Promise<HeraldProcess> {
  const child = spawn(process.execPath, ['bot/cli.ts', 'serve', '--json'], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: '0', LOG_LEVEL: 'info', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => log.push(line));
  const ended = new Promise<number | NodeJS.Signals>((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal!)));
  const port = await portOf(child, log, ended);
  const stop = (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    return ended;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid!,
    log,
    ended,
    stop,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) await stop();
    },
  };
}

/** The port that it prints as soon as it serves. */
async function portOf(child: ChildProcess, log: readonly string[], ended: Promise<unknown>): Promise<number> {
  const printed = new Promise<number>((resolve) => {
    let text = '';
    child.stdout!.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const port = /"port": (\d+)/.exec(text)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });
  const failed = ended.then((how) => {
    throw new Error(`herald serve ended (${how}) before it served:\n${log.join('\n')}`);
  });
  return Promise.race([printed, failed]);
}
