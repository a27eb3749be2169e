#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { dirname } from 'node:path';

// Before anything else is loaded: from the second start on most of the loading time is saved. Threads and processes that
// we start look for the cache in their environment.
const { directory } = enableCompileCache();
if (directory !== undefined) process.env.NODE_COMPILE_CACHE ??= dirname(directory);
const { main } = await import('./main.ts');
process.exitCode = await main(process.argv.slice(2));
