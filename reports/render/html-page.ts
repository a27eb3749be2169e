import type { ChartSpec } from '../charts/spec.ts';
import { count, day, upperFirst } from '../format.ts';
import type { Headline, WeeklyReport } from '../report.ts';
import type { Table, TableValue, View } from '../views/view.ts';
import { type ChartShare, chartHeight, chartShare } from './chart-size.ts';
import { comparisonLine, contents, moment, provenanceLine, type Section, TITLES } from './contents.ts';
import { changeTables, qualityTables } from './section-tables.ts';
import { type ReportSegment, reportSegments } from './segments.ts';
import { cellText, firstRows, isNumeric, moreRows, NO_ROWS, segmentColumn, shortName } from './table-text.ts';

/** Everything the templates show, as text; what may be absent is null, because the templates are compiled strictly. */
export interface HtmlPage {
  readonly brand: string;
  readonly title: string;
  readonly asOf: string;
  readonly isoDate: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly banner: string | null;
  readonly headlines: readonly HtmlHeadline[];
  readonly contents: readonly Section[];
  readonly segments: readonly HtmlSegment[];
  readonly change: HtmlTables | null;
  readonly views: readonly HtmlView[];
  readonly quality: HtmlTables;
  readonly method: { readonly title: string; readonly steps: WeeklyReport['method'] };
  readonly trust: HtmlTrust;
  readonly provenance: string;
  readonly generatedAt: string;
  readonly generatedIso: string;
}

interface HtmlHeadline extends Headline {
  /** The tone as a sign for the eye and a word for a screen reader; null where the tone is neutral. */
  readonly mark: string | null;
  readonly toneWord: string | null;
}

interface HtmlSegment {
  readonly name: string;
  readonly label: string;
  /** A CSS colour. */
  readonly colour: string;
}

interface HtmlTables {
  readonly title: string;
  readonly finding: string;
  readonly tables: readonly HtmlTable[];
  readonly provenance: string;
}

interface HtmlView {
  readonly id: string;
  readonly title: string;
  readonly finding: string;
  readonly banner: string | null;
  readonly charts: readonly HtmlChart[];
  readonly table: HtmlTable;
  readonly details: readonly HtmlTable[];
  readonly notes: readonly string[];
  readonly provenance: string;
}

/** A chart as markup, drawn wide for desktop and paper and, where it would shrink too far, once more for phones. */
interface HtmlChart {
  readonly share: ChartShare;
  readonly wide: string;
  readonly narrow: string | null;
}

interface HtmlTrust {
  readonly title: string;
  readonly level: string;
  readonly label: string;
  readonly verdict: string;
  readonly reasons: readonly string[];
  readonly tables: readonly HtmlTable[];
}

interface HtmlTable {
  readonly id: string;
  readonly title: string;
  readonly long: boolean;
  readonly columns: readonly { readonly label: string; readonly classes: string | null }[];
  readonly rows: readonly HtmlRow[];
  readonly none: string;
  readonly more: string | null;
}

interface HtmlRow {
  /** After the rows that are shown first. */
  readonly beyond: boolean;
  /** Set where the table has a Segment column: the filter hides the rows of other segments. */
  readonly segment: string | null;
  readonly cells: readonly HtmlCell[];
}

interface HtmlCell {
  readonly text: string;
  readonly header: boolean;
  readonly classes: string | null;
  /** The unrounded number. */
  readonly sortBy: string | null;
  /** The colour of the segment that the cell names. */
  readonly colour: string | null;
}

/** Draws one chart to SVG markup; ids inside it begin with the prefix, so that many charts share a page. */
export type DrawChart = (spec: ChartSpec, size: { readonly width: number; readonly height: number }, idPrefix: string) => string;

