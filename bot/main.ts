import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { ALL_VIEW_NAMES } from '#reports';
import { openSession, type Session, UsageError } from './session.ts';
import { EXIT, type ExitCode, failureDocument, failureText, outputTo, usageDocument } from './terminal/output.ts';
import { clean } from './terminal/text.ts';

/** The `herald` command: parses the line, calls one function, and turns its outcome into an exit code. */
export async function main(argv: readonly string[]): Promise<ExitCode> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(EXIT.done); // the reader, as in "| head", has seen enough
  });
  let outcome: ExitCode = EXIT.done;
  const program = commandLine((work) => async (json) => {
    outcome = await work(await openSession(json));
  });
  const json = argv.includes('--json');
  try {
    await program.parseAsync(argv, { from: 'user' });
    return outcome;
  } catch (error) {
    const wrongLine = error instanceof CommanderError; // Commander has said so by now, or shown the help asked for
    if (wrongLine && error.exitCode === 0) return EXIT.done;
    const usage = wrongLine || error instanceof UsageError;
    if (!wrongLine) process.stderr.write(`${usage ? `herald: ${clean(error.message)}` : failureText(error)}\n`);
    outputTo(process.stdout, json).document(usage ? usageDocument(error.message) : failureDocument(error));
    return usage ? EXIT.usage : EXIT.failed;
  }
}

type Bind = (work: (session: Session) => Promise<ExitCode>) => (json: boolean) => Promise<void>;

