import type { Network, StockLevel } from './network.ts';
import { NETWORK_FILES, type NetworkFile, OPTIONAL_COLUMNS } from './network-csv.ts';
import { TIMETABLE_FILES, type TimetableFile, WEEKDAYS } from './timetable-csv.ts';

const cell = (value: unknown): string => {
  if (value === undefined) return '';
  const text =
    typeof value === 'boolean'
      ? String(Number(value))
      : Array.isArray(value)
        ? value.map(listItem).join(';')
        : String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const listItem = (item: unknown): string =>
  typeof item === 'object' && item !== null ? Object.values(item).join(':') : String(item);

const table = (file: NetworkFile, rows: readonly object[]): string => {
  const used = (OPTIONAL_COLUMNS[file] ?? []).filter((column) => rows.some((row) => column in row));
  const columns: readonly string[] = [...NETWORK_FILES[file], ...used];
  const lines = rows.map((row) => columns.map((column) => cell((row as Record<string, unknown>)[column])).join(','));
  return `${[columns.join(','), ...lines].join('\n')}\n`;
};

const rowsAsCsv = (columns: readonly string[], rows: readonly (readonly unknown[])[]): string =>
  `${[columns.join(','), ...rows.map((row) => row.map(cell).join(','))].join('\n')}\n`;

/** Only where lanes keep timetables, or days are named on which they do not. */
const timetableCsvOf = ({ lanes, holidays }: Network): Partial<Record<TimetableFile, string>> => {
  const departures = lanes.flatMap(({ lane, departures: own = [] }) =>
    own.map((each) => [
      lane,
      each.weekdays.map((day) => WEEKDAYS[day - 1]),
      ...[each.at, each.zone, each.cutOffMinutes, each.calendar, each.capacityKg, each.capacityM3, each.slots],
    ]),
  );
  const days = Object.entries(holidays ?? {}).flatMap(([calendar, own]) => own.map((day) => [calendar, day, '']));
  return {
    ...(departures.length > 0 ? { 'departures.csv': rowsAsCsv(TIMETABLE_FILES['departures.csv'], departures) } : {}),
    ...(holidays ? { 'holidays.csv': rowsAsCsv(TIMETABLE_FILES['holidays.csv'], days) } : {}),
  };
};

/** The texts of a network directory; `readNetworkCsv` reads them back. */
export const networkCsvOf = (
  network: Network,
  stock: readonly StockLevel[],
): Record<NetworkFile, string> & Partial<Record<TimetableFile, string>> => ({
  ...timetableCsvOf(network),
  'regions.csv': table('regions.csv', network.regions),
  'nodes.csv': table('nodes.csv', network.nodes),
  'lanes.csv': table('lanes.csv', network.lanes),
  'skus.csv': table('skus.csv', network.skus),
  'stock.csv': table('stock.csv', stock),
});
