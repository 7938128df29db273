import { simplified } from './person-pinyin.ts';

/** An address in parts that can be compared; what is not given, or hidden by a mask, is empty. */
export type AddressReading = {
  /** City and district, without their suffixes: `杭州/西湖`. */
  readonly region: string;
  /** Road and house number (`文三路100`), else empty. */
  readonly house: string;
  /** The road alone. */
  readonly road: string;
  /** The estate, building or institution by name: `阳光花园`. */
  readonly estate: string;
  /** Block and staircase: `3-2`. */
  readonly building: string;
  readonly room: string;
};

/** The parts as a platform gives them; `detail` is one line of free text. */
export type GivenAddress = {
  readonly province: string;
  readonly city: string;
  readonly district: string;
  readonly street: string;
  readonly detail: string;
};

export const NO_ADDRESS: AddressReading = { region: '', house: '', road: '', estate: '', building: '', room: '' };

const ADMINISTRATIVE = /(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|自治州|地区|新区|省|市|区|县|盟|旗)$/;
const bare = (name: string): string => {
  const text = simplified(name.normalize('NFKC')).replace(/\s/g, '').toLowerCase();
  const short = text.replace(ADMINISTRATIVE, '');
  return short.length >= 2 ? short : text;
};

const NUMERALS = '零一二三四五六七八九';
/** 三, 十二, 二十, 二十三 → digits. */
const arabic = (text: string): string => {
  const digit = (letter: string | undefined, empty: number): number =>
    letter === undefined || letter === '' ? empty : NUMERALS.indexOf(letter);
  const [, tens, , ones] = /^([一二三四五六七八九]?)(十)([一二三四五六七八九]?)$/.exec(text) ?? [];
  if (tens !== undefined) return String(digit(tens, 1) * 10 + digit(ones, 0));
  return Array.from(text, (letter) => digit(letter, 0)).join('');
};
const COUNTED = /([零一二三四五六七八九十]+)(?=号|幢|栋|座|单元|楼|层|室|房|弄|期|组|队)/g;

const ROAD =
  /^(.{1,10}?(?:路|街道?|大道|巷|胡同|道(?!口))(?:[东西南北中]?段)?)(?:第?(\d+)(?:弄(\d+))?(?:-\d+)?(?:号(?!楼)(?:院)?)?)?/;
