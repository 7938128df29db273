import * as z from 'zod';
import { jsonAnswer } from '../channel/answers.ts';
import { text, utf8 } from '../channel/bytes.ts';
import type { ChannelCrypto, PushAnswer, PushRequest } from '../channel/channel.ts';
import { fromBeijing, type Instant } from '../time.ts';
import type { Carrier, Scan, Tracking, TrackingReceived } from './carrier.ts';

/** The source sends again unless it reads exactly this. */
const TAKEN: PushAnswer = jsonAnswer(200, { result: true, returnCode: '200', message: '成功' });
const refusedWith = (status: number, message: string): PushAnswer =>
  jsonAnswer(status, { result: false, returnCode: '500', message });

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

const Param = z.object({
  status: z.enum(['polling', 'shutdown', 'abort', 'updateall']),
  message: z.string().nullish(),
  comOld: z.string().nullish(),
  comNew: z.string().nullish(),
  lastResult: z.object({ com: z.string().min(1), nu: z.string().min(1), data: z.array(z.unknown()).nullish() }),
});
type Param = z.infer<typeof Param>;

/** Upper-case hex of MD5 over the URL-decoded text and the salt. An empty salt signs too. */
const signatureOf = (param: string, salt: string, { md5Hex }: ChannelCrypto): string =>
  md5Hex(utf8(`${param}${salt}`)).toUpperCase();

const lonLatOf = (areaCenter: string | null | undefined): [number, number] | null => {
  const match = /^(-?\d{1,3}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)$/.exec(areaCenter ?? '');
  return match ? [Number(match[1]), Number(match[2])] : null;
};

type TimedScan = Scan & { readonly occurredAt: Instant };

const scanOf = (raw: unknown, index: number): TimedScan | string => {
  const row = Row.safeParse(raw);
  if (!row.success)
    return `lastResult.data[${index}] is not a tracking row: ${row.error.issues[0]?.path.join('.') ?? ''}`;
  const { time, ftime, context, statusCode, areaCode, areaName, areaCenter, location } = row.data;
  const name = areaName || location;
  try {
    return {
      occurredAt: fromBeijing(ftime || time || ''),
      code: String(statusCode ?? ''),
      text: context ?? '',
      location: name ? { name: name.slice(0, 200), code: areaCode || null, lonLat: lonLatOf(areaCenter) } : null,
    };
  } catch {
    return `lastResult.data[${index}].ftime is not yyyy-MM-dd HH:mm:ss: ${ftime || time || '(empty)'}`;
  }
};

const abortedScan = (message: string): Scan => ({
  occurredAt: null,
  code: ABORT_CODE,
  text: message,
  location: null,
});

/** The source sends the whole history, newest first; rows of one second keep their order when turned round. */
const trackingOf = ({ status, message, comOld, comNew, lastResult }: Param): Tracking => {
  const rows = (lastResult.data ?? []).map(scanOf);
  const scans = rows
    .filter((row): row is TimedScan => typeof row !== 'string')
    .reverse()
    .sort((a, b) => (a.occurredAt < b.occurredAt ? -1 : a.occurredAt > b.occurredAt ? 1 : 0));
  return {
    companies: [...new Set([lastResult.com, comNew, comOld].filter((company): company is string => Boolean(company)))],
    number: lastResult.nu,
    scans: status === 'abort' ? [...scans, abortedScan(message ?? '')] : scans,
    unreadable: rows.filter((row): row is string => typeof row === 'string'),
  };
};

const paramIn = (param: string): Param | string => {
  let json: unknown;
  try {
    json = JSON.parse(param);
  } catch {
    return 'param is not JSON';
  }
  const parsed = Param.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  return `param.${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not understood'}`;
};

const receive: Carrier['receive'] = (request, salts, crypto): TrackingReceived => {
  if (request.method !== 'POST') return { kind: 'REFUSED', reason: 'METHOD', answer: refusedWith(405, '请使用POST') };
  const form = new URLSearchParams(text(request.body));
  const param = form.get('param') ?? '';
  const sign = (form.get('sign') ?? '').toUpperCase();
  if (!salts.some((salt) => crypto.equal(signatureOf(param, salt, crypto), sign)))
    return { kind: 'REFUSED', reason: 'SIGNATURE', answer: refusedWith(401, '签名校验失败') };
  const read = paramIn(param);
  if (typeof read === 'string')
    return {
      kind: 'UNREADABLE',
      error: `kuaidi100 ${read}; expected {"status","lastResult":{"com","nu","data"}}`,
      body: param,
      answer: TAKEN,
    };
  return { kind: 'ACCEPTED', tracking: trackingOf(read), body: param, answer: TAKEN };
};

const sign: Carrier['sign'] = ({ body }, salt, crypto): PushRequest => ({
  method: 'POST',
  path: '/carriers/kuaidi100/tracking',
  query: {},
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: utf8(new URLSearchParams({ sign: signatureOf(body, salt, crypto), param: body }).toString()),
});

/** 快递100: one source for the tracking of nearly every Chinese parcel carrier. */
export const kuaidi100: Carrier = {
  id: 'kuaidi100',
  title: { en: 'Kuaidi100', zh: '快递100' },
  receive,
  sign,
  failure: refusedWith(500, '系统繁忙，请稍后重新推送'),
};
