import { inSentence } from '../format.ts';
import type { UserCard } from './card.ts';
import { outlookText } from './outlook.ts';

/**
 * What a card says on leaving: the outlook, or that the user counts as gone already. Null where nothing is foreseen, and
 * where the column that tells who is gone was taken from the card because its reader may not see it.
 * @example "Counts as gone already, so nothing is forecast: days since last login is 45, and from 30 on a user counts as gone."
 */
export function outlookLine({ outlook, gone, columns, provenance }: UserCard): string | null {
  if (outlook !== null) return outlookText(outlook);
  const column = columns.find(({ name }) => name === gone?.column);
  if (gone === null || typeof column?.value !== 'number' || column.value < gone.from) return null;
  const { one } = provenance.entity;
  return `Counts as gone already, so nothing is forecast: ${inSentence(column.label)} is ${column.value}, and from ${gone.from} on a ${one} counts as gone.`;
}
