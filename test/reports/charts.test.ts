import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { DOMParser, type Element, onErrorStopParsing } from '@xmldom/xmldom';
import { Chart } from 'chart.js';
import fc from 'fast-check';
import PDFDocument from 'pdfkit';
import { CHROME, chartVariables, colourOf, PALETTE } from '../../reports/charts/colours.ts';
import { chartConfig } from '../../reports/charts/config.ts';
import { drawPng, drawSvg } from '../../reports/charts/draw.ts';
import { drawPdf } from '../../reports/charts/draw-pdf.ts';
import { textWidth, wrap } from '../../reports/charts/fit-text.ts';
import { layOut } from '../../reports/charts/lay-out.ts';
import type { TextMark } from '../../reports/charts/marks.ts';
import { Recorder } from '../../reports/charts/recorder.ts';
import { placeBeside } from '../../reports/charts/side-labels.ts';
import type { ChartSpec } from '../../reports/charts/spec.ts';
import { embeddedFontCss, fontRuns } from '../../reports/fonts.ts';
import { chartHeight } from '../../reports/render/chart-size.ts';
import { readPdf } from '../support/pdf-reader.ts';
import { averages, bars, CHARTS, HOSTILE_NAMES, lines, lineWithIntervals, pie, scatter, sunburst } from './chart-specs.ts';

const TURN = 2 * Math.PI;

