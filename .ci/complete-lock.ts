import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Adds to package-lock.json the optional packages of other platforms that npm leaves out when the registry it was run
 * against does not carry them. Without their entries `npm ci` refuses the lock file; with them it installs what fits the
 * platform it runs on. Run after an `npm install` that changed the lock: `node .ci/complete-lock.ts`.
 */
interface Entry {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

const FILE = new URL('../package-lock.json', import.meta.url);
const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'sunos', 'win32'];
const PROCESSORS = ['arm64', 'arm', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64'];

const lock: { packages: Record<string, Entry> } = JSON.parse(readFileSync(FILE, 'utf8'));
for (const entry of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const words = name.split(/[/-]/);
    const os = SYSTEMS.filter((system) => words.includes(system));
    if (os.length === 0) continue;
    lock.packages[`node_modules/${name}`] ??= {
      version,
      ...(entry.dev && { dev: true }),
      optional: true,
      os,
      cpu: PROCESSORS.filter((processor) => words.includes(processor)),
      ...(os[0] === 'linux' && { libc: [words.some((word) => word.startsWith('musl')) ? 'musl' : 'glibc'] }),
    };
  }
}
const [root, ...rest] = Object.keys(lock.packages);
lock.packages = Object.fromEntries([root!, ...rest.toSorted()].map((path) => [path, lock.packages[path]!]));
writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
