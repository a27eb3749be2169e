import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BENCHES } from './benches.ts';

const FILE = join(import.meta.dirname, 'RESULTS.md');

const INTRODUCTION = `# What was measured

By \`npm run bench -- --write NAME…\`; \`npm run bench -- --list\` names the benchmarks. Slack is the server of the tests, on the
same machine and using its processors too; requests are signed and go over real connections.
`;

/** Puts a section into RESULTS.md where it belongs, in place of what was kept under its name before. */
export function keep(name: string, section: string): void {
  const kept = new Map<string, string>();
  for (const text of existsSync(FILE) ? readFileSync(FILE, 'utf8').split(/^(?=## )/m) : []) {
    const known = /^## ([\w-]+):/.exec(text)?.[1];
    if (known !== undefined) kept.set(known, `${text.trimEnd()}\n`);
  }
  kept.set(name, section);
  const sections = BENCHES.flatMap((bench) => kept.get(bench.name) ?? []);
  writeFileSync(FILE, `${INTRODUCTION}\n${sections.join('\n')}`);
}
