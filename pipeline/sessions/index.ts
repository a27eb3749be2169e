/** What sessions tell beyond clusters: what crashes, who is a bot, and what the export lost. */
export { BOT_RULES, type BotRule, flagByRules, type RuleFlag } from './bot-rules.ts';
export { type Completeness, completeness, type Gap, gapsOf } from './completeness.ts';
export { VERSION_ON_SYSTEM } from './crash-features.ts';
export { type CrashProne, crashProneSlices, LEAST_RATIO } from './crash-prone.ts';
export { type CrashRate, crashRates } from './crash-rates.ts';
export { type CrashRisk, crashRisk, type RiskySession, riskiestSessions } from './crash-risk.ts';
export { type Habits, habitsOf } from './habits.ts';
export { readSessions, type SessionFiles } from './read-sessions.ts';
export { type SessionRows, sessionRows } from './session-rows.ts';
export { CRASH, type CrashTraining, type CrashTrainingRequest, trainCrash } from './train-crash.ts';
export { sessionFeatures, UNUSUAL_FROM, type UnusualSessions, unusualSessions } from './unusual.ts';
