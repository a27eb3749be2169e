import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { GlobalFonts } from '@napi-rs/canvas';
import * as fontkit from 'fontkit';
import subsetFont from 'subset-font';

/** A font file by family and weight; the name under which it can be registered with PDFKit. */
export type FontName = keyof typeof FONT_FILES;
export type Weight = 400 | 600 | 700;

/** Absolute paths of the font files (SIL Open Font License), by name. */
export const FONT_FILES = {
  'Inter-400': fontFile('inter/400Regular/Inter_400Regular.ttf'),
  'Inter-600': fontFile('inter/600SemiBold/Inter_600SemiBold.ttf'),
  'Inter-700': fontFile('inter/700Bold/Inter_700Bold.ttf'),
  'NotoSansSC-400': fontFile('noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'),
  'NotoSansSC-700': fontFile('noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf'),
  'NotoSansArabic-400': fontFile('noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf'),
  'NotoSansArabic-700': fontFile('noto-sans-arabic/700Bold/NotoSansArabic_700Bold.ttf'),
  'NotoSansHebrew-400': fontFile('noto-sans-hebrew/400Regular/NotoSansHebrew_400Regular.ttf'),
  'NotoSansHebrew-700': fontFile('noto-sans-hebrew/700Bold/NotoSansHebrew_700Bold.ttf'),
  'NotoEmoji-400': fontFile('noto-emoji/400Regular/NotoEmoji_400Regular.ttf'),
} as const;

interface Family {
  readonly name: string;
  readonly weights: Readonly<Partial<Record<Weight, FontName>>> & { readonly 400: FontName };
}

/** In the order in which a character looks for its glyph; the first one also serves characters that nobody has. */
const FAMILIES: readonly [Family, ...Family[]] = [
  { name: 'Inter', weights: { 400: 'Inter-400', 600: 'Inter-600', 700: 'Inter-700' } },
  { name: 'Noto Sans Hebrew', weights: { 400: 'NotoSansHebrew-400', 700: 'NotoSansHebrew-700' } },
  { name: 'Noto Sans Arabic', weights: { 400: 'NotoSansArabic-400', 700: 'NotoSansArabic-700' } },
  { name: 'Noto Sans SC', weights: { 400: 'NotoSansSC-400', 700: 'NotoSansSC-700' } },
  { name: 'Noto Emoji', weights: { 400: 'NotoEmoji-400' } },
];

/** CSS `font-family` for HTML, SVG and canvas. */
export const FONT_STACK = [...FAMILIES.map(({ name }) => (name.includes(' ') ? `'${name}'` : name)), 'sans-serif'].join(', ');

let registered = false;

/** Makes the fonts known to the canvas. Calling it again does nothing. */
export function registerFonts(): void {
  if (registered) return;
  for (const { name, weights } of FAMILIES) {
    for (const font of Object.values(weights)) GlobalFonts.registerFromPath(FONT_FILES[font], name);
  }
  registered = true;
}

/** A stretch of text that one font can draw. */
export interface FontRun {
  readonly text: string;
  readonly font: FontName;
}

/**
 * Splits text into runs by the font that has the glyphs, for renderers that know no fallback (PDFKit). What belongs
 * together (an emoji with its skin tone, a letter with its accents) stays together, and a space between two runs of one
 * font joins them, so that right-to-left words keep their order.
 *
 * @example fontRuns('Users 用户', 400) // [{ text: 'Users ', font: 'Inter-400' }, { text: '用户', font: 'NotoSansSC-400' }]
 */
export function fontRuns(text: string, weight: Weight): readonly FontRun[] {
  if (PRINTABLE_ASCII.test(text)) return [{ text, font: fontOf(FAMILIES[0], weight) }];
  const graphemes = [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].map(({ segment }) => segment);
  const families = graphemes.map((grapheme) => (isSpace(grapheme) ? undefined : familyOf(grapheme)));
  const runs: { text: string; font: FontName }[] = [];
  for (const [index, grapheme] of graphemes.entries()) {
    const family = families[index] ?? familyOfSpace(families, index, grapheme);
    const font = fontOf(family, weight);
    const last = runs.at(-1);
    if (last?.font === font) last.text += grapheme;
    else runs.push({ text: grapheme, font });
  }
  return runs;
}

