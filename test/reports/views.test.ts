import assert from 'node:assert/strict';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type CompleteRun, DEFAULT_PROFILE as profile, UNKNOWN, USERS } from '#pipeline';
import { generateTelemetry, type TelemetryRow } from '../../pipeline/generate/index.ts';
import { Duck, literal } from '../../pipeline/ingest/duckdb.ts';
import type { ChartSpec, ColourKey } from '../../reports/charts/spec.ts';
import { drawViewPng, drawViewSvg } from '../../reports/charts/stack.ts';
import { tableCsv } from '../../reports/csv.ts';
import { buildBreakdown, groupedBars } from '../../reports/views/breakdown.ts';
import { displayName } from '../../reports/views/define.ts';
import { buildViews } from '../../reports/views/index.ts';
import { buildKpis } from '../../reports/views/kpis.ts';
import { type Table, VIEW_NAMES, type View, type ViewName } from '../../reports/views/view.ts';
import { viewWithoutSingles } from '../../reports/without-singles.ts';
import { type GeneratedRuns, generatedRuns, runsOf } from '../support/generated-runs.ts';

const TELEMETRY = { users: 400, weeks: 2, seed: 11, endDate: '2026-11-16', incidents: 'none', badRows: 3 } as const;
const WEEKS = generateTelemetry(TELEMETRY).snapshots.map(({ rows }) =>
  [...rows()].flatMap((entry) => (entry.kind === 'good' ? [entry.row] : [])),
);
const SCRIPT = '<script>alert(1)</script>';
const HOSTILE = new Map([
  ['India', SCRIPT],
  ['USA', "=cmd|'/C calc'!A0"],
  ['UK', '日本'],
  ['Germany', '🔥 & "friends"'],
]);

interface Made {
  readonly runs: GeneratedRuns;
  readonly run: CompleteRun;
  readonly views: readonly View[];
}

let usual: Made;
let older: Made;
let weak: Made;
let hostile: Made;

before(async () => {
  const runs = await generatedRuns(TELEMETRY);
  usual = await made(runs, 1);
  older = await made(runs, 0);
  weak = await made(await runsOf(await folder(), [runs.files[0]!], { k: 8 }), 0);
  hostile = await made(await hostileRuns(runs.files[0]!), 0);
});

after(async () => {
  for (const { runs } of [usual, weak, hostile]) await runs?.[Symbol.asyncDispose]();
});

async function made(runs: GeneratedRuns, index: number): Promise<Made> {
  const run = runs.runs[index]!;
  return { runs, run, views: await buildViews(runs.store, run, profile) };
}

function folder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'herald-views-'));
}

async function hostileRuns(file: string): Promise<GeneratedRuns> {
  const at = await folder();
  const path = join(at, 'hostile-2026-11-16.csv');
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const lines = await readFile(file, 'utf8');
  await writeFile(
    path,
    [...HOSTILE].reduce((text, [from, to]) => text.replaceAll(`,${from},`, `,${quoted(to)},`), lines),
  );
  return runsOf(at, [path]);
}

function viewOf({ views }: Made, name: ViewName): View {
  return views.find((view) => view.name === name)!;
}

function everyRun(): readonly (readonly [string, Made])[] {
  return Object.entries({ usual, older, weak, hostile });
}

describe('the views without single users', () => {
  it('name nobody and list nobody, and keep every point and figure of groups', async () => {
    const ids = (await usual.runs.store.sample(usual.run.id)).map(({ row }) => String(row.user_id));
    const named = (views: readonly View[]) => ids.filter((id) => JSON.stringify(views).includes(`"${id}"`));
    assert.equal(named(usual.views).length, ids.length);
    const sent = usual.views.map((view) => viewWithoutSingles(view, profile));
    assert.deepEqual(named(sent), []);
    for (const [index, view] of sent.entries()) {
      const before = usual.views[index]!;
      if (!before.table.singles) assert.deepEqual(view.table, before.table);
      assert.deepEqual(view.charts.map(pointsOf), before.charts.map(pointsOf));
    }
  });
});

