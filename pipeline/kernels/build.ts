import { readFileSync, writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';
import { MOST_PAGES } from './memory.ts';

const SHARED = ['--enable', 'threads', '--sharedMemory', '--maximumMemory', String(MOST_PAGES)];

/** The kernels, and what each needs of the compiler beyond the usual. */
const KERNELS = {
  cube: [],
  lloyd: SHARED,
  silhouette: [],
  trees: SHARED,
} as const satisfies Record<string, readonly string[]>;
export type KernelName = keyof typeof KERNELS;
export const KERNEL_NAMES = Object.keys(KERNELS) as readonly KernelName[];

/** Compiles one kernel and returns its WebAssembly; the same source gives the same bytes. */
export async function compileKernel(name: KernelName): Promise<Uint8Array> {
  let compiled: Uint8Array | undefined;
  const files = new Map([[`${name}.ts`, readFileSync(new URL(`${name}.as`, import.meta.url), 'utf8')]]);
  const { error, stderr } = await asc.main(
    [
      `${name}.ts`,
      '--outFile',
      `${name}.wasm`,
      '-O3',
      '--enable',
      'simd',
      '--runtime',
      'stub',
      '--importMemory',
      '--noAssert',
      ...KERNELS[name],
    ],
    {
      readFile: (file) => files.get(file) ?? null,
      writeFile: (_file, contents) => {
        if (typeof contents !== 'string') compiled = contents;
      },
      listFiles: () => [],
    },
  );
  if (error !== null || compiled === undefined)
    throw new Error(`cannot compile ${name}.as: ${stderr.toString()}`, { cause: error });
  return compiled;
}

if (import.meta.main) {
  for (const name of KERNEL_NAMES) writeFileSync(new URL(`${name}.wasm`, import.meta.url), await compileKernel(name));
}
