import { Cells, given } from './csv-cells.ts';
import { readCsv } from './csv-table.ts';
import {
  type Lane,
  type Network,
  type NetworkNode,
  NodeKind,
  type Region,
  type Sku,
  type StockLevel,
} from './network.ts';
import { readTimetableCsv, type TimetableFile } from './timetable-csv.ts';

/** The files of a network directory (UTF-8 CSV with a header row) and their columns. */
export const NETWORK_FILES = {
  'regions.csv': ['region', 'name', 'lat', 'lon'],
  'nodes.csv': [
    'node',
    'kind',
    'region',
    'tags',
    'fixedCost',
    'lineCost',
    'handlingMu',
    'handlingSigma',
    'dailyCapacity',
  ],
  'lanes.csv': [
    ...['lane', 'from', 'to', 'carrier', 'mode', 'service', 'tags', 'firstCost', 'perKgCost'],
    ...['shiftHours', 'mu', 'sigma', 'capacityKg', 'open'],
  ],
  'skus.csv': ['sku', 'kg', 'tags', 'substitutes'],
  'stock.csv': ['node', 'sku', 'onHand', 'reserved', 'safety'],
} as const;
/** Columns that a network may lack: what only goods that cross a border need. */
export const OPTIONAL_COLUMNS: Readonly<Partial<Record<NetworkFile, readonly string[]>>> = {
  'regions.csv': ['country'],
  'nodes.csv': ['consolidates'],
  'skus.csv': ['hsCode', 'origin', 'm3'],
};
export type NetworkFile = keyof typeof NETWORK_FILES;
export const NETWORK_FILE_NAMES = Object.keys(NETWORK_FILES) as readonly NetworkFile[];

const readRows = <Row>(file: NetworkFile, text: string, read: (cells: Cells) => Row): Row[] => {
  const cells = new Cells(file, [...NETWORK_FILES[file], ...(OPTIONAL_COLUMNS[file] ?? [])]);
  return readCsv(file, text, NETWORK_FILES[file], OPTIONAL_COLUMNS[file]).map((row) => read(cells.at(row)));
};

/** Reads rows whose first column names them; the same name twice is refused. */
const readNamed = <Row>(
  file: NetworkFile,
  text: string,
  read: (cells: Cells) => Row,
): { rows: Row[]; names: Set<string> } => {
  const names = new Set<string>();
  const rows = readRows(file, text, (cells) => {
    const name = cells.text(0);
    if (names.has(name)) cells.refuse(0, `"${name}" stands twice; keep one row`);
    names.add(name);
    return read(cells);
  });
  return { rows, names };
};

const COUNTRY = /^[A-Z]{2}$/;
const HS_CODE = /^\d{6,10}$/;

const readRegion = (cells: Cells): Region => ({
  region: cells.text(0),
  name: cells.text(1),
  lat: cells.number(2, -90, 90),
  lon: cells.number(3, -180, 180),
  ...given('country', cells.optional(4, COUNTRY, 'CN')),
});

const readNode = (cells: Cells, regions: ReadonlySet<string>): NetworkNode => {
  const kind = NodeKind.safeParse(cells.text(1));
  return {
    node: cells.text(0),
    kind: kind.data ?? cells.refuse(1, `"${cells.text(1)}" is no kind; write one of ${NodeKind.options.join(', ')}`),
    region: cells.reference(2, regions, 'regions.csv'),
    tags: cells.list(3),
    fixedCost: cells.number(4, 0),
    lineCost: cells.number(5, 0),
    handlingMu: cells.number(6),
    handlingSigma: cells.number(7, 0),
    dailyCapacity: cells.number(8, 0),
    ...given('consolidates', cells.optionalFlag(9)),
  };
};

const readLane = (cells: Cells, places: ReadonlySet<string>): Lane => ({
  lane: cells.text(0),
  from: cells.reference(1, places, 'nodes.csv or regions.csv'),
  to: cells.reference(2, places, 'nodes.csv or regions.csv'),
  carrier: cells.text(3),
  mode: cells.text(4),
  service: cells.text(5),
  tags: cells.list(6),
  firstCost: cells.number(7, 0),
  perKgCost: cells.number(8, 0),
  shiftHours: cells.number(9, 0),
  mu: cells.number(10),
  sigma: cells.number(11, 0),
  capacityKg: cells.number(12, 0),
  open: cells.flag(13),
});

const readSku = (cells: Cells): Sku => ({
  sku: cells.text(0),
  kg: cells.number(1, 0),
  tags: cells.list(2),
  substitutes: cells.list(3).map((item) => {
    const [, sku, penalty] =
      /^(.+):(\d+(?:\.\d+)?)$/.exec(item) ?? cells.refuse(3, `"${item}" is not sku:penalty, such as OL-TEA-002:1.5`);
    return { sku: sku as string, penalty: Number(penalty) };
  }),
  ...given('hsCode', cells.optional(4, HS_CODE, '090210')),
  ...given('origin', cells.optional(5, COUNTRY, 'CN')),
  ...given('m3', cells.optionalNumber(6, 0)),
});

const readStock = (cells: Cells, nodes: ReadonlySet<string>, skus: ReadonlySet<string>): StockLevel => ({
  node: cells.reference(0, nodes, 'nodes.csv'),
  sku: cells.reference(1, skus, 'skus.csv'),
  onHand: cells.whole(2),
  reserved: cells.whole(3),
  safety: cells.whole(4),
});

/**
 * Reads a network directory, given as the texts of its five files, and of those about timetables where it has them.
 * @throws UnreadableCsv naming file, line, column and the cure
 */
export const readNetworkCsv = (
  texts: Readonly<Record<NetworkFile, string>> & Readonly<Partial<Record<TimetableFile, string>>>,
): { network: Network; stock: StockLevel[] } => {
  const regions = readNamed('regions.csv', texts['regions.csv'], readRegion);
  const nodes = readNamed('nodes.csv', texts['nodes.csv'], (cells) => readNode(cells, regions.names));
  const places = new Set([...regions.names, ...nodes.names]);
  const lanes = readNamed('lanes.csv', texts['lanes.csv'], (cells) => readLane(cells, places));
  const skus = readNamed('skus.csv', texts['skus.csv'], readSku);
  const stocked = new Set<string>();
  const stock = readRows('stock.csv', texts['stock.csv'], (cells) => {
    const level = readStock(cells, nodes.names, skus.names);
    const key = `${level.node}\n${level.sku}`;
    if (stocked.has(key)) cells.refuse(1, `"${level.sku}" stands twice for node "${level.node}"; keep one row`);
    stocked.add(key);
    return level;
  });
  const { holidays, departures } = readTimetableCsv(texts, lanes.names);
  return {
    network: {
      regions: regions.rows,
      nodes: nodes.rows,
      lanes: lanes.rows.map((lane) => ({ ...lane, ...given('departures', departures.get(lane.lane)) })),
      skus: skus.rows,
      ...given('holidays', holidays),
    },
    stock,
  };
};
