import type { AfterSaleWord } from '#domain/channel/channel-api.ts';

/** A buyer of the given Douyin order wants all of it back before it is shipped. */
export const givenAfterSale = (part: Partial<AfterSaleWord> = {}): AfterSaleWord => ({
  channelOrderId: '4837328765348566675',
  channelReturnId: '7000893114000949517',
  kind: 'REFUND',
  state: 'REQUESTED',
  platformStatus: 'tag 200, aftersale_status 6',
  refundMinor: 1990,
  currency: 'CNY',
  lines: [],
  reason: '',
  sourceAt: null,
  decidesItselfAt: null,
  ...part,
});