describe('every chart', () => {
  for (const [name, spec] of Object.entries(CHARTS)) {
    it(`is well-formed XML without broken numbers: ${name}`, () => {
      const svg = drawSvg(spec);
      assert.equal(parse(svg).tagName, 'svg');
      assert.doesNotMatch(svg, /NaN|Infinity|undefined|\[object/);
    });
    it(`keeps its words inside the picture, also on a phone: ${name}`, () => {
      for (const { width, height } of [parseBox(drawSvg(spec)), { width: 344, height: chartHeight(spec, 344) }]) {
        for (const box of layOut(spec, { width, height }).filter(isLevelText).map(boxOf)) {
          assert.ok(
            box.left > -1 && box.right < width + 1 && box.top > -1 && box.bottom < height + 1,
            `${box.text} at ${JSON.stringify(box)}`,
          );
        }
      }
    });
  }
  it('names the slices of a pie whole in half a page, with what stands below the name', () => {
    const slices = ['Deep Sessions', 'Browsing Sessions', 'Casual Users (unproven)'].map((label, cluster) => {
      return { label, value: 0.3, colour: { segment: cluster }, note: '3,703 sessions' };
    });
    const spec: ChartSpec = { mark: 'pie', title: 'Share', description: 'Shares.', format: { kind: 'share' }, slices };
    const written = texts(parse(drawSvg(spec, { width: 344, height: chartHeight(spec, 344) }))).join(' ');
    assert.doesNotMatch(written, /…/);
    assert.equal(written.match(/3,703\s+sessions/g)?.length, 3);
    assert.match(written, /\(unproven\)/);
  });
  it('is drawn the same twice', () => {
    for (const spec of Object.values(CHARTS)) assert.equal(drawSvg(spec), drawSvg(spec));
  });
  it('is drawn from any names at all', () => {
    const anyText = fc.string({ unit: 'binary', maxLength: 60 });
    fc.assert(
      fc.property(anyText, fc.array(anyText, { minLength: 1, maxLength: 8 }), (title, names) => {
        const values = names.map((_, index) => index + 1);
        parse(drawSvg({ ...pie(values, names), title }));
        parse(drawSvg({ ...bars([values]), categories: names, title }));
        parse(drawSvg({ ...sunburst(names.length, names), title }));
      }),
      { numRuns: 25 },
    );
  });
});

describe('a chart for the page', () => {
  it('is named and described for screen readers, with ids of its own', () => {
    const svg = parse(drawSvg(pie([1, 2]), { idPrefix: 'kpis-2' }));
    assert.equal(svg.getAttribute('role'), 'img');
    assert.equal(textById(svg, svg.getAttribute('aria-labelledby')!), 'Users per segment');
    assert.equal(textById(svg, svg.getAttribute('aria-describedby')!), 'How the users spread over the segments.');
    assert.match(svg.getAttribute('aria-labelledby')!, /^kpis-2-/);
  });
  it('keeps hostile text as text', () => {
    const svg = parse(drawSvg({ ...pie([1, 1], [HOSTILE_NAMES[0]!, 'b']), title: HOSTILE_NAMES[0]! }, { width: 1200 }));
    assert.equal(svg.getElementsByTagName('script').length, 0);
    assert.ok(texts(svg).includes(HOSTILE_NAMES[0]!));
    assert.equal(tips(svg)[0], `${HOSTILE_NAMES[0]}: 1 (of all users)`);
  });
  it('keeps each line of text in one piece and in reading order', () => {
    const written = texts(parse(drawSvg(pie([1, 1, 1], ['Power Users', 'משתמשים חזקים', '🎉👩‍👩‍👧 Party']))));
    for (const name of ['Power Users', 'משתמשים חזקים', '🎉👩‍👩‍👧 Party']) assert.ok(written.includes(name), name);
  });
  it('says of every datum what it is and to which segment it belongs', () => {
    const svg = parse(
      drawSvg(
        bars([
          [8321, 8299],
          [8450, 0],
        ]),
      ),
    );
    assert.deepEqual(tips(svg).sort(), [
      'Android · Casual Users: 8,450',
      'Android · Power Users: 8,321',
      'iOS · Casual Users: 0',
      'iOS · Power Users: 8,299',
    ]);
    assert.deepEqual([...new Set(all(svg, 'data-series'))].sort(), ['Casual Users', 'Power Users']);
  });
  it('leaves the countries of a sunburst out of the filter by segment', () => {
    assert.deepEqual([...new Set(all(parse(drawSvg(sunburst(5))), 'data-series'))].sort(), ['Casual Users', 'Power Users']);
  });
  it('follows the theme through variables, and on paper has the same colours fixed', () => {
    const adaptive = drawSvg(bars([[1, 2]]));
    assert.match(adaptive, /fill="var\(--chart-segment-0, #004a8f\)"/);
    assert.doesNotMatch(adaptive, /(fill|stroke)="#/);
    assert.equal(drawSvg(bars([[1, 2]]), { theme: 'print' }), adaptive.replaceAll(/var\(--[a-z0-9-]+, (#[0-9a-f]{6})\)/g, '$1'));
    for (const [, variable] of adaptive.matchAll(/var\((--[a-z0-9-]+)/g))
      assert.ok(chartVariables('dark').includes(`${variable}:`), variable);
  });
  it('shows 2,000 points in under 400 KB', () => {
    assert.ok(Buffer.byteLength(drawSvg(scatter(2000))) < 400_000);
    assert.equal(tips(parse(drawSvg(scatter(2000)))).length, 2000);
  });
  it('says "No data" where there is none', () => {
    for (const spec of [pie([0, 0]), pie([]), bars([]), bars([[null]]), lines([]), lines([[null]]), scatter(0), sunburst(0)]) {
      assert.ok(texts(parse(drawSvg(spec))).includes('No data'), spec.mark);
    }
    assert.ok(!texts(parse(drawSvg(bars([[0, 0]])))).includes('No data'), 'zero is a figure');
  });
  for (const [file, spec] of Object.entries({
    pie: pie([3, 2, 1]),
    bars: bars([
      [30, 20],
      [10, 0],
    ]),
    averages: averages(),
    line: lineWithIntervals(),
    sunburst: sunburst(4),
  })) {
    it(`is drawn as last approved: ${file}`, (t) => {
      const onePerLine = { serializers: [(svg: string) => `${svg.replaceAll('><', '>\n<')}\n`] };
      t.assert.fileSnapshot(drawSvg(spec, { theme: 'print' }), `test/golden/charts/${file}.svg`, onePerLine);
    });
  }
});

describe('geometry', () => {
  it('makes bars as long as their values', () => {
    // Chart.js lets every bar stand on the line at zero, half a pixel above zero itself
    const [full, half, quarter] = barHeights(bars([[1000, 500, 250]])).map((height) => height + 0.5);
    assertNear(full! / half!, 2, 0.001);
    assertNear(full! / quarter!, 4, 0.001);
  });
  it('makes whiskers reach from one end of the interval to the other, in the scale of the bars', () => {
    const marks = layOut(averages(), { width: 720, height: 380 });
    const bar = marks.find((mark) => mark.datum?.series === 'Power Users' && mark.kind === 'shape' && mark.fill !== undefined)!;
    const whisker = marks.find(
      (mark) => mark.datum?.series === 'Power Users' && mark.kind === 'shape' && mark.stroke !== undefined,
    )!;
    // 68 − 62 against 64.9
    assertNear(heightOf(whisker) / heightOf(bar), 6 / 64.9, 0.005);
  });
  it('puts the points of a line at heights that keep the distances between their values', () => {
    const [low, middle, high] = pointHeights(lines([[0.2, 0.3, 0.6]]));
    assertNear((low! - high!) / (low! - middle!), 4, 0.001); // 0.6 − 0.2 against 0.3 − 0.2
  });
  it('says on the axis of a line that zero is left out, and only then', () => {
    const titles = (spec: ChartSpec) => texts(parse(drawSvg(spec))).filter((text) => text.startsWith('Average churn risk ('));
    assert.deepEqual(titles(lines([[0.41, 0.43]])), ['Average churn risk (axis without zero)']);
    assert.deepEqual(titles(lines([[0.1, 0.43]])), []);
  });
  it('does not make a leap of a change within a hair’s breadth: an axis shows a tenth of the figure at least', () => {
    const [first, last] = pointHeights(lines([[0.5, 0.5005]])); // a change of one thousandth of the figure
    assert.ok(Math.abs(first! - last!) < 380 / 100);
  });
  it('breaks a line where a value is missing, and names every line at its end', () => {
    const spec = lines([
      [0.41, 0.43, null, 0.47, 0.5],
      [0.55, 0.54, 0.55, 0.53, 0.52],
    ]);
    const strokes = layOut(spec, { width: 720, height: 380 }).filter(
      (mark) => mark.kind === 'shape' && mark.datum?.series === 'Power Users' && mark.stroke?.width === 2,
    );
    assert.equal(strokes.length, 2);
    const words = texts(parse(drawSvg(spec)));
    assert.ok(words.includes('Power Users 0.500') && words.includes('Casual Users 0.520'));
  });
  it('gives each slice its share of the circle', () => {
    const sweeps = arcs(pie([22000, 14000, 8000, 6000]), 0).map(({ startAngle, endAngle }) => endAngle - startAngle);
    // 22, 14, 8 and 6 of 50 thousand
    for (const [index, share] of [0.44, 0.28, 0.16, 0.12].entries()) assertNear(sweeps[index]! / TURN, share, 1e-9);
  });
  it('puts the parts of each country over its own arc', () => {
    const [outer, inner] = [arcs(sunburst(12), 0), arcs(sunburst(12), 1)];
    for (const [index, country] of inner.entries()) {
      assertNear(outer[2 * index]!.startAngle, country.startAngle, 1e-9);
      assertNear(outer[2 * index + 1]!.endAngle, country.endAngle, 1e-9);
    }
    assertNear(inner.at(-1)!.endAngle - inner[0]!.startAngle, TURN, 1e-9);
  });
  it('never lets level words touch', () => {
    for (const [name, spec] of Object.entries(CHARTS)) {
      const { width, height } = parseBox(drawSvg(spec));
      const boxes = layOut(spec, { width, height }).filter(isLevelText).map(boxOf);
      for (const [index, a] of boxes.entries()) {
        for (const b of boxes.slice(index + 1)) {
          const apart = a.right <= b.left + 1 || b.right <= a.left + 1 || a.bottom <= b.top + 2 || b.bottom <= a.top + 2;
          assert.ok(apart, `${name}: "${a.text}" touches "${b.text}"`);
        }
      }
    }
  });
  it('stacks labels beside a circle without overlap, inside their column, in the order of the arcs', () => {
    const label = fc.record({
      angle: fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
      height: fc.integer({ min: 5, max: 60 }),
      weight: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(label, { maxLength: 40 }), (labels) => {
        const placements = placeBeside(labels, 100, 150);
        for (const side of ['left', 'right']) {
          const column = placements.filter((placement) => placement.side === side);
          for (const [above, { index, y }] of column.entries()) {
            const { height } = labels[index]!;
            assert.ok(Math.abs(y) + height / 2 <= 150 + 1e-6);
            const below = column[above + 1];
            if (below === undefined) continue;
            assert.ok(y + height / 2 <= below.y - labels[below.index]!.height / 2 + 1e-6);
            assert.ok(Math.sin(labels[index]!.angle) <= Math.sin(labels[below.index]!.angle) + 1e-9);
          }
        }
      }),
    );
  });
  it('breaks long names into lines that fit, and ends with an ellipsis what does not', () => {
    const style = { size: 12, weight: 400 } as const;
    for (const name of HOSTILE_NAMES) for (const line of wrap(name, 80, 3, style)) assert.ok(textWidth(line, style) <= 80, line);
    assert.deepEqual(wrap('Power Users', 400, 2, style), ['Power Users']);
    assert.deepEqual(wrap('Power Users', 50, 2, style), ['Power', 'Users']);
    assert.match(wrap(HOSTILE_NAMES[5]!, 80, 2, style)[1]!, /…$/);
  });
});

describe('colours', () => {
  it('stay with the segment in every kind of chart', () => {
    const blue = colourOf({ segment: 0 });
    for (const spec of [
      pie([1, 2]),
      pie([1, 2, 3], undefined, 'donut'),
      bars([[1], [2]]),
      lines([[1], [2]]),
      scatter(20),
      sunburst(3),
    ]) {
      const fills = layOut(spec, { width: 640, height: 400 }).flatMap((mark) =>
        mark.kind === 'shape' && mark.datum?.series === 'Power Users' && mark.fill !== undefined ? [mark.fill.colour] : [],
      );
      assert.ok(fills.length > 0);
      assert.deepEqual([...new Set(fills)], [blue], spec.mark);
    }
  });
  it('can be read on their surface, and text on them', () => {
    for (const theme of ['light', 'dark'] as const) {
      for (const colour of PALETTE.segments) assert.ok(contrast(colour[theme], CHROME.surface[theme]) >= 4.5, colour[theme]);
      for (const colour of PALETTE.neutrals) assert.ok(contrast(colour[theme], CHROME.surface[theme]) >= 3, colour[theme]);
      for (const text of [CHROME.ink, CHROME.muted]) assert.ok(contrast(text[theme], CHROME.surface[theme]) >= 4.5, text[theme]);
      assert.ok(contrast(CHROME.ink[theme], CHROME.band[theme]) >= 4.5);
    }
  });
  it('can be told apart without red, green or blue cones', () => {
    for (const theme of ['light', 'dark'] as const) {
      for (const [index, a] of PALETTE.segments.entries()) {
        for (const b of PALETTE.segments.slice(index + 1)) {
          for (const matrix of Object.values(MACHADO)) {
            assert.ok(distance(a[theme], b[theme], matrix) >= 14, `${a[theme]} and ${b[theme]}`);
          }
        }
      }
    }
  });
  it('are what the variables of a theme say', () => {
    assert.match(chartVariables('light'), /--chart-segment-0:#004a8f/);
    assert.match(chartVariables('dark'), /--chart-surface:#161b22/);
  });
});

describe('a picture', () => {
  it('has the size asked for, times the scale, on white', async () => {
    const png = drawPng(
      bars([
        [1, 2],
        [3, 4],
      ]),
      { width: 500, height: 300, scale: 2 },
    );
    const image = await loadImage(png);
    assert.deepEqual([image.width, image.height], [1000, 600]);
    const context = createCanvas(1000, 600).getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, 1000, 600);
    assert.deepEqual([...data.slice(0, 4)], [255, 255, 255, 255]);
    // segment 0 is #004a8f, segment 1 is #c25100
    assert.ok(countPixels(data, 0x00, 0x4a, 0x8f) > 2000 && countPixels(data, 0xc2, 0x51, 0x00) > 2000);
  });
  it('is made of every chart', () => {
    for (const spec of Object.values(CHARTS)) assert.ok(drawPng(spec, { scale: 1 }).length > 500, spec.title);
  });
});

describe('fonts', () => {
  it('split text into runs that add up to it, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        assert.equal(
          fontRuns(text, 600)
            .map((run) => run.text)
            .join(''),
          text,
        );
      }),
    );
  });
  it('are chosen by script, and keep right-to-left words together', () => {
    assert.deepEqual(fontRuns('Users 用户', 400), [
      { text: 'Users ', font: 'Inter-400' },
      { text: '用户', font: 'NotoSansSC-400' },
    ]);
    assert.deepEqual(fontRuns('משתמשים חזקים', 700), [{ text: 'משתמשים חזקים', font: 'NotoSansHebrew-700' }]);
    assert.deepEqual(fontRuns('مستخدمون أقوياء', 600), [{ text: 'مستخدمون أقوياء', font: 'NotoSansArabic-700' }]);
    assert.deepEqual(fontRuns('👩‍👩‍👧', 400), [{ text: '👩‍👩‍👧', font: 'NotoEmoji-400' }]);
  });
  it('come into a page only where their characters occur', async () => {
    const latin = await embeddedFontCss('Power Users');
    assert.deepEqual(familiesOf(latin), ['Inter', 'Inter', 'Inter']);
    assert.ok(latin.length < 120_000, 'a report is mailed');
    assert.deepEqual(
      familiesOf(await embeddedFontCss('用户 🎉 שלום'))
        .slice(3)
        .sort(),
      ['Noto Emoji', 'Noto Sans Hebrew', 'Noto Sans Hebrew', 'Noto Sans SC', 'Noto Sans SC'],
    );
  });
});

describe('a chart in a PDF', () => {
  it('has its words as text, in every script', async () => {
    const text = await pdfText(pie([1, 1, 1, 1], ['Power Users', '用户', 'משתמשים חזקים', '🎉 Party']));
    for (const words of ['Users per segment', 'Power Users', '用户', '🎉', 'Party', '1 · of all users'])
      assert.ok(text.includes(words), words);
    assert.match(text, /משתמשים|חזקים/);
  });
  it('is made of every chart, and leaves the text of the page where it was', async () => {
    const doc = new PDFDocument();
    const done = bytesOf(doc);
    doc.text('before', 40, 60);
    const position = [doc.x, doc.y];
    for (const spec of Object.values(CHARTS)) drawPdf(doc, spec, { x: 40, y: 80, width: 500, height: 300 });
    assert.deepEqual([doc.x, doc.y], position);
    doc.end();
    assert.ok((await done).length > 10_000);
  });
});

function parse(svg: string): Element {
  return new DOMParser({ onError: onErrorStopParsing }).parseFromString(svg, 'text/xml').documentElement!;
}

function parseBox(svg: string): { readonly width: number; readonly height: number } {
  const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg)!;
  return { width: Number(width), height: Number(height) };
}

function elements(svg: Element): readonly Element[] {
  return [...svg.getElementsByTagName('*')];
}

function all(svg: Element, attribute: string): string[] {
  return elements(svg).flatMap((element) => element.getAttribute(attribute) ?? []);
}

function tips(svg: Element): string[] {
  return all(svg, 'data-tip');
}

function texts(svg: Element): readonly string[] {
  return [...svg.getElementsByTagName('text')].map((element) => element.textContent ?? '');
}

function textById(svg: Element, id: string): string | null | undefined {
  return elements(svg).find((element) => element.getAttribute('id') === id)?.textContent;
}

type Mark = ReturnType<typeof layOut>[number];

/** Difference of the largest and smallest y of a path. */
function heightOf(mark: Mark): number {
  assert.ok(mark.kind === 'shape' && mark.shape.kind === 'path');
  const ys = [...mark.shape.data.matchAll(/(-?[\d.]+)(?=[A-Z]|$)/g)].map(([y]) => Number(y));
  return Math.max(...ys) - Math.min(...ys);
}

function barHeights(spec: ChartSpec): readonly number[] {
  return layOut(spec, { width: 720, height: 380 })
    .filter((mark) => mark.datum !== undefined && mark.kind === 'shape')
    .map(heightOf);
}

/** Middles of the points of the first line, in pixels from the top. */
function pointHeights(spec: ChartSpec): readonly number[] {
  const size = { width: 720, height: 380 };
  const chart = new Chart(new Recorder(size.width, size.height) as never, chartConfig(spec, size));
  return chart.getDatasetMeta(0).data.map(({ y }) => y);
}

function arcs(spec: ChartSpec, ring: number): readonly { readonly startAngle: number; readonly endAngle: number }[] {
  const size = { width: 760, height: 540 };
  const chart = new Chart(new Recorder(size.width, size.height) as never, chartConfig(spec, size));
  return chart.getDatasetMeta(ring).data.map((arc) => {
    const { startAngle, endAngle } = arc as unknown as { startAngle: number; endAngle: number };
    return { startAngle, endAngle };
  });
}

function isLevelText(mark: Mark): mark is TextMark {
  return mark.kind === 'text' && mark.turn === 0;
}

/** From the baseline up to the capitals, which is what would be seen to touch. */
function boxOf({ text, x, y, anchor, size, weight }: TextMark) {
  const width = textWidth(text, { size, weight });
  const left = x - width * { start: 0, middle: 0.5, end: 1 }[anchor];
  return { text, left, right: left + width, top: y - 0.73 * size, bottom: y };
}

function assertNear(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected} ± ${tolerance}`);
}

function countPixels(data: Uint8ClampedArray, red: number, green: number, blue: number): number {
  let count = 0;
  for (let at = 0; at < data.length; at += 4) if (data[at] === red && data[at + 1] === green && data[at + 2] === blue) count += 1;
  return count;
}

function bytesOf(doc: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.on('end', () => resolve(Buffer.concat(chunks)));
    doc.on('error', reject);
  });
}

async function pdfText(spec: ChartSpec): Promise<string> {
  const doc = new PDFDocument();
  const done = bytesOf(doc);
  drawPdf(doc, spec, { x: 40, y: 40, width: 520, height: 300 });
  doc.end();
  return (await readPdf(await done)).pages[0]!.text;
}

function familiesOf(css: string): string[] {
  return [...css.matchAll(/font-family:'([^']+)'/g)].map(([, family]) => family!);
}

type Rgb = readonly [number, number, number];
type Matrix = readonly [Rgb, Rgb, Rgb];

/** Severity 1.0, from table 1 of Machado, Oliveira and Fernandes (2009). */
const MACHADO: Readonly<Record<string, Matrix>> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** Linear light from 0 to 1, as WCAG 2.2 defines it. */
function linear(hex: string): Rgb {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return [red!, green!, blue!];
}

function dot(a: Rgb, b: Rgb): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function contrast(a: string, b: string): number {
  const [lighter, darker] = [a, b].map((hex) => dot([0.2126, 0.7152, 0.0722], linear(hex)) + 0.05).sort((x, y) => y - x);
  return lighter! / darker!;
}

/** CIE 1976 L*a*b* (D65) of a colour as somebody with the given colour vision sees it. */
function lab(hex: string, [first, second, third]: Matrix): Rgb {
  const light = linear(hex);
  const seen: Rgb = [dot(first, light), dot(second, light), dot(third, light)];
  const cube = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = cube(dot([0.4124, 0.3576, 0.1805], seen) / 0.9505);
  const y = cube(dot([0.2126, 0.7152, 0.0722], seen));
  const z = cube(dot([0.0193, 0.1192, 0.9505], seen) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function distance(a: string, b: string, matrix: Matrix): number {
  const [p, q] = [lab(a, matrix), lab(b, matrix)];
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}
