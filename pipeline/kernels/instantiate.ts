import { readFileSync } from 'node:fs';

/** Memory of a kernel, cut into typed arrays. */
export interface KernelMemory {
  doubles(length: number): { readonly at: number; readonly view: Float64Array };
  floats(length: number): { readonly at: number; readonly view: Float32Array };
  integers(length: number): { readonly at: number; readonly view: Int32Array };
  bytes(length: number): { readonly at: number; readonly view: Uint8Array };
}

const PAGE_BYTES = 65_536;
const modules = new Map<string, WebAssembly.Module>();

/**
 * A built kernel over memory of its own.
 *
 * @param bytes room for all arrays that will be cut from the memory
 */
export function instantiate<Exports>(name: string, bytes: number): { readonly kernel: Exports; readonly memory: KernelMemory } {
  let module = modules.get(name);
  if (module === undefined) {
    module = new WebAssembly.Module(readFileSync(new URL(`${name}.wasm`, import.meta.url)));
    modules.set(name, module);
  }
  const memory = new WebAssembly.Memory({ initial: Math.ceil((bytes + SPARE_BYTES) / PAGE_BYTES) });
  const kernel = new WebAssembly.Instance(module, { env: { memory } }).exports as Exports;
  let next = 0;
  const take = (size: number) => {
    const at = next;
    next += Math.ceil(size / 16) * 16;
    return at;
  };
  return {
    kernel,
    memory: {
      doubles(length) {
        const at = take(length * 8);
        return { at, view: new Float64Array(memory.buffer, at, length) };
      },
      floats(length) {
        const at = take(length * 4);
        return { at, view: new Float32Array(memory.buffer, at, length) };
      },
      integers(length) {
        const at = take(length * 4);
        return { at, view: new Int32Array(memory.buffer, at, length) };
      },
      bytes(length) {
        const at = take(length);
        return { at, view: new Uint8Array(memory.buffer, at, length) };
      },
    },
  };
}

/** Arrays begin at multiples of 16 bytes. */
const SPARE_BYTES = 16 * 16;
