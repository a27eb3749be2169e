import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as letOthersRun, setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentError, parseEnvironment } from '../../bot/environment.ts';
import { Jobs } from '../../bot/service/jobs.ts';
import { slackSettings } from '../../bot/service/slack-settings.ts';
import { PortError, startWebServer } from '../../bot/service/web-server.ts';
import { RateGate } from '../../bot/slack/rate-gate.ts';

describe('the rate gate', () => {
  it('lets a burst through and then keeps the pace', async () => {
    const gate = new RateGate(50, 3);
    const began = performance.now();
    const times: number[] = [];
    await Promise.all(Array.from({ length: 6 }, () => gate.turn('C1').then(() => times.push(performance.now() - began))));
    assert.ok(times[2]! < 45, `the third of a burst waited ${times[2]} ms`);
    assert.ok(times[5]! >= 145, `the sixth came after ${times[5]} ms`);
  });

  it('keeps the order of a channel and does not hold up others', async () => {
    const gate = new RateGate(40, 1);
    const order: string[] = [];
    const turn = (key: string, name: string) => gate.turn(key).then(() => order.push(name));
    await Promise.all([turn('C1', 'first'), turn('C1', 'second'), turn('C1', 'third'), turn('C2', 'other')]);
    assert.deepEqual(order, ['first', 'other', 'second', 'third']);
  });

  it('waits out a pause', async () => {
    const gate = new RateGate(0, 1);
    gate.pause('C1', 120);
    const began = performance.now();
    await gate.turn('C1');
    assert.ok(performance.now() - began >= 115);
  });
});

describe('jobs', () => {
  it('begin one after the other, so that what comes in meanwhile is acknowledged between them', async () => {
    const jobs = new Jobs(10);
    const order: string[] = [];
    const done = Array.from({ length: 3 }, () => jobs.add(async () => void order.push('job')));
    const between = async () => {
      for (let turn = 0; turn < 6; turn++) {
        order.push('others');
        await letOthersRun();
      }
    };
    await Promise.all([...done, between()]);
    const starts = order.flatMap((what, index) => (what === 'job' ? [index] : []));
    assert.ok(
      starts.every((start) => order[start + 1] !== 'job'),
      order.join(', '),
    );
  });

  it('are all ended by a drain, also those that come meanwhile', async () => {
    const jobs = new Jobs(2);
    const ended: number[] = [];
    for (let job = 0; job < 5; job++) void jobs.add(() => sleep(10).then(() => void ended.push(job)));
    void jobs.add(async () => {
      await sleep(5);
      void jobs.add(async () => void ended.push(99));
    });
    assert.equal(await jobs.drain(5000), 0);
    assert.deepEqual(
      ended.toSorted((a, b) => a - b),
      [0, 1, 2, 3, 4, 99],
    );
  });

  it('are counted where the time is over', async () => {
    const jobs = new Jobs(1);
    const stuck = Promise.withResolvers<void>();
    void jobs.add(() => stuck.promise);
    assert.equal(await jobs.drain(30), 1);
    stuck.resolve();
  });
});

describe('the port', () => {
  it('that is taken is named with what to do', async () => {
    const options = { port: 0, notReady: async () => undefined, metrics: async () => ({ contentType: 'text/plain', text: '' }) };
    const first = await startWebServer(options);
    await assert.rejects(startWebServer({ ...options, port: first.port }), (error: Error) => {
      assert.ok(error instanceof PortError);
      assert.match(error.message, new RegExp(`port ${first.port} is taken by another program; set PORT`));
      return true;
    });
    await first.stop();
  });
});

describe('the environment of the bot', () => {
  it('is Socket Mode with an app token, HTTP with a signing secret', () => {
    const of = (variables: Record<string, string>) => slackSettings(parseEnvironment(variables).slack).mode;
    assert.equal(of({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' }), 'socket');
    assert.equal(of({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'a secret of 8 or more' }), 'http');
  });

  it('says everything that is missing or wrong, and shows no secret', () => {
    assert.throws(() => slackSettings(parseEnvironment({}).slack), /SLACK_BOT_TOKEN.*SLACK_APP_TOKEN.*SLACK_SIGNING_SECRET/);
    const wrong = { SLACK_BOT_TOKEN: 'hunter2', SLACK_APP_TOKEN: 'hunter3', PORT: 'http' };
    assert.throws(
      () => parseEnvironment(wrong),
      (error: Error) => {
        assert.ok(error instanceof EnvironmentError);
        for (const name of Object.keys(wrong)) assert.match(error.message, new RegExp(name));
        assert.doesNotMatch(error.message, /hunter/);
        return true;
      },
    );
  });
});
