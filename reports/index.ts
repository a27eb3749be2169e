/** What is said: the views of a run, the card of a user, and the weekly report made of them. `drawing.ts` is the door to how it looks. */
export type { ChartSpec } from './charts/spec.ts';
export { tableCsv } from './csv.ts';
export {
  count,
  counted,
  day,
  decimal,
  formatNumber,
  interval,
  list,
  type NumberFormat,
  share,
  signed,
  upperFirst,
} from './format.ts';
export { BrowserNotFoundError } from './render/errors.ts';
export { findBrowser } from './render/find-browser.ts';
export type { Headline, WeeklyReport } from './report.ts';
export { sessionReport } from './sessions/report.ts';
export { buildCard, type Clarity, type Pull, type Standing, type UserCard, userCard } from './user/card.ts';
export { type Outlook, outlookText, span } from './user/outlook.ts';
export { outlookLine } from './user/outlook-line.ts';
export { type CardTables, cardTables, spells } from './user/tables.ts';
export { displayName, displayNames, provenanceOf } from './views/define.ts';
export { buildView, buildViews, isSlow, viewsOf } from './views/index.ts';
export {
  ALL_VIEW_NAMES,
  type Provenance,
  type Table,
  type TableValue,
  VIEW_NAMES,
  type View,
  type ViewName,
} from './views/view.ts';
export { type ReportOptions, weeklyReport } from './weekly.ts';
export { reportWithoutSingles, viewWithoutSingles } from './without-singles.ts';
