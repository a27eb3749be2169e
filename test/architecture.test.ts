import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, it } from 'node:test';

/** Lower layers first; each may use the ones before it, through their doors. */
const LAYERS = ['pipeline', 'reports', 'bot'] as const;
const DOORS: Readonly<Record<string, string>> = {
  '#pipeline': 'pipeline',
  '#reports': 'reports',
  '#drawing': 'reports',
};

interface Import {
  readonly file: string;
  readonly from: string;
}

const sources = globSync(LAYERS.map((layer) => `${layer}/**/*.ts`)).toSorted();
const imports: readonly Import[] = sources.flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/(?:\bfrom|\bimport|\bimport\()\s*'([^']+)'/g)].map((match) => ({
    file,
    from: match[1]!,
  })),
);

function layerOf(path: string): string {
  return path.split('/')[0]!;
}

/** A file without its docstrings. */
function code(file: string): string {
  return readFileSync(file, 'utf8').replace(/\/\*\*[\s\S]*?\*\//g, '');
}

describe('the layers', () => {
  it('import downwards only, and other layers only through their doors', () => {
    const wrong = imports.flatMap(({ file, from }) => {
      const own = layerOf(file);
      const door = DOORS[from];
      if (door !== undefined) {
        return LAYERS.indexOf(door as 'pipeline') < LAYERS.indexOf(own as 'pipeline') ? [] : [`${file} imports ${from}`];
      }
      if (!from.startsWith('.')) return [];
      const target = normalize(join(dirname(file), from));
      return layerOf(target) === own ? [] : [`${file} goes round a door to ${target}`];
    });
    assert.deepEqual(wrong, []);
  });

  it('have doors that list names and nothing else', () => {
    for (const door of ['pipeline/index.ts', 'reports/index.ts', 'reports/drawing.ts']) {
      const rest = code(door)
        .replace(/export (type )?\{[^}]*\} from '[^']+';/g, '')
        .trim();
      assert.equal(rest, '', door);
    }
  });

  it('read the environment in one place', () => {
    const readers = sources.filter((file) => /\bprocess\.env\b(?!\.\w+ \?\?=)/.test(code(file)));
    assert.deepEqual(readers, ['bot/session.ts']);
  });

  it('start a browser in one place', () => {
    const starters = sources.filter((file) => /puppeteer\.launch/.test(code(file)));
    assert.deepEqual(starters, ['reports/render/pdf.ts']);
  });
});

describe('the repository', () => {
  it('has at its top only what the ecosystem expects beside the fixed names', () => {
    const fixed = ['bot', 'migrations', 'pipeline', 'reports', 'templates', 'test'];
    const tracked = globSync('*/', { exclude: ['node_modules', 'coverage'] }).toSorted();
    assert.deepEqual(tracked, fixed);
    assert.ok(existsSync('knexfile.ts') && existsSync('package.json') && existsSync('tsconfig.json') && existsSync('README.md'));
  });

  it('explains every error code in the README', () => {
    const codes = sources.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/readonly code = '([A-Z_]+)'/g)].map((match) => match[1]!),
    );
    const readme = readFileSync('README.md', 'utf8');
    const unexplained = codes.filter((code) => !readme.includes(`| \`${code}\` |`));
    assert.deepEqual(unexplained, []);
    const explained = [...readme.matchAll(/^\| `([A-Z_]+)` \|/gm)].map((match) => match[1]!);
    assert.deepEqual(
      explained.filter((code) => !codes.includes(code) && !ENVIRONMENT.includes(code)),
      [],
    );
  });
});

/** Rows of the README's other table of upper-case names. */
const ENVIRONMENT = [
  'DATABASE_URL',
  'PUPPETEER_EXECUTABLE_PATH',
  'LOG_LEVEL',
  'HERALD_CONFIG',
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'SLACK_SIGNING_SECRET',
  'SLACK_API_URL',
  'SMTP_URL',
];
