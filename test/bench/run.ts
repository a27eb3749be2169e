import { parseArgs } from 'node:util';
import type { Bench } from './bench.ts';
import { BENCHES } from './benches.ts';
import { load, machineLine } from './machine.ts';
import { keep } from './results.ts';

/**
 * Runs benchmarks: those named, else the usual ones. `--list` names them all, `--write` keeps what was measured in
 * RESULTS.md, in place of what was measured before.
 */
const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { list: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } },
});
const unknown = names.filter((name) => !BENCHES.some((bench) => bench.name === name));

if (options.list || unknown.length > 0) {
  if (unknown.length > 0) process.stderr.write(`there is no benchmark ${unknown.join(', ')}; there are:\n`);
  process.stdout.write(BENCHES.map(({ name, title, takes }) => `${name.padEnd(22)}${title} (${takes})\n`).join(''));
  process.exitCode = unknown.length > 0 ? 2 : 0;
} else {
  for (const bench of BENCHES.filter(({ name, usual }) => (names.length === 0 ? usual : names.includes(name)))) {
    const section = await measured(bench);
    process.stdout.write(`${section}\n`);
    if (options.write) keep(bench.name, section);
  }
}

async function measured({ name, title, run }: Bench): Promise<string> {
  const before = load();
  const result = await run((line) => process.stderr.write(`${name}: ${line}\n`));
  const when = new Date().toISOString().slice(0, 10);
  const loads = `load average ${before.toFixed(1)} before, ${load().toFixed(1)} after`;
  return `## ${name}: ${title}\n\n${result}\n\n${when}; ${machineLine()}; ${loads}.\n`;
}
