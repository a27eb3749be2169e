import type { Logger } from 'pino';
import { startService } from '../service/service.ts';
import { slackSettings } from '../service/slack-settings.ts';
import { doesWithoutSlack, startWithoutSlack } from '../service/without-slack.ts';
import type { Session } from '../session.ts';
import { EXIT, type ExitCode } from '../terminal/output.ts';

/** Two reads one after the other, and an asker still hears within half a minute that the database does not answer. */
const READ_PATIENCE_MS = 12_000;

/** `herald serve`: the Slack bot, schedules and alerts, until it is told to stop. */
export async function serve(session: Session): Promise<ExitCode> {
  const { environment, config, log, output } = session;
  const slack = doesWithoutSlack(config, environment.slack) ? undefined : slackSettings(environment.slack);
  const stopped = new Promise<undefined>((resolve) => {
    session.interruption().addEventListener('abort', () => resolve(undefined), { once: true });
  });
  const store = await session.openStore(environment.databaseUrl, { readTimeoutMs: READ_PATIENCE_MS });
  try {
    const common = { store, config, environment, log, variables: session.variables };
    const service = await (slack === undefined ? startWithoutSlack(common) : startService({ ...common, slack }));
    if (slack === undefined) log.warn('no Slack token is set: schedules and alerts go to folders and by e-mail only');
    log.info({ port: service.port, mode: service.mode }, 'herald serves');
    output.document({ port: service.port, mode: service.mode });
    const fault = await Promise.race([stopped, collapse(log)]);
    if (fault !== undefined) log.fatal({ err: fault }, 'something failed that nothing waits for; stopping, to be started afresh');
    log.info('stopping: no more requests are taken, what was begun is ended');
    const cutOff = await service.stop();
    if (cutOff > 0) log.error({ cutOff }, 'some work did not end in time');
    const code = cutOff === 0 && fault === undefined ? EXIT.done : EXIT.failed;
    setTimeout(() => process.exit(code), LAST_WORDS_MS).unref(); // whatever still waits must not keep a service that is over
    return code;
  } finally {
    await store.close();
  }
}

const LAST_WORDS_MS = 3000;

/**
 * A failure outside every request, such as a token that is revoked while a socket reconnects. A request that the Slack libraries
 * cannot read concerns nobody else: it is noted, and the service goes on.
 */
function collapse(log: Logger): Promise<unknown> {
  return new Promise((resolve) => {
    process.once('uncaughtException', resolve);
    process.on('unhandledRejection', (error) => {
      if (isOfUnreadableRequest(error)) log.error({ err: error }, 'a request that cannot be read was left out');
      else resolve(error);
    });
  });
}

function isOfUnreadableRequest(error: unknown): boolean {
  return error instanceof TypeError && /node_modules[\\/]@slack[\\/]/.test(error.stack?.split('\n')[1] ?? '');
}