/** Each command is loaded when it is called: `herald run` waits neither for Slack nor for a browser. */
function commandLine(bind: Bind): Command {
  const program = new Command('herald')
    .description('Behavioural segments of app users: pipeline, views, reports, user look-up')
    .version('0.1.0')
    .exitOverride()
    .showHelpAfterError('(herald COMMAND --help explains)')
    .configureHelp({ showGlobalOptions: true });
  /** Every command takes --json and hands its work to the session. */
  const command = (usage: string, description: string) =>
    program
      .command(usage)
      .description(description)
      .option('--json', 'print one JSON document; logs go to standard error')
      .exitOverride();
  const profile = new Option('--profile <name>', 'dataset; app-behavior unless given');

  command('run <files...>', 'read telemetry, cluster its rows, store the run; several files are parts of one input')
    .addOption(profile)
    .option('--as-of <date>', 'day the telemetry describes, YYYY-MM-DD; else from the file name, else today', isoDate)
    .option('--k <number>', 'number of clusters, or auto', clusterCount)
    .option('--seed <number>', 'seed of all randomness', seed)
    .addOption(new Option('--engine <engine>', 'k-means by Herald or by ml-kmeans').choices(['herald', 'reference']))
    .action((files: string[], { json, ...options }) =>
      bind(async (session) => (await import('./commands/run.ts')).run(session, files, options))(json),
    );

  command('verify', 'compute the current run again with plain loops and ml-kmeans, and compare')
    .argument('[run]', 'its id; no other run has its users stored', wholeNumber)
    .addOption(profile)
    .action((id: number | undefined, { json, ...options }) =>
      bind(async (session) => (await import('./commands/verify.ts')).verify(session, id, options))(json),
    );

  command('ask [question]', 'answer a question in plain words; without one, a prompt')
    .addOption(profile)
    .option('--stdin', 'one question a line on standard input')
    .option('--thread', 'the lines are one conversation, so that follow-ups work')
    .action((question: string | undefined, { json, ...options }) =>
      bind(async (session) => (await import('./commands/ask.ts')).ask(session, question, options))(json),
    );

  command('user <id>', 'profile card of one user, or of one row of another profile')
    .addOption(profile)
    .option('--pdf <file>', 'write the card as a one-page PDF')
    .action((id: string, { json, ...options }) =>
      bind(async (session) => (await import('./commands/user.ts')).user(session, id, options))(json),
    );

  command('view <name>', `one of the views of a profile: ${ALL_VIEW_NAMES.join(', ')}`)
    .addOption(profile)
    .option('--run <id>', 'another run than the current one', wholeNumber)
    .option('--csv', 'print the table as CSV')
    .option('--png <file>', 'write the charts as a picture')
    .option('--svg <file>', 'write the charts as vectors')
    .action((name: string, { json, ...options }) =>
      bind(async (session) => (await import('./commands/view.ts')).view(session, name, options))(json),
    );

  command('report', 'write the weekly report')
    .addOption(profile)
    .option('--out <folder>', 'where to', '.herald/reports')
    .option('--format <list>', 'html, pdf, pdf-lite, separated by commas', 'html,pdf')
    .option('--run <id>', 'another run than the current one', wholeNumber)
    .action(({ json, ...options }) =>
      bind(async (session) => (await import('./commands/report.ts')).report(session, options))(json),
    );

  command('alerts', 'what moved in the current run, more than chance and history explain; posts nothing')
    .addOption(profile)
    .option('--run <id>', 'another run than the current one', wholeNumber)
    .option('--since <id>', 'evaluate the runs after this one too', wholeNumber)
    .option('--backtest', 'on which past runs each rule would have fired, and how many alerts to expect a week')
    .action(({ json, ...options }) =>
      bind(async (session) => (await import('./commands/alerts.ts')).alerts(session, options))(json),
    );

  command(
    'train <profile> [files...]',
    'learn from weekly files who will leave, or which sessions crash; without files from those of sources',
  )
    .option('--as-of <date>', 'day of a file whose name does not tell; once for each file', daysSoFar, [])
    .option('--seed <number>', 'seed of all randomness', seed)
    .action((profile: string, files: string[], { json, ...options }) =>
      bind(async (session) => (await import('./commands/train.ts')).train(session, profile, files, options))(json),
    );

  command(
    'predict <profile> <files...>',
    'who will leave, of the users of the newest file (earlier ones add their trends), or which sessions were at risk of a crash',
  )
    .option('--as-of <date>', 'day of a file whose name does not tell; once for each file', daysSoFar, [])
    .option('--out <file>', 'write a CSV with one row a user or session')
    .action((profile: string, files: string[], { json, ...options }) =>
      bind(async (session) => (await import('./commands/predict.ts')).predict(session, profile, files, options))(json),
    );

  command('generate', 'make sample telemetry with planted, documented incidents')
    .addOption(profile)
    .requiredOption('--users <number>', 'users per snapshot', wholeNumber)
    .option('--weeks <number>', 'weekly snapshots', wholeNumber, 8)
    .option('--seed <number>', 'same seed, same files', wholeNumber, 1)
    .option('--end-date <date>', 'day of the last snapshot', isoDate, new Date().toISOString().slice(0, 10))
    .addOption(new Option('--incidents <which>', 'what to plant').choices(['planted', 'none']).default('planted'))
    .option('--bad-rows <number>', 'bad rows in each snapshot', wholeNumber, 0)
    .requiredOption('--out <folder>', 'where to')
    .action(({ json, out, profile: named, ...options }) =>
      bind(async (session) => (await import('./commands/generate.ts')).generate(session, options, out, named))(json),
    );

  command('serve', 'the Slack bot, schedules and deliveries').action(({ json }) =>
    bind(async (session) => (await import('./commands/serve.ts')).serve(session))(json),
  );
  command('deliveries', 'what was brought to whom, and what became of it')
    .option('--open', 'only those that need somebody: failed and unknown')
    .option('--repeat <id>', 'send a failed or unknown one again', wholeNumber)
    .option('--sent <id>', 'note that an unknown one did arrive', wholeNumber)
    .action(({ json, ...options }) =>
      bind(async (session) => (await import('./commands/deliveries.ts')).deliveries(session, options))(json),
    );
  command('schedules', 'what happens by the clock, and when next').action(({ json }) =>
    bind(async (session) => (await import('./commands/schedules.ts')).schedules(session))(json),
  );
  command('manifest', 'print the Slack app manifest')
    .option('--url <address>', 'public address of the service, for HTTP; without it the manifest is for Socket Mode')
    .action(({ json, ...options }) =>
      bind(async (session) => (await import('./commands/manifest.ts')).manifest(session, options))(json),
    );
  command('migrate', 'create or update the database schema').action(({ json }) =>
    bind(async (session) => (await import('./commands/migrate.ts')).migrate(session))(json),
  );
  command('doctor', 'check the installation; each fault comes with its fix').action(({ json }) =>
    bind(async (session) => (await import('./commands/doctor.ts')).doctor(session))(json),
  );
  command('demo', 'everything on sample telemetry, with nothing configured')
    .option('--out <folder>', 'where to', '.herald/demo')
    .action(({ json, out }) => bind(async (session) => (await import('./commands/demo.ts')).demo(session, out))(json));
  return program;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError('It must be a whole number from 0.');
  return value;
}

function clusterCount(text: string): number | 'auto' {
  if (text === 'auto') return 'auto';
  const k = Number(text);
  if (!Number.isInteger(k) || k < 2 || k > 255)
    throw new InvalidArgumentError('It must be auto or a whole number from 2 to 255.');
  return k;
}

function seed(text: string): number {
  const value = wholeNumber(text);
  if (value > 0xffffffff) throw new InvalidArgumentError('It must be a whole number from 0 to 4294967295.');
  return value;
}

function daysSoFar(text: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, isoDate(text)];
}

function isoDate(text: string): string {
  const time = Date.parse(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text) {
    throw new InvalidArgumentError('It must be a day as YYYY-MM-DD.');
  }
  return text;
}
