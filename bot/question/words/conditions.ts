import { phrases } from '../phrases.ts';
import type { Words } from './role.ts';

/** Words for conditions: negation, limits, and the links between users and what is said of them. */
export const CONDITION_WORDS: Words = [
  [
    { kind: 'not' },
    phrases(`
      not, not in, not on, not from, not using, never, neither, but not, but not in, but not on, non, outside, outside of,
      anywhere but, anywhere except, everywhere but, everywhere except, anywhere outside, anywhere outside of
    `),
  ],
  [
    { kind: 'not', excludes: true },
    phrases(`
      except, except for, except in, except on, except those, except those in, except those on, all but, everyone but,
      everybody but, anyone but, everyone except, everybody except, everyone except for, all except, anything but, any but,
      excluding, exclude, excludes, excl, other than, apart from, aside from, besides, ignoring, ignore, leaving out, leave
      out, disregarding, do not count, not counting, not including
    `),
  ],
  [{ kind: 'nor' }, ['nor', 'nor on', 'nor in']],
  [{ kind: 'no' }, phrases('no, without, without a, without any, with no, lacking, lack, with zero, sans')],
  [
    { kind: 'limit', bound: 'above' },
    phrases(`
      above, over, more than, greater than, higher than, larger than, bigger than, exceeding, exceeds, exceed, in excess of
    `),
  ],
  [
    { kind: 'limit', bound: 'at least' },
    phrases(`
      at least, atleast, no less than, not less than, no fewer than, not fewer than, minimum of, a minimum of
    `),
  ],
  [
    { kind: 'limit', bound: 'below' },
    phrases('below, under, less than, fewer than, lower than, smaller than, beneath, underneath, short of'),
  ],
  [
    { kind: 'limit', bound: 'at most' },
    phrases(`
      at most, atmost, no more than, not more than, up to, maximum of, a maximum of, no higher than, not over
    `),
  ],
  [{ kind: 'limit', bound: 'exactly' }, phrases('exactly, equals, equal to, of exactly, exactly equal to, precisely')],
  [
    { kind: 'after', bound: 'at least' },
    phrases(`
      or more, or over, or above, or higher, or greater, or better, and over, and above, and more, and up, and higher, plus,
      or up, upwards, and upwards, or bigger
    `),
  ],
  [
    { kind: 'after', bound: 'at most' },
    phrases(`
      or less, or under, or below, or fewer, or lower, and under, and below, and less, and lower, or smaller
    `),
  ],
  [{ kind: 'between' }, ['between', 'in between']],
  [{ kind: 'from' }, ['from']],
  [{ kind: 'to' }, phrases('to, through, until, till')],
  [
    { kind: 'among' },
    phrases(`
      among, amongst, within, out of, in, on, for, of all, inside, amid, via, out of all, in the group of, in the case of, for
      only, among only, only in, only on, only for, just for, just in, just on, when on, when in, while on, only among, just
      among, on the side of
    `),
  ],
  [
    { kind: 'with' },
    phrases(`
      have, has, that have, who have, with, with a, with an, having, have had, has had, had, who had, that had
    `),
  ],
  [{ kind: 'where' }, ['where', 'whose']],
  [
    { kind: 'is' },
    phrases(`
      is, are, was, were, be, been, being, r, am, that are, who are, that is, have, has, had, that have, who have, use, uses,
      used, using, who use, that use, who used, run, runs, running, come from, comes from, coming from, came from, come via,
      came via, coming via, come through, came through, came in via, came in through, came to us via, came by, come by, joined
      via, joined through, joined from, joined by, acquired via, acquired through, acquired by, acquired from, acquired on,
      signed up via, signed up through, signed up from, signed up with, signed up by, signed up on, found us via, found us
      through, found us on, arrived via, arrived from, arrived through, brought in by, brought in via, recruited via,
      recruited by, recruited through, won via, got to us via, heard of us via, registered via, belong to, belongs to,
      belonging to, fall into, falls into, classed as, classified as, live in, lives in, living in, lived in, located in,
      based in, residing in, reside in, sitting in, subscribe to, subscribed to, subscribing to, own, owns, owning, count as,
      counted as, counts as
    `),
  ],
];
