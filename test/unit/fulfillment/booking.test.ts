import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { type BookerAnswer, BookingAccount, type BookingAsk, type Contact } from '#domain/fulfillment/booker.ts';
import { BOOKERS, bookerById } from '#domain/fulfillment/bookers.ts';
import {
  afterAnswer,
  claimBooking,
  MOST_ATTEMPTS,
  nextStep,
  reportsOf,
  settleStep,
  shipmentOf,
  takesLeg,
  talkWith,
} from '#domain/fulfillment/booking.ts';
import { kuaidi100OrderSign } from '#domain/fulfillment/kuaidi100-booking.ts';
import { BOOKING_STEPS, type Booking, type BookingStep, LEG_STATES } from '#domain/fulfillment/leg.ts';
import { sfDigest } from '#domain/fulfillment/sf-booking.ts';
import type { CompensationId } from '#domain/id.ts';
import { nodeCrypto } from '#shared/node-crypto.ts';
import { type BookerKeys, type ParcelBook, parcelBook } from '../../simulators/carriers/booked-parcels.ts';
import { bookerApi } from '../../simulators/carriers/bookers.ts';
import { at, givenLeg, legId, NOW, T0 } from './given.ts';

const md5Hex = (data: Uint8Array): string => createHash('md5').update(data).digest('hex');

const contact = (patch: Partial<Contact>): Contact => ({
  name: '周晓岚',
  phone: '13800001357',
  country: 'CN',
  province: '浙江省',
  city: '杭州市',
  district: '余杭区',
  street: '仓前街道',
  detail: '良睦路 18 号 3 号仓',
  postalCode: '311121',
  ...patch,
});

const KEYS: Readonly<Record<string, BookerKeys>> = {
  sf: { partnerId: 'OLPARTNER', checkword: 'check-word', monthlyCard: '7550001234' },
  kuaidi100: { key: 'olkey', secret: 'olsecret' },
  easypost: { apiKey: 'EZTKtest' },
};
const SERVICES: Readonly<Record<string, string>> = { sf: '1', kuaidi100: 'zhongtong', easypost: 'USPS/Priority' };

const account = (booker: string, patch: Partial<BookingAccount> = {}): BookingAccount => ({
  endpoint: 'https://api.example.com',
  keys: { ...KEYS[booker] },
  services: { ZTO: SERVICES[booker] ?? '' },
  senders: { 'wh-hangzhou': contact({}) },
  ...patch,
});

const asking = (booker: string, patch: Partial<BookingAsk> = {}): BookingAsk => ({
  legId,
  carrier: 'ZTO',
  service: SERVICES[booker] ?? '',
  account: account(booker),
  shipment: {
    sender: contact({}),
    recipient: contact({ name: '许知行', phone: '13900002468', city: '宁波市', detail: '海晏北路 9 号' }),
    weightKg: 1.2,
    goods: [{ title: '龙井 100 克', quantity: 2 }],
  },
  reference: null,
  number: null,
  repeated: false,
  at: T0,
  requestId: '4f6ed6b2-0000-4000-8000-000000000001',
  crypto: nodeCrypto,
  ...patch,
});

/** A talk with a simulated booker; what it was asked is noted. */
const talking = (booker: string, book: ParcelBook, keys = KEYS[booker] ?? {}) => {
  const calls: string[] = [];
  const talk = (step: BookingStep, patch: Partial<BookingAsk> = {}) => {
    const found = bookerById(booker);
    if (!found) throw new Error(`no booker ${booker}`);
    return talkWith(found, step, asking(booker, patch), async ({ request }): Promise<BookerAnswer> => {
      const { method, path, headers, body } = request;
      const form = new URLSearchParams(body);
      calls.push(form.get('serviceCode') ?? form.get('method') ?? `${method} ${path.replace(/(leg|shp)_\w+/, 'x')}`);
      const call = { method, path, query: new URLSearchParams(), headers, body };
      return bookerApi(booker)(call, keys, book);
    });
  };
  return { talk, calls };
};

