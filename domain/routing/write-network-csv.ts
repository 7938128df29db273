import type { Network, StockLevel } from './network.ts';
import { NETWORK_FILES, type NetworkFile, OPTIONAL_COLUMNS } from './network-csv.ts';

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

/** The texts of a network directory; `readNetworkCsv` reads them back. */
export const networkCsvOf = (network: Network, stock: readonly StockLevel[]): Record<NetworkFile, string> => ({
  'regions.csv': table('regions.csv', network.regions),
  'nodes.csv': table('nodes.csv', network.nodes),
  'lanes.csv': table('lanes.csv', network.lanes),
  'skus.csv': table('skus.csv', network.skus),
  'stock.csv': table('stock.csv', stock),
});
