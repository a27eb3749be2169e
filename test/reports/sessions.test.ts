import assert from 'node:assert/strict';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { drawPng, drawSvg } from '#drawing';
import { BUILT_IN_PROFILES, DEFAULT_PROFILE, readSessions, type SessionIncidents, trainCrash, writeSessions } from '#pipeline';
import { buildView, sessionReport, viewsOf, type WeeklyReport } from '#reports';
import type { HeatmapSpec } from '../../reports/charts/spec.ts';
import { renderHtml } from '../../reports/render/html.ts';
import { renderPdfLite } from '../../reports/render/pdf-lite.ts';
import { loadSessions, sessionViews } from '../../reports/sessions/report.ts';
import { type GeneratedRuns, runsOf } from '../support/generated-runs.ts';
import { readPdf } from '../support/pdf-reader.ts';

const profile = BUILT_IN_PROFILES['app-sessions']!;
const options = { title: 'Weekly', brand: 'Acme', generatedAt: new Date('2026-11-16T06:00:00Z'), warnings: [] };

describe('the report on sessions', () => {
  let generated: GeneratedRuns;
  let documented: SessionIncidents;
  let report: WeeklyReport;

  before(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'herald-sessions-'));
    const telemetry = { users: 1500, weeks: 2, seed: 5, endDate: '2026-11-15', incidents: 'planted', badRows: 0 } as const;
    const { files, incidentsFile } = await writeSessions(telemetry, folder);
    documented = JSON.parse(await readFile(incidentsFile, 'utf8')) as SessionIncidents;
    generated = await runsOf(folder, files, { profile });
    report = await sessionReport(generated.store, generated.runs.at(-1)!, profile, options);
  });
  after(() => generated[Symbol.asyncDispose]());

  const viewNamed = (name: string) => report.views.find((view) => view.name === name)!;

  it('shows crashes, risk, bots, hours and completeness before the segments', () => {
    assert.deepEqual(
      report.views.map(({ name }) => name),
      ['crashes', 'crash-risk', 'bots', 'hotspots', 'completeness', 'distribution', 'kpis', 'clusters'],
    );
  });

  it('names the planted versions, and no others, as crashing more', () => {
    assert.deepEqual(
      viewNamed('crashes')
        .table.rows.map(([name]) => String(name))
        .toSorted(),
      documented.crashProne.map(({ appVersion, osVersion }) => `${appVersion} on ${osVersion}`).toSorted(),
    );
  });

  it('counts every session once in the hours of the week', () => {
    const [sessions] = viewNamed('hotspots').charts as readonly HeatmapSpec[];
    const total = sessions!.values.flat().reduce((sum: number, value) => sum + (value ?? 0), 0);
    assert.equal(total, generated.runs.at(-1)!.rows);
  });

  it('lists the days on which columns lost values as planted', () => {
    const days = documented.missing.reduce((sum, { days }) => sum + days.length, 0);
    assert.equal(viewNamed('completeness').table.rows.length, days);
  });

  it('compares averages with the run before and speaks of sessions, not of people who moved', () => {
    assert.equal(report.change?.since.runId, generated.runs[0]!.id);
    assert.doesNotMatch(report.change!.finding, /nobody|moved from/i);
    assert.deepEqual(report.change?.movers.rows, []);
  });

  it('has every view of the profile by its name, and calls sessions no users', async () => {
    const run = generated.runs.at(-1)!;
    const names = viewsOf(profile);
    assert.deepEqual(names.slice(0, 6), ['crashes', 'crash-risk', 'bots', 'hotspots', 'completeness', 'clusters']);
    const ofUsersToo = ['bots', 'crash-risk']; // they speak of the users whose sessions these are
    for (const name of names.filter((each) => !ofUsersToo.includes(each))) {
      const view = await buildView(name, generated.store, run, profile);
      assert.equal(view.name, name);
      const words = JSON.stringify(view).replaceAll(/"users":|"key":"users"|"User"/g, ''); // names for machines, and a column
      assert.doesNotMatch(words, /\busers?\b/i, name);
    }
  });

  it('has no view of sessions for a profile that is not about them', () => {
    assert.ok(!viewsOf(DEFAULT_PROFILE).includes('crashes'));
  });

  it('says that bots of an earlier run cannot be shown, and what can', async () => {
    const made = buildView('bots', generated.store, generated.runs[0]!, profile);
    await assert.rejects(made, {
      code: 'RUN_NOT_FOUND',
      message: /no longer stored, only its figures; look at crashes or hotspots/,
    });
  });

  it('goes by the stored model, once there is one', async () => {
    const run = generated.runs.at(-1)!;
    const { rows } = await readSessions([generated.files[0]!], profile);
    const { predictor } = trainCrash({ rows, profile: profile.name, trainedAt: new Date('2026-11-09T06:00:00Z'), seed: 1 });
    assert.match(viewNamed('crash-risk').notes.join(' '), /learned from this run alone/);
    await generated.store.predictions.saveModel(predictor.model);
    const view = await buildView('crash-risk', generated.store, run, profile);
    assert.match(view.notes.join(' '), /^Model 1: .*, trained on 9 November 2026/);
  });

  it('tells the figures of the test of the model from those of the run', async () => {
    const { finding, table, charts, notes } = viewNamed('crash-risk');
    assert.match(finding, /in the test of the model/i);
    assert.match(table.title, /^Test of the model/);
    assert.match(charts[0]!.title, new RegExp(`in run ${report.provenance.runId}$`));
    assert.match(notes.join(' '), /tested on [\d,]+ sessions of this run, of users from whom it had learned nothing/);
    const stored = await buildView('crash-risk', generated.store, generated.runs.at(-1)!, profile); // by the model of the test above
    assert.match(stored.notes.join(' '), new RegExp(`These are not figures of run ${report.provenance.runId}\\.`));
  });

  it('has no empty table where the finding already says that there is nothing', async () => {
    assert.deepEqual(report.quality.rejected.rows, []);
    const html = await renderHtml(report);
    for (const { title } of [report.change!.movers, report.quality.rejected]) assert.ok(!html.includes(title), title);
    assert.ok(html.includes(report.quality.missing.title));
  });

  it('has no nearly empty page, and no line of a view apart from its table', async () => {
    const { pages } = await readPdf(await renderPdfLite(report));
    for (const [index, { text }] of pages.entries()) assert.ok(text.length > 400, `page ${index + 1}: ${text}`);
    assert.ok(pages[0]!.text.includes('How far to trust them'), 'the contents are not on the first page');
    for (const { text } of pages) assert.doesNotMatch(text, /^Run \d+ · /); // where figures come from; running titles are written last
  });

  it('is whole in HTML and in PDF without a browser', async () => {
    const words = (await renderHtml(report)).replace(/<(style|script)[\s\S]*?<\/\1>/g, '');
    assert.ok(words.includes('Weekly session report'));
    assert.deepEqual(words.match(/\bNaN\b|\bundefined\b/g), null);
    const pdf = await renderPdfLite(report);
    assert.equal(Buffer.from(pdf.slice(0, 5)).toString('latin1'), '%PDF-');
  });

  it('keeps to crashes and hours for a run whose rows are gone', async () => {
    const [first] = generated.runs;
    const views = sessionViews(await loadSessions(generated.store, first!), first!, profile);
    assert.deepEqual(
      views.map(({ name }) => name),
      ['crashes', 'hotspots'],
    );
    assert.match(views[0]!.notes.join(' '), /rows, which are kept of the current run only/);
  });
});

