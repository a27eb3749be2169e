/** UTC as text, the same on every database, and in the order of time. @example '2025-03-01 10:21:00.789' */
export function sqlTime(date: Date): string {
  return date.toISOString().replace('T', ' ').replace('Z', '');
}

export function dateOf(time: string): Date {
  return new Date(`${time.replace(' ', 'T')}Z`);
}