/** The report as the templates need it. Pure: drawing is passed in. */
export function htmlPage(report: WeeklyReport, draw: DrawChart): HtmlPage {
  const { provenance, change, quality, trust } = report;
  const segments = reportSegments(report);
  const line = provenanceLine(provenance);
  const tables = (prefix: string, all: readonly Table[]) =>
    all.map((table, index) => htmlTable(`${prefix}-table-${index + 1}`, table, segments));
  return {
    brand: report.brand,
    title: report.title,
    asOf: day(provenance.asOf),
    isoDate: provenance.asOf,
    facts: facts(report),
    banner: provenance.banner,
    headlines: report.headlines.map((headline) => ({ ...headline, ...TONES[headline.tone] })),
    contents: contents(report),
    segments: segments.map(({ name, cssColour }) => ({ name, label: shortName(name), colour: cssColour })),
    change:
      change === null
        ? null
        : {
            title: TITLES.change,
            finding: change.finding,
            tables: tables('change', changeTables(change)),
            provenance: comparisonLine(change.since),
          },
    views: report.views.map((view) => htmlView(view, segments, draw)),
    quality: {
      title: TITLES.quality,
      finding: quality.finding,
      tables: tables('quality', qualityTables(quality)),
      provenance: line,
    },
    method: { title: TITLES.method, steps: report.method },
    trust: {
      title: TITLES.trust,
      level: provenance.trust,
      label: provenance.trust,
      verdict: trust.verdict,
      reasons: trust.trust.reasons,
      tables: tables('trust', [trust.measures, trust.effects]),
    },
    provenance: line,
    generatedAt: moment(report.generatedAt),
    generatedIso: report.generatedAt.toISOString(),
  };
}

const TONES = {
  good: { mark: '✓', toneWord: 'good news' },
  bad: { mark: '!', toneWord: 'bad news' },
  neutral: { mark: null, toneWord: null },
} as const;

function htmlView(view: View, segments: readonly ReportSegment[], draw: DrawChart): HtmlView {
  return {
    id: view.name,
    title: view.title,
    finding: view.finding,
    banner: view.provenance.banner,
    charts: view.charts.map((spec, index) => htmlChart(spec, chartShare(index, view.charts), `${view.name}-${index + 1}`, draw)),
    table: htmlTable(`${view.name}-table`, view.table, segments),
    details: view.details.map((table, index) => htmlTable(`${view.name}-detail-${index + 1}`, table, segments)),
    notes: view.notes,
    provenance: provenanceLine(view.provenance),
  };
}

function facts({ provenance, change }: WeeklyReport): HtmlPage['facts'] {
  return [
    { label: 'Run', value: String(provenance.runId) },
    { label: upperFirst(provenance.entity.many), value: count(provenance.users) },
    {
      label: 'Compared with',
      value: change === null ? 'no earlier run' : `run ${change.since.runId}, ${day(change.since.asOf)}`,
    },
  ];
}

const WHOLE = 720; // between the reading column on a desktop, 838, and the printable width of A4, 658
const HALF = 344; // two to a row; also a phone without its margins

/** A chart that shares its row is narrow enough for phones; one with a row of its own is drawn again for them. */
function htmlChart(spec: ChartSpec, share: ChartShare, id: string, draw: DrawChart): HtmlChart {
  const at = (width: number, idPrefix: string) => draw(spec, { width, height: chartHeight(spec, width) }, idPrefix);
  return share === 'half'
    ? { share, wide: at(HALF, id), narrow: null }
    : { share, wide: at(WHOLE, id), narrow: at(HALF, `${id}-narrow`) };
}

function htmlTable(id: string, table: Table, segments: readonly ReportSegment[]): HtmlTable {
  const segmentAt = segmentColumn(table);
  const colours = new Map(segments.map(({ name, cssColour }) => [name, cssColour]));
  const numeric = table.columns.map((_, index) => isNumeric(table, index));
  const cell = (value: TableValue, index: number): HtmlCell => {
    const text = cellText(value, table.columns[index]!);
    return {
      text,
      header: index === 0,
      classes: classesOf(text, numeric[index]!),
      sortBy: typeof value === 'number' ? String(value) : null,
      colour: index === segmentAt && typeof value === 'string' ? (colours.get(value) ?? null) : null,
    };
  };
  return {
    id,
    title: table.title,
    long: table.rows.length > firstRows(table),
    columns: table.columns.map(({ label }, index) => ({
      label: shortName(label),
      classes: classesOf(shortName(label), numeric[index]!),
    })),
    rows: table.rows.map((row, index) => ({
      beyond: index >= firstRows(table),
      segment: segmentAt < 0 ? null : String(row[segmentAt]),
      cells: row.map(cell),
    })),
    none: NO_ROWS,
    more: moreRows(table),
  };
}

/** A word that is too long for a column may break anywhere; others stay whole. */
function classesOf(text: string, numeric: boolean): string | null {
  const classes = [...(numeric ? ['number'] : []), ...(/\S{20}/u.test(text) ? ['breakable'] : [])];
  return classes.length === 0 ? null : classes.join(' ');
}
