import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { writeSessions } from '#pipeline';
import { type CommandOutcome, heraldCommand } from '../support/herald-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'herald-train-sessions-'));
const url = `sqlite:${join(folder, 'herald.db')}`;
/** Three weeks: two to learn from, one to foresee. */
let weeks: readonly string[];
let trained: CommandOutcome;

before(async () => {
  const options = { users: 1500, weeks: 3, seed: 8, endDate: '2026-11-15', incidents: 'planted', badRows: 2 } as const;
  weeks = (await writeSessions(options, folder)).files;
  trained = await herald(['train', 'app-sessions', weeks[0]!, weeks[1]!, '--json']);
});
after(() => rmSync(folder, { recursive: true, force: true }));

describe('herald train app-sessions', () => {
  it('stores a model with its version, hash, threshold, features and figures on users it has not seen', () => {
    assert.equal(trained.code, 0, trained.stderr);
    const { stored, modelVersion, target, rejected, model } = JSON.parse(trained.stdout);
    assert.deepEqual([stored, modelVersion, target, rejected, model.version], [true, 1, 'crash', 4, 1]);
    assert.match(model.dataHash, /^[0-9a-f]{64}$/);
    assert.ok(model.threshold > 0 && model.threshold < 1);
    const features = model.features.map(({ name }: { readonly name: string }) => name);
    assert.ok(features.includes('app_version × os_version') && !features.includes('duration_s'), features.join());
    assert.ok(model.heldOutCount > 0 && model.metrics.length === 8);
  });

  it('keeps the model when the same sessions come again', async () => {
    const { code, stdout } = await herald(['train', 'app-sessions', weeks[0]!, weeks[1]!]);
    assert.equal(code, 0);
    assert.match(stdout, /Model 1 stays: the same data gave the same model again/);
    assert.doesNotMatch(stdout, /leave|lapse/);
  });

  it('says so where no session crashed', async () => {
    const file = join(folder, 'calm.csv');
    const [header, ...rows] = readFileSync(weeks[0]!, 'utf8').trimEnd().split('\n');
    writeFileSync(file, [header, ...rows.filter((row) => row.endsWith(',0'))].join('\n'));
    const { code, stderr } = await herald(['train', 'app-sessions', file]);
    assert.equal(code, 1);
    assert.match(stderr, /0 crashed and \d+ did not, and 3 of each are needed; .*TRAINING_DATA/);
  });
});

describe('herald predict app-sessions', () => {
  it('gives every session its probability, and expects about as many crashes as came', async () => {
    const out = join(folder, 'risks.csv');
    const { code, stdout, stderr } = await herald(['predict', 'app-sessions', weeks[2]!, '--out', out, '--json']);
    assert.equal(code, 0, stderr);
    const { modelVersion, rows, expected, crashed, predictions } = JSON.parse(stdout);
    assert.equal(modelVersion, 1);
    assert.equal(predictions.length, rows);
    assert.ok(crashed > 20 && expected > crashed / 2 && expected < crashed * 2, `${expected} of ${crashed}`);
    const lines = readFileSync(out, 'utf8').trimEnd().split(/\r?\n/);
    assert.equal(lines.length, rows + 1);
    assert.equal(lines[0], 'session_id,probability,likely,crashed');
  });

  it('names the training that it lacks, and columns that a file lacks', async () => {
    const untrained = await herald(['predict', 'app-sessions', weeks[2]!], `sqlite:${join(folder, 'empty.db')}`);
    assert.equal(untrained.code, 1);
    assert.match(
      untrained.stderr,
      /no crash model has been trained for app-sessions; train one with herald train app-sessions FILES/,
    );
    const file = join(folder, 'narrow.csv');
    const narrow = readFileSync(weeks[2]!, 'utf8').replaceAll(/^([^,]*),[^,]*,/gm, '$1,');
    writeFileSync(file, narrow);
    const { code, stderr } = await herald(['predict', 'app-sessions', file]);
    assert.equal(code, 1);
    assert.match(stderr, /lacks 1 of 14 columns: user_id/);
  });
});

function herald(args: readonly string[], databaseUrl = url): Promise<CommandOutcome> {
  return heraldCommand(folder, args, { DATABASE_URL: databaseUrl });
}
