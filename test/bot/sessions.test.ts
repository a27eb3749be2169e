import assert from 'node:assert/strict';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { BUILT_IN_PROFILES, type SessionIncidents, writeSessions } from '#pipeline';
import { activeRules, DEFAULT_ALERT_RULES } from '../../bot/alert-rules.ts';
import type { Alert } from '../../bot/alerts/alert.ts';
import { evaluate } from '../../bot/alerts/evaluate.ts';
import { loadSnapshots } from '../../bot/alerts/load.ts';
import { alertText } from '../../bot/alerts/text.ts';
import { Questions } from '../../bot/question/ask.ts';
import { Duck } from '../../pipeline/ingest/duckdb.ts';
import { type GeneratedRuns, runsOf } from '../support/generated-runs.ts';

const profile = BUILT_IN_PROFILES['app-sessions']!;

describe('sessions in questions and alerts', () => {
  let generated: GeneratedRuns;
  let documented: SessionIncidents;
  let questions: Questions;

  before(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'herald-sessions-'));
    const telemetry = { users: 1500, weeks: 6, seed: 15, endDate: '2026-11-15', incidents: 'planted', badRows: 0 } as const;
    const { files, incidentsFile } = await writeSessions(telemetry, folder);
    documented = JSON.parse(await readFile(incidentsFile, 'utf8')) as SessionIncidents;
    generated = await runsOf(folder, files, { profile });
    questions = new Questions(generated.store, profile);
  });
  after(() => generated[Symbol.asyncDispose]());

  /** A figure of a week's file by plain SQL; the last week unless told. */
  async function sql(figure: string, where: string, week = -1): Promise<number> {
    await using duck = await Duck.open();
    const file = generated.files.at(week)!;
    const from = `read_csv('${file}', types = {'app_version': 'VARCHAR'})`;
    return (await duck.one<{ value: number }>(`SELECT ${figure} AS value FROM ${from} WHERE ${where}`)).value;
  }

  const answered = [
    ['crash rate of 2.1 on Android', 'avg(crashed)', "app_version = '2.1' AND device_type = 'Android'", -1],
    ['crash rate of 2.1 on Android last week', 'avg(crashed)', "app_version = '2.1' AND device_type = 'Android'", -2],
    ['crash rate of battery under 15', 'avg(crashed)', 'battery_pct < 15', -1],
    ['how many sessions crashed on Saturday', 'count(*)', "crashed = 1 AND dayname(session_start) = 'Saturday'", -1],
    ['share of sessions that crashed on iOS 18', 'avg(crashed)', "os_version = 'iOS 18'", -1],
    ['average battery in India', 'avg(battery_pct)', "country = 'India'", -1],
  ] as const;
  for (const [question, figure, where, week] of answered) {
    it(`answers “${question}” as plain SQL over the file does`, async () => {
      const reply = await questions.ask(question);
      assert.ok(reply.ok, JSON.stringify(reply));
      assert.ok(
        Math.abs(Number(reply.table.rows[0]![0]) - (await sql(figure, where, week))) < 1e-9,
        `${reply.sentence} but ${await sql(figure, where, week)}`,
      );
    });
  }

  async function alertsOf(kind: string): Promise<readonly Alert[]> {
    const rules = activeRules(profile, DEFAULT_ALERT_RULES);
    const snapshots = await loadSnapshots(generated.store, generated.runs.at(-1)!, profile, { rules });
    return evaluate(snapshots, profile).alerts.filter((alert) => alert.kind === kind);
  }

  it('raises one crash alert, on the system on which the new version crashes, and names the version', async () => {
    const alerts = await alertsOf('crash');
    const fresh = documented.crashProne.find(({ weeks }) => weeks.length < generated.runs.length)!;
    assert.deepEqual(
      alerts.map(({ slice }) => slice),
      [{ os_version: fresh.osVersion }],
    );
    const { evidence } = alerts[0]!;
    assert.deepEqual(evidence.type === 'change' && evidence.contributors[0]?.slice, {
      app_version: fresh.appVersion,
      os_version: fresh.osVersion,
    });
  });

  it('raises one quality alert for each column that lost values, on all its days', async () => {
    const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
    const found = (await alertsOf('quality')).map(({ slice, evidence }) => {
      assert.ok(evidence.type === 'change');
      const slices = [slice, ...evidence.alsoIn.map((other) => other.slice)];
      return [evidence.subject, ...slices.map(({ start_weekday }) => start_weekday).toSorted()].join(' ');
    });
    const planted = documented.missing.map(({ column, days }) =>
      [column, ...days.map((day) => weekdays[new Date(day).getUTCDay()]!).toSorted()].join(' '),
    );
    assert.deepEqual(found.toSorted(), planted.toSorted());
  });

  it('says where values are missing, on all the days, and which to ask for', async () => {
    const alerts = await alertsOf('quality');
    const alert = alerts.find(({ evidence }) => evidence.type === 'change' && evidence.alsoIn.length > 0)!;
    assert.ok(alert.evidence.type === 'change');
    const days = [alert.slice, ...alert.evidence.alsoIn.map(({ slice }) => slice)].map(({ start_weekday }) => start_weekday);
    assert.ok(days.length > 1);
    const where = days.map((day) => `sessions with weekday ${day}`).join(' and ');
    const text = alertText(alert, profile);
    assert.match(text, new RegExp(`Where: +${where}`));
    assert.match(
      text,
      new RegExp(`Do: +Ask the owner of the export why values of \\w.* no longer arrive for ${where} since \\d`),
    );
  });
});
