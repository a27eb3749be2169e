import type { ViewName } from '#reports';
import { phrases } from '../phrases.ts';

/** What only a view works out, and no column holds; counts where the profile has the view. */
export const SHOWN_IN_VIEWS: Readonly<Partial<Record<ViewName, { readonly what: string; readonly words: readonly string[] }>>> = {
  bots: {
    what: 'which sessions are of bots',
    words: phrases(`
      bot, bots, robot, robots, automated, automation, scripted, script, scripts, crawler, crawlers, scraper, scrapers, human, humans,
      non human, real people, real users, fake, suspicious
    `),
  },
  'crash-risk': {
    what: 'the risk of a crash when a session begins',
    words: phrases(`
      crash risk, risk of a crash, risk of crashing, risk of crashes, likely to crash, most likely to crash, least likely to crash, more
      likely to crash, less likely to crash, will crash, going to crash, about to crash, crash probability, crash likelihood
    `),
  },
};
