import { fromZone, isZone, NotATime } from '../time.ts';
import { Cells, given } from './csv-cells.ts';
import { readCsv } from './csv-table.ts';
import type { Holidays, WeeklyDeparture } from './timetable.ts';

/** Files that a network may lack: when lanes depart, and on which days they do not. */
export const TIMETABLE_FILES = {
  'departures.csv': [
    'lane',
    'weekdays',
    'at',
    'zone',
    'cutOffMinutes',
    'calendar',
    'capacityKg',
    'capacityM3',
    'slots',
  ],
  'holidays.csv': ['calendar', 'day', 'name'],
} as const;
export type TimetableFile = keyof typeof TIMETABLE_FILES;
export const TIMETABLE_FILE_NAMES = Object.keys(TIMETABLE_FILES) as readonly TimetableFile[];

export type Timetables = {
  readonly holidays: Holidays | undefined;
  /** By lane. */
  readonly departures: ReadonlyMap<string, WeeklyDeparture[]>;
};

export const WEEKDAYS: readonly string[] = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'];
const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

const rowsOf = <Row>(file: TimetableFile, text: string | undefined, read: (cells: Cells) => Row): Row[] => {
  if (text === undefined) return [];
  const cells = new Cells(file, TIMETABLE_FILES[file]);
  return readCsv(file, text, TIMETABLE_FILES[file]).map((row) => read(cells.at(row)));
};

const isDay = (text: string): boolean => {
  try {
    return DAY.test(text) && fromZone(text, 'UTC').startsWith(text);
  } catch (error) {
    if (error instanceof NotATime) return false;
    throw error;
  }
};

const holidaysOf = (text: string | undefined): Record<string, string[]> => {
  const days: Record<string, string[]> = {};
  rowsOf('holidays.csv', text, (cells) => {
    const [calendar, day] = [cells.text(0), cells.text(1)];
    if (!isDay(day)) cells.refuse(1, `"${day}" is no day; write one such as 2026-02-17`);
    const known = days[calendar] ?? [];
    if (known.includes(day)) cells.refuse(1, `${day} stands twice in calendar "${calendar}"; keep one row`);
    days[calendar] = [...known, day];
  });
  return days;
};

const weekdays = (cells: Cells): number[] =>
  cells.list(1).map((name) => {
    const index = WEEKDAYS.indexOf(name.toUpperCase());
    return index < 0 ? cells.refuse(1, `"${name}" is no weekday; write some of ${WEEKDAYS.join(';')}`) : index + 1;
  });

const departureOf = (cells: Cells, lanes: ReadonlySet<string>, calendars: ReadonlySet<string>) => {
  const lane = cells.reference(0, lanes, 'lanes.csv');
  const days = weekdays(cells);
  if (days.length === 0) cells.refuse(1, `is empty; write some of ${WEEKDAYS.join(';')}`);
  const at = cells.text(2);
  if (!CLOCK.test(at)) cells.refuse(2, `"${at}" is no time of day; write one such as 14:30`);
  const zone = cells.text(3);
  if (!isZone(zone)) cells.refuse(3, `"${zone}" is no time zone; write one such as Asia/Shanghai`);
  const slots = cells.optionalNumber(8, 0);
  if (slots !== undefined && !Number.isInteger(slots)) cells.refuse(8, `${slots} is no whole number; count containers`);
  const named = cells.optional(5, /\S/, 'CN');
  return {
    lane,
    departure: {
      weekdays: [...new Set(days)],
      at,
      zone,
      cutOffMinutes: cells.number(4, 0, 7 * 24 * 60),
      ...given('calendar', named === undefined ? undefined : cells.reference(5, calendars, 'holidays.csv')),
      ...given('capacityKg', cells.optionalNumber(6, 0)),
      ...given('capacityM3', cells.optionalNumber(7, 0)),
      ...given('slots', slots),
    } satisfies WeeklyDeparture,
  };
};

/** @throws UnreadableCsv naming file, line, column and the cure */
export const readTimetableCsv = (
  texts: Readonly<Partial<Record<TimetableFile, string>>>,
  lanes: ReadonlySet<string>,
): Timetables => {
  const holidays = holidaysOf(texts['holidays.csv']);
  const calendars = new Set(Object.keys(holidays));
  const departures = new Map<string, WeeklyDeparture[]>();
  for (const { lane, departure } of rowsOf('departures.csv', texts['departures.csv'], (cells) =>
    departureOf(cells, lanes, calendars),
  ))
    departures.set(lane, [...(departures.get(lane) ?? []), departure]);
  return { holidays: texts['holidays.csv'] === undefined ? undefined : holidays, departures };
};