describe('signatures of orders', () => {
  it('sign for Kuaidi100 over message, time, key and secret: MD5("abcd") in upper case', () => {
    expect(kuaidi100OrderSign('a', 'b', { key: 'c', secret: 'd' }, md5Hex)).toBe('E2FC714C4727EE9395F324CD2E7F331F');
  });

  it('sign for SF over the text as Java encodes it', () => {
    const encoded = '%7B%22a%22%3A%22%E9%A1%BA+%28x%29*%7E%21%27%22%7D17secret';
    const expected = createHash('md5').update(encoded).digest('base64');
    expect(sfDigest('{"a":"顺 (x)*~!\'"}', '17', 'secret', md5Hex)).toBe(expected);
  });
});

describe.each(BOOKERS.map(({ id }) => id))('booker %s', (id) => {
  it('gives a leg one waybill, however often it is booked', async () => {
    const book = parcelBook();
    const { talk } = talking(id, book);
    const first = await talk('BOOK');
    if (first.kind !== 'DONE') throw new Error(`not booked: ${first.reason}`);
    expect(first.number).toBe(book.all()[0]?.number);
    for (const repeated of [true, true]) {
      const again = await talk('BOOK', { repeated, reference: first.reference });
      expect(again).toMatchObject({ kind: 'DONE', number: first.number });
    }
    expect(book.all()).toHaveLength(1);
  });

  it('finds what a call without an answer had booked', async () => {
    const book = parcelBook();
    const { talk } = talking(id, book);
    const lost = await talk('BOOK');
    expect(await talk('BOOK', { repeated: true })).toMatchObject({
      kind: 'DONE',
      number: (lost as { number: string }).number,
    });
    expect(book.all()).toHaveLength(1);
  });

  it('forgets a parcel, and takes a second time as done', async () => {
    const book = parcelBook();
    const { talk } = talking(id, book);
    const booked = await talk('BOOK');
    const { reference } = booked as { reference: string };
    for (const _ of [1, 2])
      expect(await talk('CANCEL', { reference, shipment: null, repeated: true })).toMatchObject({ kind: 'DONE' });
    expect(book.all()[0]?.state).toBe('CANCELLED');
  });

  it('is asked again later where the key is not taken, the API is down, or no JSON comes', async () => {
    const { talk } = talking(id, parcelBook(), { key: 'other' });
    expect(await talk('BOOK')).toMatchObject({ kind: 'LATER' });
    for (const answer of [
      { status: 503, body: 'upstream connect error' },
      { status: 200, body: '<html>' },
    ]) {
      const booker = bookerById(id);
      if (!booker) throw new Error('gone');
      expect(await talkWith(booker, 'BOOK', asking(id), async () => answer)).toMatchObject({ kind: 'LATER' });
    }
  });

  it('is not asked while a key is missing; the secret and the key are named', async () => {
    const { talk, calls } = talking(id, parcelBook());
    const outcome = await talk('BOOK', { account: account(id, { keys: {} }) });
    expect(outcome).toMatchObject({
      kind: 'LATER',
      reason: expect.stringContaining(`orderloom/carriers/${id}/booking`),
    });
    expect(calls).toEqual([]);
  });
});

describe('SF', () => {
  it('is told the leg as order number, both contacts and the weight', async () => {
    const book = parcelBook();
    const { talk, calls } = talking('sf', book);
    await talk('BOOK');
    expect(calls).toEqual(['EXP_RECE_CREATE_ORDER']);
    expect(book.all()[0]?.order).toMatchObject({
      orderId: legId,
      expressTypeId: 1,
      monthlyCard: '7550001234',
      totalWeight: 1.2,
      contactInfoList: [
        { contactType: 1, contact: '周晓岚', county: '余杭区' },
        { contactType: 2, contact: '许知行', city: '宁波市' },
      ],
    });
  });

  it('is searched where it says that the order number was used', async () => {
    const book = parcelBook();
    const { talk, calls } = talking('sf', book);
    await talk('BOOK');
    await talk('BOOK');
    expect(calls).toEqual(['EXP_RECE_CREATE_ORDER', 'EXP_RECE_CREATE_ORDER', 'EXP_RECE_SEARCH_ORDER_RESP']);
  });

  it('stops a parcel by its number and has it brought back', async () => {
    const book = parcelBook();
    const { talk } = talking('sf', book);
    const booked = await talk('BOOK');
    expect(await talk('INTERCEPT', { number: (booked as { number: string }).number })).toMatchObject({ kind: 'DONE' });
    expect(book.all()[0]?.state).toBe('STOPPED');
    expect(await talk('INTERCEPT')).toMatchObject({ kind: 'REFUSED' });
  });

  it('refuses where SF does not carry, and waits where it gave no number yet', async () => {
    const booker = bookerById('sf');
    if (!booker) throw new Error('gone');
    const answering = (msgData: object) => async () => ({
      status: 200,
      body: JSON.stringify({
        apiResultCode: 'A1000',
        apiResultData: JSON.stringify({ success: true, errorCode: 'S0000', msgData }),
      }),
    });
    expect(await talkWith(booker, 'BOOK', asking('sf'), answering({ filterResult: 3, remark: '1' }))).toMatchObject({
      kind: 'REFUSED',
    });
    expect(await talkWith(booker, 'BOOK', asking('sf'), answering({ filterResult: 1 }))).toMatchObject({
      kind: 'LATER',
      reference: legId,
    });
  });
});

