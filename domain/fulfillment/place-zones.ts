import { fromIso, fromZone, toEpochMillis } from '../time.ts';

const listed = (zones: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(zones).flatMap(([zone, places]) => places.split(' ').map((place) => [place, zone] as const)));

/** Countries on one clock, by both of their ISO 3166 codes. Where there are several clocks, a state, city or airport decides. */
const COUNTRIES = listed({
  'Asia/Shanghai': 'CN CHN',
  'Asia/Hong_Kong': 'HK HKG',
  'Asia/Macau': 'MO MAC',
  'Asia/Taipei': 'TW TWN',
  'Asia/Tokyo': 'JP JPN',
  'Asia/Seoul': 'KR KOR',
  'Asia/Singapore': 'SG SGP',
  'Asia/Kuala_Lumpur': 'MY MYS',
  'Asia/Bangkok': 'TH THA',
  'Asia/Ho_Chi_Minh': 'VN VNM',
  'Asia/Manila': 'PH PHL',
  'Asia/Kolkata': 'IN IND',
  'Asia/Dubai': 'AE ARE',
  'Asia/Riyadh': 'SA SAU',
  'Asia/Jerusalem': 'IL ISR',
  'Asia/Almaty': 'KZ KAZ',
  'Europe/Istanbul': 'TR TUR',
  'Europe/London': 'GB GBR UK',
  'Europe/Dublin': 'IE IRL',
  'Europe/Lisbon': 'PT PRT',
  'Europe/Madrid': 'ES ESP',
  'Europe/Paris': 'FR FRA',
  'Europe/Brussels': 'BE BEL',
  'Europe/Amsterdam': 'NL NLD',
  'Europe/Luxembourg': 'LU LUX',
  'Europe/Berlin': 'DE DEU',
  'Europe/Zurich': 'CH CHE',
  'Europe/Vienna': 'AT AUT',
  'Europe/Rome': 'IT ITA',
  'Europe/Prague': 'CZ CZE',
  'Europe/Bratislava': 'SK SVK',
  'Europe/Warsaw': 'PL POL',
  'Europe/Budapest': 'HU HUN',
  'Europe/Bucharest': 'RO ROU',
  'Europe/Sofia': 'BG BGR',
  'Europe/Athens': 'GR GRC',
  'Europe/Stockholm': 'SE SWE',
  'Europe/Copenhagen': 'DK DNK',
  'Europe/Oslo': 'NO NOR',
  'Europe/Helsinki': 'FI FIN',
  'Europe/Minsk': 'BY BLR',
  'Europe/Kyiv': 'UA UKR',
  'Europe/Vilnius': 'LT LTU',
  'Europe/Riga': 'LV LVA',
  'Europe/Tallinn': 'EE EST',
  'Africa/Johannesburg': 'ZA ZAF',
  'Africa/Cairo': 'EG EGY',
  'Africa/Lagos': 'NG NGA',
  'Africa/Nairobi': 'KE KEN',
  'Pacific/Auckland': 'NZ NZL',
  'America/Argentina/Buenos_Aires': 'AR ARG',
  'America/Bogota': 'CO COL',
  'America/Lima': 'PE PER',
});

/** States and provinces of countries on several clocks, by the clock of most of their people: `US-CA`. */
const STATES = listed({
  'America/New_York':
    'US-CT US-DC US-DE US-FL US-GA US-IN US-KY US-MA US-MD US-ME US-MI US-NC US-NH US-NJ US-NY US-OH US-PA US-RI US-SC US-VA US-VT US-WV',
  'America/Chicago': 'US-AL US-AR US-IA US-IL US-KS US-LA US-MN US-MO US-MS US-ND US-NE US-OK US-SD US-TN US-TX US-WI',
  'America/Denver': 'US-CO US-ID US-MT US-NM US-UT US-WY',
  'America/Phoenix': 'US-AZ',
  'America/Los_Angeles': 'US-CA US-NV US-OR US-WA',
  'America/Anchorage': 'US-AK',
  'Pacific/Honolulu': 'US-HI',
  'America/Toronto': 'CA-ON CA-QC',
  'America/Winnipeg': 'CA-MB',
  'America/Regina': 'CA-SK',
  'America/Edmonton': 'CA-AB',
  'America/Vancouver': 'CA-BC',
  'America/Halifax': 'CA-NS CA-NB CA-PE',
  'Australia/Sydney': 'AU-NSW AU-ACT',
  'Australia/Melbourne': 'AU-VIC',
  'Australia/Brisbane': 'AU-QLD',
  'Australia/Adelaide': 'AU-SA',
  'Australia/Perth': 'AU-WA',
  'Australia/Darwin': 'AU-NT',
  'Australia/Hobart': 'AU-TAS',
});

