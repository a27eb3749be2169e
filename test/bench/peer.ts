import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The peers are Python's: the system's python3 with scikit-learn, pandas, SQLAlchemy and PyMySQL. */
const PYTHON = '/usr/bin/python3';
const NEEDED = 'sklearn, pandas, sqlalchemy, pymysql';

/** @throws {Error} with what to install where a package of the peers is missing */
export function requirePeers(needed: string = NEEDED): void {
  try {
    execFileSync(PYTHON, ['-W', 'ignore', '-c', `import ${needed}`], { stdio: 'ignore' });
  } catch (cause) {
    const packages = needed.split(', ').map((name) => `python3-${name}`);
    throw new Error(`the peers of this benchmark are not installed: apt-get install ${packages.join(' ')}`, { cause });
  }
}

/** Runs a script of `peers/` and gives the JSON it prints last. */
export async function runPeer<Result>(script: string, args: readonly string[]): Promise<Result> {
  const { stdout } = await promisify(execFile)(PYTHON, ['-W', 'ignore', join(import.meta.dirname, 'peers', script), ...args], {
    maxBuffer: 2 ** 24,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Result;
}
