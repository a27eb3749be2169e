import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import type { Deliveries, Delivery, Store } from '#pipeline';
import { retryAt } from '../../bot/delivery/backoff.ts';
import { deliver } from '../../bot/delivery/deliver.ts';
import { folderSender } from '../../bot/delivery/folder.ts';
import { type MailOptions, mailSender, messageIdOf } from '../../bot/delivery/mail.ts';
import type { DeliverPorts } from '../../bot/delivery/ports.ts';
import type { Found, Sender, SendOutcome } from '../../bot/delivery/sender.ts';
import { targetOf, targetText } from '../../bot/delivery/target.ts';
import { DEFAULT_PROFILE as profile } from '../../pipeline/profiles/index.ts';
import { openStore } from '../../pipeline/store/open.ts';
import { aParcel, FROM } from '../support/parcels.ts';
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts';

const DELIVERER = join(import.meta.dirname, '../support/deliverer.ts');
const AT = new Date('2025-03-03T07:00:00.000Z');
const seconds = (count: number) => new Date(AT.getTime() + count * 1000);

const folder = await mkdtemp(join(tmpdir(), 'herald-delivery-'));
after(() => rm(folder, { recursive: true, force: true }));
let folderCount = 0;
const freshFolder = () => join(folder, `target-${++folderCount}`);

