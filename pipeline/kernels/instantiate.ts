import { readFileSync } from 'node:fs';

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
