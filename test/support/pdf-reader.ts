import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** What a reader and a screen reader find in a PDF. */
export interface ReadPdf {
  readonly title: string;
  readonly tagged: boolean;
  readonly outline: readonly string[];
  readonly pages: readonly ReadPage[];
}

export interface ReadPage {
  /** In reading order, with single spaces. */
  readonly text: string;
  /** Roles of all structure elements, each as often as it occurs. */
  readonly roles: readonly string[];
  /** Alternative texts of the figures. */
  readonly alts: readonly string[];
  readonly fonts: readonly { readonly name: string; readonly embedded: boolean }[];
}

export async function readPdf(bytes: Uint8Array): Promise<ReadPdf> {
  const loading = getDocument({ data: Uint8Array.from(bytes), verbosity: 0, useSystemFonts: false });
  const document = await loading.promise;
  const [outline, marks, { info }] = await Promise.all([document.getOutline(), document.getMarkInfo(), document.getMetadata()]);
  const pages: ReadPage[] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number);
    await page.getOperatorList(); // loads the fonts
    const { items, styles } = await page.getTextContent();
    const structure = flatten((await page.getStructTree()) as Node | null);
    pages.push({
      text: items
        .map((item) => ('str' in item ? item.str + (item.hasEOL ? ' ' : '') : ''))
        .join('')
        .replace(/\s+/g, ' '),
      roles: structure.map(({ role }) => role ?? ''),
      alts: structure.flatMap(({ alt }) => (alt === undefined ? [] : [alt])),
      fonts: Object.keys(styles).map((name) => {
        const font = page.commonObjs.get(name) as { readonly loadedName: string; readonly missingFile: boolean };
        return { name: font.loadedName, embedded: !font.missingFile };
      }),
    });
  }
  await loading.destroy();
  const { Title } = info as { readonly Title?: string };
  return {
    title: Title ?? '',
    tagged: (marks as ReadonlyMap<string, boolean> | null)?.get('Marked') === true,
    outline: flattenOutline(outline as readonly Bookmark[] | null),
    pages,
  };
}

interface Node {
  readonly role?: string;
  readonly alt?: string;
  readonly children?: readonly Node[];
}

function flatten(node: Node | null): readonly Node[] {
  if (node === null) return [];
  return [node, ...(node.children ?? []).flatMap(flatten)];
}

interface Bookmark {
  readonly title: string;
  readonly items: readonly Bookmark[];
}

function flattenOutline(items: readonly Bookmark[] | null): readonly string[] {
  return (items ?? []).flatMap(({ title, items: below }) => [title, ...flattenOutline(below)]);
}
