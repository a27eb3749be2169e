import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type CompleteRun, DEFAULT_PROFILE } from '#pipeline';
import type { Person } from '../slack-server/person.ts';
import type { Channel } from '../slack-server/workspace.ts';
import { bulletins, openServeScene, type ServeData, type ServeScene, serveData, VERY_PATIENT } from '../support/serve-scene.ts';
import { eventually } from '../support/slack-scene.ts';
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts';

const BERLIN = 'Europe/Berlin';

let data: ServeData;
before(async () => {
  data = await serveData();
});
after(() => data[Symbol.asyncDispose]());

describe('a report by schedule', () => {
  let scene: ServeScene;
  let smtp: TestSmtpServer;
  let ann: Person;
  let sales: Channel;
  const report = { name: 'weekly', cron: '0 8 * * 1', timeZone: BERLIN, does: 'report' } as const;
  before(async () => {
    smtp = await startSmtpServer();
    scene = await openServeScene(data, {
      smtpUrl: smtp.url,
      config: ({ slack, folder }) => {
        ann = slack.person('ann');
        sales = slack.channel('sales', { members: [ann] });
        return {
          mail: { from: 'Herald <herald@example.org>' },
          schedules: [
            {
              ...report,
              targets: [
                { kind: 'channel', id: sales.id },
                { kind: 'mail', id: 'ceo@example.org' },
                { kind: 'folder', id: join(folder, 'reports') },
              ],
            },
          ],
        };
      },
    });
    await scene.serve();
  });
  after(async () => {
    await scene[Symbol.asyncDispose]();
    await smtp[Symbol.asyncDispose]();
  });
  const messages = () => bulletins(ann, sales, 'herald_report');
  const brought = (count: number) =>
    eventually(
      async () => {
        const ledger = await scene.ledger('report/');
        return ledger.length === count && ledger.every(({ state }) => state === 'sent') ? ledger : undefined;
      },
      `${count} deliveries`,
      VERY_PATIENT,
    );

  it('comes at its time on the clocks of its place, and not before', async () => {
    assert.equal(scene.clock.now().toISOString().slice(0, 16), '2025-01-20T06:00');
    scene.clock.pass(59 / 60);
    await scene.settled();
    assert.deepEqual(await scene.ledger('report/'), []);
    scene.clock.pass(2 / 60); // 7:01 in London, 8:01 in Berlin
    const [first] = await brought(3);
    assert.equal(first!.window, '2025-01-20T07:00:00.000Z');
  });

  it('is in Slack a message with its first page, and a PDF in the thread', async () => {
    const [message, ...others] = messages();
    assert.equal(others.length, 0);
    assert.match(message!.text, /^Weekly report, 20 January 2025/);
    assert.doesNotMatch(message!.words, /comes late|missed/);
    const picture = message!.blocks.find(({ type }) => type === 'image');
    assert.ok(
      picture !== undefined && 'slack_file' in picture && String(picture.alt_text).startsWith('First page of the report'),
    );
    const file = await eventually(() => ann.sees(sales).find(({ files }) => files.length > 0), 'the PDF');
    assert.equal(file.thread_ts, message!.ts);
    const [pdf] = ann.files.filter(({ name }) => name.endsWith('.pdf'));
    assert.equal(pdf!.bytes.subarray(0, 5).toString(), '%PDF-');
    assert.equal(ann.files.filter(({ name }) => name.endsWith('.html')).length, 0);
  });

  it('is by e-mail HTML with a plain-text part and the PDF attached', () => {
    const [mail, ...others] = smtp.taken;
    assert.equal(others.length, 0);
    for (const part of [/^Content-Type: text\/plain/m, /^Content-Type: text\/html/m, /^Content-Type: application\/pdf/m])
      assert.match(mail!, part);
    assert.match(mail!, /^Content-Disposition: attachment; filename=\S+\.pdf/m);
    assert.match(mail!, /^To: ceo@example\.org/m);
  });

  it('is in a folder the HTML and the PDF', async () => {
    const [folder, ...others] = await readdir(join(scene.folder, 'reports'));
    assert.equal(others.length, 0);
    assert.match(folder!, /^weekly-report-2025-01-20-[0-9a-f]{12}$/);
    const files = (await readdir(join(scene.folder, 'reports', folder!))).map((file) => file.replace(/^.*\./, '.')).toSorted();
    assert.deepEqual(files, ['.html', '.json', '.pdf']);
  });

  it('that was missed for three weeks comes once, late, for all three, and says so', async () => {
    await scene.stop();
    await scene.nextWeek();
    await scene.nextWeek();
    await scene.nextWeek();
    scene.clock.pass(7); // Monday 10 February, 14:00 in Berlin
    await scene.serve();
    await brought(6);
    await scene.settled();
    const late = messages()[1]!;
    assert.equal(messages().length, 2);
    assert.match(late.words, /This was due on Monday 10 February 2025 at 08:00 \(Europe\/Berlin\) and comes late\./);
    assert.match(
      late.words,
      /2 before it were missed, since Monday 27 January 2025 at 08:00 \(Europe\/Berlin\); this one stands for all\./,
    );
    assert.match(smtp.taken[1]!.replaceAll('=\r\n', ''), /comes late/);
    assert.equal(smtp.taken.length, 2);
    assert.equal((await readdir(join(scene.folder, 'reports'))).length, 2);
    assert.deepEqual(bulletins(scene.owner, scene.owner.dm, 'herald_notice'), []);
  });
});