describe('Kuaidi100', () => {
  it('looks a number up that the carrier gives later', async () => {
    const book = parcelBook();
    const { talk, calls } = talking('kuaidi100', book);
    const first = await talk('BOOK', { service: 'yunda' });
    if (first.kind !== 'LATER') throw new Error('a number came at once');
    expect(await talk('BOOK', { service: 'yunda', reference: first.reference ?? null, repeated: true })).toMatchObject({
      kind: 'DONE',
      number: book.all()[0]?.number,
    });
    expect(calls).toEqual(['bOrder', 'detail']);
  });

  it('subscribes the tracking with the order', async () => {
    const book = parcelBook();
    const { talk } = talking('kuaidi100', book);
    const tracking = { url: 'https://orders.example.com/carriers/kuaidi100/tracking', salt: 'pepper' };
    await talk('BOOK', { account: account('kuaidi100', { tracking }) });
    expect(book.all()[0]?.order).toMatchObject({ pollCallBackUrl: tracking.url, salt: 'pepper', thirdOrderId: legId });
  });

  it('is refused for what a person has to correct', async () => {
    const { talk } = talking('kuaidi100', parcelBook());
    const { shipment } = asking('kuaidi100');
    if (!shipment) throw new Error('gone');
    const nowhere = contact({ province: '', city: '', district: '', street: '', detail: '' });
    expect(await talk('BOOK', { shipment: { ...shipment, recipient: nowhere } })).toMatchObject({ kind: 'REFUSED' });
  });
});

describe('EasyPost', () => {
  it('makes a shipment, buys the rate of the service, and gives the label', async () => {
    const { talk, calls } = talking('easypost', parcelBook());
    const outcome = await talk('BOOK');
    expect(outcome).toMatchObject({ kind: 'DONE', labelUrl: expect.stringMatching(/^https:/) });
    expect(calls).toEqual(['POST /v2/shipments', 'POST /v2/shipments/x/buy']);
  });

  it('refuses a service that is not offered, naming those that are', async () => {
    const { talk } = talking('easypost', parcelBook());
    expect(await talk('BOOK', { service: 'USPS/Express' })).toMatchObject({
      kind: 'REFUSED',
      reason: expect.stringContaining('USPS/GroundAdvantage'),
    });
  });

  it('refuses to stop a parcel: it has no such call', async () => {
    const { talk, calls } = talking('easypost', parcelBook());
    expect(await talk('INTERCEPT', { number: '94000' })).toMatchObject({ kind: 'REFUSED' });
    expect(calls).toEqual([]);
  });
});

const booking = (patch: Partial<Booking>): Booking => ({ ...claimBooking('sf', 'BOOK', undefined, T0), ...patch });

