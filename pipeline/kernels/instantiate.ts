import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';

/**
 * WebAssembly's vectors have 128 bits. With this V8 joins two neighbours that do the same, where the processor has 256
 * bits, and leaves the code as it is where it has not. Every bit of the results stays the same.
 */
setFlagsFromString('--experimental-wasm-revectorize');

const modules = new Map<string, WebAssembly.Module>();

/** A built kernel that works on this memory. Its arguments are places in the memory: the `byteOffset` of typed arrays there. */
export function instantiate<Exports>(name: string, memory: WebAssembly.Memory): Exports {
  let module = modules.get(name);
  if (module === undefined) {
    module = new WebAssembly.Module(readFileSync(new URL(`${name}.wasm`, import.meta.url)));
    modules.set(name, module);
  }
  return new WebAssembly.Instance(module, { env: { memory } }).exports as Exports;
}
