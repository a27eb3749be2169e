import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection, type RowDataPacket } from 'mysql2/promise';

/** A kind of database that the store must work on. */
export interface TestDatabase {
  readonly name: 'SQLite' | 'MariaDB' | 'MySQL';
  /** Why it cannot be tested here, and what to install. */
  readonly skip: string | undefined;
  /** DATABASE_URL of a database that nobody else uses and that does not exist yet. */
  freshUrl(): string;
  /** Runs a statement as the server's administrator, and gives its rows; not for SQLite. */
  admin(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/** SQLite, MariaDB and MySQL. Servers are started once per test process, and stopped and cleared away at its end. */
export async function testDatabases(): Promise<readonly TestDatabase[]> {
  const folder = mkdtempSync(join(tmpdir(), 'herald-test-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return [sqlite(folder), await mariaDb(), await mysql()];
}

/** A server of our own, with nothing in it. */
export interface TestServer {
  readonly url: string;
  readonly pid: number;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** Starts it again on the same data and port. */
  restart(): Promise<TestServer>;
}

/** @param durable keep every commit even if the server is killed; slower */
export async function startMariaDb(durable = false): Promise<TestServer> {
  const program = programOnPath('mariadbd')!;
  const folder = mkdtempSync(join(tmpdir(), 'herald-mariadb-'));
  const install = programOnPath('mariadb-install-db')!;
  execFileSync(install, ['--no-defaults', `--datadir=${folder}/data`, '--auth-root-authentication-method=normal', ...asRoot()], {
    stdio: 'ignore',
  });
  const speed = durable ? [] : ['--innodb-flush-log-at-trx-commit=0'];
  return startServer(program, folder, ['--skip-name-resolve', ...speed]);
}

function sqlite(folder: string): TestDatabase {
  let count = 0;
  return {
    name: 'SQLite',
    skip: undefined,
    freshUrl: () => `sqlite:${join(folder, `${++count}`, 'herald.db')}`,
    admin: () => Promise.reject(new Error('SQLite has no administrator')),
  };
}

async function mariaDb(): Promise<TestDatabase> {
  installMariaDb();
  if (programOnPath('mariadbd') === undefined)
    return skipped('MariaDB', 'mariadbd is not installed: apt-get install mariadb-server');
  const server = await startMariaDb();
  after(() => server.stop());
  return serverDatabase('MariaDB', server.url);
}

async function mysql(): Promise<TestDatabase> {
  const url = process.env.HERALD_TEST_MYSQL_URL;
  if (url !== undefined) {
    const made: string[] = [];
    const database = serverDatabase('MySQL', url, made);
    after(async () => {
      for (const name of made) await database.admin(`DROP DATABASE IF EXISTS ${name}`);
    });
    return database;
  }
  const program = programOnPath('mysqld');
  // MariaDB installs a mysqld of its own.
  if (program === undefined || /MariaDB/i.test(execFileSync(program, ['--no-defaults', '--version'], { encoding: 'utf8' }))) {
    return skipped(
      'MySQL',
      'no MySQL server: install mysql-server, or name one in HERALD_TEST_MYSQL_URL (mysql://root@host:port)',
    );
  }
  const folder = mkdtempSync(join(tmpdir(), 'herald-mysql-'));
  execFileSync(program, ['--no-defaults', '--initialize-insecure', `--datadir=${folder}/data`, ...asRoot()], { stdio: 'ignore' });
  const server = await startServer(program, folder, ['--mysqlx=OFF', '--innodb-flush-log-at-trx-commit=0']);
  after(() => server.stop());
  return serverDatabase('MySQL', server.url);
}

/** @param made receives the names of the databases, for servers that outlive the tests */
function serverDatabase(name: 'MariaDB' | 'MySQL', url: string, made: string[] = []): TestDatabase {
  const base = url.replace(/\/*$/, '');
  const admin = async (sql: string) => {
    const connection = await createConnection(base);
    try {
      const [rows] = await connection.query<RowDataPacket[]>(sql);
      return rows;
    } finally {
      await connection.end();
    }
  };
  return {
    name,
    skip: undefined,
    freshUrl: () => {
      const database = `herald_test_${process.pid}_${made.length + 1}`;
      made.push(database);
      return `${base}/${database}`;
    },
    admin,
  };
}

function skipped(name: 'MariaDB' | 'MySQL', reason: string): TestDatabase {
  const unavailable = () => {
    throw new Error(reason);
  };
  return { name, skip: reason, freshUrl: unavailable, admin: unavailable };
}

async function startServer(program: string, folder: string, options: readonly string[], usedPort?: number): Promise<TestServer> {
  const port = usedPort ?? (await freePort());
  const logFile = join(folder, 'server.log');
  const log = openSync(logFile, 'a');
  const server = spawn(
    program,
    [
      '--no-defaults',
      `--datadir=${folder}/data`,
      `--socket=${folder}/server.sock`,
      `--pid-file=${folder}/server.pid`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      '--skip-log-bin',
      '--local-infile=ON',
      '--innodb-buffer-pool-size=64M',
      ...asRoot(),
      ...options,
    ],
    { stdio: ['ignore', log, log] },
  );
  closeSync(log);
  const killAtExit = () => server.kill('SIGKILL'); // a test process that dies must not leave a server behind
  process.once('exit', killAtExit);
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    process.off('exit', killAtExit);
    const ended = server.exitCode === null && server.signalCode === null ? exited(server) : Promise.resolve();
    server.kill(signal);
    await ended;
  };
  await listening(port, server, logFile);
  return {
    url: `mysql://root@127.0.0.1:${port}`,
    pid: server.pid!,
    kill: () => end('SIGKILL'),
    stop: async () => {
      await end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
    restart: () => startServer(program, folder, options, port),
  };
}

async function listening(port: number, server: ChildProcess, logFile: string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (server.exitCode !== null) break;
    if (await accepts(port)) return;
    await sleep(100);
  }
  server.kill('SIGKILL');
  throw new Error(`the test server did not start: ${readFileSync(logFile, 'utf8').slice(-2000)}`);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => resolve(true)); // the greeting: the server is ready for us, not merely started
    socket.once('error', () => resolve(false));
    socket.once('data', () => socket.destroy());
  });
}

function exited(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => server.once('exit', () => resolve()));
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

/** Where we may, we install what is missing. */
function installMariaDb(): void {
  if (programOnPath('mariadbd') !== undefined || process.getuid?.() !== 0 || programOnPath('apt-get') === undefined) return;
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    execFileSync('apt-get', ['update'], { stdio: 'ignore', env });
    execFileSync('apt-get', ['install', '-y', '--no-install-recommends', 'mariadb-server'], { stdio: 'ignore', env });
  } catch {
    // Without a network the suite is skipped, and its reason says what to install.
  }
}

/** The servers refuse to run as root unless told that it is meant. */
function asRoot(): readonly string[] {
  return process.getuid?.() === 0 ? ['--user=root'] : [];
}

function programOnPath(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}
