import { phrases } from '../phrases.ts';
import type { Words } from './role.ts';

/** Words that carry no condition and no figure: how people ask, point back, and are polite. */
export const CHATTER: Words = [
  [{ kind: 'list' }, phrases('list, lists, list of, list all, list the, a list of, list out, name, list up')],
  [
    { kind: 'show' },
    phrases(`
      show, find, get, display, pull, pull up, fetch, bring up, who, who are, who is, identify, look up, print, output,
      return, provide, see, give, give me, show me, find me, get me
    `),
  ],
  [
    { kind: 'which' },
    phrases(`
      which, what, in which, on which, what are, what is, which are, which is, what was, what were, which of the, which of
      our, which one of, for which, which kind of, what kind of, which type of, which of, what type of, with which, from
      which, of which, in what, on what, which was, which were, wat, whats
    `),
  ],
  [{ kind: 'and' }, phrases('and, but, and also, plus also, as well as, along with, together with')],
  [{ kind: 'or' }, ['or', 'or else', 'and or']],
  [
    { kind: 'follow' },
    phrases(`
      what about, how about, and what about, and how about, same for, the same for, same but, same, the same, and the same
      for, and now, instead, rather, now for, same thing, same thing for, same question, same question for, same in, same on,
      likewise, ditto, ditto for, repeat for, the same but, and same for, now do, now by, now show, now the, now only, now
      with, now without, same again for, the other way round
    `),
  ],
  [{ kind: 'also' }, phrases('too, also, as well, additionally, in addition, further, on top, on top of that')],
  [
    { kind: 'pronoun' },
    phrases(`
      their, them, they, these, those, theirs, of them, of these, of those, these users, those users, those people, these
      people, among them, of those users, of these users
    `),
  ],
  [{ kind: 'us' }, ['us']],
  [
    { kind: 'roughly' },
    phrases('about, around, roughly, approximately, approx, circa, ca, nearly, almost, some, close to, near'),
  ],
  [{ kind: 'filler' }, phrases('may, about, around, some')],
  [
    { kind: 'filler' },
    phrases('plot, chart, graph, draw, chart of, graph of, plot of, visualise, visualize, picture, picture of'),
  ],
  [{ kind: 'trailing' }, phrases('like, doing, looking, going')],
  [
    { kind: 'filler', gives: true },
    phrases(`
      tell, bring, brings, brought, gave, gives, giving, let, sent, help, remind, update, brief, inform, drive, drives,
      deliver, delivers, generate, generates, produce, produces, get us
    `),
  ],
  [
    { kind: 'filler' },
    phrases(`
      a, an, the, of, me, please, pls, plz, only, just, now, tell me, tell us, can you, can u, can i, can we, could i, could
      we, i would like, we would like, would you like, you, looks like, could you, would you, will you, i, want, need, know,
      to know, to see, wanna, wanna know, i want to, want to know, want to see, need to know, need to see, id like, would
      like, would like to, would like to know, would like to see, i would, would love, would love to, love to know, love to
      see, trying to find out, trying to see, find out, figure out, wondering, just wondering, was wondering, am wondering,
      wonder, curious, i am curious, interested in, interested, do you know, any idea, any clue, got a sec, quick question,
      quick q, quick one, q, question, one question, another question, look at, take a look at, have a look at, check, for me,
      to me, let me know, let me see, let us know, let us see, give us, show us, get us, for us to see, do, does, did, there,
      here, its, it, this, all, our, ours, my, your, we, overall, in general, generally, current, currently, right now, at the
      moment, at present, presently, nowadays, these days, as of now, today, as of today, so, well, ok, okay, alright,
      actually, really, basically, btw, by the way, fyi, still, already, again, ever, maybe, perhaps, kindly, be so kind, if
      you can, if possible, if you could, when you can, asap, urgently, quickly, real quick, quick, this run, the latest run,
      latest run, the current run, current run, newest run, the newest run, in the latest run, in the current run, most recent
      run, the most recent run, that, then, respectively, at, as, how, value, values, figure, figures, level, levels, either,
      any, any single, a single, one single, every one, each other, hey, hi, hello, hiya, hallo, bonjour, hola, howdy,
      greetings, dear, yo, morning, good morning, good afternoon, good evening, good day, hi there, hey there, hello there, hi
      team, hi all, hi everyone, hi folks, hey folks, hey team, hey all, hello everyone, hello all, hello team, thanks, thank
      you, thx, ty, tia, cheers, many thanks, thanks a lot, thanks so much, thanks in advance, thanks a bunch, thank you very
      much, thank you so much, much appreciated, appreciated, appreciate it, bye, herald, herald bot, hey bot, hi bot, hello bot, dear bot, ok bot, okay bot, thanks bot, thank you bot, in terms of, when it comes to,
      with respect to, with regard to, with regards to, regarding, concerning, terms, combined, together, taken together, how
      high, how high is, how low, how good, how bad, how strong, how great, how is, how are, how was, how do, how does, how
      did, how has, how have, how were, how is the, looking at, look, looks, look like, looking, say, seem, seems, i mean, i
      guess, come, comes, came, coming, us up, in our data, in the data, in the app, in our app, of the
      app, the app, our app, data, stats, statistics, statistics on, stats on, stats for, info on, info about, for my report, for a report, an overview of, overview of, a summary of, summary of, what is up with, information on,
      kpi, metric, metrics, out, also the, sure, no worries, no rush, yes, yeah, yep, got it, i see, hmm, hm, um, uh, oh, ah,
      lol, wow, haha
    `),
  ],
];
