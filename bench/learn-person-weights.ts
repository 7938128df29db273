import { matchPeople } from '../domain/channel/person-matching.ts';
import { generatePeople } from './generated-people.ts';

/** Prints what domain/channel/person-weights.ts keeps as LEARNED_WEIGHTS: `node bench/learn-person-weights.ts [people] [seed]`. */
const [people = '100000', seed = '7'] = process.argv.slice(2);
const { accounts } = generatePeople(Number(people), Number(seed));
const { weights } = matchPeople(accounts.map(({ sighting }) => sighting));
const rounded = JSON.stringify(
  weights,
  (_key, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(4)) : value),
  2,
);
console.log(rounded);
