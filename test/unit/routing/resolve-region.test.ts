import { type Place, resolveRegion } from '#domain/routing/resolve-region.ts';
import { demoNetwork } from '../../../bin/demo-network.ts';

const { regions } = demoNetwork();
const resolve = (place: Partial<Place>): string | null =>
  resolveRegion({ province: '', city: '', district: '', regionCode: null, ...place }, regions);

describe('the region of a place', () => {
  it.each([
    ['a district code', { regionCode: '330106' }, '330100'],
    ['a prefecture code', { regionCode: '440300' }, '440300'],
    ['a code of a prefecture the network does not have, by its capital', { regionCode: '331122' }, '330100'],
    ['a county code of a municipality', { regionCode: '500231' }, '500100'],
    ['province and city', { province: '广东省', city: '深圳市' }, '440300'],
    ['names without suffix', { province: '广东', city: '深圳' }, '440300'],
    ['a city alone', { city: '乌鲁木齐市' }, '650100'],
    ['a municipality named twice', { province: '北京市', city: '北京市', district: '朝阳区' }, '110100'],
    ['a municipality with its districts as city', { province: '上海', city: '市辖区', district: '徐汇区' }, '310100'],
    ['a municipality given as city only', { city: '重庆市', district: '渝中区' }, '500100'],
    ['an autonomous prefecture in short', { province: '湖北省', city: '恩施' }, '422800'],
    ['an autonomous region', { province: '广西壮族自治区', city: '桂林市' }, '450300'],
    ['a prefecture', { province: '新疆维吾尔自治区', city: '喀什地区' }, '653100'],
    ['an unknown city of a known province, by its capital', { province: '浙江省', city: '丽水市' }, '330100'],
    ['a city that stands in the district field', { province: '江苏省', city: '', district: '苏州市' }, '320500'],
    ['romanised names', { province: 'Guangdong', city: 'Shenzhen' }, '440300'],
    ['romanised names with their kind', { province: 'Guangdong Province', city: 'Shenzhen Shi' }, '440300'],
    ['a romanised name two provinces share', { province: 'Shaanxi', city: 'Yulin' }, '610800'],
    ['a romanised name with an apostrophe', { province: 'Shaanxi', city: "Xi'an" }, '610100'],
    ['Inner Mongolia', { province: 'Inner Mongolia', city: 'Baotou' }, '150200'],
    ['Shanxi, not Shaanxi', { province: 'Shanxi', city: '' }, '140100'],
  ])('is found by %s', (_, place, region) => {
    expect(resolve(place)).toBe(region);
  });

  it.each([
    ['nothing', {}],
    ['a place abroad', { province: 'California', city: 'Los Angeles' }],
    ['a romanised name that two provinces share, without the province', { city: 'Yulin' }],
    ['a code of no province', { regionCode: '990000' }],
  ])('is not guessed from %s', (_, place) => {
    expect(resolve(place)).toBeNull();
  });

  it('is found by city name where regions are not named by code', () => {
    const others = [{ region: 'R7', name: '深圳市', lat: 22, lon: 114 }];
    expect(resolveRegion({ province: '广东省', city: '深圳', district: '', regionCode: '440300' }, others)).toBe('R7');
  });
});
