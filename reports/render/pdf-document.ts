import PDFDocument from 'pdfkit';

/** An empty A4 document for a flow: tagged, in English, with its title shown by the reader. */
export function openDocument(title: string, createdAt: Date): PDFKit.PDFDocument {
  return new PDFDocument({
    size: 'A4',
    margin: 0, // the flow turns pages; PDFKit must not
    bufferPages: true, // "page 1 of 9" is written when 9 is known
    tagged: true,
    lang: 'en',
    displayTitle: true,
    pdfVersion: '1.7',
    info: { Title: title, Creator: 'Herald', CreationDate: createdAt },
  });
}
