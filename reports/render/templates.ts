import { readFile } from 'node:fs/promises';
import Handlebars from 'handlebars';

/** A compiled template: data in, markup out. Values are escaped unless the template says `{{{`. */
export type Render<Data> = (data: Data) => string;

const FOLDER = new URL('../../templates/', import.meta.url);
const PARTIALS = ['headline', 'view', 'table', 'change', 'quality', 'method', 'trust'];

let compiled: Promise<Render<object>> | undefined;

/** The skeleton with all partials, compiled once. A name that the data does not have is an error, not an empty space. */
export function reportTemplate<Data extends object>(): Promise<Render<Data>> {
  compiled ??= compile();
  return compiled;
}

/** A file of the templates folder as it is: the style sheet, the script. */
export function templateFile(name: string): Promise<string> {
  return readFile(new URL(name, FOLDER), 'utf8');
}

async function compile(): Promise<Render<object>> {
  const handlebars = Handlebars.create();
  for (const name of PARTIALS) handlebars.registerPartial(name, await templateFile(`${name}.hbs`));
  return handlebars.compile(await templateFile('report.hbs'), { strict: true });
}
