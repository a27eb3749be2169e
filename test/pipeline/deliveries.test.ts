import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Delivery, NewAlert, NewDelivery, Records, Store } from '#pipeline';
import { DEFAULT_PROFILE as profile } from '../../pipeline/profiles/index.ts';
import { openStore } from '../../pipeline/store/open.ts';
import { testDatabases } from '../support/database.ts';

const CLAIMER = join(import.meta.dirname, '../support/delivery-claimer.ts');
const AT = new Date('2025-03-03T07:00:00.000Z');
const LEASE_MS = 60_000;
const later = (seconds: number) => new Date(AT.getTime() + seconds * 1000);

for (const database of await testDatabases()) {
  describe(`the ledger on ${database.name}`, { skip: database.skip ?? false }, () => {
    const opened: Store[] = [];
    after(() => Promise.all(opened.map((store) => store.close())));
    const fresh = async (): Promise<Records & { readonly url: string }> => {
      const url = database.freshUrl();
      const store = await openStore(url, [profile]);
      opened.push(store);
      await store.migrate();
      return { ...store.records, url };
    };

    it('plans a thing, window and target once, under a key that anybody can compute', async () => {
      const { deliveries } = await fresh();
      const [first] = await deliveries.plan([newDelivery({ content: { runId: 7, notes: ['é 👍'] } })]);
      // printf '["report/weekly","2025-03-03T07:00:00.000Z","channel:C1"]' | sha256sum
      assert.equal(first?.deliveryKey, 'f9c9468edb233ed8e4584c1ee38a2493');
      assert.equal(first?.state, 'planned');
      assert.deepEqual(first?.content, { runId: 7, notes: ['é 👍'] });
      assert.deepEqual([first?.dueAt, first?.plannedAt, first?.deadline], [AT, AT, null]);
      const again = await deliveries.plan([newDelivery({ target: 'mail:a@example.org' }), newDelivery({ content: null })]);
      assert.deepEqual(again[1], first);
      assert.equal((await deliveries.list()).length, 2);
      assert.deepEqual(await deliveries.byKey(first!.deliveryKey), first);
    });

    it('plans all or none', async () => {
      const { deliveries } = await fresh();
      const tooLong = newDelivery({ target: `folder:${'/x'.repeat(100)}` });
      await assert.rejects(deliveries.plan([newDelivery(), tooLong]), { message: /deliveries\.target holds up to 191/ });
      assert.deepEqual(await deliveries.list(), []);
    });

    it('goes from planned to claimed to sent, and no second claim succeeds on the way', async () => {
      const { deliveries } = await fresh();
      const planned = await plannedIn(deliveries);
      const claimed = await deliveries.claim(planned, 'a', LEASE_MS, AT);
      assert.deepEqual([claimed?.state, claimed?.attempts, claimed?.claimedBy], ['claimed', 1, 'a']);
      assert.equal(await deliveries.claim(planned, 'b', LEASE_MS, AT), undefined);
      assert.equal(await deliveries.renew(claimed!, LEASE_MS), true);
      assert.equal(await deliveries.sent(claimed!, ['1.1', 'F1'], later(1)), true);
      const sent = await deliveries.byId(planned.id);
      assert.deepEqual([sent?.state, sent?.sentAt, sent?.messageIds], ['sent', later(1), ['1.1', 'F1']]);
      assert.equal(await deliveries.claim(sent!, 'b', LEASE_MS, AT), undefined);
      assert.equal(await deliveries.failed(claimed!, 'too late', later(9)), false);
    });

    it('is planned again after a failure that may pass, and due no sooner than it says', async () => {
      const { deliveries } = await fresh();
      const claimed = await claimedIn(deliveries);
      assert.equal(await deliveries.failed(claimed, 'Slack is down', later(60)), true);
      assert.deepEqual(await deliveries.due(later(59), ['report/']), []);
      const [due] = await deliveries.due(later(60), ['report/']);
      assert.deepEqual([due?.state, due?.attempts, due?.lastError], ['planned', 1, 'Slack is down']);
      assert.deepEqual(await deliveries.due(later(60), ['alert/', 'report%', '']).then((all) => all.length), 1);
      assert.deepEqual(await deliveries.due(later(60), ['alert/', 'report_']), []);
      assert.deepEqual(await deliveries.due(later(60), []), []);
    });

    it('stays failed after a failure that lasts, until a person repeats it', async () => {
      const { deliveries } = await fresh();
      const claimed = await claimedIn(deliveries);
      await deliveries.failed(claimed, 'channel_not_found', null);
      assert.deepEqual(await deliveries.due(later(1e6), ['']), []);
      assert.equal((await deliveries.byId(claimed.id))?.state, 'failed');
      await deliveries.told(claimed.id, later(1));
      assert.equal(await deliveries.repeat(claimed.id, later(2), later(99)), true);
      const [due] = await deliveries.due(later(2), ['report/']);
      assert.deepEqual([due?.state, due?.deadline, due?.toldAt], ['planned', later(99), null]);
      assert.equal(await deliveries.repeat(claimed.id, later(2), null), false);
    });

    it('makes an abandoned claim unknown, never planned, and lets one look for it', async () => {
      const { deliveries } = await fresh();
      const planned = await plannedIn(deliveries);
      await deliveries.claim(planned, 'dead', 30, AT);
      assert.equal(await deliveries.expire(AT), 0);
      await sleep(60);
      assert.equal(await deliveries.expire(AT), 1);
      const [unknown] = await deliveries.due(AT, ['report/']);
      assert.deepEqual([unknown?.state, unknown?.attempts], ['unknown', 1]);
      assert.match(unknown!.lastError!, /ended before it could say/);
      const looking = await deliveries.claim(unknown!, 'b', LEASE_MS, AT);
      assert.equal(looking?.state, 'unknown');
      assert.equal(await deliveries.claim(unknown!, 'c', LEASE_MS, AT), undefined);
      assert.deepEqual(await deliveries.due(AT, ['report/']), []);
      assert.equal(await deliveries.failed(looking!, 'not there', AT), true);
      assert.equal((await deliveries.byId(planned.id))?.state, 'planned');
    });

    it('lets another look when the one who looks is gone', async () => {
      const { deliveries } = await fresh();
      const claimed = await claimedIn(deliveries);
      await deliveries.unknown(claimed, 'no answer', AT);
      const unknown = await deliveries.byId(claimed.id);
      await deliveries.claim(unknown!, 'dead', 30, AT);
      await sleep(60);
      assert.equal((await deliveries.claim(unknown!, 'c', LEASE_MS, AT))?.claimedBy, 'c');
    });

    it('believes whoever knows that it was sent, also after the claim ended', async () => {
      const { deliveries } = await fresh();
      const slow = await deliveries.claim(await plannedIn(deliveries), 'slow', 30, AT);
      await sleep(60);
      await deliveries.expire(AT);
      assert.equal(await deliveries.failed(slow!, 'refused', later(1)), false);
      assert.equal(await deliveries.sent(slow!, ['1.1'], AT), true);
      assert.equal((await deliveries.byId(slow!.id))?.state, 'sent');
    });

    it('does not let a process that lost its claim speak for the next one', async () => {
      const { deliveries } = await fresh();
      const first = await claimedIn(deliveries);
      await deliveries.failed(first, 'later', AT);
      const [again] = await deliveries.due(AT, ['']);
      await deliveries.claim(again!, 'a', LEASE_MS, AT); // the same process, another attempt
      assert.equal(await deliveries.sent(first, ['1.1'], AT), false);
      assert.equal(await deliveries.failed(first, 'x', null), false);
      assert.equal(await deliveries.renew(first, LEASE_MS), false);
    });

    it('plans the next of a series from the latest that is not beyond a time', async () => {
      const { deliveries } = await fresh();
      const seen: (string | undefined)[] = [];
      const plan = (window: string | undefined, until = '2025-12') =>
        deliveries.planNext({ thing: 'schedule/a', target: 'herald', until }, (latest) => {
          seen.push(latest?.window);
          return window === undefined ? undefined : newDelivery({ thing: 'schedule/a', target: 'herald', window });
        });
      assert.equal((await plan('2025-03'))?.window, '2025-03');
      assert.equal((await plan('2025-09'))?.window, '2025-09');
      assert.equal(await plan(undefined, '2025-08'), undefined);
      assert.equal(await plan('2025-09'), undefined);
      assert.deepEqual(seen, [undefined, '2025-03', '2025-03', '2025-09']);
    });

    it('lets exactly one of two racing processes claim each delivery and plan each window', { timeout: 60_000 }, async () => {
      const { races, shared } = await raceUntilShared();
      for (const said of races) {
        const claimed = said.flatMap((one) => one.claimed);
        assert.equal(claimed.length, 150, `${said.map((one) => one.claimed.length)}`);
        assert.equal(new Set(claimed).size, 150);
        const planned = said.flatMap((one) => one.planned);
        assert.equal(new Set(planned).size, planned.length);
        assert.deepEqual(
          planned.map(Number).sort(),
          Array.from({ length: planned.length }, (_, index) => 1001 + index),
        );
      }
      assert.ok(shared, 'in no race did both processes get something, so nothing was shown');
    });

    /** On a busy machine one process may be through before the other runs at all; such a race shows nothing and is run again. */
    async function raceUntilShared(): Promise<{ readonly races: readonly Said[][]; readonly shared: boolean }> {
      const races: Said[][] = [];
      for (let attempt = 0; attempt < 5; attempt++) {
        const said = await race();
        races.push(said);
        if (said.every((one) => one.claimed.length > 0 && one.planned.length > 0)) return { races, shared: true };
      }
      return { races, shared: false };
    }

    async function race(): Promise<Said[]> {
      const { deliveries, url } = await fresh();
      await deliveries.plan(Array.from({ length: 150 }, (_, index) => newDelivery({ window: `w${index}` })));
      const racers = ['a', 'b'].map((name) =>
        spawn(process.execPath, [CLAIMER, '--url', url, '--name', name], { stdio: ['pipe', 'pipe', 'inherit'] }),
      );
      const outputs = racers.map((racer) => createInterface({ input: racer.stdout })[Symbol.asyncIterator]());
      for (const output of outputs) assert.equal((await output.next()).value, 'ready');
      for (const racer of racers) racer.stdin.write('go\n');
      const said = await Promise.all(outputs.map(async (output) => JSON.parse((await output.next()).value ?? '') as Said));
      await Promise.all(racers.map((racer) => (racer.exitCode === null ? once(racer, 'exit') : undefined)));
      return said;
    }

    it('knows a schedule since it was first seen, or changed', async () => {
      const { schedules } = await fresh();
      assert.deepEqual(await schedules.since('weekly', '0 8 * * 1 UTC', AT), AT);
      assert.deepEqual(await schedules.since('weekly', '0 8 * * 1 UTC', later(60)), AT);
      assert.deepEqual(await schedules.since('weekly', '0 9 * * 1 UTC', later(90)), later(90));
      assert.deepEqual(await schedules.since('daily', '0 9 * * 1 UTC', later(91)), later(91));
    });

    describe('with its alerts', () => {
      it('opens an incident once, and another after it was resolved', async () => {
        const { alerts } = await fresh();
        const tries = await Promise.all([1, 2, 3, 4].map(() => alerts.open(newAlert(), 7, AT)));
        assert.deepEqual(tries.map(({ opened }) => opened).sort(), [false, false, false, true]);
        const { alert } = tries[0]!;
        assert.ok(tries.every((one) => one.alert.id === alert.id));
        assert.equal((await alerts.open(newAlert({ profile: 'other' }), 7, AT)).opened, true);
        assert.equal(await alerts.resolve(alert.id, 8, later(1)), true);
        assert.equal(await alerts.resolve(alert.id, 8, later(1)), false);
        const next = await alerts.open(newAlert(), 9, later(2));
        assert.ok(next.opened && next.alert.id !== alert.id);
        assert.deepEqual((await alerts.byId(alert.id))?.resolved, { runId: 8, at: later(1) });
        assert.deepEqual(await alerts.latest('p', 'f1'), next.alert);
        assert.deepEqual(await alerts.openOnes('p'), [next.alert]);
        assert.deepEqual((await alerts.recent('p', 1))[0], next.alert);
      });

      it('updates it with newer runs only, and gives back what was written', async () => {
        const { alerts } = await fresh();
        const { alert } = await alerts.open(newAlert(), 7, AT);
        const figures = { severity: 'high', from: null, to: 0.1 + 0.2, summary: 'é 👍 <!channel>', evidence: { z: [1, null] } };
        assert.equal(await alerts.update(alert.id, figures, 8, later(1)), true);
        assert.equal(await alerts.update(alert.id, newAlert(), 7, later(2)), false);
        await alerts.posted(alert.id, { channel: 'C1', ts: '1.1' });
        const message = { channel: 'C1', ts: '1.1' };
        assert.deepEqual(await alerts.byId(alert.id), { ...alert, ...figures, updatedRunId: 8, updatedAt: later(1), message });
      });

      it('lets one of those who press the same button be the one', async () => {
        const { alerts } = await fresh();
        const { id } = (await alerts.open(newAlert(), 7, AT)).alert;
        const pressed = await Promise.all(['U1', 'U2', 'U3'].map((person) => alerts.acknowledge(id, person, AT)));
        assert.equal(pressed.filter((won) => won).length, 1);
        assert.equal(await alerts.mute(id, 'U1', AT), true);
        assert.equal(await alerts.mute(id, 'U2', AT), false);
        assert.equal(await alerts.unmute(id), true);
        assert.equal(await alerts.snooze(id, 'U1', later(5)), true);
        assert.equal(await alerts.snooze(id, 'U2', later(6)), true);
        assert.equal(await alerts.assign(id, 'U9'), true);
        const stored = await alerts.byId(id);
        assert.deepEqual([stored?.muted, stored?.snoozed, stored?.assignee], [null, { by: 'U2', until: later(6) }, 'U9']);
        await alerts.resolve(id, 8, AT);
        assert.equal(await alerts.assign(id, null), false);
      });
    });
  });
}

interface Said {
  readonly claimed: readonly number[];
  readonly planned: readonly string[];
}

function newDelivery(given: Partial<NewDelivery> = {}): NewDelivery {
  return { thing: 'report/weekly', window: '2025-03-03T07:00:00.000Z', target: 'channel:C1', plannedAt: AT, ...given };
}

async function plannedIn(deliveries: Records['deliveries']): Promise<Delivery> {
  return (await deliveries.plan([newDelivery()]))[0]!;
}

async function claimedIn(deliveries: Records['deliveries']): Promise<Delivery> {
  return (await deliveries.claim(await plannedIn(deliveries), 'a', LEASE_MS, AT))!;
}

function newAlert(given: Partial<NewAlert> = {}): NewAlert {
  return {
    fingerprint: 'f1',
    profile: 'p',
    kind: 'crash',
    slice: { country: 'Côte d’Ivoire' },
    measure: 'crash_events_last_30_days',
    severity: 'medium',
    from: 0.5,
    to: 1.25,
    summary: 'crashes doubled',
    evidence: { z: 5 },
    ...given,
  };
}
