import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { deliver } from '../../bot/delivery/deliver.ts';
import { folderSender } from '../../bot/delivery/folder.ts';
import { mailSender } from '../../bot/delivery/mail.ts';
import type { Sender } from '../../bot/delivery/sender.ts';
import { targetOf } from '../../bot/delivery/target.ts';
import { DEFAULT_PROFILE } from '../../pipeline/profiles/index.ts';
import { openStore } from '../../pipeline/store/open.ts';
import { aParcel, FROM } from './parcels.ts';

/** A process that delivers what is due and dies on the way, `before` or `after` it sent: by SIGKILL, as a power cut would. */
const { values } = parseArgs({ options: { url: { type: 'string' }, smtp: { type: 'string' }, dies: { type: 'string' } } });
const store = await openStore(values.url!, [DEFAULT_PROFILE]);
const die = () => {
  process.kill(process.pid, 'SIGKILL');
  return new Promise<never>(() => undefined);
};
const { deliveries } = store.records;
for (const delivery of await deliveries.due(new Date(), [''])) {
  const { kind, id } = targetOf(delivery.target)!;
  const real = kind === 'folder' ? folderSender(id) : mailSender(id, { url: values.smtp!, from: FROM });
  const dying: Sender = {
    ...real,
    async send(parcel, key, signal) {
      if (values.dies === 'before') await die();
      await real.send(parcel, key, signal);
      return die();
    },
  };
  await deliver(delivery, async () => aParcel(), dying, {
    ledger: deliveries,
    clock: { now: () => new Date() },
    by: 'dying',
    leaseMs: 300,
    owner: { tell: async () => undefined },
    log: pino({ level: 'silent' }),
  });
}
await store.close();
