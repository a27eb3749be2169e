import assert from 'node:assert/strict';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { BUILT_IN_PROFILES, writeSessions } from '#pipeline';
import { type GeneratedRuns, runsOf } from '../support/generated-runs.ts';
import { blockTypes, percent } from '../support/slack-messages.ts';
import { answerTo, openScene, type SlackScene } from '../support/slack-scene.ts';

const profile = BUILT_IN_PROFILES['app-sessions']!;

describe('sessions in Slack', () => {
  let generated: GeneratedRuns;
  let scene: SlackScene;

  before(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'herald-sessions-'));
    const telemetry = { users: 400, weeks: 2, seed: 15, endDate: '2026-11-15', incidents: 'planted', badRows: 0 } as const;
    const { files } = await writeSessions(telemetry, folder);
    generated = await runsOf(folder, files, { profile });
    const databaseFile = join(folder, 'scene.db');
    const database = new DatabaseSync(join(folder, 'herald.db'));
    database.prepare('VACUUM INTO ?').run(databaseFile);
    database.close();
    scene = await openScene({ ...generated, databaseFile, nextExport: files.at(-1)! }, { mode: 'HTTP' });
  });
  after(async () => {
    await scene?.[Symbol.asyncDispose]();
    await generated?.[Symbol.asyncDispose]();
  });

  const share = (where: string) => percent(scene.figure(`SELECT avg(crashed) FROM app_session_details WHERE ${where}`));

  for (const [name, finding] of [
    ['crashes', /sessions crashed, \d/],
    ['crash-risk', /higher risk \d/],
    ['bots', /come from bots/],
    ['hotspots', /Most sessions begin on/],
    ['completeness', /is missing for \d/],
  ] as const) {
    it(`shows the view ${name}, which only sessions have, with its picture and its run`, async () => {
      const shown = await answerTo(await scene.analyst().types(`/segments view ${name}`));
      assert.match(shown.words, finding);
      assert.match(shown.words, /Run 2 · as of 15 November 2026 · [\d,]+ sessions · trust/);
      assert.ok(blockTypes(shown).some((type) => type === 'data_visualization' || type === 'image'));
    });
  }

  it('answers a question that begins with the profile, and what follows in its thread', async () => {
    const ann = scene.analyst();
    const channel = scene.channel(ann);
    const first = await answerTo(await ann.says('@Herald app-sessions crash rate of 2.1 on Android', channel));
    assert.ok(first.words.includes(share("app_version = '2.1' AND device_type = 'Android'")), first.words);
    const next = await answerTo(await ann.says('@Herald and on iOS?', channel, { thread: first }));
    assert.ok(next.words.includes(share("app_version = '2.1' AND device_type = 'iOS'")), next.words);
  });

  it('opens views of sessions from its status, which speaks of sessions', async () => {
    const ann = scene.analyst();
    const status = await answerTo(await ann.types('/segments app-sessions status'));
    assert.match(status.words, /^Run 2 is current: [\d,]+ sessions as of/);
    assert.doesNotMatch(status.words, /\busers\b/);
  });

  it('lists the views of sessions where one is unknown', async () => {
    const said = await answerTo(await scene.analyst().types('/segments app-sessions view nonsense'));
    assert.match(
      said.words,
      /There is no view nonsense\. The views are crashes, crash-risk, bots, hotspots, completeness, clusters/,
    );
  });

  it('helps with the words that reach sessions, and its examples have answers about sessions', async () => {
    const ann = scene.analyst();
    const help = await answerTo(await ann.types('/segments app-sessions help'));
    assert.match(help.words, /\/segments app-sessions view NAME {2,}crashes, crash-risk/);
    for (const index of [0, 1, 2, 3])
      assert.match((await answerTo(await ann.clicks(help, `ask:${index}`))).words, /sessions · trust/);
  });
});
