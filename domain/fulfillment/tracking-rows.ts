import type * as z from 'zod';
import { parseLossless } from '../channel/lossless-json.ts';
import type { Scan, Tracking, TrackingReading } from './carrier.ts';
import { scanTime } from './scan-time.ts';

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

/** A scan as rows give it; `time` is read by `scanTime`. */
export type RowOfScan = Omit<Scan, 'occurredAt' | 'location' | 'text' | 'code'> & {
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

/** The scan of a row. @throws NotATime when its time is none */
export const scanOf = (row: RowOfScan): Scan => {
  const { time, zone, code, text, places: _, placeCode: __, lonLat: ___, detail, ...rest } = row;
  return {
    ...rest,
    occurredAt: scanTime(time, zone),
    code: textOf(code),
    ...(detail ? { detail } : {}),
    text: text ?? '',
    location: placeOf(row),
  };
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

/**
 * Reads rows, ascending by time; rows of one moment stay in the order given.
 * @param path where they stand, for people: `Data[0].Traces`
 * @param read throws for a row that cannot be read
 */
export const rowsOf = (rows: readonly unknown[], path: string, read: (row: unknown, path: string) => Scan): Rows => {
  const scans: Scan[] = [];
  const unreadable: string[] = [];
  rows.forEach((row, index) => {
    try {
      scans.push(read(row, `${path}[${index}]`));
    } catch (error) {
      const { message } = error as Error;
      unreadable.push(message.startsWith(path) ? message : `${path}[${index}] ${message}`);
    }
  });
  return { scans: scans.sort(byTime), unreadable };
};

/** Trackings of one parcel become one: increments that name their parcel in every row. */
export const joined = (trackings: readonly Tracking[]): Tracking[] => {
  const parcels = new Map<string, Tracking>();
  for (const tracking of trackings) {
    const known = parcels.get(tracking.number);
    parcels.set(
      tracking.number,
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