describe('what a leg wants of its booker', () => {
  it('is to be booked once it is out and has no number', () => {
    expect(nextStep(givenLeg())).toBe('BOOK');
    expect(nextStep(givenLeg({ state: null }))).toBeNull();
    expect(nextStep(givenLeg({ waybill: { carrier: 'ZTO', number: '78000000000001' } }))).toBeNull();
    expect(nextStep(givenLeg({ booking: booking({ outcome: 'DONE' }) }))).toBeNull();
    expect(nextStep(givenLeg({ booking: booking({ outcome: 'REFUSED' }) }))).toBeNull();
  });

  it.each(['REJECTED', 'CANCELLED', 'FAILED'] as const)(
    'is to be forgotten when it is %s before its goods left',
    (state) => {
      expect(nextStep(givenLeg({ state, stock: 'RELEASED', booking: booking({ outcome: 'DONE' }) }))).toBe('CANCEL');
      expect(nextStep(givenLeg({ state, stock: 'RELEASED', booking: booking({ outcome: 'ASKED' }) }))).toBe('CANCEL');
      expect(nextStep(givenLeg({ state, stock: 'RELEASED', booking: booking({ outcome: 'REFUSED' }) }))).toBeNull();
      expect(nextStep(givenLeg({ state, stock: 'RELEASED' }))).toBeNull();
    },
  );

  it('is to be stopped when it is cancelled after its goods left', () => {
    expect(nextStep(givenLeg({ state: 'CANCELLED', stock: 'SHIPPED', booking: booking({ outcome: 'DONE' }) }))).toBe(
      'INTERCEPT',
    );
    expect(
      nextStep(givenLeg({ state: 'COMPLETED', stock: 'SHIPPED', booking: booking({ outcome: 'DONE' }) })),
    ).toBeNull();
  });

  it('is to be stopped when it is asked back on its way, once for each plan that asks; a carrier that keeps the goods has answered', () => {
    const recall = {
      compensationId: 'cmp_01JTGN5W00000000000000000A' as CompensationId,
      way: 'INTERCEPT' as const,
      askedAt: at(5),
      answerBy: at(9),
      answer: null,
    };
    const onItsWay = givenLeg({
      state: 'IN_PROGRESS',
      stock: 'SHIPPED',
      recall,
      booking: booking({ outcome: 'DONE' }),
    });
    expect(nextStep(onItsWay)).toBe('INTERCEPT');
    const kept = booking({ step: 'INTERCEPT', outcome: 'REFUSED', since: at(6) });
    expect(nextStep({ ...onItsWay, booking: kept })).toBeNull();
    expect(nextStep({ ...onItsWay, booking: kept, recall: { ...recall, askedAt: at(8) } })).toBe('INTERCEPT');
    expect(nextStep({ ...onItsWay, recall: { ...recall, answer: 'REFUSED' } })).toBeNull();
    const said = (after: Booking, kind: 'DONE' | 'REFUSED') =>
      reportsOf(
        onItsWay,
        after,
        kind === 'DONE'
          ? { kind, number: null, reference: null, labelUrl: null }
          : { kind, reason: 'delivered already' },
        NOW,
      ).map(({ action }) => action.action);
    expect(said(kept, 'REFUSED')).toEqual(['leg.recall_refused']);
    expect(said({ ...kept, outcome: 'DONE' }, 'DONE')).toEqual(['exception.intercepted']);
  });

  it('is to be forgotten when the partner names a parcel of its own meanwhile', () => {
    const waybill = { carrier: 'ZTO', number: '78000000000001' };
    expect(nextStep(givenLeg({ waybill, booking: booking({ outcome: 'ASKED' }) }))).toBe('CANCEL');
  });

  it('comes to an end, whatever it is answered: never more than three steps, never booked after it was forgotten', async () => {
    const outcome = fc.constantFrom('DONE', 'REFUSED', 'FAILED') as fc.Arbitrary<'DONE' | 'REFUSED' | 'FAILED'>;
    await fc.assert(
      fc.property(
        fc.constantFrom(...LEG_STATES),
        fc.constantFrom('HELD', 'SHIPPED', 'RELEASED') as fc.Arbitrary<'HELD' | 'SHIPPED' | 'RELEASED'>,
        fc.array(outcome, { minLength: 4, maxLength: 4 }),
        (state, stock, outcomes) => {
          let leg = givenLeg();
          const steps: BookingStep[] = [];
          for (const each of outcomes) {
            const step = nextStep(leg);
            if (!step) break;
            steps.push(step);
            // The leg's own end comes in between.
            leg = {
              ...givenLeg({ state, stock }),
              booking: { ...claimBooking('sf', step, leg.booking, T0), outcome: each },
            };
          }
          expect(steps.length).toBeLessThanOrEqual(3);
          expect(steps.lastIndexOf('BOOK')).toBeLessThanOrEqual(0);
          expect(BOOKING_STEPS).toEqual(expect.arrayContaining(steps));
        },
      ),
    );
  });
});

