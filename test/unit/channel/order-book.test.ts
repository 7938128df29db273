import { describe, expect, test } from '@jest/globals';
import { orderBook } from '../../simulators/channels/order-book.ts';

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
});
