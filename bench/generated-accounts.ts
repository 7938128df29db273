import type { GivenAddress } from '../domain/channel/person-address.ts';
import { readingOf } from '../domain/channel/person-pinyin.ts';
import type { AccountSighting, Recipient } from '../domain/channel/person-profile.ts';
import type { GeneratedPerson } from './generated-people.ts';
import type { Home } from './generated-places.ts';

type Random = () => number;

/** Who an order goes to, as it is true. */
export type Addressee = {
  readonly person: GeneratedPerson;
  readonly phone: string;
  readonly home: Home;
  readonly gift: boolean;
};

export type AddressBook = {
  readonly orders: { readonly atMs: number; readonly to: Addressee }[];
  readonly behaviours: { sku: string; at: AccountSighting['behaviours'][number]['at'] }[];
};

/** An account as its channel shows it, with the truth beside it. */
export type DisclosedAccount = {
  readonly channel: number;
  readonly personId: number;
  readonly sighting: AccountSighting;
  /** True numbers of the owner that its orders showed, clear or masked. */
  readonly shownPhones: readonly string[];
};

type Disclosure = {
  readonly name: 'CLEAR' | 'MASKED' | 'ROMAN';
  readonly phone: 'CLEAR' | 'MASKED';
  readonly detail: 'CLEAR' | 'MASKED';
  readonly ownPhone: number;
  readonly email: number;
  readonly union: boolean;
};

/** What each of the five kinds of channel shows: two marketplaces that mask, a social shop, one that masks numbers only, a shop of one's own. */
const CHANNELS: readonly Disclosure[] = [
  { name: 'MASKED', phone: 'MASKED', detail: 'MASKED', ownPhone: 0, email: 0, union: false },
  { name: 'MASKED', phone: 'MASKED', detail: 'MASKED', ownPhone: 0, email: 0, union: false },
  { name: 'CLEAR', phone: 'CLEAR', detail: 'CLEAR', ownPhone: 0.5, email: 0, union: true },
  { name: 'CLEAR', phone: 'MASKED', detail: 'CLEAR', ownPhone: 0, email: 0.4, union: false },
  { name: 'ROMAN', phone: 'CLEAR', detail: 'CLEAR', ownPhone: 0.3, email: 0.85, union: true },
];

/** How likely each slip is, per entry of an address book. */
const SLIPS = {
  phone: 0.008,
  name: 0.012,
  nickname: 0.025,
  roman: 0.35,
  roomLeftOut: 0.12,
  estateOnly: 0.15,
  roadOnly: 0.2,
} as const;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const romanName = ({ surname, given }: GeneratedPerson, random: Random): string => {
  const family = capital(readingOf(surname, true) ?? 'x');
  const own = capital(Array.from(given, (letter) => readingOf(letter) ?? 'x').join(''));
  return random() < 0.5 ? `${family} ${own}` : `${own} ${family}`;
};

const misspelt = (text: string, random: Random): string => {
  const letters = Array.from(text);
  const at = 1 + Math.floor(random() * (letters.length - 1));
  letters[at] = Array.from('明敏丽莉伟玮小晓青清文雯子紫')[Math.floor(random() * 14)] as string;
  return letters.join('');
};

const shownName = (person: GeneratedPerson, kind: Disclosure['name'], random: Random): string => {
  const whole = `${person.surname}${person.given}`;
  if (kind === 'MASKED') return `${person.surname}${'*'.repeat(random() < 0.8 ? person.given.length : 2)}`;
  if (random() < SLIPS.nickname) return random() < 0.5 ? `${person.surname}先生` : `小${person.surname}`;
  if (kind === 'ROMAN' && random() < SLIPS.roman) return romanName(person, random);
  return random() < SLIPS.name ? misspelt(whole, random) : whole;
};