/** Airports, and the service areas that express carriers name after them. */
const AIRPORTS = listed({
  'Asia/Shanghai':
    'PEK PKX PVG SHA CAN SZX HGH NKG WUH CTU TFU CKG XIY CGO TAO TSN XMN FOC DLC SHE NGB HFE KMG CSX EHU',
  'Asia/Hong_Kong': 'HKG',
  'Asia/Taipei': 'TPE KHH',
  'Asia/Tokyo': 'NRT HND KIX NGO TYO OSA FUK',
  'Asia/Seoul': 'ICN SEL GMP PUS',
  'Asia/Singapore': 'SIN',
  'Asia/Kuala_Lumpur': 'KUL PEN',
  'Asia/Bangkok': 'BKK DMK',
  'Asia/Ho_Chi_Minh': 'SGN HAN',
  'Asia/Manila': 'MNL CRK',
  'Asia/Jakarta': 'CGK JKT',
  'Asia/Kolkata': 'DEL BOM BLR MAA HYD CCU',
  'Asia/Dubai': 'DXB DWC AUH SHJ',
  'Asia/Qatar': 'DOH',
  'Asia/Bahrain': 'BAH',
  'Asia/Almaty': 'ALA NQZ',
  'Europe/Istanbul': 'IST SAW',
  'Europe/Moscow': 'SVO DME VKO MOW',
  'Europe/London': 'LHR LGW STN EMA LON MAN BHX',
  'Europe/Dublin': 'DUB',
  'Europe/Paris': 'CDG ORY PAR LYS',
  'Europe/Brussels': 'BRU LGG',
  'Europe/Amsterdam': 'AMS MST',
  'Europe/Luxembourg': 'LUX',
  'Europe/Berlin': 'FRA LEJ CGN MUC BER HAM DUS HHN STR',
  'Europe/Zurich': 'ZRH GVA BSL',
  'Europe/Vienna': 'VIE',
  'Europe/Rome': 'MXP LIN BGY FCO ROM',
  'Europe/Madrid': 'MAD BCN VIT',
  'Europe/Lisbon': 'LIS OPO',
  'Europe/Prague': 'PRG',
  'Europe/Warsaw': 'WAW KTW',
  'Europe/Budapest': 'BUD',
  'Europe/Stockholm': 'ARN STO',
  'Europe/Copenhagen': 'CPH BLL',
  'Europe/Oslo': 'OSL',
  'Europe/Helsinki': 'HEL',
  'America/New_York': 'JFK EWR LGA NYC BOS PHL IAD BWI ATL MIA MCO CLT CVG ILN DTW PIT CLE RDU',
  'America/Chicago': 'ORD CHI DFW DAL IAH HOU MEM MSP STL MCI BNA AUS SAT MSY',
  'America/Kentucky/Louisville': 'SDF',
  'America/Indiana/Indianapolis': 'IND',
  'America/Denver': 'DEN SLC ABQ',
  'America/Phoenix': 'PHX TUS',
  'America/Los_Angeles': 'LAX ONT SFO OAK SJC SAN SEA PDX LAS SMF RNO',
  'America/Anchorage': 'ANC',
  'Pacific/Honolulu': 'HNL',
  'America/Toronto': 'YYZ YUL YOW YHM YMX',
  'America/Vancouver': 'YVR',
  'America/Edmonton': 'YYC YEG',
  'America/Winnipeg': 'YWG',
  'America/Mexico_City': 'MEX NLU GDL',
  'America/Sao_Paulo': 'GRU VCP SAO GIG',
  'America/Argentina/Buenos_Aires': 'EZE BUE',
  'America/Santiago': 'SCL',
  'America/Bogota': 'BOG',
  'America/Lima': 'LIM',
  'Australia/Sydney': 'SYD',
  'Australia/Melbourne': 'MEL',
  'Australia/Brisbane': 'BNE',
  'Australia/Adelaide': 'ADL',
  'Australia/Perth': 'PER',
  'Pacific/Auckland': 'AKL CHC',
  'Africa/Johannesburg': 'JNB CPT',
  'Africa/Cairo': 'CAI',
  'Africa/Nairobi': 'NBO',
  'Africa/Addis_Ababa': 'ADD',
  'Africa/Lagos': 'LOS',
});

/** Cities that scans name in countries on several clocks. */
const CITIES = listed({
  'Australia/Sydney': 'SYDNEY CANBERRA',
  'Australia/Melbourne': 'MELBOURNE',
  'Australia/Brisbane': 'BRISBANE',
  'Australia/Adelaide': 'ADELAIDE',
  'Australia/Perth': 'PERTH',
});

export type Place = {
  readonly airport?: string;
  readonly country?: string;
  readonly state?: string;
  readonly city?: string;
};

const said = (word: string | undefined): string => (word ?? '').trim().toUpperCase();
const TWO_LETTERS: Readonly<Record<string, string>> = { USA: 'US', CAN: 'CA', AUS: 'AU' };

/** The zone of a place's clocks; null where what is known of it leaves several. */
export const zoneOf = ({ airport, country, state, city }: Place): string | null => {
  const land = said(country);
  const region = `${TWO_LETTERS[land] ?? land}-${said(state)}`;
  return AIRPORTS.get(said(airport)) ?? STATES.get(region) ?? COUNTRIES.get(land) ?? CITIES.get(said(city)) ?? null;
};

const two = (minutes: number): string => String(minutes).padStart(2, '0');

/** `2024-01-15T08:00:00` of a place, with the zone its clocks were on: `2024-01-15T08:00:00-08:00`. @throws NotATime */
const withOffset = (local: string, zone: string): string => {
  const shown = local.replace(' ', 'T').slice(0, 'yyyy-MM-ddTHH:mm:ss'.length);
  const ahead = (toEpochMillis(fromIso(`${shown}Z`)) - toEpochMillis(fromZone(shown, zone))) / 60_000;
  const minutes = Math.abs(ahead);
  return `${shown}${ahead < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
};

const LOCAL = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2})?(\.\d+)?$/;

/**
 * A time that a carrier outside China wrote, with a zone: its own, or that of the place where it was written. Where the place leaves
 * several it is taken for UTC, at most half a day off. What is no such time is given back as it is: its reader says so.
 */
export const localTime = (written: string, place: Place): string => {
  if (!LOCAL.test(written)) return written;
  const zone = zoneOf(place);
  return zone ? withOffset(written.length === 16 ? `${written}:00` : written, zone) : `${written}Z`;
};