describe('a run by schedule', () => {
  let scene: ServeScene;
  let ann: Person;
  before(async () => {
    scene = await openServeScene(data, {
      config: ({ slack, folder }) => {
        ann = slack.person('ann');
        const targets = [{ kind: 'person', id: ann.id }] as const;
        return {
          sources: { [DEFAULT_PROFILE.name]: join(folder, 'exports', '*.csv') },
          schedules: [
            { name: 'mondays', cron: '0 8 * * 1', timeZone: BERLIN, does: 'run' },
            { name: 'weekly', cron: '30 8 * * 1', timeZone: BERLIN, does: 'report', deadlineMinutes: 60, targets },
          ],
        };
      },
    });
    await scene.serve();
  });
  after(() => scene[Symbol.asyncDispose]());
  const notices = () => bulletins(scene.owner, scene.owner.dm, 'herald_notice').map(({ text }) => text);
  const window = async (name: string) => (await scene.store.records.deliveries.list({ thing: `schedule/${name}`, limit: 1 }))[0];
  const attempted = (count: number) =>
    eventually(async () => {
      const row = await window('mondays');
      return row?.attempts === count && row.state === 'planned' ? row : undefined;
    }, `attempt ${count}`);

  it('that finds no data is tried again, later each time, and the owner learns what to do', async () => {
    scene.clock.pass(1);
    const first = await attempted(1);
    assert.match(first.lastError!, /no file matches .*exports.*; put an export there or correct sources in herald\.config\.ts/);
    const told = await eventually(() => notices()[0], 'a word to the owner');
    assert.match(told, /^schedule\/mondays for 2025-01-20 07:00 UTC: no file matches .*it is tried again at 2025-01-20T07:0/);
    scene.clock.pass(1 / 60);
    const second = await attempted(2);
    assert.ok(second.dueAt.getTime() - first.dueAt.getTime() >= 60_000, 'the second wait is twice the first');
    assert.equal(notices().length, 1, 'the owner knows');
  });

  it('holds up its report, which then says that its data are old and why', async () => {
    scene.clock.pass(0.5); // 8:31 in Berlin: the report is due
    await eventually(async () => ((await window('weekly'))?.lastError?.startsWith('waiting') ? true : undefined), 'the waiting');
    assert.deepEqual(await scene.ledger('report/'), []);
    scene.clock.pass(1.1); // the hour that it waits is over
    const message = await eventually(() => bulletins(ann, ann.dm, 'herald_report')[0], 'the report', VERY_PATIENT);
    assert.match(message.words, /The data are old, as of 2025-01-20: the run has not succeeded yet \(no file matches/);
  });

  it('is made when the data are there, of the newest file', async () => {
    await scene.nextExport();
    scene.clock.pass(1);
    const run = await eventually(
      async () => {
        const [newest] = await scene.store.runs(DEFAULT_PROFILE.name, 1);
        return newest?.status === 'complete' && newest.asOf === '2025-01-27' ? (newest as CompleteRun) : undefined;
      },
      'the run',
      VERY_PATIENT,
    );
    assert.ok(run.rows > 500);
    await eventually(async () => ((await window('mondays'))?.state === 'sent' ? true : undefined), 'the end of the window');
    assert.equal(bulletins(ann, ann.dm, 'herald_report').length, 1, 'the report was made and is not repeated');
  });
});
