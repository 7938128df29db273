import { amazonRequest, readAmazon } from './amazon-api.ts';
import { orderPath } from './amazon-order.ts';
import { utf8 } from './bytes.ts';
import type { ChannelCrypto, ChannelSecret, PlatformRequest } from './channel.ts';
import type { ApiAsk, ChannelNews, ChannelWriteBack, Told } from './channel-api.ts';
import { asRecord, idText } from './lossless-json.ts';

type Ask = ApiAsk & { readonly news: ChannelNews };
type Shipped = Extract<ChannelNews, { kind: 'SHIPPED' }>;
type Stock = Extract<ChannelNews, { kind: 'STOCK' }>;

/** A parcel's number within its order, a positive one: the same for the same tracking number, so that telling it twice is one parcel. */
const packageNumber = (trackingNumber: string, { sha256Hex }: ChannelCrypto): string =>
  String(Number.parseInt(sha256Hex(utf8(trackingNumber)).slice(0, 8), 16) + 1);

const OTHER = /^Other:(.+)$/;

/** The mapping's word for a carrier: Amazon's code, or `Other:` and a name for those Amazon has no code for. */
const carrierOf = (carrier: string): object => {
  const [, name] = OTHER.exec(carrier) ?? [];
  return name === undefined ? { carrierCode: carrier } : { carrierCode: 'Other', carrierName: name };
};

const marketplaceOf = ({ marketplaceId = '' }: ChannelSecret): string => marketplaceId;

const confirmShipment = (
  { news, at, accessToken }: Ask & { news: Shipped },
  secret: ChannelSecret,
  crypto: ChannelCrypto,
) =>
  amazonRequest(
    'POST',
    `/orders/v0/orders/${encodeURIComponent(news.channelOrderId)}/shipmentConfirmation`,
    accessToken,
    {
      marketplaceId: marketplaceOf(secret),
      packageDetail: {
        packageReferenceId: packageNumber(news.trackingNumber, crypto),
        ...carrierOf(news.carrier),
        trackingNumber: news.trackingNumber,
        shipDate: at,
        orderItems: news.lines.map(({ lineId, quantity }) => ({ orderItemId: lineId, quantity })),
      },
    },
  );

const listingPath = ({ sku }: Stock, { accountId = '', marketplaceId = '' }: ChannelSecret): string =>
  `/listings/2021-08-01/items/${encodeURIComponent(accountId)}/${encodeURIComponent(sku)}?marketplaceIds=${encodeURIComponent(marketplaceId)}`;

const patchQuantity = ({ news, accessToken }: Ask & { news: Stock }, secret: ChannelSecret): PlatformRequest =>
  amazonRequest('PATCH', listingPath(news, secret), accessToken, {
    productType: 'PRODUCT',
    patches: [
      {
        op: 'replace',
        path: '/attributes/fulfillment_availability',
        value: [{ fulfillment_channel_code: 'DEFAULT', quantity: Math.max(0, news.available) }],
      },
    ],
  });

const build = (ask: Ask, secret: ChannelSecret, crypto: ChannelCrypto): PlatformRequest => {
  const { news } = ask;
  if (news.kind === 'STOCK') return patchQuantity({ ...ask, news }, secret);
  // REFUSED is not among `writes`.
  return confirmShipment({ ...ask, news: news as Shipped }, secret, crypto);
};

/** Amazon's words for a parcel that it has been told of before. */
const ALREADY = /already (been )?(shipped|confirmed|fulfilled)/i;
/** Ours to correct or for good; everything else passes. */
const FOR_GOOD: ReadonlySet<number> = new Set([400, 404, 413, 415, 422]);
const TOO_MANY = 429;

const read = (status: number, body: string): Told => {
  const answer = readAmazon('write-back', status, body);
  if (answer.kind === 'ERROR') {
    const { reason } = answer;
    if (status === 400 && ALREADY.test(reason)) return { kind: 'DONE' };
    if (FOR_GOOD.has(status))
      return {
        kind: 'REFUSED',
        reason: `${reason}; correct it in Seller Central, or marketplaceId and accountId in the secret orderloom/channels/amazon`,
      };
    // One call in two seconds is the plan; a bucket of some is full again in a minute.
    return status === TOO_MANY ? { kind: 'LATER', reason, retryAfterSeconds: 60 } : { kind: 'LATER', reason };
  }
  if (answer.body.status !== 'INVALID') return { kind: 'DONE' };
  const issues = (Array.isArray(answer.body.issues) ? answer.body.issues : []).map((issue) => asRecord(issue)?.message);
  return { kind: 'REFUSED', reason: `amazon refuses the quantity of ${idText(answer.body.sku)}: ${issues.join('; ')}` };
};

const readBack = ({ news, accessToken }: Ask, secret: ChannelSecret): PlatformRequest => {
  if (news.kind === 'STOCK')
    return amazonRequest('GET', `${listingPath(news, secret)}&includedData=fulfillmentAvailability`, accessToken);
  return amazonRequest('GET', orderPath(news.channelOrderId), accessToken);
};

const listIn = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.map(asRecord).filter((each) => each !== null) : [];

const shows = (payload: unknown, news: ChannelNews): boolean => {
  const answer = asRecord(payload);
  if (news.kind === 'STOCK')
    return listIn(answer?.fulfillmentAvailability).some(
      ({ fulfillmentChannelCode: code, quantity }) => code === 'DEFAULT' && Number(quantity) === news.available,
    );
  const order = asRecord(answer?.order) ?? answer;
  if (news.kind === 'REFUSED') return asRecord(order?.fulfillment)?.fulfillmentStatus === 'CANCELLED';
  return listIn(order?.packages).some(({ trackingNumber }) => trackingNumber === news.trackingNumber);
};

/**
 * Shipments by `confirmShipment`, quantities by a patch of the listing. An order that cannot be served is cancelled by a person in
 * Seller Central: the Orders API has no call for it, only a feed.
 *
 * - unconfirmed: the words in which Amazon refuses a parcel it knows; unknown ones are shown as refused although the read-back fits.
 * - unconfirmed: the carrier codes of the mapping beside SF Express; the others are told as `Other` with a name.
 */
export const amazonWriteBack: ChannelWriteBack = {
  writes: ['SHIPPED', 'STOCK'],
  requestsPerMinute: 60,
  build,
  read,
  readBack,
  shows,
};
