import { type Interval, inSentence } from '#pipeline';

export { inSentence };

/** How a number becomes text: the only place that rounds. */
export type NumberFormat =
  | { readonly kind: 'count' }
  /** A share from 0 to 1, shown in percent. */
  | { readonly kind: 'share' }
  | {
      readonly kind: 'number';
      readonly digits: number;
      readonly unit?: string;
      /** Whole numbers have no decimals: for values of the data, which may be counts. */
      readonly plainWhole?: true;
    };

const LOCALE = 'en-GB';

/** Formatters by number of decimals: making one costs a hundred times as much as using it. */
const formatters = new Map<number, Intl.NumberFormat>();

function fixed(value: number, digits: number): string {
  let formatter = formatters.get(digits);
  if (formatter === undefined) {
    const options = { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: 'negative' } as const;
    formatter = new Intl.NumberFormat(LOCALE, options);
    formatters.set(digits, formatter);
  }
  return formatter.format(value).replace('-', '−');
}

/** @example count(50000) // "50,000" */
export function count(value: number): string {
  return fixed(value, 0);
}

/**
 * A share in percent with one decimal; shares that would round to none or all of it say so.
 * @example share(0.4991) // "49.9%"
 * @example share(0.0001) // "<0.1%"
 */
export function share(value: number): string {
  if (value > 0 && value < 0.0005) return '<0.1%';
  if (value < 1 && value >= 0.9995) return '>99.9%';
  return `${fixed(value * 100, 1)}%`;
}

/** With a real minus sign, and none before a zero. @example decimal(64.954, 1) // "65.0" */
export function decimal(value: number, digits: number): string {
  return fixed(value, digits);
}

export function formatNumber(value: number | null, format: NumberFormat): string {
  if (value === null || !Number.isFinite(value)) return '–';
  switch (format.kind) {
    case 'count':
      return count(value);
    case 'share':
      return share(value);
    case 'number': {
      const text = decimal(value, format.plainWhole && Number.isInteger(value) ? 0 : format.digits);
      return format.unit ? `${text} ${format.unit}` : text;
    }
    default:
      return format satisfies never;
  }
}

/** A change with its sign. @example signed(0.012, { kind: 'share' }) // "+1.2 pt" */
export function signed(change: number, format: NumberFormat): string {
  const points: NumberFormat = { kind: 'number', digits: 1, unit: 'pt' };
  const [size, shown] = format.kind === 'share' ? [Math.abs(change) * 100, points] : [Math.abs(change), format];
  const digits = shown.kind === 'number' ? shown.digits : 0;
  if (Number(size.toFixed(digits)) === 0) return '±0';
  return `${change < 0 ? '−' : '+'}${formatNumber(size, shown)}`;
}

/** The unit stands once. @example interval({ low: 64.2, high: 68.4 }, { kind: 'number', digits: 1, unit: 'min' }) // "64.2 to 68.4 min" */
export function interval(range: Interval, format: NumberFormat): string {
  const low: NumberFormat = format.kind === 'number' ? { kind: 'number', digits: format.digits } : format;
  return `${formatNumber(range.low, low)} to ${formatNumber(range.high, format)}`;
}

/** @example day('2026-11-16') // "16 November 2026" */
export function day(isoDate: string): string {
  const date = new Date(`${isoDate}T00:00:00Z`);
  days ??= new Intl.DateTimeFormat(LOCALE, { dateStyle: 'long', timeZone: 'UTC' });
  return days.format(date);
}

/** Made once: each takes 26 kB that are freed late. */
let days: Intl.DateTimeFormat | undefined;

/** @example list(['a', 'b', 'c']) // "a, b and c" */
export function list(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/**
 * A number of things, in the singular for one.
 * @example counted(1, { one: 'user', many: 'users' }) // "1 user"
 */
export function counted(value: number, { one, many }: { readonly one: string; readonly many: string }): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** @example upperFirst('no row was set aside') // "No row was set aside" */
export function upperFirst(text: string): string {
  return text.replace(/^./u, (first) => first.toUpperCase());
}
