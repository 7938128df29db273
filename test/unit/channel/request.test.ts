import type { ChannelRequest } from '#domain/channel/channel-api.ts';
import { CHANNELS, channelById } from '#domain/channel/channels.ts';
import { accepted, fixture, NOW, signed } from './given.ts';

const saidBy = (id: string, topic: string, push: string): ChannelRequest | null => {
  const channel = channelById(id);
  const [message] = accepted(channel, signed(channel, { push, topic })).pushes;
  if (!message) throw new Error(`${id} gave no push`);
  return channel.requestIn?.(message, NOW) ?? null;
};

describe('a request to cancel at Ele.me', () => {
  const push = (more: object = {}): string =>
    JSON.stringify({
      orderId: '8076190120874600042',
      refundStatus: 'applied',
      reason: '临时有事',
      shopId: 150000042,
      refundType: 'normal',
      totalPrice: 200,
      updateTime: 1780286700,
      ...more,
    });

  it('approves itself after 15 minutes', () => {
    expect(saidBy('eleme', '20', push())).toEqual({
      channelOrderId: '8076190120874600042',
      kind: 'CANCEL',
      requestId: 'cancel',
      state: 'ASKED',
      reason: '临时有事',
      saidAt: '2026-06-01T04:05:00.000Z',
      askedAt: '2026-06-01T04:05:00.000Z',
      approvesItselfAt: '2026-06-01T04:20:00.000Z',
    });
  });

  it.each([
    ['21', 'WITHDRAWN'],
    ['22', 'REJECTED'],
    ['23', 'APPROVED'],
    ['25', 'APPROVED'],
    ['26', 'REJECTED'],
  ])('type %s says %s', (topic, state) => {
    expect(saidBy('eleme', topic, push())).toMatchObject({ requestId: 'cancel', state });
  });

  it('counts from its receipt when it does not say when', () => {
    expect(saidBy('eleme', '20', push({ updateTime: undefined }))?.askedAt).toBe(NOW);
  });
});

describe('a request for another address at WeChat', () => {
  const push = (type: number): string =>
    `{"ToUserName":"gh_demo","CreateTime":1780286700,"MsgType":"event","Event":"channels_ec_order_ext_info_update","order_info":{"order_id":3725115058471208900,"type":${type}}}`;

  it('approves itself after 12 hours', () => {
    expect(saidBy('wechat', '', push(4))).toMatchObject({
      channelOrderId: '3725115058471208900',
      kind: 'ADDRESS_CHANGE',
      state: 'ASKED',
      askedAt: '2026-06-01T04:05:00.000Z',
      approvesItselfAt: '2026-06-01T16:05:00.000Z',
    });
  });

  it('is read from XML as well', () => {
    const xml =
      '<xml><CreateTime>1780286700</CreateTime><Event><![CDATA[channels_ec_order_ext_info_update]]></Event><order_info><order_id>3725115058471208900</order_id><type>2</type></order_info></xml>';
    expect(saidBy('wechat', '', xml)).toMatchObject({ state: 'APPROVED', channelOrderId: '3725115058471208900' });
  });

  it('is none of the other news about an order', () => {
    expect(saidBy('wechat', '', push(3))).toBeNull();
    expect(saidBy('wechat', '', push(7))).toBeNull();
  });
});

it('is in none of the messages of an ordinary order', () => {
  for (const channel of CHANNELS.filter(({ requestIn }) => requestIn))
    for (const name of ['order-created', 'order-paid', 'order-shipped', 'order-cancelled'])
      for (const push of accepted(channel, signed(channel, fixture(channel, name))).pushes)
        expect([channel.id, name, channel.requestIn?.(push, NOW)]).toEqual([channel.id, name, null]);
});
