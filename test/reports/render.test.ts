import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, Page } from 'puppeteer';
import { reportFileName, writeReport } from '../../reports/render/files.ts';
import { installedPlaces } from '../../reports/render/find-browser.ts';
import { renderHtml } from '../../reports/render/html.ts';
import { openPdfBrowser, renderPdf } from '../../reports/render/pdf.ts';
import { renderPdfLite } from '../../reports/render/pdf-lite.ts';
import { fitWidths } from '../../reports/render/pdf-table.ts';
import { cssString } from '../../reports/render/print-header.ts';
import type { WeeklyReport } from '../../reports/report.ts';
import { testBrowser } from '../support/browser.ts';
import { type ReadPdf, readPdf } from '../support/pdf-reader.ts';
import { HOSTILE, nastyReport, usualReport, weakReport } from '../support/report-fixture.ts';

const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 375, height: 800 };
const REPORTS = { usual: usualReport(), weak: weakReport(), nasty: nastyReport() };
const SECTIONS = [
  'Headline findings',
  'What changed',
  'What sets the segments apart',
  'Segment sizes',
  'Key figures',
  'Engagement against churn risk',
  'Countries',
  'Devices',
  'Plans',
  'Data quality',
  'How the segments were made',
  'How far to trust them',
];

let browser: Browser;
let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'herald-render-test-'));
  browser = await testBrowser();
  for (const [name, report] of Object.entries(REPORTS)) await writeFile(join(folder, `${name}.html`), await renderHtml(report));
});

after(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

interface Visit {
  readonly viewport?: typeof DESKTOP;
  readonly scheme?: 'light' | 'dark';
  readonly javaScript?: boolean;
}

/** Opens a report as a file, and fails the test on any console error or any request but the file's own. */
async function visit(name: keyof typeof REPORTS, options: Visit, look: (page: Page) => Promise<void>): Promise<void> {
  const page = await browser.newPage();
  const url = pathToFileURL(join(folder, `${name}.html`)).href;
  const faults: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warn'].includes(message.type())) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url() !== url && !request.url().startsWith('data:')) faults.push(`request: ${request.url()}`);
  });
  try {
    await page.setViewport(options.viewport ?? DESKTOP);
    await page.setJavaScriptEnabled(options.javaScript ?? true);
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: options.scheme ?? 'light' }]);
    await page.goto(url, { waitUntil: 'load' });
    await look(page);
    assert.deepEqual(faults, []);
  } finally {
    await page.close();
  }
}

/** Evaluates an expression in the page; as text, because tests are compiled without the types of a browser. */
async function inPage<Value>(page: Page, expression: string): Promise<Value> {
  return (await page.evaluate(expression)) as Value;
}

