import type { Schedule } from './schedule.ts';

/** How the ledger calls the windows of a schedule, each of which is done once by one process. */
export function windowsOf({ name }: Schedule): string {
  return `schedule/${name}`;
}

/** How the ledger calls what a schedule brings to each of its targets. */
export function parcelsOf({ does, name }: Schedule): string {
  return `${does}/${name}`;
}

/** Stands in the ledger where a window has no target: Herald itself does it. */
export const HERALD = 'herald';
