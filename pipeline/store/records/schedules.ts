import type { Database } from '../database.ts';
import { dateOf, sqlTime } from '../sql-time.ts';
import type { Schedules } from './delivery.ts';
import { idText } from './values.ts';

const DEFINITION_LENGTH = 255;

/** Since when there are schedules. */
export function schedulesIn(database: Database): Schedules {
  return {
    since(name, definition, at) {
      const row = {
        name: idText(name, 'schedules.name'),
        definition: idText(definition, 'schedules.definition', DEFINITION_LENGTH),
        since: sqlTime(at),
      };
      return database.changeTogether(async (trx) => {
        await trx('schedules').insert(row).onConflict('name').ignore();
        await trx('schedules').where({ name: row.name }).whereNot({ definition: row.definition }).update(row);
        const { since }: { readonly since: string } = await trx('schedules').where({ name: row.name }).first('since');
        return dateOf(since);
      });
    },
  };
}
