import { type CompleteRun, Random, type Store, USERS } from '#pipeline';

/** Questions about a run by what answers them, each once and in an order without a pattern. */
export interface Questions {
  /** Figures of at most two dimensions, rankings, comparisons, changes and trends: some 8,000. */
  readonly cube: readonly string[];
  /** Medians, number conditions and lists of users, which take the rows: some 2,500. */
  readonly details: readonly string[];
}

/** How a question begins, and the dimension that it uses up: the cube holds two. */
type Start = readonly [string, dimension?: string];

const CUBE: readonly Start[] = [
  ['how many users'],
  ['number of power users'],
  ['how many casual users'],
  ['how many at risk users'],
  ['average churn risk of users'],
  ['average churn of power users'],
  ['average engagement of users'],
  ['mean daily active minutes of casual users'],
  ['average number of sessions per week of users'],
  ['average rating of power users'],
  ['average support tickets of users'],
  ['average session length of casual users'],
  ['total crashes of users'],
  ['sum of social shares of users'],
  ['maximum engagement of users'],
  ['minimum churn risk of power users'],
  ['share of power users among users'],
  ['average days since last login of users'],
  ['average account age of power users'],
  ['how many users by segment'],
  ['average churn by segment for users'],
  ['average engagement by segment for users'],
  ['how has the number of users changed'],
  ['how has the average churn changed for users'],
  ['average engagement over time for users'],
  ['trend of average churn for power users'],
  ['compare power users and casual users by average churn', 'segment'],
  ['users by country', 'country'],
  ['average churn by country for users', 'country'],
  ['which country has the highest churn among users', 'country'],
  ['which country has the lowest engagement among power users', 'country'],
  ['top 3 countries by average rating among users', 'country'],
  ['share of power users by country among users', 'country'],
  ['compare churn in Germany and India for users', 'country'],
  ['users by device', 'device_type'],
  ['average crashes by device for users', 'device_type'],
  ['which device has the most crashes among users', 'device_type'],
  ['average session length by device for power users', 'device_type'],
  ['average churn by plan for users', 'subscription_type'],
  ['users by plan', 'subscription_type'],
  ['which plan has the highest engagement among users', 'subscription_type'],
  ['average rating by plan for casual users', 'subscription_type'],
  ['users by age group', 'age_band'],
  ['average engagement by age group for users', 'age_band'],
  ['which age group has the highest churn among users', 'age_band'],
  ['average churn by marketing source for users', 'marketing_source'],
  ['users by marketing source', 'marketing_source'],
  ['average crashes by app version for users', 'app_version'],
  ['average engagement by gender for users', 'gender'],
];

const DETAILS: readonly Start[] = [
  ['median engagement of power users'],
  ['median churn risk of users'],
  ['median session length of users'],
  ['median daily active minutes of casual users'],
  ['median churn by plan for users', 'subscription_type'],
  ['how many users with more than 2 crashes'],
  ['how many users with at least five sessions per week'],
  ['average engagement of users with rating below 3'],
  ['average churn by country for users with a crash', 'country'],
  ['list casual users with churn above 0.8'],
];

/** How a condition reads, by dimension. */
const CONDITIONS: Readonly<Record<string, (value: string) => string>> = {
  country: (value) => `in ${value}`,
  device_type: (value) => `on ${value}`,
  subscription_type: (value) => `on the ${value} plan`,
  age_band: (value) => `aged ${value}`,
  gender: (value) => `with gender ${value}`,
  marketing_source: (value) => `from ${value}`,
};

interface Condition {
  readonly by: string;
  readonly text: string;
}

/** Every beginning with every condition, and with every two conditions where the cube has room for them. */
export async function questionsAbout(store: Store, run: CompleteRun): Promise<Questions> {
  const conditions = await conditionsIn(store, run);
  const asked = (starts: readonly Start[]) => shuffled(starts.flatMap((start) => variants(start, conditions)));
  return { cube: asked(CUBE), details: asked(DETAILS) };
}

function variants([start, dimension]: Start, conditions: readonly Condition[]): readonly string[] {
  const free = conditions.filter(({ by }) => by !== dimension);
  const pairs = free.flatMap((one) => free.filter(({ by }) => by > one.by).map((other) => `${one.text} ${other.text}`));
  const endings = ['', ...free.map(({ text }) => text), ...(dimension === undefined ? pairs : [])];
  return endings.map((ending) => `${start} ${ending}`.trim());
}

async function conditionsIn(store: Store, run: CompleteRun): Promise<readonly Condition[]> {
  const found = await Promise.all(
    Object.entries(CONDITIONS).map(async ([by, phrase]) => {
      const cells = await store.cells(run.id, [by], [USERS]);
      return [...new Set(cells.map(({ slice }) => slice[by]!))].map((value) => ({ by, text: phrase(value) }));
    }),
  );
  return found.flat();
}

/** @see Durstenfeld (1964), algorithm 235, https://doi.org/10.1145/364520.364540 */
function shuffled<T>(items: readonly T[]): readonly T[] {
  const random = new Random(ORDER_SEED);
  const mixed = [...items];
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [mixed[last], mixed[other]] = [mixed[other]!, mixed[last]!];
  }
  return mixed;
}

const ORDER_SEED = 7;
