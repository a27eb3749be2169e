import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  type CompleteRun,
  type IncidentsDocument,
  openStore,
  runPipeline,
  type Store,
  systemClock,
  writeTelemetry,
} from '#pipeline';
import type { AlertReport, ChangeEvidence } from '../../bot/alerts/alert.ts';
import { evaluate, evaluateSince } from '../../bot/alerts/evaluate.ts';
import { loadSnapshots } from '../../bot/alerts/load.ts';
import { reportText } from '../../bot/alerts/text.ts';
import { type AlertsSession, alerts } from '../../bot/commands/alerts.ts';
import { loadConfig } from '../../bot/config.ts';
import { UsageError } from '../../bot/session.ts';
import { EXIT } from '../../bot/terminal/output.ts';
import { DEFAULT_PROFILE as profile } from '../../pipeline/profiles/index.ts';
import { runOf, weeklySnapshots } from '../support/weekly-snapshots.ts';

const OPTIONS = { users: 4000, weeks: 8, seed: 7, endDate: '2026-11-16', badRows: 0 } as const;

describe('the text of an alert', () => {
  const { snapshots } = weeklySnapshots({ ...OPTIONS, incidents: 'planted' });

  it('is one plain sentence with slice, figures, time, users and what else moved', () => {
    const crash = evaluate(snapshots.slice(0, 7), profile).alerts.find(({ kind }) => kind === 'crash')!;
    assert.match(
      crash.summary,
      /^Crashes per user \(30 days\) among users with device iOS and app version 1\.2 rose from 0\.3\d to 1\.\d\d \(\+\d{3}%\) in the week to 9 November 2026; \d{3} users affected \(\d\.\d% of all\); outside this slice it did not move beyond chance\.$/,
    );
    assert.equal(crash.state, 'open');
    assert.equal(crash.severity, 'high');
  });

  it('names the day it began once it lasts, and keeps its fingerprint', () => {
    const [first, second] = [7, 8].map(
      (weeks) => evaluate(snapshots.slice(0, weeks), profile).alerts.find(({ kind }) => kind === 'crash')!,
    );
    assert.match(second!.summary, /since 9 November 2026, 2 runs so far/);
    assert.equal(second!.state, 'updated');
    assert.equal(second!.fingerprint, first!.fingerprint);
  });

  it('tells how sure, since when, which slice and what to do', () => {
    const text = reportText(evaluate(snapshots, profile), profile);
    for (const label of ['How sure:', 'Before:', 'Where:', 'Also:', 'Since:', 'Do:']) assert.ok(text.includes(label), label);
    assert.match(text, /Run 8 · as of 2026-11-16 · compared with 7 earlier runs · \d measures in \d{3} slices looked at/);
  });

  it('says how much was looked at where nothing was found', () => {
    const quiet = evaluate(snapshots.slice(0, 3), profile);
    assert.deepEqual(quiet.alerts, []);
    assert.match(reportText(quiet, profile), /^No alerts: \d measures in \d{3} slices looked at/);
    assert.match(reportText(evaluate(snapshots.slice(0, 1), profile), profile), /^No alerts: run 1 .* is the first/);
  });

  it('reports what is over as resolved when it looks back', () => {
    const calm = weeklySnapshots({ ...OPTIONS, incidents: 'none' }).snapshots;
    const ended = [...snapshots.slice(0, 7), { ...calm[7]!, run: runOf(8, '2026-11-16', 4000) }];
    const report = evaluateSince(ended, 5, profile);
    assert.deepEqual(report.alerts.map(({ kind, state }) => `${kind} ${state}`).sort(), ['churn resolved', 'crash resolved']);
    assert.equal(report.alerts[0]!.runId, 7);
  });

  it('reports a fall of trust, with its reasons', () => {
    const last = snapshots[3]!;
    const run: CompleteRun = { ...last.run, trust: { ...last.run.trust, level: 'weak', reasons: ['Stability is low.'] } };
    const strong = snapshots.slice(0, 3).map((snapshot) => ({
      ...snapshot,
      run: { ...snapshot.run, trust: { ...snapshot.run.trust, level: 'strong' as const } },
    }));
    const [alert] = evaluate([...strong, { ...last, run }], profile).alerts;
    assert.equal(alert?.measure, 'trust');
    assert.equal(
      alert.summary,
      'Trust in the segments fell from strong to weak with the run of 19 October 2026: Stability is low.',
    );
    assert.equal(alert.severity, 'high');
  });
});

