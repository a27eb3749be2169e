import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Feature, Table } from '../../pipeline/learn/learner.ts';
import { Random } from '../../pipeline/math/random.ts';

/** 12,330 shopping sessions of the UCI Machine Learning Repository (468, CC BY 4.0), beside the project. */
export const SHOPPERS = fileURLToPath(new URL('../../../shared/data/online_shoppers_intention.csv', import.meta.url));
const CATEGORIES = ['Month', 'VisitorType', 'Weekend'];

export interface Examples {
  readonly table: Table;
  readonly target: Float64Array;
}

/** Whether a session ends in a purchase, by 14 numbers and 3 categories. */
export function shoppers(): Examples {
  if (!existsSync(SHOPPERS)) throw new Error(`${SHOPPERS} is not there; get it from https://archive.ics.uci.edu/dataset/468`);
  const [header, ...lines] = readFileSync(SHOPPERS, 'utf8').trim().split(/\r?\n/);
  const cells = lines.map((line) => line.split(';'));
  const names = header!.split(';').slice(0, -1); // the last is the label
  const features = names.map((name, column): Feature => {
    const texts = cells.map((row) => row[column]!);
    if (!CATEGORIES.includes(name)) return { kind: 'number', name, values: Float64Array.from(texts, Number) };
    const categories = [...new Set(texts)].sort();
    return { kind: 'category', name, categories, values: Float64Array.from(texts, (text) => categories.indexOf(text)) };
  });
  return {
    table: { rowCount: cells.length, features },
    target: Float64Array.from(cells, (row) => Number(row.at(-1) === 'TRUE')),
  };
}

/** Sessions of people, and 2 in 100 of bots: faster, more even, and at any hour. */
export function sessionsWithBots(rowCount: number, seed: number): Examples {
  const random = new Random(seed);
  const target = Float64Array.from({ length: rowCount }, () => Number(random.next() < 0.02));
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const columns: Readonly<Record<string, (isBot: boolean) => number>> = {
    duration: (isBot) => Math.exp((isBot ? 4.2 : 5.5) + (isBot ? 0.4 : 1) * normal()),
    eventsPerSecond: (isBot) => Math.exp((isBot ? 0.2 : -1.5) + (isBot ? 0.6 : 0.5) * normal()),
    screens: (isBot) => Math.round(Math.exp((isBot ? 2.4 : 1.8) + 0.6 * normal())),
    hour: (isBot) => (isBot ? random.below(24) : Math.floor(24 + 15 + 4 * normal()) % 24),
    battery: () => Math.min(100, Math.max(1, 60 + 25 * normal())),
    memory: () => 400 + 120 * normal(),
  };
  const features = Object.entries(columns).map(([name, value]): Feature => {
    return { kind: 'number', name, values: target.map((isBot) => value(isBot === 1)) };
  });
  return { table: { rowCount, features }, target };
}