function pointsOf(chart: ChartSpec): unknown {
  return chart.mark === 'scatter' ? chart.series.map(({ points }) => points.map(({ x, y }) => [x, y])) : chart;
}

describe('the views as last approved', () => {
  for (const name of VIEW_NAMES) {
    it(name, (t) => {
      t.assert.fileSnapshot(excerpt(viewOf(usual, name)), `test/golden/views/${name}.json`, { serializers: [asJson] });
    });
  }

  it('with weak trust and eight segments', (t) => {
    const sentences = weak.views.map(({ name, finding, notes, provenance }) => ({
      name,
      finding,
      notes,
      banner: provenance.banner,
    }));
    t.assert.fileSnapshot(sentences, 'test/golden/views/weak.json', { serializers: [asJson] });
  });
});

/** Long lists cut to their first rows, so that a person can look a golden file through. */
function excerpt(view: View): unknown {
  return {
    ...view,
    table: firstRows(view.table),
    details: view.details.map(firstRows),
    charts: view.charts.map((chart) =>
      chart.mark === 'scatter'
        ? { ...chart, series: chart.series.map((series) => ({ ...series, points: series.points.slice(0, 5) })) }
        : chart,
    ),
  };
}

function firstRows(table: Table): Table {
  return table.rows.length <= 20 ? table : { ...table, rows: table.rows.slice(0, 5) };
}

function asJson(value: unknown): string {
  const round = (_: string, part: unknown) =>
    typeof part === 'number' && !Number.isInteger(part) ? Number(part.toFixed(6)) : part;
  const innermost = /[[{]\n[^[\]{}]*[\]}]/g; // rows, points and formats on one line each
  return `${JSON.stringify(value, round, 1).replace(innermost, (part) => part.replace(/\n\s*/g, ' '))}\n`;
}

describe('every view', () => {
  it('is one of the seven, in reading order', () => {
    for (const [, { views }] of everyRun())
      assert.deepEqual(
        views.map(({ name }) => name),
        VIEW_NAMES,
      );
  });

  it('says where its figures come from', () => {
    for (const [, { views, run }] of everyRun()) {
      for (const { provenance } of views) {
        const { runId, asOf, users, trust } = provenance;
        assert.deepEqual([runId, asOf, users, trust], [run.id, run.asOf, run.rows, run.trust.level]);
      }
    }
  });

  it('has a banner exactly when trust is weak', () => {
    assert.equal(weak.run.trust.level, 'weak');
    for (const [what, { views, run }] of everyRun()) {
      for (const { provenance } of views) assert.equal(provenance.banner !== null, run.trust.level === 'weak', what);
    }
  });

  it('finds one sentence that ends in a full stop', () => {
    for (const [what, { views }] of everyRun()) {
      for (const { finding } of views) {
        assert.match(finding, /^\p{Lu}.*[^.]\.$|^[^\p{L}].*\.$/u, what);
        assert.doesNotMatch(finding, /\.\s|NaN|undefined|null|Infinity|–|(^|\s)1 users/, what);
      }
    }
  });

  it('has a cell in every column of every row', () => {
    for (const [, { views }] of everyRun()) {
      for (const { table, details } of views) {
        for (const { columns, rows } of [table, ...details]) {
          assert.equal(new Set(columns.map(({ key }) => key)).size, columns.length);
          for (const row of rows) assert.equal(row.length, columns.length);
        }
      }
    }
  });

  it('shows in its tables every value that it draws', () => {
    for (const [what, { views }] of everyRun()) {
      for (const { name, table, details, charts } of views) {
        const shown = new Set([table, ...details].flatMap(({ rows }) => rows.flat()));
        for (const value of charts.flatMap(valuesIn)) assert.ok(shown.has(value), `${what} ${name}: ${value}`);
      }
    }
  });

  it('gives a segment one colour in all charts, by its rank', () => {
    for (const [, { views, run }] of everyRun()) {
      const ranks = new Map(run.segments.map((segment) => [displayName(segment), segment.cluster]));
      const coloured = views.flatMap(({ charts }) => charts.flatMap(coloursIn));
      assert.ok(coloured.length > 0);
      for (const [label, colour] of coloured) assert.deepEqual(colour, { segment: ranks.get(label) }, label);
    }
  });

  it('describes its charts for people who cannot see them', () => {
    for (const [, { views }] of everyRun()) {
      for (const { description, title } of views.flatMap(({ charts }) => charts)) {
        assert.match(description, /\S.*\.$/s);
        assert.ok(title.length > 0);
      }
    }
  });

  it('marks the names that the behaviour does not support', () => {
    assert.ok(weak.run.segments.every(({ nameSupported }) => !nameSupported));
    const { rows } = viewOf(weak, 'distribution').table;
    for (const [name] of rows) assert.match(String(name), / \(unproven\)$/);
  });
});