describe('the HTML report', () => {
  for (const name of ['usual', 'weak', 'nasty'] as const) {
    for (const javaScript of [true, false]) {
      it(`opens the ${name} report offline without a fault, JavaScript ${javaScript ? 'on' : 'off'}`, async () => {
        await visit(name, { javaScript }, async (page) => {
          assert.equal(await inPage(page, 'document.querySelectorAll("h1").length'), 1);
          assert.equal(await inPage(page, 'document.querySelectorAll(".view").length'), 7);
          assert.equal(await inPage(page, 'document.querySelectorAll(".view:not(:has(svg[role=img]))").length'), 0);
        });
      });
    }

    for (const [width, viewport] of [
      ['desktop', DESKTOP],
      ['phone', PHONE],
    ] as const) {
      for (const scheme of ['light', 'dark'] as const) {
        it(`gives axe nothing to complain about in the ${name} report, ${scheme}, at ${width} width`, async () => {
          await visit(name, { viewport, scheme }, async (page) => {
            await page.evaluate(axe.source);
            const broken = await inPage<readonly string[]>(
              page,
              `axe.run({ resultTypes: ['violations'] }).then(({ violations }) =>
                violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ html }) => html.slice(0, 120)).join(' | ')))`,
            );
            assert.deepEqual(broken, []);
          });
        });
      }
    }

    it(`never scrolls sideways on a phone with the ${name} report`, async () => {
      await visit(name, { viewport: PHONE }, async (page) => {
        assert.equal(await inPage(page, 'document.documentElement.scrollWidth'), PHONE.width);
      });
    });
  }

  it('lists its sections in the contents and leads to each of them', async () => {
    await visit('usual', {}, async (page) => {
      const links = await inPage<readonly (readonly [string, boolean])[]>(
        page,
        '[...document.querySelectorAll(".contents a")].map((a) => [a.textContent, document.querySelector(a.hash)?.querySelector("h2").textContent === a.textContent])',
      );
      assert.deepEqual(
        links,
        SECTIONS.map((title) => [title, true]),
      );
    });
  });

  it('keeps hostile text as text', async () => {
    await visit('nasty', {}, async (page) => {
      assert.equal(await inPage(page, 'document.querySelectorAll("script").length'), 1);
      assert.ok((await inPage<string>(page, 'document.body.innerText')).includes(HOSTILE));
      assert.ok((await inPage<string>(page, 'document.body.innerText')).includes('{{x}} {{{y}}}'));
      assert.equal(await inPage(page, 'document.querySelector(".brand").textContent'), REPORTS.nasty.brand);
    });
  });

  it('shows the first 15 of 400 users, all on request, and those that match what is typed', async () => {
    await visit('usual', {}, async (page) => {
      const shown = () =>
        inPage<number>(
          page,
          '[...document.querySelectorAll("#deep-dive-table tbody tr")].filter((row) => row.checkVisibility()).length',
        );
      assert.equal(await shown(), 15);
      await page.click('#deep-dive .show-all');
      assert.equal(await shown(), 400);
      await page.type('#deep-dive input', 'u010001');
      assert.equal(await shown(), 1);
    });
  });

  it('shows all users where there is no JavaScript', async () => {
    await visit('usual', { javaScript: false }, async (page) => {
      assert.equal(
        await inPage(
          page,
          '[...document.querySelectorAll("#deep-dive-table tbody tr")].filter((row) => row.checkVisibility()).length',
        ),
        400,
      );
    });
  });

  it('sorts numbers as numbers, rising and then falling', async () => {
    await visit('usual', {}, async (page) => {
      const values = () =>
        inPage<readonly number[]>(
          page,
          '[...document.querySelectorAll("#deep-dive-table tbody tr")].map((row) => Number(row.cells[2].dataset.value))',
        );
      await page.click('#deep-dive-table th:nth-child(3) button');
      const rising = await values();
      assert.deepEqual(
        rising,
        rising.toSorted((a, b) => a - b),
      );
      await page.click('#deep-dive-table th:nth-child(3) button');
      assert.deepEqual(await values(), rising.toReversed());
      assert.equal(await inPage(page, 'document.querySelector("#deep-dive-table th:nth-child(3)").ariaSort'), 'descending');
    });
  });

  it('dims other segments in charts and hides their rows when one is chosen', async () => {
    await visit('usual', {}, async (page) => {
      await page.click('.filter button[data-segment="Power Users"]');
      const lit = await inPage<readonly string[]>(
        page,
        '[...new Set([...document.querySelectorAll("#deep-dive [data-series]:not(.dimmed)")].map((shape) => shape.dataset.series))]',
      );
      assert.deepEqual(lit, ['Power Users']);
      const rows = await inPage<readonly string[]>(
        page,
        '[...new Set([...document.querySelectorAll("#deep-dive-table tbody tr:not([hidden])")].map((row) => row.dataset.segment))]',
      );
      assert.deepEqual(rows, ['Power Users']);
    });
  });

  it('says what is under the pointer', async () => {
    await visit('usual', {}, async (page) => {
      await inPage(page, 'document.querySelector("#devices .wide").scrollIntoView({ behavior: "instant" })');
      await inPage(page, 'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))'); // scrolling hides tooltips
      await page.hover('#devices .wide [data-tip]');
      const [tip, shape] = await inPage<readonly [string, string]>(
        page,
        '[document.getElementById("tip").textContent, document.querySelector("#devices .wide [data-tip]").dataset.tip]',
      );
      assert.equal(tip, shape);
      assert.equal(await inPage(page, 'document.getElementById("tip").hidden'), false);
    });
  });

  it('puts the warning on the cover and into every view when trust is weak, and nowhere else', async () => {
    await visit('weak', {}, async (page) => assert.equal(await inPage(page, 'document.querySelectorAll(".banner").length'), 8));
    await visit('usual', {}, async (page) => assert.equal(await inPage(page, 'document.querySelectorAll(".banner").length'), 0));
  });

  it('reads as last approved', async (t) => {
    t.assert.fileSnapshot(wordsOf(await renderHtml(weakReport())), 'test/golden/report/weak.txt', { serializers: [String] });
  });
});

