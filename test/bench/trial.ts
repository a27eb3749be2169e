import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_PROFILE, openStore } from '#pipeline';
import type { LoadResult } from '../slack-server/load.ts';
import { startSlackServer } from '../slack-server/server.ts';
import { startHerald } from '../support/herald-process.ts';
import { load } from './machine.ts';
import { type Reading, startMeter } from './meter.ts';
import { questionsAbout } from './questions.ts';
import { commandLines, type Line, type Variety } from './traffic.ts';

export interface TrialOptions {
  /** A store that may be written to. */
  readonly databaseUrl: string;
  readonly mode: 'http' | 'socket';
  readonly variety: Variety;
  readonly perSecond: number;
  readonly seconds: number;
  /** More variables of the service, such as NODE_OPTIONS to profile it. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** What came of a trial. */
export interface Trial {
  readonly lines: readonly Line[];
  readonly result: LoadResult;
  /** Only those while commands came. */
  readonly readings: readonly Reading[];
  /** Warnings and errors in the log of the service. */
  readonly complaints: readonly string[];
  /** Before and after. */
  readonly loadAverage: readonly [number, number];
}

const PEOPLE = 200;
const CHANNELS = 20;
/** So that the just-in-time compiler has seen every kind of request; its seconds are not measured. */
const WARM_UP = { perSecond: 100, seconds: 10 };

/** Sends a service of its own some seconds of slash commands over real connections, and watches it. */
export async function trial({ databaseUrl, mode, variety, perSecond, seconds, variables }: TrialOptions): Promise<Trial> {
  const slack = await startSlackServer({ commands: ['/segments'], events: [] });
  const folder = await mkdtemp(join(tmpdir(), 'herald-bench-config-'));
  try {
    const people = Array.from({ length: PEOPLE }, (_, index) => slack.person(`person${index}`));
    const channels = Array.from({ length: CHANNELS }, (_, index) => slack.channel(`channel${index}`, { members: people }));
    const everybody = { users: people.map(({ id }) => id) };
    const configPath = join(folder, 'herald.config.ts');
    await writeFile(configPath, `export default ${JSON.stringify({ access: { lookUp: everybody, list: everybody } })};\n`);
    await using herald = await startHerald({
      DATABASE_URL: databaseUrl,
      HERALD_CONFIG: configPath,
      SLACK_API_URL: slack.apiUrl,
      SLACK_BOT_TOKEN: slack.botToken,
      ...(mode === 'http' ? { SLACK_SIGNING_SECRET: slack.signingSecret } : { SLACK_APP_TOKEN: slack.appToken }),
      ...variables,
    });
    if (mode === 'http') slack.sendTo(`${herald.url}/slack/events`);
    const warmUpCount = WARM_UP.perSecond * WARM_UP.seconds;
    const lines = await linesFor(databaseUrl, warmUpCount + perSecond * seconds, variety);
    const next = (from: number) => (index: number) => {
      const place = from + index;
      const text = `/segments ${lines[place]!.text}`;
      return { person: people[place % PEOPLE]!, channel: channels[place % CHANNELS]!, text };
    };
    await slack.load({ ...WARM_UP, next: next(0) });
    const loadBefore = load();
    const meter = startMeter(herald.url);
    const result = await slack.load({ perSecond, seconds, next: next(warmUpCount) });
    await meter.stop();
    await herald.stop();
    return {
      lines: lines.slice(warmUpCount),
      result,
      readings: meter.readings.filter(({ at }) => at <= seconds * 1000),
      complaints: herald.log.filter(isComplaint),
      loadAverage: [loadBefore, load()],
    };
  } finally {
    await slack.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A warning or an error; notices to the owner are about the data. */
function isComplaint(line: string): boolean {
  const { level, notice } = JSON.parse(line) as { readonly level: number; readonly notice?: string };
  return level >= 40 && notice === undefined;
}

async function linesFor(databaseUrl: string, count: number, variety: Variety): Promise<readonly Line[]> {
  const store = await openStore(databaseUrl, [DEFAULT_PROFILE]);
  try {
    const run = (await store.currentRun(DEFAULT_PROFILE.name))!;
    const { rows } = await store.listUsers({ runId: run.id, filters: [], limit: 100 });
    return commandLines(
      count,
      await questionsAbout(store, run),
      rows.map(({ user_id: id }) => String(id)),
      variety,
    );
  } finally {
    await store.close();
  }
}
