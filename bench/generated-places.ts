type Random = () => number;

export const pick = <T>(from: readonly T[], random: Random): T => from[Math.floor(random() * from.length)] as T;
/** Index drawn with falling weights: few are common. */
export const skewed = (count: number, random: Random): number => Math.floor(count * random() ** 2.2);

/** A door, with everything that can be written of it. */
export type Home = {
  readonly province: string;
  readonly city: string;
  readonly district: string;
  readonly road: string;
  readonly number: number;
  readonly estate: string;
  readonly building: number;
  readonly staircase: number;
  readonly room: string;
  readonly kind: 'HOME' | 'DORMITORY' | 'OFFICE';
};

export type Places = {
  readonly home: (random: Random) => Home;
  readonly dormitory: (random: Random) => Home;
  /** Where somebody with this home works: the same city. */
  readonly office: (home: Home, random: Random) => Home;
};

const CITIES =
  '浙江省杭州市 浙江省宁波市 江苏省南京市 江苏省苏州市 广东省广州市 广东省深圳市 广东省东莞市 上海市上海市 北京市北京市 四川省成都市 湖北省武汉市 陕西省西安市 湖南省长沙市 福建省厦门市 山东省青岛市 山东省济南市 河南省郑州市 安徽省合肥市 辽宁省沈阳市 天津市天津市';
const DISTRICTS = '城东区 城西区 新城区 江北区 江南区 高新区 开发区 湖滨区 南山区 北岭区'.split(' ');
const ROADS =
  '人民 解放 中山 文化 建设 和平 青年 朝阳 长江 黄河 新华 胜利 文三 学院 滨江 迎宾 科技 工业 花园 金沙 凤凰 龙山 玉泉 东风'.split(
    ' ',
  );
const ENDS = ['路', '街', '大道', '东路', '西路', '北路'];
const ESTATES =
  '阳光 金色 翠湖 锦绣 东方 和谐 紫金 绿城 万科 碧桂 保利 中海 华润 龙湖 星河 云栖 滨江 丽景 盛世 天鹅'.split(' ');
const ESTATE_ENDS = '花园 家园 小区 公寓 新村 华庭 名苑 豪庭'.split(' ');
const UNIVERSITIES = '理工大学 师范大学 工业大学 财经大学 医科大学 农业大学'.split(' ');
const TOWERS = '国际中心 商务大厦 科技园 金融广场 创业大厦'.split(' ');

const cityOf = (name: string): readonly [string, string] => {
  const cut = name.indexOf(name.includes('省') ? '省' : '市') + 1;
  return [name.slice(0, cut), name.slice(cut)];
};
const ALL_CITIES = CITIES.split(' ').map(cityOf);

const drawHome = (random: Random): Home => {
  const [province, city] = ALL_CITIES[skewed(ALL_CITIES.length, random)] as readonly [string, string];
  return {
    province,
    city,
    district: pick(DISTRICTS, random),
    road: `${pick(ROADS, random)}${pick(ENDS, random)}`,
    number: 1 + skewed(400, random),
    estate: `${pick(ESTATES, random)}${pick(ESTATE_ENDS, random)}`,
    building: 1 + Math.floor(random() * 24),
    staircase: 1 + Math.floor(random() * 3),
    room: `${1 + Math.floor(random() * 18)}0${1 + Math.floor(random() * 4)}`,
    kind: 'HOME',
  };
};

/** Doors at the same estate, as people live: some thirty households each; dormitories of some hundred; offices of some sixty. */
const SHARED_BY = { estate: 30, dormitory: 150, office: 60 } as const;

/** @param people how many there will be: decides how many share a place */
export const drawPlaces = (people: number, random: Random): Places => {
  const many = (each: number, of: () => Home): Home[] => Array.from({ length: Math.ceil(people / each) }, of);
  const estates = many(SHARED_BY.estate, () => drawHome(random));
  const dormitories = many(SHARED_BY.dormitory * 8, () => ({
    ...drawHome(random),
    estate: pick(UNIVERSITIES, random),
    kind: 'DORMITORY' as const,
  }));
  const offices = many(SHARED_BY.office * 5, () => ({
    ...drawHome(random),
    estate: pick(TOWERS, random),
    room: '',
    kind: 'OFFICE' as const,
  }));
  const door = (place: Home, more: Random): Home => ({
    ...place,
    building: 1 + Math.floor(more() * 12),
    staircase: 1 + Math.floor(more() * 3),
    room: `${1 + Math.floor(more() * 18)}0${1 + Math.floor(more() * 4)}`,
  });
  return {
    home: (more) => door(pick(estates, more), more),
    dormitory: (more) => {
      const place = pick(dormitories, more);
      return {
        ...place,
        building: 1 + Math.floor(more() * 2),
        room: `${1 + Math.floor(more() * 6)}${10 + Math.floor(more() * 20)}`,
      };
    },
    office: (home, more) => {
      const near = offices.filter(({ city }) => city === home.city);
      return pick(near.length > 0 ? near : offices, more);
    },
  };
};
