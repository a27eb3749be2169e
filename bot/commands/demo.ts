import { join } from 'node:path';
import { writeReport } from '#drawing';
import { runPipeline, systemClock, writeTelemetry } from '#pipeline';
import { buildView, count, decimal } from '#reports';
import { reportText } from '../alerts/text.ts';
import { Questions } from '../question/ask.ts';
import type { Session } from '../session.ts';
import { EXIT, type ExitCode } from '../terminal/output.ts';
import { progressDisplay } from '../terminal/progress.ts';
import { reportWithAlerts } from '../weekly-report.ts';
import { runLine, segmentText, trustText } from './run.ts';

const USERS = 4000;
const WEEKS = 8;
const SEED = 7;

/** One of each kind, and one that nobody can answer from this data. */
const QUESTIONS = [
  'how many power users are there in Germany?',
  'average churn risk by plan',
  'which country has the highest engagement among casual users',
  'how has the share of power users changed?',
  'why are casual users sad?',
];

/** `herald demo`: eight weeks of sample telemetry through everything Herald does, into a folder of its own. */
export async function demo(session: Session, folder: string): Promise<ExitCode> {
  const { output, config } = session;
  const began = performance.now();
  const signal = session.interruption();
  const profile = config.profiles[0];
  const telemetry = { users: USERS, weeks: WEEKS, seed: SEED, endDate: lastMonday(), incidents: 'planted', badRows: 3 } as const;
  output.text(`1. Sample telemetry: ${WEEKS} weekly snapshots of about ${count(USERS)} users, with two incidents planted`);
  const { files, incidentsFile } = await writeTelemetry(telemetry, join(folder, 'telemetry'));
  output.text(`   ${files.at(-1)}\n   ${incidentsFile}`);

  const databaseUrl = `sqlite:${join(folder, 'demo.db')}`;
  output.text(`\n2. The pipeline, once a week, into ${databaseUrl}`);
  const store = await session.openStore(databaseUrl);
  try {
    for (const file of files) {
      const progress = progressDisplay(process.stderr, session.log);
      const ports = { store, clock: systemClock, progress: progress.show, signal };
      const { run, outcome } = await runPipeline({ files: [file], profile }, ports).finally(progress.stop);
      output.text(`   ${runLine(run)}${outcome === 'already stored' ? ' (already stored)' : ''}`);
    }
    const run = (await store.currentRun(profile.name))!;
    output.text(`\n3. The segments of run ${run.id}\n${segmentText(run, profile)}\n${trustText(run)}`);
    const kpis = await buildView('kpis', store, run, profile);
    output.text(`\n   ${kpis.finding}`);

    output.text('\n4. Some questions, answered');
    const questions = new Questions(store, profile);
    const replies = [];
    for (const question of QUESTIONS) {
      const reply = await questions.ask(question);
      replies.push({ question, reply });
      output.text(`   ${question}\n   → ${reply.ok ? reply.sentence : `not understood; try: ${reply.suggestions[0]}`}`);
    }

    const { report, alerts } = await reportWithAlerts(store, run, profile, config, new Date());
    output.text(`\n5. The alerts, as they would be posted\n${indent(reportText(alerts, profile))}`);

    output.text('\n6. The weekly report');
    const { browserPath } = session.environment;
    const written = await writeReport(report, {
      outDir: join(folder, 'reports'),
      formats: ['html', 'pdf', 'pdf-lite'],
      ...(browserPath !== undefined && { executablePath: browserPath }),
    });
    for (const { path, format } of written) output.text(`   ${path} (${format})`);
    const seconds = (performance.now() - began) / 1000;
    output.text(`\nDone in ${decimal(seconds, 1)} s. Look around with DATABASE_URL=${databaseUrl} npx herald view countries`);
    output.document({
      databaseUrl,
      runId: run.id,
      segments: run.segments,
      trust: run.trust,
      answers: replies.map(({ question, reply }) => ({ question, answer: reply.ok ? reply.sentence : null })),
      alerts: alerts.alerts,
      headlines: report.headlines,
      files,
      incidentsFile,
      reports: written,
      seconds,
    });
    return EXIT.done;
  } finally {
    await store.close();
  }
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '   ');
}

/** So that the demo looks current and yet is the same all week. */
function lastMonday(): string {
  const today = new Date();
  today.setUTCDate(today.getUTCDate() - ((today.getUTCDay() + 6) % 7));
  return today.toISOString().slice(0, 10);
}
