import type { Session } from '../session.ts';
import { EXIT, type ExitCode } from '../terminal/output.ts';

/** `herald migrate` */
export async function migrate(session: Session): Promise<ExitCode> {
  const store = await session.openStore();
  try {
    const server = await store.serverVersion();
    session.output.text(`The schema is up to date (${server}).`);
    session.output.document({ migrated: true, server });
    return EXIT.done;
  } finally {
    await store.close();
  }
}
