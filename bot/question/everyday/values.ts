import { phrases } from '../phrases.ts';

/**
 * What people say for a value, by the value as `phraseKey` writes it; counts only where the run has the value. A profile's
 * own words belong into its synonyms: here is what everybody knows.
 */
export const EVERYDAY_VALUES: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'usa',
    phrases(`
      us, the us, u.s., the u.s., united states, united states of america, america, american, americans, the states
    `),
  ],
  ['us', phrases('the us, u.s., the u.s., usa, united states, united states of america, america, american, americans')],
  ['united states', phrases('usa, us, the us, u.s., the u.s., america, american, americans, the states')],
  ['uk', phrases('the uk, u.k., united kingdom, great britain, britain, british, brits, the brits')],
  ['united kingdom', phrases('uk, the uk, u.k., great britain, britain, british, brits, the brits')],
  ['germany', ['german', 'germans', 'deutschland']],
  ['india', ['indian', 'indians']],
  ['canada', ['canadian', 'canadians']],
  ['australia', phrases('australian, australians, aussie, aussies, down under')],
  ['singapore', ['singaporean', 'singaporeans']],
  ['france', ['french', 'frenchmen']],
  ['spain', ['spanish', 'spaniards', 'spaniard']],
  ['italy', ['italian', 'italians']],
  ['austria', ['austrian', 'austrians']],
  ['switzerland', ['swiss']],
  ['netherlands', ['the netherlands', 'holland', 'dutch']],
  ['belgium', ['belgian', 'belgians']],
  ['poland', ['polish', 'poles']],
  ['portugal', ['portuguese']],
  ['ireland', ['irish']],
  ['sweden', ['swedish', 'swedes', 'swede']],
  ['norway', ['norwegian', 'norwegians']],
  ['denmark', ['danish', 'danes', 'dane']],
  ['finland', ['finnish', 'finns', 'finn']],
  ['greece', ['greek', 'greeks']],
  ['turkey', ['turkish', 'turks', 'turkiye']],
  ['ukraine', ['ukrainian', 'ukrainians']],
  ['russia', ['russian', 'russians']],
  ['china', ['chinese']],
  ['japan', ['japanese']],
  ['south korea', phrases('korea, korean, koreans, south korean, south koreans')],
  ['indonesia', ['indonesian', 'indonesians']],
  ['malaysia', ['malaysian', 'malaysians']],
  ['thailand', ['thai', 'thais']],
  ['vietnam', ['vietnamese']],
  ['philippines', phrases('the philippines, filipino, filipinos, philippine')],
  ['pakistan', ['pakistani', 'pakistanis']],
  ['bangladesh', ['bangladeshi', 'bangladeshis']],
  ['israel', ['israeli', 'israelis']],
  ['egypt', ['egyptian', 'egyptians']],
  ['nigeria', ['nigerian', 'nigerians']],
  ['kenya', ['kenyan', 'kenyans']],
  ['south africa', ['south african', 'south africans']],
  ['brazil', ['brazilian', 'brazilians', 'brasil']],
  ['mexico', ['mexican', 'mexicans']],
  ['argentina', phrases('argentinian, argentinians, argentine, argentines')],
  ['chile', ['chilean', 'chileans']],
  ['colombia', ['colombian', 'colombians']],
  ['new zealand', phrases('new zealander, new zealanders, kiwi, kiwis')],
  ['female', phrases('females, women, woman, ladies, lady, womens')],
  ['male', phrases('males, men, man, gentlemen, gents, mens')],
  ['ios', phrases('iphone, iphones, iphone users, apple')],
  ['android', ['android phone', 'android phones', 'droid']],
  ['web', phrases('the web, website, the website, web app, the web app, web version, web users, web client')],
  ['google ads', phrases('google, google ad, adwords, google adwords')],
  ['facebook ads', phrases('facebook, facebook ad, fb, fb ads')],
  ['email campaign', phrases('email, email campaigns, emails, e-mail, e-mails, e-mail campaign, mail campaign, email marketing')],
  ['referral', phrases('referrals, referred, referral program, a referral')],
  ['organic', ['organically', 'organic search', 'organic traffic']],
  ['free', phrases('free tier, non-paying, unpaid, freemium, for free')],
]);

/** What people say for everything but a value. */
export const EVERYDAY_OPPOSITES: ReadonlyMap<string, readonly string[]> = new Map([
  ['free', phrases('paying, paid, payers, payer, paying plan, paid plan, paying plans, paid plans, paid tier')],
]);
