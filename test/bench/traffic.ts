import { Random } from '#pipeline';
import { VIEW_NAMES } from '#reports';
import type { Questions } from './questions.ts';

/** How many questions there are to choose from. */
export type Variety =
  /** As a company asks: a few hundred questions, some again and again. */
  | 'everyday'
  /** No question is asked twice, so no answer is known from before. */
  | 'no question twice';

/** What a command line is about. */
export type Topic = 'cube' | 'details' | 'follow-up' | 'view' | 'user' | 'status' | 'help';

export interface Line {
  readonly topic: Topic;
  readonly text: string;
}

/** Per cent of all command lines. */
const SHARES: readonly (readonly [Topic, number])[] = [
  ['cube', 80],
  ['follow-up', 10],
  ['details', 5],
  ['view', 2],
  ['user', 1],
  ['status', 1],
  ['help', 1],
];

/** Of the cube's and of the details' questions; the service keeps 500 answers. */
const EVERYDAY = { cube: 600, details: 60 };

const FOLLOW_UPS = ['and on iOS?', 'and in Germany?', 'and in India?', 'same for casual users', 'and for power users?'];

/** Command lines as people send them, the same at every trial. */
export function commandLines(count: number, questions: Questions, users: readonly string[], variety: Variety): readonly Line[] {
  const random = new Random(SEED);
  const asked = { cube: 0, details: 0 };
  const question = (topic: 'cube' | 'details') => {
    const all = questions[topic];
    // the square makes some questions much more usual than others
    const index = variety === 'everyday' ? Math.floor(random.next() ** 2 * EVERYDAY[topic]) : asked[topic]++;
    return all[index % all.length]!;
  };
  const oneOf = (texts: readonly string[]) => texts[random.below(texts.length)]!;
  const textOf = (topic: Topic): string => {
    switch (topic) {
      case 'cube':
      case 'details':
        return question(topic);
      case 'follow-up':
        return oneOf(FOLLOW_UPS);
      case 'view':
        return `view ${oneOf(VIEW_NAMES)}`;
      case 'user':
        return `user ${oneOf(users)}`;
      case 'status':
      case 'help':
        return topic;
      default:
        return topic satisfies never;
    }
  };
  return Array.from({ length: count }, (_, index) => {
    const topic = index < OPENING ? 'cube' : topicAt(random.next() * 100);
    return { topic, text: textOf(topic) };
  });
}

const SEED = 5;
/** Everybody opens with a question, which follow-ups can refer to. */
const OPENING = 200;

function topicAt(percent: number): Topic {
  let upTo = 0;
  for (const [topic, share] of SHARES) {
    upTo += share;
    if (percent < upTo) return topic;
  }
  return 'cube';
}