describe('a booking', () => {
  it('is tried again after twice as long each time, and given up after about an hour', () => {
    let now = T0;
    let tried = claimBooking('sf', 'BOOK', undefined, now);
    for (let attempt = 1; attempt < MOST_ATTEMPTS; attempt += 1) {
      tried = afterAnswer(tried, { kind: 'LATER', reason: 'down' }, { now, jitter: 1 });
      expect(tried).toMatchObject({ outcome: 'ASKED', attempts: attempt, claimedUntil: null });
      now = tried.nextAt ?? now;
      tried = claimBooking('sf', 'BOOK', tried, now);
    }
    expect(now > at(0.9) && now < at(1.2)).toBe(true);
    const last = afterAnswer(tried, { kind: 'LATER', reason: 'down' }, { now, jitter: 1 });
    expect(last).toMatchObject({ outcome: 'FAILED', nextAt: null, reason: expect.stringContaining('down') });
  });

  it('keeps no phone of what the booker answered', () => {
    const claimed = claimBooking('sf', 'BOOK', undefined, T0);
    const refused = afterAnswer(
      claimed,
      { kind: 'REFUSED', reason: '手机号 13912345678 有误' },
      { now: T0, jitter: 0 },
    );
    expect(refused.reason).toBe('手机号 139****5678 有误');
  });

  it('puts the number on the leg with shipment.created, and tells of a label only where there is one', () => {
    const leg = givenLeg();
    const of = (labelUrl: string | null) =>
      reportsOf(leg, booking({}), { kind: 'DONE', number: 'SF1000000001', reference: null, labelUrl }, NOW);
    expect(of(null).map(({ action, waybill }) => [action.action, waybill])).toEqual([
      ['shipment.created', { carrier: 'ZTO', number: 'SF1000000001' }],
    ]);
    expect(of('https://x').map(({ action }) => action.action)).toEqual(['shipment.created', 'label.issued']);
  });

  it('is to be forgotten at once when the partner has named a parcel of its own meanwhile', () => {
    const named = givenLeg({ waybill: { carrier: 'ZTO', number: '78000000000001' } });
    const outcome = { kind: 'DONE', number: 'SF1000000001', reference: 'r', labelUrl: null } as const;
    const settled = settleStep(named, booking({}), outcome, { now: NOW, jitter: 0 });
    expect(settled.reports).toEqual([]);
    expect(settled.booking).toMatchObject({ step: 'CANCEL', outcome: 'ASKED', reference: 'r' });
    expect(nextStep({ ...named, booking: settled.booking })).toBe('CANCEL');
    expect(settleStep(givenLeg(), booking({}), outcome, { now: NOW, jitter: 0 }).reports).toHaveLength(1);
  });

  it('is taken by an account that orders the carrier and names the node as sender', () => {
    const leg = givenLeg();
    expect(takesLeg(account('sf'), leg)).toBe(true);
    expect(takesLeg(account('sf', { endpoint: '' }), leg)).toBe(false);
    expect(takesLeg(account('sf', { services: { EMS: '1' } }), leg)).toBe(false);
    expect(takesLeg(account('sf', { senders: {} }), leg)).toBe(false);
    expect(BookingAccount.parse({ endpoint: '', keys: {}, services: {}, senders: {} })).toBeDefined();
  });

  it('weighs what is in the parcel', () => {
    const parties = { sender: contact({}), recipient: contact({}) };
    const titled = (title: string) => ({ lines: givenLeg().lines.map((line) => ({ ...line, title })) });
    const shipment = shipmentOf(titled('龙井'), parties, () => ({ kg: 0.35 }));
    expect(shipment).toMatchObject({ weightKg: 0.7, goods: [{ title: '龙井', quantity: 2 }] });
    expect(shipmentOf(titled(''), parties, () => undefined)).toMatchObject({
      weightKg: 1,
      goods: [{ title: 'TEA-100' }],
    });
  });
});