function valuesIn(chart: ChartSpec): readonly (number | string | null)[] {
  switch (chart.mark) {
    case 'pie':
    case 'donut':
      return chart.slices.map(({ value }) => value);
    case 'bar':
    case 'line':
      return [...chart.categories, ...chart.series.flatMap(({ values }) => values)];
    case 'scatter':
      return chart.series.flatMap(({ points }) => points.flatMap(({ x, y, label }) => [x, y, label]));
    case 'sunburst':
      return chart.inner.flatMap(({ label, value, outer }) => [label, value, ...outer.map((part) => part.value)]);
    case 'heatmap':
      return chart.values.flat();
    default:
      return chart satisfies never;
  }
}

/** What stands for a segment, with its colour. */
function coloursIn(chart: ChartSpec): readonly (readonly [string, ColourKey])[] {
  switch (chart.mark) {
    case 'pie':
    case 'donut':
      return chart.slices.map(({ label, colour }) => [label, colour]);
    case 'bar':
      return chart.series.flatMap(({ name, colour, colours }) =>
        colours === undefined ? [[name, colour] as const] : colours.map((own, c) => [chart.categories[c]!, own] as const),
      );
    case 'line':
    case 'scatter':
      return chart.series.map(({ name, colour }) => [name, colour]);
    case 'sunburst':
      return chart.inner.flatMap(({ outer }) => outer.map(({ label, colour }) => [label, colour] as const));
    case 'heatmap':
      return [];
    default:
      return chart satisfies never;
  }
}

