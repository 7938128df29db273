import { type Booker, BookingAccount } from '#domain/fulfillment/booker.ts';
import { BOOKERS, bookerById } from '#domain/fulfillment/bookers.ts';
import { takesLeg } from '#domain/fulfillment/booking.ts';
import type { Leg } from '#domain/fulfillment/leg.ts';
import { secret } from './secrets.ts';

export type BookerWithAccount = { readonly booker: Booker; readonly account: BookingAccount };

const accountOf = async (booker: Booker): Promise<BookerWithAccount> => ({
  booker,
  account: BookingAccount.parse(await secret(`orderloom/carriers/${booker.id}/booking`)),
});

/** Who books the leg: the one that has begun to, else the first account that takes it; null when its partner books it itself. */
export const bookerFor = async (leg: Leg): Promise<BookerWithAccount | null> => {
  const begun = leg.booking && bookerById(leg.booking.booker);
  if (begun) return accountOf(begun);
  const accounts = await Promise.all(BOOKERS.map(accountOf));
  return accounts.find(({ account }) => takesLeg(account, leg)) ?? null;
};
