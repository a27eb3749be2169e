import { PAGE } from './pdf-style.ts';
import { drawLine, lineHeight, type TextStyle, wrapText } from './pdf-text.ts';

/** Where a block stands: left edge and width, in points. */
export interface Column {
  readonly x: number;
  readonly width: number;
}

/** What PDFKit takes for a structure element; its published types know only `alt`. */
interface StructureOptions {
  readonly alt?: string;
  readonly scope?: 'Row' | 'Column';
  /** Left, top, right, bottom from the top left corner of the page. */
  readonly bbox?: readonly [number, number, number, number];
}

const ABOVE_AIM = 12; // points of air above a heading that a link leads to

/**
 * Sets blocks one under the other, turns the page when one does not fit, and writes the structure tree that screen
 * readers follow. `y` is the top of the next block.
 */
export class Flow {
  readonly doc: PDFKit.PDFDocument;
  y: number;
  #page = 1;
  readonly #open: PDFKit.PDFStructureElement[];

  constructor(doc: PDFKit.PDFDocument) {
    this.doc = doc;
    this.y = PAGE.top;
    const root = doc.struct('Document');
    doc.addStructure(root);
    this.#open = [root];
  }

  /** Room on this page below `y`. */
  get room(): number {
    return PAGE.height - PAGE.bottom - this.y;
  }

  /** Number of the page being filled, from 1. */
  get page(): number {
    return this.#page;
  }

  /** Turns the page unless a block of this height still fits. A block taller than a page starts on a new one. */
  need(height: number): void {
    if (height > this.room && this.y > PAGE.top) this.turnPage();
  }

  turnPage(): void {
    this.doc.addPage();
    this.#page += 1;
    this.y = PAGE.top;
  }

  skip(height: number): void {
    this.y += height;
  }

  /** Puts what `fill` sets into one structure element: a section, a list, a table. */
  inside(type: string, fill: () => void, options: StructureOptions = {}): void {
    const element = this.doc.struct(type, options);
    this.#open.at(-1)!.add(element);
    this.#open.push(element);
    fill();
    this.#open.pop();
    element.end();
  }

  /** Draws something with a meaning: a paragraph, a heading, a cell, a figure. */
  mark(type: string, draw: () => void, options: StructureOptions = {}): void {
    this.inside(
      type,
      () => {
        this.#open.at(-1)!.add(this.doc.markStructureContent(type));
        draw();
        this.doc.endMarkedContent();
      },
      options,
    );
  }

  /** Draws something for the eye only: a rule, a dot, a running title. */
  artifact(draw: () => void): void {
    this.doc.markContent('Artifact', { type: 'Layout' });
    draw();
    this.doc.endMarkedContent();
  }

  /** Sets a paragraph in a column at `y` and moves `y` below it. */
  text(type: string, text: string, style: TextStyle, column: Column): void {
    const lines = wrapText(this.doc, text, style, column.width);
    this.need(lines.length * lineHeight(style));
    this.mark(type, () => {
      for (const line of lines) this.line(line, style, column.x);
    });
  }

  /** Draws one line at `y` inside a block that is open, and moves `y` below it. */
  line(text: string, style: TextStyle, x: number): void {
    drawLine(this.doc, text, style, x, this.y + lineHeight(style) / 2 + style.size * 0.36); // 0.36 em: half of Inter's capital height
    this.y += lineHeight(style);
  }

  /** Sets one line that leads to the bookmark with this id. */
  link(text: string, id: string, style: TextStyle, { x, width }: Column): void {
    this.inside('Link', () => {
      const element = this.#open.at(-1)!;
      const lines = wrapText(this.doc, text, style, width);
      this.doc.goTo(x, this.y, width, lines.length * lineHeight(style), id, linkOptions(element, text));
      element.add(this.doc.markStructureContent('Link'));
      for (const line of lines) this.line(line, style, x);
      this.doc.endMarkedContent();
    });
  }

  /** Makes the next block the aim of a bookmark and of links with this id. */
  bookmark(title: string, id: string): void {
    const top = this.y - ABOVE_AIM;
    this.doc.addNamedDestination(id, 'XYZ', 0, top, null);
    this.doc.outline.addItem(title, outlineOptions(top, this.doc.page.width));
  }

  /** Closes the structure tree; nothing can be set after it. */
  end(): void {
    for (const element of this.#open.splice(0).reverse()) element.end();
  }

  textHeight(text: string, style: TextStyle, width: number): number {
    return wrapText(this.doc, text, style, width).length * lineHeight(style);
  }

  rule(column: Column, colour: string, width = 0.75): void {
    this.artifact(() => {
      this.doc
        .moveTo(column.x, this.y)
        .lineTo(column.x + column.width, this.y)
        .lineWidth(width)
        .strokeColor(colour)
        .stroke();
    });
  }

  /** Sets blocks side by side, all from the same `y`, and goes on below the tallest. They must fit on the page. */
  beside(blocks: readonly (() => void)[]): void {
    const top = this.y;
    let bottom = top;
    for (const block of blocks) {
      this.y = top;
      block();
      bottom = Math.max(bottom, this.y);
    }
    this.y = bottom;
  }
}

/** Options that PDFKit has and its published types do not: the structure element and the words of a link… */
function linkOptions(structParent: PDFKit.PDFStructureElement, text: string): object {
  return { structParent, Contents: new String(text) };
}

/** …and where on its page a bookmark leads. PDFKit counts `left` from the right edge. */
function outlineOptions(top: number, left: number): { readonly expanded: boolean } {
  return Object.assign({ expanded: false }, { top, left });
}