describe('figures', () => {
  const column = ({ columns, rows }: Table, key: string) => {
    const at = columns.findIndex((candidate) => candidate.key === key);
    return rows.map((row) => row[at] as number);
  };
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

  it('count every user once, and shares add up to 1', () => {
    for (const [what, made] of everyRun()) {
      for (const name of ['distribution', 'countries', 'devices', 'subscriptions'] as const) {
        const { table } = viewOf(made, name);
        assert.equal(sum(column(table, 'users')), made.run.rows, `${what} ${name}`);
        assert.ok(Math.abs(sum(column(table, 'share')) - 1) < 1e-12, `${what} ${name}`);
      }
      for (const name of ['countries', 'devices', 'subscriptions'] as const) {
        const { table } = viewOf(made, name);
        for (const { id, users } of made.run.segments) assert.equal(sum(column(table, id)), users);
        for (const [row, users] of column(table, 'users').entries()) {
          assert.equal(sum(made.run.segments.map(({ id }) => column(table, id)[row]!)), users);
          assert.ok(Math.abs(sum(made.run.segments.map(({ id }) => column(table, `${id}-share`)[row]!)) - 1) < 1e-12);
        }
      }
    }
  });

  it('by country, device and plan are those of the generated rows, in the current run and the one before', () => {
    for (const [rows, made] of [
      [WEEKS[1]!, usual],
      [WEEKS[0]!, older],
    ] as const) {
      assert.equal(made.run.rows, rows.length);
      for (const [name, dimension] of [
        ['countries', 'country'],
        ['devices', 'device_type'],
        ['subscriptions', 'subscription_type'],
      ] as const) {
        const counted = Map.groupBy(rows, (row) => String(row[dimension] ?? UNKNOWN));
        const { table } = viewOf(made, name);
        assert.deepEqual(
          new Map(table.rows.map(([value, users]) => [value, users])),
          new Map([...counted].map(([value, users]) => [value, users.length])),
        );
        assert.deepEqual(
          column(table, 'users'),
          column(table, 'users').toSorted((a, b) => b - a),
        );
      }
    }
  });

  it('average what the generated rows average', () => {
    for (const [rows, made] of [
      [WEEKS[1]!, usual],
      [WEEKS[0]!, older],
    ] as const) {
      const { table } = viewOf(made, 'kpis');
      for (const kpi of profile.kpis) {
        const everyone = column(table, kpi).at(-1)!;
        const mean = sum(rows.map((row) => row[kpi] as number)) / rows.length;
        assert.ok(Math.abs(everyone - mean) < 1e-9, kpi);
      }
    }
  });

  it('list every user of a small run, the highest churn risk first', () => {
    for (const [rows, made] of [
      [WEEKS[1]!, usual],
      [WEEKS[0]!, older],
    ] as const) {
      const { table } = viewOf(made, 'deep-dive');
      const risks = new Map(rows.map((row: TelemetryRow) => [row.user_id, row.churn_risk_score]));
      assert.deepEqual(new Map(table.rows.map(([id, , , risk]) => [id, risk])), risks);
      const shown = column(table, 'churn_risk_score');
      assert.deepEqual(
        shown,
        shown.toSorted((a, b) => b - a),
      );
    }
  });
});

describe('findings', () => {
  /** Power and Casual Users by country. */
  function countriesFinding(counts: Readonly<Record<string, readonly [number, number]>>): string {
    const rows = Object.values(counts).reduce((sum, [power, casual]) => sum + power + casual, 0);
    const cells = Object.entries(counts).flatMap(([country, users]) =>
      users.map((count, c) => ({
        segment: usual.run.segments[c]!.name,
        slice: { country },
        measure: USERS,
        count,
        sum: count,
        sumOfSquares: count,
        minimum: 1,
        maximum: 1,
      })),
    );
    const definition = { name: 'countries', dimension: 'country', chart: groupedBars('vertical') } as const;
    return buildBreakdown(definition, cells, { ...usual.run, rows }, profile).finding;
  }

  it('name the extremes where the share of the most engaged differs by more than chance', () => {
    assert.equal(
      countriesFinding({ USA: [40, 160], India: [200, 100], Malta: [9, 0] }),
      'India has 58.9% of users, more than any other country; the share of Power Users is highest in India (66.7%) and lowest in USA (20.0%).',
    );
  });

  it('name none where it differs by chance, or too little to matter', () => {
    assert.equal(
      countriesFinding({ India: [100, 100], USA: [100, 100] }),
      'India has 50.0% of users, and no country has more; the share of Power Users differs between countries by no more than chance.',
    );
    // χ² = 100 with one degree of freedom, but Cramér's V = √(100 / 1,000,000) = 0.01
    assert.equal(
      countriesFinding({ India: [252_500, 247_500], USA: [247_500, 252_500] }),
      'India has 50.0% of users, and no country has more; the share of Power Users differs between countries too little to matter.',
    );
  });

  it('compare nothing where there is nothing to compare', () => {
    assert.equal(countriesFinding({ India: [10, 20] }), 'India has 100.0% of users, the only country.');
    assert.equal(countriesFinding({}), 'There are no countries to compare.');
  });

  it('say so where the segments do not differ in the key figures', () => {
    const run = { ...usual.run, trust: { ...usual.run.trust, effects: [] } };
    assert.equal(
      buildKpis([], run, profile).finding,
      'Power Users and Casual Users hardly differ in engagement, daily active minutes and churn risk.',
    );
  });
});

