import fc from 'fast-check';
import { pauseSale, resumeSale, type Shelf, settled, touch } from '#domain/channel/shelf.ts';
import { afterLook, afterTold, claim, isOpen, type WriteBack } from '#domain/channel/write-back.ts';
import { NOON } from '../../support/given.ts';
import { givenWriteBack } from './given-write-back.ts';

let begun = 0;
const begin = (): WriteBack => {
  begun += 1;
  return givenWriteBack({
    id: `wbk_${String(begun).padStart(26, '0')}` as WriteBack['id'],
    orderId: null,
    legId: null,
    news: { kind: 'STOCK', sku: 'OL-TEA-001', channelSku: '1', available: 0 },
  });
};
const empty: Shelf = {
  channel: 'douyin',
  shopId: '1',
  sku: 'OL-TEA-001',
  channelSku: '1',
  touched: 0,
  writeBack: null,
};
const attempt = { now: NOON, jitter: 0 };

type Move = 'CHANGE' | 'TAKE' | 'TELL' | 'LOOK';

/** A SKU here and at its platform: the level is read when the news is taken up, and told somewhat later. */
const shopWithShelf = () => {
  let [level, read, shown] = [0, 0, 0];
  let shelf: Shelf = empty;
  const next = (news: WriteBack): WriteBack | null => {
    if (news.state === 'PENDING') {
      shown = read;
      return afterTold(news, { kind: 'DONE' }, attempt);
    }
    return afterLook(news, { kind: 'SHOWN' }, attempt);
  };
  const take = (news: WriteBack): void => {
    if (news.claimedUntil !== null) return;
    shelf = settled(shelf, claim(news, NOON), begin);
    if (news.state === 'PENDING') read = level;
  };
  const call = (news: WriteBack, state: WriteBack['state']): void => {
    const after = news.claimedUntil !== null && news.state === state ? next(news) : null;
    if (after) shelf = settled(shelf, after, begin);
  };
  return {
    level: () => level,
    shown: () => shown,
    waits: () => shelf.writeBack !== null && isOpen(shelf.writeBack),
    act: (move: Move): void => {
      if (move === 'CHANGE') {
        level += 1;
        shelf = touch(shelf, begin) ?? shelf;
      }
      const news = shelf.writeBack;
      if (!news || !isOpen(news)) return;
      if (move === 'TAKE') take(news);
      if (move === 'TELL') call(news, 'PENDING');
      if (move === 'LOOK') call(news, 'SENT');
    },
  };
};

describe('news of stock', () => {
  it('is one write for a burst of changes', () => {
    const first = touch(empty, begin);
    expect(first?.writeBack?.state).toBe('PENDING');
    expect(touch(first as Shelf, begin)).toBeNull();
  });

  it('always ends with the newest level told, whatever the order of changes and calls', () => {
    const moves = fc.array(fc.constantFrom<Move[]>('CHANGE', 'TAKE', 'TELL', 'LOOK'), { maxLength: 40 });
    fc.assert(
      fc.property(moves, (given) => {
        const shop = shopWithShelf();
        for (const move of given) shop.act(move);
        for (let round = 0; round < 4; round += 1)
          for (const move of ['TAKE', 'TELL', 'TAKE', 'LOOK'] as const) shop.act(move);
        expect(shop.waits()).toBe(false);
        expect(shop.shown()).toBe(shop.level());
      }),
    );
  });
});

describe('a SKU whose sale is paused', () => {
  const pause = { by: 'pause-below-safety', since: NOON };

  it('has its shop told, whether or not news of it is on its way already', () => {
    const paused = pauseSale(empty, pause, begin);
    expect(paused?.paused).toEqual(pause);
    expect(paused?.writeBack?.state).toBe('PENDING');
    const waiting = { ...empty, writeBack: begin() };
    expect(pauseSale(waiting, pause, begin)).toEqual({ ...waiting, paused: pause });
  });

  it('is paused once, and stays so when its news is settled', () => {
    const paused = pauseSale(empty, pause, begin) as Shelf;
    expect(pauseSale(paused, { ...pause, by: 'somebody-else' }, begin)).toBeNull();
    expect(settled(paused, claim(paused.writeBack as WriteBack, NOON), begin).paused).toEqual(pause);
  });

  it('is resumed by whoever paused it, and nobody else', () => {
    const paused = pauseSale(empty, pause, begin) as Shelf;
    expect(resumeSale(paused, 'somebody-else', begin)).toBeNull();
    expect(resumeSale(empty, pause.by, begin)).toBeNull();
    expect(resumeSale(paused, pause.by, begin)).not.toHaveProperty('paused');
  });
});
