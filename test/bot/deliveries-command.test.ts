import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pino } from 'pino';
import { DEFAULT_PROFILE, openStore } from '#pipeline';
import { type DeliveriesOptions, deliveries } from '../../bot/commands/deliveries.ts';
import { loadConfig } from '../../bot/config.ts';
import { parseEnvironment } from '../../bot/environment.ts';
import type { Session } from '../../bot/session.ts';

describe('herald deliveries', () => {
  let folder: string;
  let id: number;
  const store = async () => openStore(`sqlite:${join(folder, 'herald.db')}`, [DEFAULT_PROFILE]);
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'herald-deliveries-'));
    await using opened = await migrated();
    const plannedAt = new Date('2025-03-03T07:00Z');
    const [planned] = await opened.records.deliveries.plan([
      { thing: 'report/weekly', window: plannedAt.toISOString(), target: 'mail:ceo@example.org', plannedAt },
    ]);
    id = planned!.id;
  });
  after(() => rm(folder, { recursive: true, force: true }));
  const migrated = async () => {
    const opened = await store();
    await opened.migrate();
    return Object.assign(opened, { [Symbol.asyncDispose]: () => opened.close() });
  };
  /** What it prints, and its exit code. */
  const said = async (options: DeliveriesOptions): Promise<readonly [number, string]> => {
    const lines: string[] = [];
    const session: Session = {
      environment: parseEnvironment({}),
      config: await loadConfig(undefined),
      output: { json: false, text: (text) => void lines.push(text), document: () => undefined },
      log: pino({ level: 'silent' }),
      variables: {},
      interruption: () => new AbortController().signal,
      profile: () => DEFAULT_PROFILE,
      openStore: store,
    };
    return [await deliveries(session, options), lines.join('\n')];
  };

  it('says that there is none of an id, and where to find those there are', async () => {
    const none = [3, 'There is no delivery 99; herald deliveries lists those there are.'];
    assert.deepEqual(await said({ repeat: 99 }), none);
    assert.deepEqual(await said({ sent: 99 }), none);
  });

  it('repeats nothing that is still to be sent, or was', async () => {
    assert.deepEqual(await said({ repeat: id }), [3, `Delivery ${id} is planned; only failed and unknown ones are repeated.`]);
    assert.deepEqual(await said({ sent: id }), [0, `Delivery ${id} is noted as sent.`]);
    assert.deepEqual(await said({ repeat: id }), [3, `Delivery ${id} is sent; only failed and unknown ones are repeated.`]);
    assert.deepEqual(await said({ sent: id }), [3, `Delivery ${id} is sent; only unknown and planned ones are noted as sent.`]);
  });

  it('lists what was brought to whom', async () => {
    assert.match((await said({}))[1], /report\/weekly.*mail:ceo@example\.org.*sent/);
  });
});
