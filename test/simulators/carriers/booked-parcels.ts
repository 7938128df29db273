import type { ApiAnswer, ApiCall } from '../channels/platforms.ts';

/** An order for a parcel as a booker keeps it. */
export type BookedParcel = {
  readonly booker: string;
  /** Our number of the order: the leg's id. */
  readonly orderId: string;
  readonly number: string;
  /** The order as it was made, parsed. */
  readonly order: Readonly<Record<string, unknown>>;
  state: 'BOOKED' | 'CANCELLED' | 'STOPPED';
};

/** What went through a booker's API, by our order number. */
export type ParcelBook = {
  readonly all: () => readonly BookedParcel[];
  readonly find: (booker: string, orderId: string) => BookedParcel | undefined;
  readonly byNumber: (booker: string, number: string) => BookedParcel | undefined;
  /** Keeps a new order under the next number of the booker's. */
  readonly add: (booker: string, orderId: string, order: Readonly<Record<string, unknown>>) => BookedParcel;
};

/** The keys of an account, as the secret holds them. */
export type BookerKeys = Readonly<Record<string, string>>;
export type BookerApi = (call: ApiCall, keys: BookerKeys, book: ParcelBook) => ApiAnswer;

const PREFIX: Readonly<Record<string, string>> = { sf: 'SF', kuaidi100: '78', easypost: '94' };

export const parcelBook = (): ParcelBook => {
  const parcels: BookedParcel[] = [];
  return {
    all: () => parcels,
    find: (booker, orderId) => parcels.find((each) => each.booker === booker && each.orderId === orderId),
    byNumber: (booker, number) => parcels.find((each) => each.booker === booker && each.number === number),
    add: (booker, orderId, order) => {
      const number = `${PREFIX[booker] ?? 'BK'}${String(100_000_000_001 + parcels.length)}`;
      const parcel: BookedParcel = { booker, orderId, number, order, state: 'BOOKED' };
      parcels.push(parcel);
      return parcel;
    },
  };
};