/** As small as a store with incidents of two weeks can be: the runs are the slow part. */
const STORED = { ...OPTIONS, users: 2500, weeks: 4, seed: 2 } as const;

describe('herald alerts, from telemetry to text', () => {
  let folder: string;
  let store: Store;
  let planted: IncidentsDocument['incidents'];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'herald-alerts-'));
    const { files, incidentsFile } = await writeTelemetry({ ...STORED, incidents: 'planted' }, folder);
    planted = (JSON.parse(await readFile(incidentsFile, 'utf8')) as IncidentsDocument).incidents;
    store = await openStore(`sqlite:${join(folder, 'herald.db')}`, [profile]);
    await store.migrate();
    const ports = { store, clock: systemClock, progress: () => {}, signal: new AbortController().signal };
    for (const file of files) await runPipeline({ files: [file], profile }, ports);
  });
  after(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('finds the two planted incidents in the stored runs, and nothing else', async () => {
    const { code, document } = await command({});
    assert.equal(code, EXIT.done);
    assert.equal(document.asOf, '2026-11-16');
    const found = document.alerts.map(({ kind, slice, measure }) => ({ kind, slice, measure }));
    assert.deepEqual(found.sort(byKind), planted.map(({ kind, slice, measure }) => ({ kind, slice, measure })).sort(byKind));
    for (const alert of document.alerts) {
      const incident = planted.find(({ kind }) => kind === alert.kind)!;
      const evidence = alert.evidence as ChangeEvidence;
      assert.equal(evidence.since.asOf, incident.weeks[0]);
      assert.equal(evidence.users, incident.affectedUsers.at(-1));
    }
  });

  it('finds nothing in the weeks before, and exits 0 all the same', async () => {
    const { code, document, text } = await command({ run: 2 });
    assert.equal(code, EXIT.done);
    assert.deepEqual(document.alerts, []);
    assert.match(text, /^No alerts: \d+ measures in \d+ slices looked at/);
  });

  it('looks back to a run, and refuses one that is not before', async () => {
    const { document } = await command({ since: 1 });
    assert.deepEqual(
      document.alerts.map(({ state }) => state),
      ['updated', 'updated'],
    );
    await assert.rejects(command({ since: 4 }), UsageError);
  });

  it('reads the whole cube as its parts', async () => {
    const all = await store.allCells(4, ['users', 'crash_share']);
    assert.deepEqual(
      all.filter(({ slice }) => Object.keys(slice).length === 0),
      await store.cells(4, [], ['users', 'crash_share']),
    );
    const pair = ['country', 'device_type'];
    const ofPair = all.filter(({ slice }) => Object.keys(slice).join() === pair.join());
    assert.deepEqual(ofPair, await store.cells(4, pair, ['users', 'crash_share']));
  });

  it('takes segment shares and downgrades from the stored segments', async () => {
    const { series } = (await loadSnapshots(store, (await store.currentRun(profile.name))!, profile)).at(-1)!;
    const names = series.map(({ measure, subject }) => [measure, subject].filter(Boolean).join(' '));
    for (const name of [
      'segment_share Power Users',
      'segment_share Casual Users',
      'downgrade_share Power Users',
      'missing_share rating_given',
    ])
      assert.ok(names.includes(name), name);
  });

  async function command(options: Parameters<typeof alerts>[1]): Promise<{ code: number; document: AlertReport; text: string }> {
    const said: { document?: AlertReport; text?: string } = {};
    const session: AlertsSession = {
      config: await loadConfig(undefined),
      profile: () => profile,
      openStore: async () => ({ ...store, close: async () => {} }),
      output: {
        json: false,
        text: (lines) => {
          said.text = lines;
        },
        document: (value) => {
          said.document = value as AlertReport;
        },
      },
    };
    const code = await alerts(session, options);
    return { code, document: said.document!, text: said.text! };
  }
});

function byKind(a: { readonly kind: string }, b: { readonly kind: string }): number {
  return a.kind < b.kind ? -1 : 1;
}
