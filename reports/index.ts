/** The seven views of a run, the card of a user, and the weekly report made of them. */
export { drawPng, drawSvg } from './charts/draw.ts';
export type { ChartSpec } from './charts/spec.ts';
export { drawViewPng, drawViewSvg } from './charts/stack.ts';
export { tableCsv } from './csv.ts';
export { count, counted, day, decimal, formatNumber, interval, list, type NumberFormat, share, signed } from './format.ts';
export { renderCardPdf } from './render/card-pdf.ts';
export { BrowserNotFoundError } from './render/errors.ts';
export { REPORT_FORMATS, type ReportFormat, type WrittenReport, writeReport } from './render/files.ts';
export { findBrowser } from './render/find-browser.ts';
export { firstPagePng } from './render/first-page.ts';
export { type MailBody, renderMail, renderNotice } from './render/mail.ts';
export type { Headline, WeeklyReport } from './report.ts';
export { buildCard, type Clarity, type Pull, type Standing, type UserCard, userCard } from './user/card.ts';
export { type CardTables, cardTables, spells } from './user/tables.ts';
export { displayName, displayNames, provenanceOf } from './views/define.ts';
export { buildView, buildViews } from './views/index.ts';
export { type Provenance, type Table, type TableValue, VIEW_NAMES, type View, type ViewName } from './views/view.ts';
export { type ReportOptions, weeklyReport } from './weekly.ts';
