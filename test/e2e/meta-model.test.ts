import { setTimeout as sleep } from 'node:timers/promises';
import { parseLossless } from '../../domain/channel/lossless-json.ts';
import { type LocalSystem, startLocal } from '../support/local-endpoint.ts';
import { type Shop, shopOf, until } from '../support/shop.ts';

type Shown = {
  readonly name: string;
  readonly value: unknown;
  readonly title: { zh: string } | null;
  readonly unit: string | null;
};
type Snapshot = {
  readonly order: {
    readonly orderId: string;
    readonly attributes: Record<string, unknown> & { readonly lines?: Record<string, Record<string, unknown>> };
    readonly conflicts: readonly { field: string; values: string[]; chosenBy: string }[];
    readonly pinned: Record<string, string>;
    readonly tags?: readonly { tag: string; link: string }[];
  };
  readonly attributes: readonly Shown[];
};
type SetView = {
  readonly document: { readonly fields: { name: string }[]; readonly examples: object[] };
  readonly migration: { state: string; orders: number; changed: number; dropped: number; expected: number } | null;
};

const GIFT_WRAP = {
  name: 'giftWrap',
  title: { zh: '礼品包装层数', en: 'Layers of gift wrap' },
  type: 'integer',
  unit: 'layers',
  source: 'gift_wrap',
  searchable: true,
};