const BUILDING = /(\d+|[a-z])(?:号楼|号宿舍楼?|幢|栋|座|#)楼?/;
const STAIRCASE = /(\d+|[a-z])单元/;
const FLOOR = /\d+(?:楼|层|f)/g;
const ROOM = /(?<!\d)([a-z]?\d{3,4}[a-z]?)(?:室|房|号房)?$/;
const ROOM_SAID = /([a-z]?\d{1,4}[a-z]?)(?:室|房间?)/;
/** 3-2-501, 3#501, 3幢501. */
const SHORT_DOOR = /(\d{1,3})[-#](?:(\d{1,2})[-#])?(\d{3,4})(?:室|房)?$/;
/** Words after which nothing says where: 门口, 快递柜, 收. */
const CHATTER = /(?:门口|快递柜|菜鸟驿站|丰巢|前台|代收点?|收发室|传达室|\(.*?\)|\[.*?\])/g;

const cleaned = (given: GivenAddress): string => {
  const before = simplified(`${given.street}${given.detail}`.normalize('NFKC')).toLowerCase();
  const shown = before.replace(/\*.*$/, '').replace(CHATTER, '');
  const text = shown.replace(/[\s,，.。、;；:：/]+/g, '').replace(COUNTED, (counted) => arabic(counted));
  return withoutRegion(text, given);
};

/** 浙江省杭州市西湖区 in front of the street says again what stands in fields of its own. */
const withoutRegion = (text: string, { province, city, district }: GivenAddress): string => {
  let rest = text;
  for (const part of [province, city, district]) {
    const name = bare(part);
    if (name !== '' && rest.startsWith(name))
      rest = rest.slice(name.length).replace(/^(?:自治区|自治州|新区|地区|省|市|区|县)/, '');
  }
  return rest.replace(/^.{2,8}?(?:街道|镇|乡)(?=.{2})/, '');
};

type Door = { readonly rest: string; readonly building: string; readonly room: string };

const doorIn = (text: string): Door => {
  const short = SHORT_DOOR.exec(text);
  if (short) {
    const [found, building = '', staircase, room = ''] = short;
    const rest = text.slice(0, text.length - found.length);
    return { rest, building: staircase ? `${building}-${staircase}` : building, room };
  }
  const building = BUILDING.exec(text)?.[1] ?? '';
  const staircase = STAIRCASE.exec(text)?.[1];
  const room = (ROOM.exec(text) ?? ROOM_SAID.exec(text))?.[1] ?? '';
  const rest = text
    .replace(BUILDING, '')
    .replace(STAIRCASE, '')
    .replace(ROOM, '')
    .replace(ROOM_SAID, '')
    .replace(FLOOR, '');
  return { rest, building: staircase ? `${building}-${staircase}` : building, room };
};

const WESTERN_ROOM = /(?:apt|apartment|unit|suite|room|flat|#)\.?\s*([a-z]?\d+[a-z]?)/i;

/** `12 Main Street, Apt 4` */
const westernAddress = (region: string, text: string): AddressReading => {
  const lower = text.normalize('NFKC').toLowerCase().replace(/\*.*$/, '');
  const room = WESTERN_ROOM.exec(lower)?.[1] ?? '';
  const words = lower
    .replace(WESTERN_ROOM, '')
    .replace(/\b(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd)\b\.?/g, '')
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== '');
  const house = /\d/.test(words.join('')) ? words.join(' ') : '';
  return { region, house, road: words.filter((word) => !/\d/.test(word)).join(' '), estate: '', building: '', room };
};

/** Reads an address as platforms give it, masked from some point on or not. */
export const readAddress = (given: GivenAddress): AddressReading => {
  const [city, district] = [bare(given.city), bare(given.district)];
  const region = city === '' && district === '' ? '' : `${city}/${district}`;
  if (!/\p{Script=Han}/u.test(given.detail + given.street))
    return westernAddress(region, `${given.street} ${given.detail}`);
  const text = cleaned(given);
  const [onRoad = '', road = '', number, inLane] = ROAD.exec(text) ?? [];
  const { rest, building, room } = doorIn(text.slice(onRoad.length));
  const estate = /\p{Script=Han}{2,12}/u.exec(rest.replace(/^号/, ''))?.[0] ?? '';
  return {
    region,
    house: number === undefined ? '' : `${road}${number}${inLane === undefined ? '' : `-${inLane}`}`,
    road,
    estate,
    building,
    room,
  };
};

export const ADDRESS_LEVELS = ['DOOR', 'PLACE', 'NEAR', 'DISTRICT', 'ELSEWHERE', 'MISSING'] as const;
export type AddressLevel = (typeof ADDRESS_LEVELS)[number];

const agree = (a: string, b: string): boolean => a !== '' && a === b;

/**
 * DOOR: the same door. PLACE: the same house or estate, and at least one does not say which door. NEAR: another door of it, or the
 * same road.
 */
export const compareAddresses = (a: AddressReading, b: AddressReading): AddressLevel => {
  if (a.region === '' || b.region === '') return 'MISSING';
  if (a.region !== b.region) return 'ELSEWHERE';
  const samePlace = agree(a.house, b.house) || (agree(a.estate, b.estate) && (a.house === '' || b.house === ''));
  if (!samePlace) return agree(a.road, b.road) ? 'NEAR' : 'DISTRICT';
  if (a.building !== '' && b.building !== '' && a.building !== b.building) return 'NEAR';
  if (a.room === '' || b.room === '') return 'PLACE';
  return a.room === b.room ? 'DOOR' : 'NEAR';
};

/** The house or estate with its region; empty where neither is known. */
export const placeKeys = ({ region, house, estate }: AddressReading): string[] =>
  [house, estate].filter((name) => name !== '').map((name) => `${region}/${name}`);
