import type { Severity } from '#pipeline';

/** From mild to grave. */
export const SEVERITIES: readonly Severity[] = ['low', 'medium', 'high'];

export function isWorse(severity: Severity, than: Severity): boolean {
  return SEVERITIES.indexOf(severity) > SEVERITIES.indexOf(than);
}
