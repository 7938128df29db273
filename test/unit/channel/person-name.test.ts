import { compareAddresses, type GivenAddress, readAddress } from '#domain/channel/person-address.ts';
import { compareNames, readName } from '#domain/channel/person-name.ts';
import { comparePhones, readPhone } from '#domain/channel/person-phone.ts';
import { readingOf } from '#domain/channel/person-pinyin.ts';
import { readEmail } from '#domain/channel/person-profile.ts';

describe('names', () => {
  it.each([
    ['林晓月', '林晓月', 'EXACT'],
    ['林曉月', '林晓月', 'EXACT'],
    ['林晓月', 'Lin Xiaoyue', 'VARIANT'],
    ['林晓月', 'XIAO YUE LIN', 'VARIANT'],
    ['Xiaoyue Lin', 'Lin, Xiaoyue', 'EXACT'],
    ['欧阳若水', 'Ouyang Ruoshui', 'VARIANT'],
    ['李旺', 'Wang Li', 'VARIANT'],
    ['林**', '林晓月', 'SURNAME'],
    ['林女士', '林晓月', 'SURNAME'],
    ['小林', '林**', 'SURNAME'],
    ['L**', '林晓月', 'SURNAME'],
    ['林晓月', '林晓玥', 'TYPO'],
    ['林晓月', '周大海', 'DIFFER'],
    ['王**', '林晓月', 'DIFFER'],
    ['王平', '王勇', 'DIFFER'],
    ['', '林晓月', 'MISSING'],
    ['**月', '林晓月', 'MISSING'],
  ])('%s and %s: %s', (a, b, level) => {
    expect(compareNames(readName(a), readName(b))).toBe(level);
    expect(compareNames(readName(b), readName(a))).toBe(level);
  });

  it('reads characters as the pinyin collation of CLDR orders them', () => {
    const collator = new Intl.Collator('zh-u-co-pinyin');
    const letters = Array.from('艾安白陈邓范高韩金康李马倪欧潘秦任沈唐吴徐杨郑')
      .map((letter) => [letter, readingOf(letter) ?? ''] as const)
      .sort(([, a], [, b]) => (a < b ? -1 : 1))
      .map(([letter]) => letter);
    expect(letters).toEqual([...letters].sort(collator.compare));
  });
});

describe('phones', () => {
  it.each([
    ['+86 139 0000 1234', '13900001234', 'SAME'],
    ['139****1234', '13900001234', 'MASK'],
    ['139***1234', '13900001234', 'MASK'],
    ['13900001234', '13900001235', 'TYPO'],
    ['13900001234', '13900002134', 'TYPO'],
    ['13900001234', '13811112222', 'DIFFER'],
    ['139****1234', '139****1235', 'DIFFER'],
    ['13900001234-5678', '13900001234', 'MISSING'],
    ['*******1234', '13900001234', 'MISSING'],
    ['', '13900001234', 'MISSING'],
  ])('%s and %s: %s', (a, b, level) => {
    expect(comparePhones(readPhone(a), readPhone(b))).toBe(level);
  });
});

describe('addresses', () => {
  const at = (detail: string, part: Partial<GivenAddress> = {}) =>
    readAddress({ province: '浙江省', city: '杭州市', district: '西湖区', street: '', detail, ...part });

  it.each([
    ['桂花路12号翠竹苑3幢2单元501室', '翠竹苑三幢二单元501', 'DOOR'],
    ['桂花路12号翠竹苑3幢2单元501室', '浙江省杭州市西湖区桂花路１２号翠竹苑3-2-501', 'DOOR'],
    ['桂花路12号翠竹苑3幢2单元501室', '桂花路12号****', 'PLACE'],
    ['桂花路12号翠竹苑3幢2单元501室', '桂花路12号翠竹苑3幢2单元502室', 'NEAR'],
    ['桂花路12号翠竹苑3幢', '桂花路88号', 'NEAR'],
    ['桂花路12号', '茶叶街5号', 'DISTRICT'],
  ])('%s and %s: %s', (a, b, level) => {
    expect(compareAddresses(at(a), at(b))).toBe(level);
  });

  it('compares districts whatever they end in, and nothing where none is given', () => {
    expect(compareAddresses(at('桂花路12号'), at('桂花路12号', { district: '西湖' }))).toBe('PLACE');
    expect(compareAddresses(at('桂花路12号'), at('桂花路12号', { district: '滨江区' }))).toBe('ELSEWHERE');
    expect(compareAddresses(at('桂花路12号'), at('桂花路12号', { city: '', district: '' }))).toBe('MISSING');
  });
});

it.each([
  ['User+shop@Mail.com ', 'user@mail.com'],
  ['noreply@shop.com', ''],
  ['u***@mail.com', ''],
  ['nobody', ''],
])('reads the mailbox %s as "%s"', (given, read) => {
  expect(readEmail(given)).toBe(read);
});
