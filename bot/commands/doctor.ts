import { access, constants, statfs } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { openStore } from '#pipeline';
import { count, findBrowser, list } from '#reports';
import type { Session } from '../session.ts';
import { missingScopes } from '../slack/manifest.ts';
import { Slack } from '../slack/slack.ts';
import { SlackError } from '../slack/slack-error.ts';
import { sourceFiles } from '../source-files.ts';
import { EXIT, type ExitCode } from '../terminal/output.ts';

/** One thing looked at. A warning does not keep Herald from working. */
interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'warning' | 'fault';
  readonly detail: string;
  /** The line that mends it. */
  readonly fix?: string;
}

/** `herald doctor`: everything that can be wrong with an installation, each fault with the line that mends it. */
export async function doctor(session: Session): Promise<ExitCode> {
  const findings = [
    nodeVersion(),
    await browser(session),
    await scratchSpace(),
    ...(await database(session)),
    await slackApp(session),
    ...(await clockwork(session)),
  ];
  const faults = findings.filter(({ state }) => state === 'fault');
  session.output.text(findings.map(findingText).join('\n'));
  session.output.text(faults.length === 0 ? 'Herald can work here.' : `${faults.length} to mend before Herald can work.`);
  session.output.document({ healthy: faults.length === 0, findings });
  return faults.length === 0 ? EXIT.done : EXIT.failed;
}

const MARKS = { ok: '✔', warning: '!', fault: '✘' } as const;
/** DuckDB spills and SQLite grows; below this a run of a few hundred thousand users may fill the disk. */
const LOW_SPACE_BYTES = 2e9;
/** A weekly pipeline that has not run for longer than this has stopped. */
const STALE_DAYS = 8;

function findingText({ check, state, detail, fix }: Finding): string {
  return `${MARKS[state]} ${check}: ${detail}${fix === undefined ? '' : `\n    fix: ${fix}`}`;
}

function nodeVersion(): Finding {
  const major = Number(process.versions.node.split('.')[0]);
  const detail = `${process.version} on ${process.platform}, ${availableParallelism()} cores`;
  if (major >= 24) return { check: 'Node.js', state: 'ok', detail };
  return {
    check: 'Node.js',
    state: 'fault',
    detail: `${detail}; 24 or newer is needed`,
    fix: 'npm ci, then start Herald with npm run or npx',
  };
}

/** Nobody needs Slack for the command line, so without a token there is no fault. */
async function slackApp({ environment, config, log }: Session): Promise<Finding> {
  const { botToken, apiUrl } = environment.slack;
  if (botToken === undefined) {
    const fix = 'see "Slack" in the README; SLACK_BOT_TOKEN is needed for herald serve only';
    return { check: 'Slack', state: 'warning', detail: 'not configured', fix };
  }
  const slack = new Slack({ token: botToken, apiUrl, log, drawPicture: () => Promise.reject(new Error('no pictures here')) });
  try {
    const { team, scopes } = await slack.identity();
    const missing = missingScopes(config, scopes);
    if (missing.length === 0) return { check: 'Slack', state: 'ok', detail: `the token works in ${team}` };
    const fix = 'install the app again with what herald manifest prints';
    return { check: 'Slack', state: 'fault', detail: `in ${team} the app lacks ${list(missing)}`, fix };
  } catch (error) {
    const fix = (error instanceof SlackError ? error.fix : undefined) ?? 'check SLACK_BOT_TOKEN and the network';
    return { check: 'Slack', state: 'fault', detail: (error as Error).message, fix };
  }
}

/** What the schedules of the configuration need from outside. */
async function clockwork({ environment, config }: Session): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const [profile, pattern] of Object.entries(config.sources)) {
    const found = (await sourceFiles(pattern)).length;
    const check = `Source of ${profile}`;
    if (found > 0) findings.push({ check, state: 'ok', detail: `${count(found)} files match ${pattern}` });
    else
      findings.push({
        check,
        state: 'warning',
        detail: `no file matches ${pattern}`,
        fix: 'put an export there, or correct sources',
      });
  }
  const mails =
    config.schedules.some(({ targets = [] }) => targets.some(({ kind }) => kind === 'mail')) || config.owner?.kind === 'mail';
  if (mails && environment.smtpUrl === undefined)
    findings.push({
      check: 'E-mail',
      state: 'fault',
      detail: 'there are addresses to write to and no mail server',
      fix: 'set SMTP_URL',
    });
  for (const { name, does, targets = [] } of config.schedules) {
    if (does === 'report' && targets.length === 0)
      findings.push({
        check: `Schedule ${name}`,
        state: 'warning',
        detail: 'has no targets of its own',
        fix: 'fine if somebody subscribed to the report; else give it targets',
      });
  }
  return findings;
}

async function browser({ environment }: Session): Promise<Finding> {
  try {
    return { check: 'Browser for PDF', state: 'ok', detail: await findBrowser(environment.browserPath) };
  } catch (error) {
    const state = environment.browserPath === undefined ? 'warning' : 'fault';
    const fix =
      environment.browserPath === undefined
        ? 'apt-get install chromium (Debian, Ubuntu) or npx puppeteer browsers install chrome; without one, reports use pdf-lite'
        : 'set PUPPETEER_EXECUTABLE_PATH to an installed Chrome or Chromium, or unset it';
    return { check: 'Browser for PDF', state, detail: (error as Error).message, fix };
  }
}

async function scratchSpace(): Promise<Finding> {
  const check = 'Working folder';
  try {
    await access('.', constants.W_OK);
  } catch {
    return {
      check,
      state: 'fault',
      detail: `${process.cwd()} cannot be written`,
      fix: `chown -R "$(id -un)" ${process.cwd()}`,
    };
  }
  const { bavail, bsize } = await statfs('.');
  const free = bavail * bsize;
  const detail = `${(free / 1e9).toFixed(1)} GB free`;
  return free < LOW_SPACE_BYTES
    ? { check, state: 'warning', detail, fix: 'free some space on this disk before large runs' }
    : { check, state: 'ok', detail };
}

async function database({ environment, config }: Session): Promise<Finding[]> {
  const check = 'Database';
  const store = await openStore(environment.databaseUrl, config.profiles);
  try {
    await store.migrate();
    const findings: Finding[] = [{ check, state: 'ok', detail: await store.serverVersion() }];
    const run = await store.currentRun(config.profiles[0].name);
    if (run === undefined)
      return [...findings, { check: 'Latest run', state: 'warning', detail: 'there is none yet', fix: 'herald run FILE' }];
    const days = Math.floor((Date.now() - Date.parse(run.asOf)) / 86_400_000);
    const detail = `run ${run.id} as of ${run.asOf}, ${count(run.rows)} rows, trust ${run.trust.level}`;
    const stale: Finding = {
      check: 'Latest run',
      state: 'warning',
      detail: `${detail}; ${days} days old`,
      fix: 'herald run FILE with newer telemetry',
    };
    return [...findings, days > STALE_DAYS ? stale : { check: 'Latest run', state: 'ok', detail }];
  } catch (error) {
    return [
      {
        check,
        state: 'fault',
        detail: (error as Error).message,
        fix: 'set DATABASE_URL to a database that is up and may be written, as mysql://user:password@host:3306/herald',
      },
    ];
  } finally {
    await store.close();
  }
}
