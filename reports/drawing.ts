/** How it looks: charts as pictures, reports as files, mail. Apart from the other door, since fonts and canvases are slow to load. */
export { drawPng, drawSvg } from './charts/draw.ts';
export { drawViewPng, drawViewSvg } from './charts/stack.ts';
export { renderCardPdf } from './render/card-pdf.ts';
export { REPORT_FORMATS, type ReportFormat, type WrittenReport, writeReport } from './render/files.ts';
export { firstPagePng } from './render/first-page.ts';
export { type MailBody, renderMail, renderNotice } from './render/mail.ts';
