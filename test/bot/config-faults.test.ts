import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { loadConfig } from '../../bot/config.ts';

const folder = mkdtempSync(join(tmpdir(), 'herald-config-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let fileCount = 0;

describe('a configuration that cannot be used', () => {
  for (const [what, config, said] of [
    ['a value of another type', { branding: { brand: 5 } }, /branding\.brand must be text, not a number/],
    ['a misspelt setting', { shedules: [] }, /there is no setting shedules; did you mean schedules\?/],
    ['an unknown setting', { colours: 'blue' }, /there is no setting colours;(?! did you mean)/],
    [
      'a word that is none of the choices',
      { schedules: [{ name: 'x', cron: '0 9 * * 1', timeZone: 'UTC', does: 'rest' }] },
      /schedules\.0\.does must be "run" or "report" or "digest"/,
    ],
    ['a setting left out', { mail: {} }, /mail\.from must be text and is missing/],
    ['no object at all', 'weekly', /the default export must be an object, not text/],
  ] as const) {
    it(`says of ${what} which it is and what would be right`, async () => {
      const file = join(folder, `config-${fileCount++}.ts`);
      writeFileSync(file, `export default ${JSON.stringify(config)};\n`);
      await assert.rejects(loadConfig(file), (error: Error & { code?: string }) => {
        assert.equal(error.code, 'CONFIG');
        assert.match(error.message, said);
        assert.doesNotMatch(error.message, /Invalid|expected|Unrecognized/);
        return true;
      });
    });
  }

  it('names all faults at once', async () => {
    const file = join(folder, 'many.ts');
    writeFileSync(file, `export default ${JSON.stringify({ branding: { brand: 5 }, mail: {}, shedules: [] })};\n`);
    await assert.rejects(loadConfig(file), /branding\.brand.*mail\.from.*shedules/);
  });
});