describe('a delivery', () => {
  it('is sent, and the ledger says so', async () => {
    await using scene = await newScene();
    const sender = scripted([SENT]);
    assert.equal(await scene.deliver(sender), 'sent');
    assert.deepEqual(await scene.row(), { state: 'sent', attempts: 1, messageIds: ['m1'], lastError: null });
    assert.equal(await scene.deliver(sender), 'taken');
    assert.equal(sender.sends, 1);
    assert.deepEqual(scene.told, []);
  });

  it('is tried again later and later while the trouble may pass, and no longer than its deadline', async () => {
    await using scene = await newScene({ deadline: seconds(200) });
    const busy: SendOutcome = { outcome: 'busy', error: 'ratelimited', fix: 'wait' };
    const sender = scripted([busy, busy, busy]);
    const tries: number[] = [];
    for (let second = 0; second <= 200; second += 5) {
      scene.time = seconds(second);
      const [due] = await scene.ledger.due(scene.time, ['']);
      if (due === undefined) continue;
      tries.push(second);
      await deliver(due, async () => aParcel(), sender, scene.ports);
    }
    assert.deepEqual(tries, [0, 30, 90]); // 30 s and 60 s later; 120 s later than that would be after the deadline
    assert.deepEqual(await scene.row(), { state: 'failed', attempts: 3, messageIds: [], lastError: 'ratelimited; wait' });
    assert.equal(scene.told.length, 1);
    assert.match(
      scene.told[0]!,
      /^report\/weekly for 2025-03-03 07:00 UTC to channel:C1: ratelimited; wait; after that: herald deliveries --repeat 1$/,
    );
  });

  it('waits as long as the other side asks for, else longer each time, and never more than an hour', () => {
    assert.deepEqual(retryAt(9, AT, 90_000), seconds(90));
    assert.deepEqual(retryAt(2, AT), seconds(60));
    assert.deepEqual(retryAt(99, AT), seconds(3600));
  });

  it('stops at a fault that lasts, and tells the owner the exact fix', async () => {
    await using scene = await newScene();
    const refused: SendOutcome = { outcome: 'refused', error: 'not_in_channel', fix: 'invite the bot with /invite @Herald' };
    assert.equal(await scene.deliver(scripted([refused])), 'failed');
    assert.equal((await scene.row()).lastError, 'not_in_channel; invite the bot with /invite @Herald');
    assert.match(
      scene.told[0]!,
      /not_in_channel; invite the bot with \/invite @Herald; after that: herald deliveries --repeat 1$/,
    );
    assert.deepEqual(await scene.ledger.due(seconds(1e7), ['']), []);
  });

  it('that may have arrived is looked for before it is repeated', async () => {
    for (const [found, state, sends] of [
      [{ found: 'sent', messageIds: ['m9'] }, 'sent', 1],
      [{ found: 'not sent' }, 'sent', 2],
    ] as const) {
      await using scene = await newScene();
      const sender = scripted([{ outcome: 'unclear', error: 'timeout' }, SENT], [found]);
      assert.equal(await scene.deliver(sender), 'unknown');
      assert.deepEqual(await scene.ledger.due(seconds(9), ['']), []); // it may take a moment to be seen
      scene.time = seconds(10);
      assert.equal(await scene.deliver(sender), state);
      assert.equal(sender.sends, sends);
      assert.equal(sender.since, AT.getTime());
      assert.deepEqual((await scene.row()).messageIds, sends === 1 ? ['m9'] : ['m1']);
    }
  });

  it('that nobody can tell of is never repeated, and shown to a person once', async () => {
    await using scene = await newScene();
    const cannotTell: Found = { found: 'cannot tell', reason: 'cannot be asked' };
    const sender = scripted([{ outcome: 'unclear', error: 'timeout' }, SENT], [cannotTell, cannotTell]);
    await scene.deliver(sender);
    for (const second of [10, 3610]) {
      scene.time = seconds(second);
      assert.equal(await scene.deliver(sender), 'unknown');
      assert.deepEqual(await scene.ledger.due(scene.time, ['']), []);
    }
    assert.equal(sender.sends, 1);
    assert.equal(scene.told.length, 1);
    assert.match(scene.told[0]!, /see whether it arrived, then say herald deliveries --sent 1 or herald deliveries --repeat 1/);
    await scene.ledger.repeat(1, scene.time, null);
    assert.equal(await scene.deliver(sender), 'sent');
  });

  it('is looked for again when the place could not be looked into', async () => {
    await using scene = await newScene();
    const sender = scripted([new Error('socket hang up'), SENT], [new Error('Slack is down'), { found: 'not sent' }]);
    assert.equal(await scene.deliver(sender), 'unknown');
    scene.time = seconds(10);
    assert.equal(await scene.deliver(sender), 'unknown');
    scene.time = seconds(70);
    assert.equal(await scene.deliver(sender), 'sent');
    assert.equal(sender.sends, 2);
  });

  it('that cannot be made is not claimed as sent, and the owner hears of it', async () => {
    await using scene = await newScene();
    const sender = scripted([SENT]);
    assert.equal(
      await deliver(await scene.load(), () => Promise.reject(new Error('no browser')), sender, scene.ports),
      'planned',
    );
    assert.equal((await scene.row()).lastError, 'it could not be made: no browser');
    assert.match(scene.told[0]!, /no browser; it is tried again at 2025-03-03T07:00:30/);
    assert.equal(sender.sends, 0);
  });

  it('is sent by one of many who try at once', async () => {
    await using scene = await newScene();
    const sender = scripted([SENT]);
    const planned = await scene.load();
    const ended = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        deliver(planned, async () => aParcel(), sender, { ...scene.ports, by: `p${index}` }),
      ),
    );
    assert.deepEqual(ended.sort(), ['sent', 'taken', 'taken', 'taken', 'taken', 'taken']);
    assert.equal(sender.sends, 1);
  });

  it('keeps its claim while sending takes longer than a lease', async () => {
    await using scene = await newScene();
    const slow = scripted([SENT]);
    const send = slow.send;
    slow.send = async (...given) => {
      await sleep(400);
      return send(...given);
    };
    const ended = deliver(await scene.load(), async () => aParcel(), slow, { ...scene.ports, leaseMs: 150 });
    await sleep(300);
    assert.equal(await scene.ledger.expire(AT), 0);
    assert.equal(await ended, 'sent');
  });

  it('is told to stop sending when its claim is lost', async () => {
    await using scene = await newScene();
    const sender = scripted([SENT]);
    let stopped = false;
    sender.send = (_item, _key, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          stopped = true;
          resolve({ outcome: 'unclear', error: 'stopped' });
        });
      });
    const ended = deliver(await scene.load(), async () => aParcel(), sender, { ...scene.ports, leaseMs: 100 });
    await sleep(20);
    await scene.ledger.sent(await scene.load(), ['by hand'], AT); // not ours to say: it is claimed
    const claimed = await scene.load();
    await scene.ledger.failed(claimed, 'taken away', seconds(60));
    assert.equal(await ended, 'taken');
    assert.ok(stopped);
  });
});

