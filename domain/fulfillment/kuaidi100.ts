import * as z from 'zod';
import type { Carrier, Scan, Tracking } from './carrier.ts';
import { jsonAnswers } from './carrier-answers.ts';
import { signedForm, upperHexMd5 } from './signed-form.ts';
import { expectedArrival, fitted, parseMessage, readJson, rowsOf, scanOf } from './tracking-rows.ts';

/** The code we give to `status: abort`: the source gave up because nothing was to be found. Its own codes are numbers. */
export const ABORT_CODE = 'abort';

const Row = z.object({
  time: z.string().nullish(),
  ftime: z.string().nullish(),
  context: z.string().nullish(),
  statusCode: z.union([z.string(), z.number()]).nullish(),
  areaCode: z.string().nullish(),
  areaName: z.string().nullish(),
  areaCenter: z.string().nullish(),
  location: z.string().nullish(),
});

const Result = z.object({
  com: z.string().min(1),
  nu: z.coerce.string().min(1),
  data: z.array(z.unknown()).nullish(),
  arrivalTime: z.string().nullish().catch(null),
});

const Push = z.object({
  status: z.enum(['polling', 'shutdown', 'abort', 'updateall']),
  message: z.string().nullish(),
  comOld: z.string().nullish(),
  comNew: z.string().nullish(),
  lastResult: Result,
});
type Push = z.infer<typeof Push>;

/** How an order for collection stands, called back in the same wrapping: another list of codes. */
const OrderCallback = z.object({
  kuaidicom: z.string().min(1),
  kuaidinum: z.coerce.string().min(1),
  data: z.object({ orderId: z.coerce.string().nullish(), status: z.coerce.string(), cancelMsg9: z.string().nullish() }),
});

const orderTracking = ({ kuaidicom, kuaidinum, data }: z.infer<typeof OrderCallback>): Tracking => ({
  companies: [kuaidicom],
  number: kuaidinum,
  scans: [scanOf({ time: null, codeList: 'order', code: data.status, text: data.cancelMsg9, places: [] })],
  unreadable: [],
});

/** What its query API answers is the result alone. */
const Message = z.union([Push, Result.transform((lastResult): Push => ({ status: 'polling', lastResult }))], {
  error: 'expected {"status","lastResult":{"com","nu","data"}}',
});

const lonLatOf = (areaCenter: string | null | undefined): [number, number] | null => {
  const match = /^(-?\d{1,3}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)$/.exec(areaCenter ?? '');
  return match ? [Number(match[1]), Number(match[2])] : null;
};

const scanIn = (raw: unknown, path: string): Scan => {
  const { time, ftime, context, statusCode, areaCode, areaName, areaCenter, location } = fitted(raw, Row, path);
  return scanOf({
    time: ftime || time,
    code: statusCode,
    text: context,
    places: [areaName, location],
    placeCode: areaCode,
    lonLat: lonLatOf(areaCenter),
  });
};

const abortedScan = (message: string): Scan => ({ occurredAt: null, code: ABORT_CODE, text: message, location: null });

/** The source sends the whole history, newest first; rows of one second keep their order when turned round. */
const trackingOf = ({ status, message, comOld, comNew, lastResult }: Push): Tracking => {
  const expected = expectedArrival(lastResult.arrivalTime ?? '');
  const data = [...(lastResult.data ?? [])].reverse();
  const { scans, unreadable } = rowsOf(data, 'lastResult.data (oldest first)', scanIn);
  return {
    companies: [...new Set([lastResult.com, comNew, comOld].filter((company): company is string => Boolean(company)))],
    number: lastResult.nu,
    scans: [...scans, ...expected, ...(status === 'abort' ? [abortedScan(message ?? '')] : [])],
    unreadable,
  };
};

/** 快递100: one source for the tracking of nearly every Chinese parcel carrier. */
export const kuaidi100: Carrier = {
  id: 'kuaidi100',
  title: { en: 'Kuaidi100', zh: '快递100' },
  ...signedForm({
    id: 'kuaidi100',
    message: 'param',
    proof: { field: 'sign' },
    digest: upperHexMd5,
    emptyKey: true,
  }),
  read: (message) => {
    const order = OrderCallback.safeParse(parseMessage(message));
    const tracking = order.success ? orderTracking(order.data) : trackingOf(readJson(message, Message));
    return { trackings: [tracking], unreadable: [] };
  },
  answer: jsonAnswers(
    () => ({ result: true, returnCode: '200', message: '成功' }),
    (message) => ({ result: false, returnCode: '500', message }),
  ),
};