/** The words of a page outside charts, a block to a line. */
function wordsOf(html: string): string {
  return html
    .slice(html.indexOf('<body>'))
    .replace(/<svg.*?<\/svg>|<script.*?<\/script>/gs, '')
    .replace(/\s*<\/(?:td|th|dt)>\s*/g, '\t')
    .replace(/<\/h3>/g, '\n')
    .replace(/<[^>]+>/g, '')
    .replace(/&#x([0-9A-F]+);/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replace(/[ \t]*\n\s*/g, '\n')
    .trim();
}

describe('the PDF reports', () => {
  const read: Record<'pdf' | 'lite', Record<keyof typeof REPORTS, ReadPdf>> = { pdf: {}, lite: {} } as never;

  before(async () => {
    await using pdfBrowser = await openPdfBrowser();
    for (const name of ['usual', 'weak', 'nasty'] as const) {
      read.pdf[name] = await readPdf(await pdfBrowser.render(await readFile(join(folder, `${name}.html`), 'utf8')));
      read.lite[name] = await readPdf(await renderPdfLite(REPORTS[name]));
    }
  });

  for (const kind of ['pdf', 'lite'] as const) {
    for (const name of ['usual', 'weak', 'nasty'] as const) {
      it(`has no blank page and says "Page 1 of N" on the first (${kind}, ${name})`, () => {
        const { pages } = read[kind][name];
        assert.ok(pages.length >= 8 && pages.length <= 20, `${pages.length} pages`);
        for (const [index, page] of pages.entries()) {
          assert.ok(page.text.includes(`Page ${index + 1} of ${pages.length}`), page.text.slice(-200));
          assert.ok(page.text.length > 150, `page ${index + 1} is nearly empty: ${page.text}`);
        }
      });

      it(`says every finding and sentence of the report (${kind}, ${name})`, () => {
        const words = compact(read[kind][name].pages.map(({ text }) => text).join(' '));
        for (const sentence of sentencesOf(REPORTS[name])) assert.ok(words.includes(compact(sentence)), sentence);
      });

      it(`embeds every font (${kind}, ${name})`, () => {
        const fonts = read[kind][name].pages.flatMap((page) => page.fonts);
        assert.ok(fonts.length > 0);
        assert.deepEqual(
          fonts.filter(({ embedded }) => !embedded),
          [],
        );
      });

      it(`is tagged, with alternative texts for all charts (${kind}, ${name})`, () => {
        const { tagged, title, pages } = read[kind][name];
        const roles = new Set(pages.flatMap((page) => page.roles));
        assert.equal(tagged, true);
        assert.ok(title.startsWith('Weekly segment report'));
        for (const role of ['H1', 'H2', 'P', 'Table', 'TR', 'TH', 'TD', 'Figure']) assert.ok(roles.has(role), `no ${role}`);
        const alts = pages.flatMap((page) => page.alts).join(' ');
        for (const chart of REPORTS[name].views.flatMap((view) => view.charts))
          assert.ok(alts.includes(chart.title), chart.title);
      });
    }

    it(`has a bookmark for every section (${kind})`, () => {
      const { outline } = read[kind].usual;
      assert.deepEqual(
        outline.filter((title) => SECTIONS.includes(title)),
        SECTIONS,
      );
    });

    it(`lists 15 users and says how many more there are (${kind})`, () => {
      const words = read[kind].usual.pages.map(({ text }) => text).join(' ');
      assert.ok(words.includes('and 385 more in the HTML report'));
    });
  }
});

/** Without spaces, and without the characters that PDF readers return in another order (right-to-left). */
function compact(text: string): string {
  return text.normalize('NFKC').replace(/\s|\p{Script=Arabic}|\u200d|\ufe0f/gu, '');
}

function sentencesOf(report: WeeklyReport): readonly string[] {
  return [
    ...report.headlines.flatMap(({ figure, sentence }) => [figure, sentence]),
    ...(report.change === null ? [] : [report.change.finding]),
    ...report.views.flatMap(({ finding, notes, table }) => [finding, ...notes, table.title]),
    report.quality.finding,
    ...report.method.flatMap(({ title, text }) => [title, text]),
    report.trust.verdict,
    ...report.trust.trust.reasons,
  ];
}

describe('making a PDF with a browser', () => {
  it('says BROWSER_NOT_FOUND for an executable that is not there', async () => {
    await assert.rejects(renderPdf('<p>hello</p>', { executablePath: '/nowhere/chrome' }), { code: 'BROWSER_NOT_FOUND' });
  });

  it('says BROWSER_FAILED for an executable that is no browser', async () => {
    await assert.rejects(renderPdf('<p>hello</p>', { executablePath: process.execPath, timeoutMs: 5000 }), {
      code: 'BROWSER_FAILED',
    });
  });

  it('loads nothing from the network and leaves no profile folder behind', async () => {
    const profiles = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('herald-browser-'));
    const earlier = await profiles();
    const pdf = await renderPdf(
      '<h1>here</h1><img src="http://127.0.0.1:9/x.png"><script>document.body.textContent = "script"</script>',
    );
    assert.ok((await readPdf(pdf)).pages[0]!.text.includes('here'));
    assert.deepEqual(
      (await profiles()).filter((name) => !earlier.includes(name)),
      [],
    );
  });

  it('looks in the usual places of each system', () => {
    assert.ok(installedPlaces('linux', '/home/a').includes('/usr/bin/chromium'));
    assert.ok(installedPlaces('darwin', '/Users/a').includes('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'));
    assert.ok(installedPlaces('win32', 'C:\\Users\\a').includes('C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'));
  });
});