describe('targets', () => {
  it('are written in the ledger so that they can be read back', () => {
    for (const target of [
      { kind: 'channel', id: 'C024BE91L' },
      { kind: 'mail', id: 'a@example.org' },
      { kind: 'folder', id: 'C:/x:y' },
    ] as const) {
      assert.deepEqual(targetOf(targetText(target)), target);
    }
    assert.equal(targetOf('herald'), undefined);
  });
});

describe('a folder', () => {
  const key = '0123456789abcdef0123456789abcdef';

  it('gets all files at once, with a manifest that names the delivery', async () => {
    const target = freshFolder();
    const sent = await folderSender(target).send(aParcel(), key, new AbortController().signal);
    const place = join(target, 'weekly-report-2025-03-03-0123456789ab');
    assert.deepEqual(sent, { outcome: 'sent', messageIds: [place] });
    assert.deepEqual(await readdir(target), ['weekly-report-2025-03-03-0123456789ab']);
    assert.equal(await readFile(join(place, 'report.pdf'), 'utf8'), '%PDF-1.7 not really');
    const manifest = JSON.parse(await readFile(join(place, 'delivery.json'), 'utf8'));
    assert.equal(manifest.deliveryKey, key);
    // printf '%%PDF-1.7 not really' | sha256sum
    assert.equal(manifest.files[0].sha256, '8820fe902eaf906fe74705c172cd13f73f68ef15c3df4638f906eccfca9b9523');
    assert.equal(manifest.files[0].bytes, 19);
  });

  it('knows what it got, and does not get it twice', async () => {
    const sender = folderSender(freshFolder());
    assert.deepEqual(await sender.find(key, AT), { found: 'not sent' });
    const first = await sender.send(aParcel(), key, new AbortController().signal);
    assert.deepEqual(await sender.send(aParcel({ name: 'another' }), key, new AbortController().signal), first);
    assert.equal((await sender.find(key, AT)).found, 'sent');
    assert.deepEqual(await sender.find('f'.repeat(32), AT), { found: 'not sent' });
  });

  it('that cannot be one is a fault that lasts, with the fix', async () => {
    const file = freshFolder();
    await writeFile(file, 'a file');
    const outcome = await folderSender(file).send(aParcel(), key, new AbortController().signal);
    assert.equal(outcome.outcome, 'refused');
    assert.match(JSON.stringify(outcome), /is a file; name a folder in herald\.config\.ts/);
  });

  it('without permission is a fault that lasts', {
    skip: process.getuid?.() === 0 ? 'root may write everywhere' : false,
  }, async () => {
    const closed = freshFolder();
    await folderSender(closed).send(aParcel(), key, new AbortController().signal);
    await chmod(closed, 0o500);
    assert.equal((await folderSender(closed).send(aParcel(), 'e'.repeat(32), new AbortController().signal)).outcome, 'refused');
  });
});

