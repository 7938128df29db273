import { SURNAMES_PER_MILLE } from '../domain/channel/person-pinyin.ts';
import { fromEpochMillis } from '../domain/time.ts';
import { type AddressBook, type Addressee, type DisclosedAccount, disclose } from './generated-accounts.ts';
import { seededRandom } from './generated-network.ts';
import { drawPlaces, type Home, type Places, pick, skewed } from './generated-places.ts';

/**
 * People and their accounts on five channels, invented from a seed: families under one roof, dormitories and offices with one address
 * for many, common names, numbers that change and are given to others, moves, presents to others that nobody calls so, misspellings,
 * nicknames, and channels that show masks only. Two years of orders.
 */
export type GeneratedPerson = {
  readonly id: number;
  readonly surname: string;
  readonly given: string;
  readonly email: string;
  /** From `changedAtMs` on the second number and the second home are used. */
  readonly phones: readonly [string, string];
  readonly phoneChangesAtMs: number;
  readonly homes: readonly [Home, Home];
  readonly movesAtMs: number;
  readonly office: Home | null;
  readonly unionId: string | null;
  /** What they buy again and again. */
  readonly favourites: readonly string[];
  readonly housemates: number[];
};

export type GeneratedPeople = {
  readonly people: readonly GeneratedPerson[];
  readonly accounts: readonly DisclosedAccount[];
};

type Random = () => number;

export const PEOPLE_START_MS = Date.UTC(2024, 6, 1);
export const PEOPLE_SPAN_MS = 730 * 24 * 3_600_000;
const NEVER = Number.MAX_SAFE_INTEGER;

/** How likely each is for a person: the population's own truth, not known to whoever matches. */
const RATES = {
  phoneChanges: 0.05,
  numberIsGivenToOthers: 0.1,
  moves: 0.12,
  office: 0.2,
  dormitory: 0.12,
  unionId: 0.3,
  secondAccount: 0.01,
  sharesPhone: 0.002,
} as const;

const SKUS = 3000;
/** Cumulative shares of people with 1, 2, 3, 4, 5 channels. */
const CHANNELS_OF = [0.25, 0.55, 0.77, 0.9, 1];
/** Cumulative shares of households of 1, 2, 3, 4 people. */
const HOUSEHOLDS = [0.35, 0.65, 0.85, 1];

const GIVEN =
  '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文辉玲红建国志健俊峰海燕雪梅琳浩宇轩梓涵欣怡诗雨晨佳思博睿泽洁云飞龙凤兰萍鑫鹏斌波颖婷倩璐莹蕾薇瑶琪萱子豪嘉乐天佑一诺可心语彤若曦雅宁安康永福春生金玉宝成德仁义礼智信晓东南西北';
const PREFIXES =
  '138 139 137 136 135 134 159 158 157 150 151 152 188 187 182 183 178 130 131 132 155 156 186 185 176 133 153 180 189 177 181 199 198 173 166'.split(
    ' ',
  );

const stepOf = (shares: readonly number[], random: Random): number => {
  const at = random();
  return shares.findIndex((share) => at < share) + 1;
};

const surnameDraw = (): ((random: Random) => string) => {
  const entries = Object.entries(SURNAMES_PER_MILLE);
  const known = entries.reduce((sum, [, share]) => sum + share, 0);
  const RARE =
    '柏鲍毕卞常柴车成程池迟楚褚邓狄窦樊费丰冯符甘葛耿宫巩古关管桂洪胡花华霍吉季焦靳荆康柯况赖兰蓝乐冷李厉连林柳娄路吕栾麦满苗穆倪聂宁牛欧庞裴皮蒲齐祁屈饶芮桑沙单商申盛舒司苏隋佟童涂屠危温文翁邬巫吴伍席辛邢徐宣燕晏叶易应尤游喻岳云臧翟詹湛章支祝庄卓宗左';
  return (random) => {
    let at = random() * 1000;
    if (at >= known) return pick(Array.from(RARE), random);
    for (const [surname, share] of entries) {
      at -= share;
      if (at < 0) return surname;
    }
    return '王';
  };
};

const givenName = (random: Random): string => {
  const letters = Array.from(GIVEN);
  const one = (): string => letters[skewed(letters.length, random)] as string;
  return random() < 0.18 ? one() : `${one()}${one()}`;
};

const phoneNumber = (random: Random): string =>
  `${PREFIXES[skewed(PREFIXES.length, random)]}${String(Math.floor(random() * 1e8)).padStart(8, '0')}`;

const favouritesOf = (random: Random): string[] =>
  Array.from({ length: 2 + Math.floor(random() * 5) }, () => `SKU-${skewed(SKUS, random)}`);

type Draw = { readonly random: Random; readonly places: Places; readonly surname: (random: Random) => string };

const momentOr = (share: number, random: Random): number =>
  random() < share ? PEOPLE_START_MS + random() * PEOPLE_SPAN_MS : NEVER;