const shownPhone = (phone: string, kind: Disclosure['phone'], random: Random): string => {
  let typed = phone;
  if (random() < SLIPS.phone) {
    const at = 3 + Math.floor(random() * 8);
    typed = `${phone.slice(0, at)}${(Number(phone[at]) + 1 + Math.floor(random() * 8)) % 10}${phone.slice(at + 1)}`;
  }
  if (kind === 'MASKED') return `${typed.slice(0, 3)}****${typed.slice(-4)}`;
  return random() < 0.1 ? `+86 ${typed}` : typed;
};

const doorOf = ({ kind, building, staircase, room }: Home, random: Random): string => {
  if (kind === 'OFFICE') return `${building}楼`;
  if (random() < SLIPS.roomLeftOut) return kind === 'DORMITORY' ? `${building}号楼` : `${building}幢`;
  if (kind === 'DORMITORY') return `${building}号楼${room}室`;
  const forms = [
    `${building}幢${staircase}单元${room}室`,
    `${building}-${staircase}-${room}`,
    `${building}栋${staircase}单元${room}`,
  ];
  return forms[Math.floor(random() * forms.length)] as string;
};

const placeOf = ({ road, number, estate, kind }: Home, random: Random): string => {
  const at = random();
  if (kind === 'HOME' && at < SLIPS.estateOnly) return estate;
  if (kind === 'HOME' && at < SLIPS.estateOnly + SLIPS.roadOnly) return `${road}${number}号`;
  return `${road}${number}号${estate}`;
};

const shownAddress = (home: Home, kind: Disclosure['detail'], random: Random): GivenAddress => {
  const { province, city, district } = home;
  const place = placeOf(home, random);
  const prefix = random() < 0.08 ? `${province}${city}${district}` : '';
  const detail =
    kind === 'MASKED' ? `${place}****` : `${prefix}${place}${random() < 0.2 ? ' ' : ''}${doorOf(home, random)}`;
  return { province, city, district, street: '', detail };
};

type Entry = { recipient: Recipient; own: boolean };

/** One entry per addressee, number and place: what is misspelt stays so for every order to it. */
const entriesOf = (owner: GeneratedPerson, { orders }: AddressBook, shows: Disclosure, random: Random): Entry[] => {
  const entries = new Map<string, Entry>();
  for (const { to } of orders) {
    const key = `${to.person.id}|${to.phone}|${to.home.estate}|${to.home.room}|${to.gift}`;
    const known = entries.get(key);
    const recipient = known?.recipient ?? {
      name: shownName(to.person, shows.name, random),
      phone: shownPhone(to.phone, shows.phone, random),
      address: shownAddress(to.home, shows.detail, random),
      orders: 0,
      gift: to.gift,
    };
    entries.set(key, { recipient: { ...recipient, orders: recipient.orders + 1 }, own: to.person === owner });
  }
  return [...entries.values()];
};

const lastPhone = (person: GeneratedPerson, { orders }: AddressBook): string => {
  const latest = Math.max(...orders.map(({ atMs }) => atMs));
  return person.phones[latest >= person.phoneChangesAtMs ? 1 : 0] as string;
};

/** What a channel shows of a person who ordered there. */
export const disclose = (
  { channel, serial }: { readonly channel: number; readonly serial: number },
  person: GeneratedPerson,
  book: AddressBook,
  random: Random,
): DisclosedAccount => {
  const shows = CHANNELS[channel] as Disclosure;
  const entries = entriesOf(person, book, shows, random);
  return {
    channel,
    personId: person.id,
    sighting: {
      key: `${channel}:${person.id}:${serial}`,
      channel: `channel-${channel}`,
      guest: false,
      unionIds: shows.union && person.unionId ? [`weixin:${person.unionId}`] : [],
      ownPhone: random() < shows.ownPhone ? lastPhone(person, book) : '',
      emails: random() < shows.email ? [person.email] : [],
      recipients: entries.map(({ recipient }) => recipient),
      behaviours: book.behaviours,
    },
    shownPhones: [
      ...new Set(book.orders.filter(({ to }) => to.person === person && !to.gift).map(({ to }) => to.phone)),
    ],
  };
};
