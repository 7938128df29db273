import { describe, expect, test } from '@jest/globals';
import type { Instant } from '#domain/time.ts';
import { orderBook } from '../../simulators/channels/order-book.ts';

const at = (minute: number): Instant => `2026-06-01T08:0${minute}:00.000Z` as Instant;

describe('the book of the simulated platforms', () => {
  test('changes an order and keeps its ids to the last digit', () => {
    const book = orderBook();
    book.put('douyin', '1', '{"order_id":3705115058471208928,"order_status":2}');
    expect(book.amend('douyin', '1', (answer) => ({ ...answer, order_status: 3 }))).toBe(true);
    expect(book.find('douyin', '1')).toBe('{"order_id":3705115058471208928,"order_status":3}');
  });

  test('fails to change an order of another platform', () => {
    const book = orderBook();
    book.put('douyin', '1', '{}');
    expect(book.amend('wechat', '1', () => ({ changed: true }))).toBe(false);
    expect(book.find('douyin', '1')).toBe('{}');
  });

  test('shows what was last said to be for sale', () => {
    const book = orderBook();
    expect(book.stockOf('douyin', 'OL-1')).toBeNull();
    book.putStock('douyin', 'OL-1', 7);
    book.putStock('douyin', 'OL-1', 5);
    expect(book.stockOf('douyin', 'OL-1')).toBe(5);
  });

  test('tells which orders changed from one moment up to another, oldest change first', () => {
    const book = orderBook();
    for (const minute of [3, 1, 2, 5]) book.put('douyin', `D${minute}`, `{"minute":${minute}}`, at(minute));
    book.put('shopify', 'S1', '{}', at(2));
    expect(book.changedBetween('douyin', at(1), at(5)).map(({ orderId }) => orderId)).toEqual(['D1', 'D2', 'D3']);
  });

  test('shows an order where it changed last, and only there', () => {
    const book = orderBook(() => at(8));
    book.put('douyin', 'D1', '{"status":"paid"}', at(1));
    book.amend('douyin', 'D1', () => ({ status: 'shipped' }));
    expect(book.changedBetween('douyin', at(0), at(2))).toEqual([]);
    expect(book.changedBetween('douyin', at(8), at(9))).toEqual([
      expect.objectContaining({ orderId: 'D1', answer: '{"status":"shipped"}', changedAt: at(8) }),
    ]);
  });

  test('keeps a message until it is confirmed', () => {
    const book = orderBook();
    const ids = ['a', 'b', 'c'].map((body) => book.say('taobao', body));
    book.confirm('taobao', ids.slice(0, 1));
    expect(book.unread('taobao').map(({ body }) => body)).toEqual(['b', 'c']);
    expect(book.unread('jd')).toEqual([]);
  });
});