describe('a heatmap', () => {
  const spec: HeatmapSpec = {
    mark: 'heatmap',
    title: 'Sessions',
    description: 'Sessions by day and hour.',
    format: { kind: 'count' },
    rowLabel: 'Day',
    columnLabel: 'Hour',
    rows: ['Monday', 'Tuesday'],
    columns: ['00', '01', '02'],
    values: [
      [0, 10, 20],
      [5, null, 20],
    ],
  };

  it('has a cell for every value, told by its row and column, and none for what is missing', () => {
    const tips = [...drawSvg(spec).matchAll(/data-tip="([^"]*)"/g)].map(([, tip]) => tip);
    assert.deepEqual(tips, ['Monday, 00: 0', 'Monday, 01: 10', 'Monday, 02: 20', 'Tuesday, 00: 5', 'Tuesday, 02: 20']);
  });

  it('is darker for more', () => {
    const opacities = [...drawSvg(spec).matchAll(/<path[^>]*fill-opacity="([\d.]+)"/g)].map(([, opacity]) => Number(opacity));
    const [none, half, quarter] = opacities; // the full shade has no opacity to tell
    assert.ok(none! < quarter! && quarter! < half! && half! < 1, opacities.join());
  });

  it('is drawn as a picture, too', () => {
    assert.equal(drawPng(spec).subarray(1, 4).toString('latin1'), 'PNG');
  });

  it('says so where there is nothing to show', () => {
    assert.match(drawSvg({ ...spec, values: [[null, null, null]] }), /No data/);
  });
});
