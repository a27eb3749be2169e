import { glob } from 'node:fs/promises';
import { namedDays } from '#pipeline';

/**
 * The files that a pattern of `sources` means: of those that match the ones with a day in their names, if any have one, because
 * other files may lie beside exports.
 */
export async function sourceFiles(pattern: string): Promise<readonly string[]> {
  const files: string[] = [];
  for await (const file of glob(pattern)) files.push(file);
  const dated = files.filter((file) => namedDays([file]).length > 0);
  return dated.length > 0 ? dated : files;
}