/**
 * `@font-face` rules with WOFF2 subsets inside, so that a page shows its text offline. Inter always brings printable
 * ASCII, for what a reader types into a filter; the other families come only with the characters that need them.
 *
 * @param text everything the page can show
 */
export async function embeddedFontCss(text: string): Promise<string> {
  const characters = charactersByFamily(text);
  const rules = await Promise.all(
    FAMILIES.map((family) => familyCss(family, [...(characters.get(family) ?? [])].sort().join(''))),
  );
  return rules.filter((rule) => rule !== '').join('\n');
}

const PRINTABLE_ASCII = /^[ -~]+$/;
const ASCII = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('');

/** The characters that a text needs of each family. */
function charactersByFamily(text: string): ReadonlyMap<Family, ReadonlySet<string>> {
  const needed = new Map<Family, Set<string>>([[FAMILIES[0], new Set(ASCII)]]);
  const unusual = [...new Set(text.split(/\s+/))].filter((word) => !PRINTABLE_ASCII.test(word)).join(' ');
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(unusual)) {
    if (isSpace(segment)) continue;
    const family = familyOf(segment);
    const characters = needed.get(family) ?? new Set();
    for (const character of segment) characters.add(character);
    needed.set(family, characters);
  }
  return needed;
}

async function familyCss(family: Family, characters: string): Promise<string> {
  if (characters === '') return '';
  const faces = Object.entries(family.weights).map(async ([weight, font]) => {
    const woff2 = await subset(font, characters);
    return `@font-face{font-family:'${family.name}';font-weight:${weight};font-display:block;src:url(data:font/woff2;base64,${woff2}) format('woff2')}`;
  });
  return (await Promise.all(faces)).join('\n');
}

const subsets = new Map<string, Promise<string>>();
const KEPT_SUBSETS = 64; // a report needs about six; a service draws new ones as names change

function subset(font: FontName, characters: string): Promise<string> {
  const key = `${font} ${characters}`;
  const known = subsets.get(key);
  if (known !== undefined) return known;
  const made = readFile(FONT_FILES[font])
    .then((file) => subsetFont(file, characters, { targetFormat: 'woff2' }))
    .then((woff2) => woff2.toString('base64'));
  made.catch(() => subsets.delete(key));
  if (subsets.size >= KEPT_SUBSETS) subsets.delete(subsets.keys().next().value!);
  subsets.set(key, made);
  return made;
}

function isSpace(grapheme: string): boolean {
  return /^\s+$/u.test(grapheme);
}

/** A space goes with the letters on both sides if they agree, else with the main font. */
function familyOfSpace(families: readonly (Family | undefined)[], index: number, space: string): Family {
  const before = families.slice(0, index).findLast((family) => family !== undefined);
  const after = families.slice(index).find((family) => family !== undefined);
  return before !== undefined && before === after && hasGlyphs(before, space) ? before : FAMILIES[0];
}

const familyByGrapheme = new Map<string, Family>();

function familyOf(grapheme: string): Family {
  const known = familyByGrapheme.get(grapheme);
  if (known !== undefined) return known;
  const family = FAMILIES.find((candidate) => hasGlyphs(candidate, grapheme)) ?? FAMILIES[0];
  familyByGrapheme.set(grapheme, family);
  return family;
}

/** Joiners and variation selectors steer other glyphs and need none of their own. */
const STEERING = /\p{Default_Ignorable_Code_Point}/u;

function hasGlyphs(family: Family, grapheme: string): boolean {
  const font = openFont(family.weights[400]);
  return [...grapheme].every((character) => STEERING.test(character) || font.hasGlyphForCodePoint(character.codePointAt(0)!));
}

const opened = new Map<FontName, fontkit.Font>();

function openFont(name: FontName): fontkit.Font {
  const known = opened.get(name);
  if (known !== undefined) return known;
  const font = fontkit.openSync(FONT_FILES[name]) as fontkit.Font;
  opened.set(name, font);
  return font;
}

function fontOf(family: Family, weight: Weight): FontName {
  return family.weights[weight] ?? (weight === 400 ? undefined : family.weights[700]) ?? family.weights[400];
}

function fontFile(path: string): string {
  return fileURLToPath(import.meta.resolve(`@expo-google-fonts/${path}`));
}
