import * as z from 'zod';
import { asRecord, parseLossless } from '../channel/lossless-json.ts';
import type { Scan, Tracking, TrackingReading } from './carrier.ts';
import { readScanTime } from './scan-time.ts';

/** A message that cannot be taken apart: names the field and the cure. */
export class UnreadableTracking extends Error {
  override name = 'UnreadableTracking';
}

/** JSON as the schema wants it. @throws UnreadableTracking */
export const readJson = <S extends z.ZodType>(message: string, schema: S): z.infer<S> => {
  let json: unknown;
  try {
    json = parseLossless(message);
  } catch (error) {
    throw new UnreadableTracking(`the message is no JSON: ${(error as Error).message}`);
  }
  return fitted(json, schema, '');
};

/** A value as the schema wants it. @param path where it stands, for people @throws UnreadableTracking */
export const fitted = <S extends z.ZodType>(value: unknown, schema: S, path: string): z.infer<S> => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const at = [path, ...(issue?.path ?? []).map(String)].filter((part) => part !== '').join('.') || 'the message';
  throw new UnreadableTracking(`${at}: ${issue?.message ?? 'is not understood'}`);
};

/** JSON, whatever it holds. @throws UnreadableTracking */
export const parseMessage = (message: string): unknown => readJson(message, z.unknown());

/** What may be one or many, as many; nothing is none. */
export const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === null || value === undefined || value === '' ? [] : [value];

export type Fields = Readonly<Record<string, unknown>>;

/** An object, also one that was written as text into another (some senders encode JSON twice). @throws UnreadableTracking */
export const fieldsOf = (value: unknown, path: string): Fields => {
  const fields = asRecord(typeof value === 'string' && /^\s*\{/.test(value) ? parseMessage(value) : value);
  if (!fields) throw new UnreadableTracking(`${path || 'the message'} is no JSON object`);
  return fields;
};

/** The first of the fields that says something, as text; '' when none does. */
export const saidIn = (fields: Fields, ...names: readonly string[]): string =>
  names.map((name) => textOf(fields[name])).find((text) => text !== '') ?? '';

/** The same, of fields that must be there. @throws UnreadableTracking */
export const neededIn = (fields: Fields, path: string, ...names: readonly string[]): string => {
  const said = saidIn(fields, ...names);
  if (said === '') throw new UnreadableTracking(`${path ? `${path}.` : ''}${names[0]} is missing`);
  return said;
};

/** A scan as rows give it; `time` is read by `readScanTime`. */
export type RowOfScan = Omit<Scan, 'occurredAt' | 'offset' | 'location' | 'text' | 'code'> & {
  /** Null: the source gives none, it counts from its arrival. */
  readonly time: unknown;
  /** What the row says about the zone of its time. */
  readonly zone?: unknown;
  readonly code: unknown;
  readonly text: string | null | undefined;
  /** The place's name, finest first: the first that says something. */
  readonly places: readonly (string | null | undefined)[];
  readonly placeCode?: unknown;
  readonly lonLat?: [number, number] | null;
};

const NAME_LENGTH = 200;
const CODE_LENGTH = 64;

export const textOf = (value: unknown): string =>
  typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';

const placeOf = ({ places, placeCode, lonLat }: RowOfScan): Scan['location'] => {
  const code = textOf(placeCode).slice(0, CODE_LENGTH) || null;
  const name = places.find((place) => place?.trim())?.trim() ?? code;
  return name ? { name: name.slice(0, NAME_LENGTH), code, lonLat: lonLat ?? null } : null;
};

const NO_TIME = { at: null, offset: undefined };

/** The scan of a row. @throws NotATime when its time is none */
export const scanOf = (row: RowOfScan): Scan => {
  const { time, zone, code, text, places: _, placeCode: __, lonLat: ___, detail, ...rest } = row;
  const { at, offset } = time === null ? NO_TIME : readScanTime(time, zone);
  return {
    ...rest,
    occurredAt: at,
    offset,
    code: textOf(code),
    ...(detail ? { detail } : {}),
    text: text ?? '',
    location: placeOf(row),
  };
};

/** The code of a row that we make of an expected arrival: no source has it among its own. */
export const ETA_CODE = 'eta';

/**
 * The arrival a snapshot expects, as a row of its own; none where it is no time. It has no time of its own, so that the same
 * expectation is the same row in every snapshot.
 */
export const expectedArrival = (said: string): Scan[] => {
  try {
    const { at, offset } = readScanTime(said);
    return [{ occurredAt: null, offset, code: ETA_CODE, text: `预计 ${said}`, location: null, etaAt: at }];
  } catch {
    return [];
  }
};

/** What a parcel's rows say: each is read on its own, and one that cannot be read hides no other. */
export type Rows = Pick<Tracking, 'scans' | 'unreadable'>;

const LAST = '~';
const byTime = (a: Scan, b: Scan): number => {
  // Rows without a time count from their arrival: after the rest.
  const one = a.occurredAt ?? LAST;
  const other = b.occurredAt ?? LAST;
  return one < other ? -1 : one > other ? 1 : 0;
};

/** What one row says, where a source sends one a call. */
export const rowOf = (row: unknown, path: string, read: (row: unknown, path: string) => Scan): Rows => {
  try {
    return { scans: [read(row, path)], unreadable: [] };
  } catch (error) {
    const { message } = error as Error;
    return { scans: [], unreadable: [message.startsWith(path) ? message : `${path} ${message}`] };
  }
};

/**
 * Reads rows, ascending by time; rows of one moment stay in the order given.
 * @param path where they stand, for people: `Data[0].Traces`
 * @param read throws for a row that cannot be read
 */
export const rowsOf = (rows: readonly unknown[], path: string, read: (row: unknown, path: string) => Scan): Rows => {
  const each = rows.map((row, index) => rowOf(row, `${path}[${index}]`, read));
  return {
    scans: each.flatMap(({ scans }) => scans).sort(byTime),
    unreadable: each.flatMap(({ unreadable }) => unreadable),
  };
};

/** Trackings of one parcel become one: increments that name their parcel in every row. */
export const joined = (trackings: readonly Tracking[]): Tracking[] => {
  const parcels = new Map<string, Tracking>();
  for (const tracking of trackings) {
    const parcel = [...tracking.companies, tracking.number].join('|');
    const known = parcels.get(parcel);
    parcels.set(
      parcel,
      known
        ? {
            ...known,
            scans: [...known.scans, ...tracking.scans].sort(byTime),
            unreadable: [...known.unreadable, ...tracking.unreadable],
          }
        : tracking,
    );
  }
  return [...parcels.values()];
};

/** A reading of parcels, each read on its own. */
export const parcelsOf = (
  parcels: readonly unknown[],
  read: (parcel: unknown, index: number) => Tracking,
): TrackingReading => {
  const trackings: Tracking[] = [];
  const unreadable: string[] = [];
  parcels.forEach((parcel, index) => {
    try {
      trackings.push(read(parcel, index));
    } catch (error) {
      unreadable.push((error as Error).message);
    }
  });
  return { trackings: joined(trackings), unreadable };
};