describe('an e-mail', () => {
  let smtp: TestSmtpServer;
  before(async () => {
    smtp = await startSmtpServer();
  });
  after(() => smtp[Symbol.asyncDispose]());
  const key = '0123456789abcdef0123456789abcdef';
  const sent = (given: Partial<MailOptions> = {}, size = 0) =>
    mailSender('ceo@example.com', { url: smtp.url, from: FROM, ...given }).send(
      aParcel(
        size === 0 ? {} : { files: [{ name: 'big.pdf', contentType: 'application/pdf', content: Buffer.alloc(size, 'x') }] },
      ),
      key,
      new AbortController().signal,
    );

  it('has the text, the HTML, the file, and the delivery key in its Message-ID', async () => {
    smtp.faults.length = 0;
    const count = smtp.taken.length;
    assert.deepEqual(await sent(), { outcome: 'sent', messageIds: [`<${key}@example.org>`] });
    assert.equal(smtp.taken.length, count + 1);
    const message = smtp.taken.at(-1)!;
    assert.match(message, /^Message-ID: <0123456789abcdef0123456789abcdef@example\.org>\r$/m);
    assert.match(message, /^X-Herald-Delivery: 0123456789abcdef0123456789abcdef\r$/m);
    assert.match(message, /^To: ceo@example\.com\r$/m);
    assert.match(message, /^From: Herald <herald@example\.org>\r$/m);
    assert.match(message, /multipart\/mixed[\s\S]*multipart\/alternative[\s\S]*text\/plain[\s\S]*text\/html/);
    assert.match(message, /^Content-Disposition: attachment; filename=report\.pdf\r$/m);
    assert.ok(message.includes(Buffer.from('%PDF-1.7 not really').toString('base64')));
    assert.match(message, /^\.\r?$/m, 'the single dot is still a line of the text');
  });

  it('is refused for good where the server says 5xx, with what to correct', async () => {
    const faults = [
      ['refuse address', /550 No such user/, /correct the address ceo@example\.com/],
      ['refuse message', /552 Message too large/, /ask whoever runs the mail server/],
    ] as const;
    for (const [fault, error, fix] of faults) {
      smtp.faults.push(fault);
      const outcome = await sent();
      assert.equal(outcome.outcome, 'refused');
      assert.match((outcome as { error: string }).error, error);
      assert.match((outcome as { fix: string }).fix, fix);
    }
    smtp.faults.push('refuse login');
    const outcome = await sent({ url: smtp.url.replace('//', '//herald:wrong@') });
    assert.deepEqual(outcome.outcome, 'refused');
    assert.match(JSON.stringify(outcome), /535.*correct user and password in SMTP_URL/);
    assert.doesNotMatch(JSON.stringify(outcome), /wrong/);
  });

  it('is tried again where the server says 4xx, cannot be reached, or dies before it has the whole message', async () => {
    const count = smtp.taken.length;
    smtp.faults.push('defer');
    assert.equal((await sent()).outcome, 'busy');
    smtp.faults.push('die mid-message');
    const died = await sent({}, 20_000_000);
    assert.equal(died.outcome, 'busy', JSON.stringify(died));
    assert.equal((await sent({ url: 'smtp://127.0.0.1:1' })).outcome, 'busy');
    assert.equal(smtp.taken.length, count);
  });

  it('may have arrived where the server had the whole message and did not answer', async () => {
    const count = smtp.taken.length;
    smtp.faults.push('die before the answer', 'say nothing');
    assert.equal((await sent()).outcome, 'unclear');
    assert.equal((await sent({ timeouts: { connectMs: 1000, silenceMs: 200 } })).outcome, 'unclear');
    assert.equal(smtp.taken.length, count + 2);
    assert.equal((await mailSender('a@example.org', { url: smtp.url, from: FROM }).find(key, AT)).found, 'cannot tell');
  });

  it('has a Message-ID also where the sender has no domain', () => {
    assert.equal(messageIdOf('k', 'Herald'), '<k@herald.invalid>');
  });
});

describe('after a kill -9', { timeout: 60_000 }, () => {
  for (const dies of ['before', 'after'] as const) {
    it(`${dies} sending to a folder, it is there once`, async () => {
      const target = freshFolder();
      await using scene = await newScene({ target: `folder:${target}`, now: true });
      await killed(scene.url, dies);
      const left = await readdir(target).catch(() => []);
      assert.equal(left.length, dies === 'before' ? 0 : 1);
      assert.equal(await scene.deliverAbandoned(folderSender(target)), 'sent');
      assert.equal((await readdir(target)).length, 1);
      assert.equal((await scene.row()).attempts, dies === 'before' ? 2 : 1);
    });

    it(`${dies} sending an e-mail, it is not sent again but shown to a person`, async () => {
      await using smtp = await startSmtpServer();
      await using scene = await newScene({ target: 'mail:ceo@example.com', now: true });
      await killed(scene.url, dies, smtp.url);
      assert.equal(smtp.taken.length, dies === 'before' ? 0 : 1);
      const sender = mailSender('ceo@example.com', { url: smtp.url, from: FROM });
      assert.equal(await scene.deliverAbandoned(sender), 'unknown');
      assert.equal(smtp.taken.length, dies === 'before' ? 0 : 1);
      assert.equal(scene.told.length, 1);
      if (dies === 'after') {
        assert.equal(await scene.ledger.sent(await scene.load(), [], scene.time), true); // the person found it
      } else {
        await scene.ledger.repeat(1, scene.time, null);
        assert.equal(await scene.deliver(sender), 'sent');
      }
      assert.equal(smtp.taken.length, 1);
      assert.equal((await scene.row()).state, 'sent');
    });
  }
});

