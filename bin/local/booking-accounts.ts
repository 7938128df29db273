import { randomBytes } from 'node:crypto';
import kuaidi100 from '../../catalog/carriers/kuaidi100.json' with { type: 'json' };
import type { BookingAccount, Contact } from '../../domain/fulfillment/booker.ts';
import type { LocalState } from '../local-state.ts';

const hex = (bytes: number): string => randomBytes(bytes).toString('hex');

/** What the simulated bookers know their customer by; drawn anew at every start. */
export const drawBookerKeys = (): Readonly<Record<string, Readonly<Record<string, string>>>> => ({
  sf: { partnerId: 'ORDERLOOM', checkword: hex(16), monthlyCard: '7550000017' },
  kuaidi100: { key: hex(8), secret: hex(16) },
});

const sender = (detail: string, city: string, province: string): Contact => ({
  name: '发货组',
  phone: '13800000017',
  country: 'CN',
  province,
  city,
  district: '',
  street: '',
  detail,
  postalCode: '',
});

/** Hangzhou's warehouse has SF ordered at SF, everything else at Kuaidi100; all others order their carriage themselves. */
const SENDERS = { 'WH-HANGZHOU': sender('云织一号仓 3 号月台', '杭州市', '浙江省') };

/** Our carrier ids with what Kuaidi100 calls them. */
const companies = (): Record<string, string> =>
  Object.fromEntries(Object.entries(kuaidi100.companies).map(([theirs, ours]) => [ours, theirs]));

export const bookingAccounts = (
  url: string,
  keys: ReturnType<typeof drawBookerKeys>,
  { apiUrl, carriers }: Pick<LocalState, 'apiUrl' | 'carriers'>,
): Readonly<Record<string, BookingAccount>> => {
  const salt = carriers.kuaidi100?.secrets[0]?.key ?? '';
  const tracking = { url: `${apiUrl}/carriers/kuaidi100/tracking`, salt };
  return {
    sf: { endpoint: url, keys: { ...keys.sf }, services: { SF_EXPRESS: '1' }, senders: SENDERS },
    kuaidi100: { endpoint: url, keys: { ...keys.kuaidi100 }, services: companies(), senders: SENDERS, tracking },
  };
};