const drawPerson = (id: number, surname: string, home: Home, { random, places }: Draw): GeneratedPerson => {
  const given = givenName(random);
  return {
    id,
    surname,
    given,
    email: `${['u', 'me', 'hi', 'mail'][id % 4]}${id}x${Math.floor(random() * 1000)}@${pick(['qq.com', '163.com', 'gmail.com', 'outlook.com'], random)}`,
    phones: [phoneNumber(random), phoneNumber(random)],
    phoneChangesAtMs: momentOr(RATES.phoneChanges, random),
    homes: [home, places.home(random)],
    movesAtMs: momentOr(RATES.moves, random),
    office: random() < RATES.office ? places.office(home, random) : null,
    unionId: random() < RATES.unionId ? `union-${id}` : null,
    favourites: favouritesOf(random),
    housemates: [],
  };
};

/** A family: the first and the children bear one name, the second mostly another. */
const drawHousehold = (from: number, most: number, draw: Draw): GeneratedPerson[] => {
  const { random, places, surname } = draw;
  const inDormitory = random() < RATES.dormitory;
  const size = inDormitory ? 1 : Math.min(most, stepOf(HOUSEHOLDS, random));
  const home = inDormitory ? places.dormitory(random) : places.home(random);
  const family = surname(random);
  const members = Array.from({ length: size }, (_, index) =>
    drawPerson(from + index, index === 1 && random() < 0.8 ? surname(random) : family, home, draw),
  );
  const [head] = members;
  for (const [index, member] of members.entries())
    if (head && index > 0 && random() < RATES.sharesPhone) members[index] = { ...member, phones: head.phones };
  for (const member of members)
    member.housemates.push(...members.filter((other) => other !== member).map(({ id }) => id));
  return members;
};

/** Numbers that somebody gave up ring at somebody else's later. */
const passOnNumbers = (people: GeneratedPerson[], random: Random): void => {
  for (const person of [...people]) {
    if (person.phoneChangesAtMs === NEVER || random() >= RATES.numberIsGivenToOthers) continue;
    const heir = Math.floor(random() * people.length);
    const before = people[heir] as GeneratedPerson;
    if (heir !== person.id && before.phoneChangesAtMs === NEVER)
      people[heir] = { ...before, phones: [person.phones[0], before.phones[1]] };
  }
};

const SUFFIX_MS = 1;

const accountsOf = (
  person: GeneratedPerson,
  people: readonly GeneratedPerson[],
  random: Random,
): DisclosedAccount[] => {
  const channels = [0, 1, 2, 3, 4];
  const count = stepOf(CHANNELS_OF, random);
  return Array.from({ length: count }, () => {
    const [channel = 0] = channels.splice(Math.floor(random() * channels.length), 1);
    const accounts = random() < RATES.secondAccount ? 2 : 1;
    return Array.from({ length: accounts }, (_, serial) =>
      disclose({ channel, serial }, person, bookOf(person, people, random), random),
    );
  }).flat();
};

/** How likely an order goes to somebody else: a relative at home, a friend elsewhere; most friends' presents are called so. */
const ORDERS = { toHousemate: 0.005, present: 0.02, presentIsCalledSo: 0.6, toOffice: 0.35 } as const;

const addresseeOf = (person: GeneratedPerson, atMs: number, random: Random): Addressee => {
  const home = person.homes[atMs >= person.movesAtMs ? 1 : 0] as Home;
  return {
    person,
    phone: person.phones[atMs >= person.phoneChangesAtMs ? 1 : 0] as string,
    home: person.office && random() < ORDERS.toOffice ? person.office : home,
    gift: false,
  };
};

const receiverOf = (
  person: GeneratedPerson,
  people: readonly GeneratedPerson[],
  atMs: number,
  random: Random,
): Addressee => {
  const at = random();
  if (at < ORDERS.toHousemate && person.housemates.length > 0)
    return addresseeOf(people[pick(person.housemates, random)] ?? person, atMs, () => 1);
  if (at > 1 - ORDERS.present) {
    const friend = addresseeOf(pick(people, random), atMs, random);
    return { ...friend, gift: random() < ORDERS.presentIsCalledSo };
  }
  return addresseeOf(person, atMs, random);
};

/** The orders of one account: a first one, and on average two and a half more. */
const bookOf = (person: GeneratedPerson, people: readonly GeneratedPerson[], random: Random): AddressBook => {
  const book: AddressBook = { orders: [], behaviours: [] };
  do {
    const atMs = Math.floor(PEOPLE_START_MS + random() * PEOPLE_SPAN_MS) + SUFFIX_MS;
    book.orders.push({ atMs, to: receiverOf(person, people, atMs, random) });
    const sku = random() < 0.55 ? pick(person.favourites, random) : `SKU-${skewed(SKUS, random)}`;
    book.behaviours.push({ sku, at: fromEpochMillis(atMs) });
  } while (random() < 0.72);
  return book;
};

/** @param count of people; about two and a half accounts each */
export const generatePeople = (count: number, seed: number): GeneratedPeople => {
  const random = seededRandom(seed);
  const draw: Draw = { random, places: drawPlaces(count, random), surname: surnameDraw() };
  const people: GeneratedPerson[] = [];
  while (people.length < count) people.push(...drawHousehold(people.length, count - people.length, draw));
  passOnNumbers(people, random);
  const accounts = people.flatMap((person) => accountsOf(person, people, random));
  return { people, accounts };
};
