import { createRequire } from 'node:module';
import { cpus, loadavg, totalmem } from 'node:os';

const PACKAGES = ['@slack/bolt', 'knex', 'better-sqlite3', 'mysql2'];

/** Where and with what something was measured, in a line. */
export function machineLine(): string {
  const processors = cpus();
  const memory = `${Math.round(totalmem() / 1024 ** 3)} GB`;
  const require = createRequire(import.meta.url);
  const packages = PACKAGES.map((name) => `${name} ${(require(`${name}/package.json`) as { readonly version: string }).version}`);
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  return `${processors.length} × ${model}, ${memory}; Node ${process.versions.node}, ${packages.join(', ')}`;
}

/** Processes that wanted a processor in the last minute: more than there are processors, and the figures are too high. */
export function load(): number {
  return loadavg()[0]!;
}