describe('writing report files', () => {
  it('names them by date and run, complete and without left-overs', async () => {
    const outDir = join(folder, 'made', 'here');
    const written = await writeReport(usualReport(), { outDir, formats: ['html', 'pdf-lite', 'html'] });
    assert.deepEqual(
      written.map(({ format, path }) => [format, path]),
      [
        ['html', join(outDir, 'herald-report-2026-11-16-run8.html')],
        ['pdf-lite', join(outDir, 'herald-report-2026-11-16-run8-lite.pdf')],
      ],
    );
    assert.deepEqual((await readdir(outDir)).toSorted(), [
      'herald-report-2026-11-16-run8-lite.pdf',
      'herald-report-2026-11-16-run8.html',
    ]);
    assert.equal((await readFile(written[1]!.path)).length, written[1]!.bytes);
    assert.equal(reportFileName(usualReport(), 'pdf'), 'herald-report-2026-11-16-run8.pdf');
  });

  it('says REPORT_FOLDER where the folder is a file', async () => {
    const outDir = join(folder, 'a-file');
    await writeFile(outDir, '');
    await assert.rejects(writeReport(usualReport(), { outDir, formats: ['html'] }), { code: 'REPORT_FOLDER' });
  });
});

describe('laying out', () => {
  it('takes missing width from the widest columns and shares what is left over', () => {
    const rounded = (widths: readonly number[]) => widths.map((width) => Math.round(width * 10) / 10);
    assert.deepEqual(rounded(fitWidths([10, 20, 90], [0, 0, 0], 60)), [10, 20, 30]); // 90 gives way alone: 60 − 10 − 20
    assert.deepEqual(rounded(fitWidths([50, 50, 10], [0, 40, 0], 70)), [20, 40, 10]); // 40 is kept whole: 70 − 40 − 10
    assert.deepEqual(rounded(fitWidths([10, 20], [0, 0], 40)), [15, 25]); // 10 left over, 5 each
  });

  it('writes any text as a CSS string that cannot end early', () => {
    assert.equal(cssString('A"}</style>'), '"A\\22 \\7d \\3c \\2f style\\3e "');
  });
});