describe('the meta-model on the running system', () => {
  let system: LocalSystem;
  let shop: Shop;

  beforeAll(async () => {
    // Its own: what is released here is obeyed by every order of the channel.
    system = await startLocal({ own: true });
    shop = shopOf(system);
  }, 200_000);
  afterAll(() => system.stop(), 60_000);

  /** Functions look at a release again after five seconds. */
  const obeyed = (): Promise<void> => sleep(6_000);

  const snapshotOf = async (channelOrderId: string): Promise<Snapshot | null> =>
    (await shop.orderOf(channelOrderId)) as unknown as Snapshot | null;

  /** An order whose platform shows more than the fixture. */
  const placed = async (
    channel: string,
    extra: (order: Record<string, unknown>) => void,
    color?: string,
  ): Promise<string> => {
    const message = shop.message(channel, 'order-paid', shop.nextNumber());
    const order = parseLossless(message.order ?? '') as Record<string, unknown>;
    extra(
      channel === 'douyin' ? (order.data as { shop_order_detail: Record<string, unknown> }).shop_order_detail : order,
    );
    const answer = await shop.push(channel, { ...message, order: JSON.stringify(order) }, ({ headers }) => {
      if (color) headers['x-traffic-color'] = color;
    });
    expect(answer.status).toBe(200);
    return message.orderId;
  };

  const orderUntil = (
    what: string,
    channelOrderId: string,
    holds: (snapshot: Snapshot) => boolean,
  ): Promise<Snapshot> =>
    until(what, async () => {
      const found = await snapshotOf(channelOrderId);
      return found !== null && holds(found) && found;
    });

  const release = async (path: string, change: (document: SetView['document']) => object, why: string) => {
    const { document } = (await shop.api<SetView>('GET', path)).body;
    const { version } = (await shop.api<{ version: number }>('PUT', path, { document: change(document), why })).body;
    return { version, answer: await shop.api<{ detail: string }>('POST', `${path}/releases`, { version, why }) };
  };

  const SET = '/catalog/attribute-set/douyin';
  const found = async (query: string): Promise<string[]> =>
    (await shop.api<{ orders: { channelOrderId: string }[] }>('GET', `/orders?${query}`)).body.orders.map(
      ({ channelOrderId }) => channelOrderId,
    );

  it('maps, checks, stores, finds and shows a field that a business user adds', async () => {
    const before = await placed('douyin', (order) => Object.assign(order, { gift_wrap: 1 }));
    await orderUntil('the order placed before', before, () => true);
    const added = await release(
      SET,
      (document) => ({ ...document, fields: [...document.fields, GIFT_WRAP] }),
      'gift wrap is sold now',
    );
    expect(added.answer.status).toBe(200);
    await obeyed();

    const wrapped = await placed('douyin', (order) => Object.assign(order, { gift_wrap: '2' }));
    const shown = await orderUntil('the wrapped order', wrapped, () => true);
    expect(shown.order.attributes.giftWrap).toBe(2);
    expect(shown.attributes.find(({ name }) => name === 'giftWrap')).toMatchObject({
      title: GIFT_WRAP.title,
      type: 'integer',
      unit: 'layers',
      value: 2,
    });
    expect(shown.order.pinned['attribute-set/douyin']).toBe(String(added.version));
    expect(await found('attribute=giftWrap:2&channel=douyin')).toEqual([wrapped]);

    const wrong = await placed('douyin', (order) => Object.assign(order, { gift_wrap: 'plenty' }));
    const flagged = await orderUntil('the flagged order', wrong, () => true);
    expect(flagged.order.attributes.giftWrap).toBeUndefined();
    expect(flagged.order.conflicts).toContainEqual(
      expect.objectContaining({
        field: 'attributes.giftWrap',
        values: ['douyin: gift_wrap', 'plenty'],
        chosenBy: `attribute-set/douyin@${added.version}`,
      }),
    );
    expect((await snapshotOf(before))?.order.attributes.giftWrap).toBeUndefined();
  }, 120_000);

  it('refuses to take out or retype a field that orders carry, with the count, and migrates it when told how', async () => {
    const without = await release(
      SET,
      (document) => ({ ...document, fields: document.fields.filter(({ name }) => name !== 'giftWrap') }),
      'no gift wrap any more',
    );
    expect(without.answer).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('giftWrap is taken out, but 1 order carries it') },
    });
    const retyped = await release(
      SET,
      (document) => ({
        ...document,
        fields: [...document.fields.filter(({ name }) => name !== 'giftWrap'), { ...GIFT_WRAP, type: 'string' }],
      }),
      'layers as text',
    );
    expect(retyped.answer).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('giftWrap changes from integer to string, but 1 order carries it') },
    });

    const [wrapped = ''] = await found('attribute=giftWrap:2');
    const renamed = await release(
      SET,
      (document) => ({
        ...document,
        fields: [...document.fields.filter(({ name }) => name !== 'giftWrap'), { ...GIFT_WRAP, name: 'wrapLayers' }],
        migrations: [{ do: 'rename', field: 'giftWrap', to: 'wrapLayers' }],
      }),
      'the name other teams use',
    );
    expect(renamed.answer.status).toBe(200);
    const done = await until('the migration', async () => {
      const { migration } = (await shop.api<SetView>('GET', SET)).body;
      return migration?.state === 'DONE' && migration;
    });
    expect(done).toMatchObject({ expected: 1, orders: 1, changed: 1, dropped: 0 });
    const migrated = await snapshotOf(wrapped);
    expect(migrated?.order.attributes).toMatchObject({ wrapLayers: 2 });
    expect(migrated?.order.attributes.giftWrap).toBeUndefined();
    expect(migrated?.order.pinned['attribute-set/douyin']).toBe(String(renamed.version));
    expect(await found('attribute=wrapLayers:2')).toEqual([wrapped]);
    expect(await found('attribute=giftWrap:2')).toEqual([]);
  }, 120_000);

  it('joins records of a second source to orders placed before and after them, alike, and tags what they say', async () => {
    const video = String(shop.nextNumber());
    const withVideo = (order: Record<string, unknown>): void => {
      for (const line of order.sku_order_list as Record<string, unknown>[])
        Object.assign(line, { video_id: video, author_id: 0 });
    };
    const record = {
      video_id: video,
      stat_time: Math.floor(Date.now() / 1000),
      author_id: '68530011235',
      follower_count: 1_200_000,
      finish_rate: 0.42,
    };
    const early = await placed('douyin', withVideo);
    await orderUntil('the order before its record', early, () => true);
    const PATH = '/enhancements/douyin-content/records';
    const kept = await shop.api<{ kept: number; refused: { record: number; problem: string }[] }>('POST', PATH, [
      record,
      { ...record, video_id: '' },
    ]);
    expect(kept.body).toMatchObject({
      kept: 1,
      refused: [{ record: 2, problem: expect.stringContaining('video_id') }],
    });
    expect((await shop.api('POST', PATH, record)).body).toMatchObject({ kept: 0, known: 1 });
    const late = await placed('douyin', withVideo);
    const isJoined = ({ order }: Snapshot): boolean =>
      Object.values(order.attributes.lines ?? {}).every(({ completionRate }) => completionRate === '0.42');
    const [first, second] = await Promise.all([
      orderUntil('the early order to be joined', early, isJoined),
      orderUntil('the late order to be joined', late, isJoined),
    ]);
    const said = ({ order }: Snapshot) => ({
      lines: Object.values(order.attributes.lines ?? {}),
      tags: order.tags?.map(({ tag, link }) => `${link}:${tag}`),
    });
    expect(said(first)).toEqual(said(second));
    expect(said(first).tags).toEqual(expect.arrayContaining(['douyin-author:outdoor', 'author-reach:star-follower']));
    expect((await found('tag=star-follower&channel=douyin')).sort()).toEqual([early, late].sort());
    expect(await found(`attribute=authorId:68530011235`)).toEqual(expect.arrayContaining([early, late]));
    expect(await shop.api('POST', '/enhancements/nothing/records', record)).toMatchObject({ status: 404 });
  }, 120_000);

  it('tries a link on marked traffic first, compared with the version before', async () => {
    const PATH = '/catalog/semantic-link/product-category';
    type Link = { document: { tags: object; contains: object[] }; comparison: { orders: number; differing: number } };
    const { document } = (await shop.api<Link>('GET', PATH)).body;
    const tags = { ...document.tags, 'white-tea': { zh: '白茶', en: 'White tea' } };
    const contains = [...document.contains, { any: ['白毫银针'], tags: ['white-tea'] }];
    const why = 'white tea has its own shelf';
    const { version } = (
      await shop.api<{ version: number }>('PUT', PATH, { document: { ...document, tags, contains }, why })
    ).body;
    const tried = await shop.api('POST', `${PATH}/releases`, { version, to: { color: 'blue' }, why });
    expect(tried.status).toBe(200);
    await obeyed();
    const [blue, other] = [await placed('wechat', () => {}, 'blue'), await placed('wechat', () => {})];
    const tagsOf = async (id: string) => (await orderUntil('a wechat order', id, () => true)).order.tags ?? [];
    expect(await tagsOf(blue)).toContainEqual(expect.objectContaining({ tag: 'white-tea', version: String(version) }));
    expect((await tagsOf(other)).map(({ tag }) => tag)).not.toContain('white-tea');
    expect((await shop.api<Link>('GET', PATH)).body.comparison).toMatchObject({ orders: 1, differing: 1 });
  }, 60_000);

  it('keeps personal values out of the order, and tells them to the partner in charge of its leg', async () => {
    const note = '祝外婆生日快乐';
    const order = await placed('wechat', (shown) => Object.assign(shown.order as object, { present_note: note }));
    const legs = await until('a leg of the present', async () => {
      const found = (await shop.orderOf(order))?.legs.filter(({ state }) => state !== null) ?? [];
      return found.length > 0 && found;
    });
    const told = await shop.api<{ personal: unknown }>('GET', `/legs/${legs[0]?.legId}`);
    expect(told.body.personal).toEqual({ presentNote: note });
    const shown = await snapshotOf(order);
    expect(JSON.stringify(shown)).not.toContain('外婆');
    expect(shown?.attributes.find(({ name }) => name === 'presentNote')).toMatchObject({ personal: true, value: null });
  }, 60_000);

  it('shows the core fields, and refuses to edit them', async () => {
    const core = (
      await shop.api<{ document: { fields: { path: string; title: { zh: string } }[] } }>(
        'GET',
        '/catalog/attribute-set/core',
      )
    ).body.document;
    expect(core.fields.find(({ path }) => path === 'amounts.totalMinor')?.title.zh).toBe('订单金额');
    const edited = await shop.api<{ detail: string }>('PUT', '/catalog/attribute-set/core', {
      document: { ...core, fields: [] },
      why: 'tidy up',
    });
    expect(edited).toMatchObject({ status: 422, body: { detail: expect.stringContaining('cannot be edited') } });
  });
});
