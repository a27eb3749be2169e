import { globSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { dirname } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

/**
 * Runs all tests, or those of the files named on the command line, and closes with one line of counts. Skipped tests
 * are listed with their reasons, so that nothing is left out in silence.
 */
const named = process.argv.slice(2);
const files = named.length > 0 ? named : globSync('test/**/*.test.ts').toSorted();
const counts = { passed: 0, failed: 0 };
const skipped: string[] = [];

const cache = enableCompileCache();
if (cache.directory !== undefined) process.env.NODE_COMPILE_CACHE ??= dirname(cache.directory); // each file is a process of its own
const tests = run({ files, concurrency: 2 }) // the heavy files start servers and browsers of their own
  .on('test:pass', ({ name, skip, details }) => {
    if (skip !== undefined && skip !== false) skipped.push(`${name}: ${skip === true ? 'no reason given' : skip}`);
    else if (details.type !== 'suite') counts.passed++;
  })
  .on('test:fail', ({ details }) => {
    if (details.type !== 'suite') counts.failed++;
  });
tests.compose(new spec()).pipe(process.stdout, { end: false });
await new Promise((resolve) => tests.on('end', resolve));

process.stdout.write(skipped.map((line) => `skipped: ${line}\n`).join(''));
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${skipped.length} skipped\n`);
process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1;
