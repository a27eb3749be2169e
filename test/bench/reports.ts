import { type CompleteRun, DEFAULT_PROFILE, openStore, type Store } from '#pipeline';
import { buildViews, type WeeklyReport, weeklyReport } from '#reports';
import { renderHtml } from '../../reports/render/html.ts';
import { openPdfBrowser, type PdfBrowser } from '../../reports/render/pdf.ts';
import { renderPdfLite } from '../../reports/render/pdf-lite.ts';
import type { Bench } from './bench.ts';
import { inTurn, ratio, spread, timed } from './in-turn.ts';
import { markdownTable } from './markdown.ts';
import { keptStore } from './stores.ts';

const SMALL = { users: 50_000, weeks: 3 };
const LARGE = { users: 1_000_000, weeks: 1 };
const ROUNDS = 7;
const OPTIONS = { title: 'Weekly report', brand: 'Herald', generatedAt: new Date(0), warnings: [] };

/** What the weekly report takes from the store to the file, on a small and on a large store. */
export const reports: Bench = {
  name: 'reports',
  title: `the weekly report, 50,000 against 1,000,000 users, SQLite`,
  takes: '1 min; 3 min more where the stores are to be made',
  usual: true,
  async run(say) {
    const sides = await Promise.all([SMALL, LARGE].map(async (data) => openSide(await keptStore(data, say))));
    await using browser = await openPdfBrowser();
    try {
      const [small, large] = sides as [Side, Side];
      const rows: string[][] = [];
      for (const [name, work] of stepsWith(browser)) {
        say(name);
        const times = await inTurn({ small: () => timed(() => work(small)), large: () => timed(() => work(large)) }, ROUNDS);
        rows.push([
          name,
          spread(times.small.slice(1)),
          spread(times.large.slice(1)),
          ratio(times.large.slice(1), times.small.slice(1)),
        ]);
      }
      return markdownTable([`${ROUNDS - 1} times, after a first`, '50,000 users', '1,000,000 users', 'ratio'], rows);
    } finally {
      await Promise.all(sides.map(({ store }) => store.close()));
    }
  },
};

interface Side {
  readonly store: Store;
  readonly run: CompleteRun;
  readonly report: WeeklyReport;
  readonly html: string;
}

async function openSide(file: string): Promise<Side> {
  const store = await openStore(`sqlite:${file}`, [DEFAULT_PROFILE]);
  const run = (await store.currentRun(DEFAULT_PROFILE.name))!;
  const report = await weeklyReport(store, run, DEFAULT_PROFILE, OPTIONS);
  return { store, run, report, html: await renderHtml(report) };
}

function stepsWith(browser: PdfBrowser): readonly (readonly [string, (side: Side) => Promise<unknown>])[] {
  return [
    ['seven views from the store', ({ store, run }) => buildViews(store, run, DEFAULT_PROFILE)],
    ['the whole report from the store', ({ store, run }) => weeklyReport(store, run, DEFAULT_PROFILE, OPTIONS)],
    ['HTML of it', ({ report }) => renderHtml(report)],
    ['PDF of the HTML, browser kept warm', ({ html }) => browser.render(html)],
    ['PDF without a browser', ({ report }) => renderPdfLite(report)],
  ];
}