describe('hostile values', () => {
  it('come through as text', () => {
    const values = viewOf(hostile, 'countries').table.rows.map(([value]) => value);
    for (const text of HOSTILE.values()) assert.ok(values.includes(text), text);
    assert.ok(viewOf(hostile, 'countries').finding.startsWith(SCRIPT));
  });

  it('are escaped in SVG and drawn in PNG', () => {
    const view = viewOf(hostile, 'countries');
    const svg = drawViewSvg(view);
    assert.doesNotMatch(svg, /<script/);
    assert.deepEqual([...drawViewPng(view).subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
  });
});

describe('a view as one picture', () => {
  it('has its charts one below the other', () => {
    const view = viewOf(usual, 'kpis');
    const svg = drawViewSvg(view);
    assert.match(svg, /^<svg xmlns="[^"]+" width="800" height="1350"/);
    assert.deepEqual(
      [...svg.matchAll(/<svg x="0" y="(\d+)"/g)].map(([, y]) => y),
      ['0', '450', '900'],
    );
    const png = drawViewPng(view);
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [1600, 2700]);
  });
});

describe('CSV', () => {
  /** By DuckDB, all columns as text. */
  async function parsed(csv: string, columnCount: number): Promise<readonly (readonly (string | null)[])[]> {
    const path = join(usual.runs.folder, 'table.csv');
    await writeFile(path, csv);
    await using duck = await Duck.open();
    const columns = Array.from({ length: columnCount }, (_, index) => `'c${index}': 'VARCHAR'`).join(', ');
    const options = `auto_detect=false, header=true, delim=',', quote='"', escape='"', columns={${columns}}`;
    const rows = await duck.rows<Record<string, string | null>>(`SELECT * FROM read_csv(${literal(path)}, ${options})`);
    return rows.map((row) => Object.values(row));
  }

  const table = (rows: Table['rows']): Table => ({
    title: 'T',
    columns: [
      { key: 'text', label: 'Text' },
      { key: 'number', label: 'Number', format: { kind: 'number', digits: 1 } },
    ],
    rows,
  });

  it('has the keys as header, and CRLF at the end of every line', () => {
    assert.equal(tableCsv(table([['a', 1]])), 'text,number\r\na,1\r\n');
  });

  it('keeps numbers as they are, with full precision and unquoted', () => {
    const numbers = [0.1 + 0.2, -1.5, 1e21, -0.000001, 123456789.123];
    assert.equal(
      tableCsv(table(numbers.map((value) => ['a', value]))),
      'text,number\r\na,0.30000000000000004\r\na,-1.5\r\na,1e+21\r\na,-0.000001\r\na,123456789.123\r\n',
    );
  });

  it('defuses what a spreadsheet would take for a formula', () => {
    for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', "=cmd|'/C calc'!A0"]) {
      const [, line] = tableCsv(table([[text, 1]])).split('\r\n');
      assert.match(line!, /^"?'/, text);
    }
  });

  it('quotes a line break of either kind, though records end in both', () => {
    assert.equal(
      tableCsv(
        table([
          ['a\nb', 1],
          ['a\rb', 2],
        ]),
      ),
      'text,number\r\n"a\nb",1\r\n"a\rb",2\r\n',
    );
  });

  it('reads back as it was, quotes, separators, newlines and scripts included', async () => {
    const texts = ['plain', 'a,b', 'say "hi"', 'two\nlines', SCRIPT, '日本 🔥', "O'Brien", ' padded '];
    const rows = texts.map((text, index) => [text, index] as const);
    assert.deepEqual(
      await parsed(tableCsv(table(rows)), 2),
      rows.map(([text, index]) => [text, String(index)]),
    );
  });

  it('reads back every table of a run', async () => {
    for (const { table } of usual.views) {
      const text = (value: string | number | null) => (value === null ? null : String(value));
      assert.deepEqual(
        await parsed(tableCsv(table), table.columns.length),
        table.rows.map((row) => row.map(text)),
        table.title,
      );
    }
  });
});
