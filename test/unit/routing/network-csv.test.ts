import { readFileSync } from 'node:fs';
import { UnreadableCsv } from '#domain/routing/csv-table.ts';
import { NETWORK_FILE_NAMES, type NetworkFile, readNetworkCsv } from '#domain/routing/network-csv.ts';
import type { TimetableFile } from '#domain/routing/timetable-csv.ts';
import { networkCsvOf } from '#domain/routing/write-network-csv.ts';

const DIRECTORY = new URL('../../fixtures/routing/two-warehouses/', import.meta.url);
const texts = Object.fromEntries(
  NETWORK_FILE_NAMES.map((file) => [file, readFileSync(new URL(file, DIRECTORY), 'utf8')]),
) as Record<NetworkFile, string>;

const refusal = (changed: Partial<Record<NetworkFile | TimetableFile, string>>): UnreadableCsv => {
  try {
    readNetworkCsv({ ...texts, ...changed });
  } catch (error) {
    if (error instanceof UnreadableCsv) return error;
    throw error;
  }
  throw new Error('was not refused');
};

const replaced = (file: NetworkFile, from: string, to: string): Partial<Record<NetworkFile, string>> => {
  expect(texts[file]).toContain(from);
  return { [file]: texts[file].replace(from, to) };
};

describe('a network directory', () => {
  it('is read into regions, nodes, lanes, SKUs and stock', () => {
    const { network, stock } = readNetworkCsv(texts);
    expect(network.regions[0]).toEqual({ region: '330100', name: '杭州市', lat: 30.29, lon: 120.16 });
    expect(network.nodes.map(({ node, tags }) => [node, tags])).toEqual([
      ['WH-EAST', ['COLD', 'DG']],
      ['WH-SOUTH', []],
    ]);
    expect(network.lanes.map(({ open }) => open)).toEqual([true, true, true, true, false]);
    expect(network.skus[0]?.substitutes).toEqual([{ sku: 'TEA-GIFT', penalty: 2.5 }]);
    expect(stock).toContainEqual({ node: 'WH-EAST', sku: 'TEA', onHand: 100, reserved: 10, safety: 5 });
  });

  it('may have its columns in any order, more columns, a byte order mark, CRLF and quoted cells', () => {
    const regions = '\uFEFFname,region,note,lon,lat\r\n"Hang, ""zhou""",330100,,120.16,30.29\r\n,,,,\r\n'.replace(
      ',,,,\r\n',
      '',
    );
    const south = '深圳市,440300,"a,b",114.07,22.55\r\n\r\n乌鲁木齐市,650100,"",87.6,43.8\r\n';
    const { network } = readNetworkCsv({ ...texts, 'regions.csv': regions + south });
    expect(network.regions).toEqual([
      { region: '330100', name: 'Hang, "zhou"', lat: 30.29, lon: 120.16 },
      { region: '440300', name: '深圳市', lat: 22.55, lon: 114.07 },
      { region: '650100', name: '乌鲁木齐市', lat: 43.8, lon: 87.6 },
    ]);
  });

  it('may say what goods that cross a border need, and is written with it', () => {
    const skus = texts['skus.csv']
      .trimEnd()
      .split('\n')
      .map((row, index) => `${row},${['hsCode,origin', '090210,CN'][index] ?? ','}`)
      .join('\n');
    const regions = texts['regions.csv']
      .trimEnd()
      .split('\n')
      .map((row, index) => `${row},${index === 0 ? 'country' : 'CN'}`)
      .join('\n');
    const read = readNetworkCsv({ ...texts, 'skus.csv': skus, 'regions.csv': regions });
    expect(read.network.skus[0]).toMatchObject({ hsCode: '090210', origin: 'CN' });
    expect(read.network.skus[1]).not.toHaveProperty('hsCode');
    expect(read.network.regions[0]?.country).toBe('CN');
    expect(readNetworkCsv(networkCsvOf(read.network, read.stock))).toEqual(read);
    expect(refusal({ 'skus.csv': skus.replace('090210', 'tea') })).toMatchObject({ line: 2, column: 'hsCode' });
  });

  it('is written in the form it is read from', () => {
    const read = readNetworkCsv(texts);
    expect(readNetworkCsv(networkCsvOf(read.network, read.stock))).toEqual(read);
  });

  it.each([
    ['regions.csv', '30.29', 'north', 2, 'lat'],
    ['regions.csv', '30.29', '130.29', 2, 'lat'],
    ['nodes.csv', 'WAREHOUSE,440300', 'DEPOT,440300', 3, 'kind'],
    ['nodes.csv', '440300', '999999', 3, 'region'],
    ['nodes.csv', 'COLD;DG', 'COLD;;DG', 2, 'tags'],
    ['lanes.csv', '0.4,50,0', '0.4,50,no', 6, 'open'],
    ['lanes.csv', '3.3,0.4', '3.3,-0.4', 2, 'sigma'],
    ['lanes.csv', 'EAST-SZ-AIR,330100', 'EAST-SZ-ECO,330100', 3, 'lane'],
    ['skus.csv', 'TEA-GIFT:2.5', 'TEA-GIFT', 2, 'substitutes'],
    ['stock.csv', '100,10,5', '100.5,10,5', 2, 'onHand'],
    ['stock.csv', 'WH-SOUTH,TEA', 'WH-EAST,TEA', 3, 'sku'],
    ['stock.csv', 'WH-EAST,CRAB', 'WH-EAST,LOBSTER', 4, 'sku'],
  ] as const)('refuses %s with "%s" → "%s", naming line %d and column %s', (file, from, to, line, column) => {
    const error = refusal(replaced(file, from, to));
    expect({ file: error.file, line: error.line, column: error.column }).toEqual({ file, line, column });
    expect(error.message).toMatch(new RegExp(`^${file}, line ${line}, column ${column}: .+`));
  });

  describe('with timetables', () => {
    const departures = [
      'lane,weekdays,at,zone,cutOffMinutes,calendar,capacityKg,capacityM3,slots',
      'EAST-SZ-ECO,TUE;fri,14:30,Asia/Shanghai,240,CN,20000,28,1',
      'EAST-SZ-ECO,SUN,06:00,Europe/Berlin,0,,,,',
    ].join('\n');
    const holidays = 'calendar,day,name\nCN,2026-02-17,春节\nCN,2026-02-18,春节\n';
    const timetables = { 'departures.csv': departures, 'holidays.csv': holidays };

    it('says when lanes depart and on which days they do not, and is written with it', () => {
      const read = readNetworkCsv({ ...texts, ...timetables });
      const lane = read.network.lanes.find((each) => each.lane === 'EAST-SZ-ECO');
      expect(lane?.departures).toEqual([
        {
          weekdays: [2, 5],
          at: '14:30',
          zone: 'Asia/Shanghai',
          cutOffMinutes: 240,
          calendar: 'CN',
          capacityKg: 20000,
          capacityM3: 28,
          slots: 1,
        },
        { weekdays: [7], at: '06:00', zone: 'Europe/Berlin', cutOffMinutes: 0 },
      ]);
      expect(read.network.lanes.filter((each) => each.departures)).toHaveLength(1);
      expect(read.network.holidays).toEqual({ CN: ['2026-02-17', '2026-02-18'] });
      expect(readNetworkCsv(networkCsvOf(read.network, read.stock))).toEqual(read);
    });

    it.each([
      ['departures.csv', 'EAST-SZ-ECO,TUE', 'TRAIN,TUE', 2, 'lane'],
      ['departures.csv', 'TUE;fri', 'TUE;XYZ', 2, 'weekdays'],
      ['departures.csv', 'TUE;fri', '', 2, 'weekdays'],
      ['departures.csv', '14:30', '24:30', 2, 'at'],
      ['departures.csv', 'Asia/Shanghai', 'Asia/Nowhere', 2, 'zone'],
      ['departures.csv', ',240,', ',-1,', 2, 'cutOffMinutes'],
      ['departures.csv', ',CN,', ',DE,', 2, 'calendar'],
      ['departures.csv', ',28,', ',x,', 2, 'capacityM3'],
      ['departures.csv', ',28,1', ',28,1.5', 2, 'slots'],
      ['holidays.csv', '2026-02-17', '2026-02-30', 2, 'day'],
      ['holidays.csv', '2026-02-17', '2026-02-18', 3, 'day'],
    ] as const)('refuses %s with "%s" → "%s", naming line %d and column %s', (file, from, to, line, column) => {
      expect(timetables[file]).toContain(from);
      const changed = { ...timetables, [file]: timetables[file].replace(from, to) };
      expect(refusal(changed)).toMatchObject({ file, line, column });
    });
  });

  it('refuses a header that lacks a column, or names it twice', () => {
    expect(refusal(replaced('skus.csv', 'sku,kg,tags', 'sku,tags'))).toMatchObject({ line: 1, column: 'kg' });
    expect(refusal(replaced('skus.csv', 'sku,kg,tags', 'sku,kg,kg,tags'))).toMatchObject({ line: 1, column: 'kg' });
  });

  it('refuses a row with a cell too few or too many', () => {
    expect(refusal(replaced('stock.csv', '12,0,0', '12,0'))).toMatchObject({ line: 4, column: 'safety' });
    expect(refusal(replaced('stock.csv', '12,0,0', '12,0,0,7'))).toMatchObject({ line: 4 });
  });
});