const SENT: SendOutcome = { outcome: 'sent', messageIds: ['m1'] };

/** A sender that does what it is told, and counts. */
function scripted(outcomes: readonly (SendOutcome | Error)[], finds: readonly (Found | Error)[] = []): Scripted {
  const [left, looks] = [[...outcomes], [...finds]];
  const next = async <T>(from: (T | Error)[]): Promise<T> => {
    const value = from.shift() ?? new Error('not in the script');
    if (value instanceof Error) throw value;
    return value;
  };
  const sender: Scripted = {
    sends: 0,
    since: undefined,
    send: () => {
      sender.sends++;
      return next(left);
    },
    find: (_key, since) => {
      sender.since = since.getTime();
      return next(looks);
    },
  };
  return sender;
}

interface Scripted extends Sender {
  sends: number;
  since: number | undefined;
}

interface Scene extends AsyncDisposable {
  readonly url: string;
  readonly ledger: Deliveries;
  readonly ports: DeliverPorts;
  readonly told: string[];
  time: Date;
  load(): Promise<Delivery>;
  row(): Promise<Pick<Delivery, 'state' | 'attempts' | 'messageIds' | 'lastError'>>;
  deliver(sender: Sender): Promise<string>;
  /** Once the claim of a dead process has ended. */
  deliverAbandoned(sender: Sender): Promise<string>;
}

/** A ledger with one delivery planned, and a clock that stands still. */
async function newScene(given: { target?: string; deadline?: Date; now?: boolean } = {}): Promise<Scene> {
  const url = `sqlite:${freshFolder()}/herald.db`;
  const store: Store = await openStore(url, [profile]);
  await store.migrate();
  const ledger = store.records.deliveries;
  const { target = 'channel:C1', deadline = null, now = false } = given;
  const plannedAt = now ? new Date() : AT;
  await ledger.plan([{ thing: 'report/weekly', window: AT.toISOString(), target, plannedAt, deadline }]);
  const told: string[] = [];
  const scene: Scene = {
    url,
    ledger,
    told,
    time: plannedAt,
    ports: {
      ledger,
      clock: { now: () => scene.time },
      by: 'test',
      owner: { tell: async ({ text }) => void told.push(text) },
      log: pino({ level: 'silent' }),
    },
    load: async () => (await ledger.byId(1))!,
    row: async () => {
      const { state, attempts, messageIds, lastError } = await scene.load();
      return { state, attempts, messageIds, lastError };
    },
    deliver: async (sender) => deliver(await scene.load(), async () => aParcel(), sender, scene.ports),
    async deliverAbandoned(sender) {
      assert.equal((await scene.row()).state, 'claimed');
      await sleep(400);
      assert.equal(await ledger.expire(scene.time), 1);
      return scene.deliver(sender);
    },
    [Symbol.asyncDispose]: () => store.close(),
  };
  return scene;
}

async function killed(url: string, dies: 'before' | 'after', smtp = 'smtp://127.0.0.1:1'): Promise<void> {
  const child = spawn(process.execPath, [DELIVERER, '--url', url, '--smtp', smtp, '--dies', dies], { stdio: 'inherit' });
  const [, signal] = await once(child, 'exit');
  assert.equal(signal, 'SIGKILL');
}
