import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** What a mail server may do to a message. Where it says nothing, it takes it. */
export type SmtpFault =
  /** Does not let anybody in. */
  | 'refuse login'
  /** 550 to RCPT TO: there is nobody of that name. */
  | 'refuse address'
  /** 451 to RCPT TO: not now. */
  | 'defer'
  /** 552 after the whole message. */
  | 'refuse message'
  /** Hangs up after the first bytes of the message. */
  | 'die mid-message'
  /** Takes the message, and hangs up before it says so. */
  | 'die before the answer'
  /** Takes the message, and never says so. */
  | 'say nothing';

/** A real SMTP server, with the faults that real ones have; it knows everybody but `nobody`. */
export interface TestSmtpServer extends AsyncDisposable {
  readonly url: string;
  /** Whole messages that were taken, as they came over the wire. */
  readonly taken: readonly string[];
  /** The faults of the next messages, one each. */
  readonly faults: SmtpFault[];
}

export async function startSmtpServer(): Promise<TestSmtpServer> {
  const taken: string[] = [];
  const faults: SmtpFault[] = [];
  const options: SMTPServerOptions = {
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    logger: false,
    onAuth(auth, _session, done) {
      if (faults[0] !== 'refuse login') return done(null, { user: auth.username });
      faults.shift();
      done(answer('Invalid login', 535));
    },
    onRcptTo({ address }, _session, done) {
      if (address.startsWith('nobody@')) return done(answer('No such user here', 550));
      if (faults[0] !== 'refuse address' && faults[0] !== 'defer') return done();
      done(faults.shift() === 'defer' ? answer('Greylisted, try again', 451) : answer('No such user here', 550));
    },
    async onData(stream, session, done) {
      const fault = faults.shift();
      const hangUp = () => sockets.get(session.remotePort)?.destroy();
      if (fault === 'die mid-message') {
        stream.once('data', hangUp);
        return;
      }
      const message = (await buffer(stream)).toString('utf8');
      if (fault === 'refuse message') return done(answer('Message too large', 552));
      taken.push(message);
      if (fault === 'die before the answer') hangUp();
      else if (fault !== 'say nothing') done();
    },
  };
  const server = new SMTPServer(options);
  server.on('error', () => undefined); // of connections that were hung up
  const sockets = new Map<number | undefined, { destroy(): void }>();
  server.server.on('connection', (socket) => sockets.set(socket.remotePort, socket));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', () => listening()));
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    taken,
    faults,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets.values()) socket.destroy();
      await new Promise<void>((closed) => server.close(closed));
    },
  };
}

function answer(text: string, responseCode: number): Error {
  return Object.assign(new Error(text), { responseCode });
}
