import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { HeraldError } from '#pipeline';
import { sourceFiles } from '../source-files.ts';

/** A run that was asked for in Slack could not be started or failed. */
export class PipelineRunError extends HeraldError {
  readonly code = 'RUN_FAILED';
}

/** What the pipeline printed about a run, as `herald run --json` does. */
export interface RunSummary {
  readonly runId: number;
  readonly asOf: string;
  readonly rows: number;
  readonly rejected: number;
  readonly outcome: string;
}

/**
 * Runs the pipeline on the newest file that matches, in a process of its own: it takes all processors and much memory
 * for a while, and must not hold up the answers.
 *
 * @param environment of the process, which says which database and configuration
 * @throws {PipelineRunError} with what the pipeline said
 */
export async function runNewest(
  pattern: string,
  profile: string,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<RunSummary> {
  const file = await newestFile(pattern);
  const child = spawn(process.execPath, [CLI, 'run', file, '--profile', profile, '--json'], {
    env: { ...environment, LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
    killSignal: 'SIGINT',
  });
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  const [code, output] = await Promise.all([ended, text(child.stdout), text(child.stderr)]).catch((cause: Error) => {
    throw new PipelineRunError(`the run of ${file} was stopped: ${cause.message}`, { cause });
  });
  const printed = parsed(output);
  if (code === 0 && printed !== undefined && 'runId' in printed) return printed;
  const why = printed !== undefined && 'error' in printed ? printed.error.message : `it ended with code ${code}`;
  throw new PipelineRunError(`the run of ${file} failed: ${why}`);
}

/** The one JSON document on standard output; undefined where the process died before it. */
function parsed(output: string): RunSummary | { readonly error: { readonly message: string } } | undefined {
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}

const CLI = join(import.meta.dirname, '../cli.ts');

async function newestFile(pattern: string): Promise<string> {
  const matching = await sourceFiles(pattern);
  const files = await Promise.all(matching.map(async (file) => ({ file, modified: (await stat(file)).mtimeMs })));
  const newest = files.toSorted((left, right) => right.modified - left.modified || (left.file < right.file ? 1 : -1))[0];
  if (newest === undefined)
    throw new PipelineRunError(`no file matches ${pattern}; put an export there or correct sources in herald.config.ts`);
  return newest.file;
}
