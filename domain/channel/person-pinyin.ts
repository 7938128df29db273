/**
 * Readings of the characters that Chinese names are made of, without tones: syllable, then its characters. A character stands under
 * the reading it has in a name; test/unit/channel/person-name.test.ts holds the table to the order of CLDR's pinyin collation.
 */
const SYLLABLES = `
ai 艾爱
an 安岸
ao 敖傲奥
ba 巴霸
bai 白柏百
ban 班斑
bang 邦
bao 包鲍宝保葆
bei 贝北蓓
ben 本
bi 毕碧璧弼
bian 卞边
biao 彪标
bin 宾斌彬滨
bing 冰兵炳秉丙
bo 薄波博伯勃渤泊
bu 卜步
cai 蔡才财彩采材
can 灿璨
cang 苍沧仓
cao 曹操草
cen 岑
ceng 曾层
chai 柴
chang 常昌长畅嫦
chao 晁超潮朝巢
che 车澈
chen 陈谌辰晨臣琛沉尘宸
cheng 程成承诚城澄丞呈
chi 池迟驰赤炽
chong 种冲崇虫翀
chou 仇
chu 褚楚储初处
chuan 川传船
chuang 闯创
chun 春纯淳椿
ci 慈次词
cong 从丛聪匆
cui 崔翠璀
da 达大
dai 戴代岱黛
dan 丹旦
dang 党
dao 道刀
de 德得
deng 邓登灯
di 狄迪笛帝娣弟
dian 典殿
die 蝶
ding 丁定鼎
dong 董东冬栋洞
dou 窦斗豆
du 杜都渡独
duan 段端
dui 对
dun 敦
duo 多朵
e 鄂娥峨
en 恩
er 尔儿
fa 法发
fan 范樊凡帆繁
fang 方房芳放
fei 费飞菲霏非
fen 芬奋
feng 冯封丰凤峰锋枫风烽逢
fo 佛
fu 付傅符伏福富甫馥夫扶芙
gan 甘干敢
gang 刚钢岗
gao 高皋
ge 葛戈歌格
geng 耿庚
gong 宫公龚巩弓功恭
gou 苟
gu 古谷顾固
guan 关管官冠观
guang 光广
gui 桂贵归圭
guo 郭国果
ha 哈
hai 海
han 韩寒涵汉翰晗瀚
hang 杭航
hao 郝浩昊豪皓好颢
he 何贺和赫河荷禾鹤
heng 恒衡亨横
hong 洪红宏鸿虹弘泓
hou 侯厚后
hu 胡扈虎湖沪琥
hua 花华化桦
huai 怀淮
huan 桓欢焕环
huang 黄皇煌晃凰
hui 惠辉慧卉晖会蕙回徽
hun 魂
huo 霍火
ji 姬纪季吉冀计嵇籍基吉继济积际骥绩佶
jia 贾家佳嘉甲加
jian 简建健剑坚鉴俭见
jiang 江姜蒋将疆
jiao 焦娇皎
jie 揭解杰洁捷介婕节
jin 金靳晋锦津今进瑾劲
jing 荆景井静晶京敬菁晶婧境精靖璟
jiong 炯
jiu 久九
ju 鞠居菊巨聚驹
juan 娟娟卷涓
jue 珏爵觉
jun 军俊君峻骏钧均
kai 凯开恺楷
kan 阚侃
kang 康亢抗
ke 柯可克科珂轲
ken 肯
kong 孔空
kou 寇
kuai 蒯
kuan 宽
kuang 邝旷
kui 葵奎魁
kun 坤昆琨
lai 赖来
lan 兰蓝岚澜览
lang 郎朗浪
lao 劳
lei 雷磊蕾
leng 冷
li 李黎厉郦利丽力立莉理礼璃里历励黧栗
lian 连廉莲联练恋
liang 梁良亮凉粮
liao 廖辽
lie 烈
lin 林蔺琳霖临麟淋
ling 凌令灵玲铃岭伶陵
liu 刘柳六流留
long 龙隆珑
lou 娄楼
lu 卢鲁陆路芦璐禄露鹿
lv 吕律绿旅
luan 栾
lun 伦
luo 罗骆洛络
ma 马麻玛
mai 麦迈
man 满曼蔓
mao 毛茅茂
mei 梅美眉媚枚
men 门
meng 孟蒙萌梦猛
mi 米糜密
mian 绵勉
miao 苗缪妙淼
min 闵敏民旻
ming 明铭名鸣茗
mo 莫墨默沫末
mou 牟
mu 穆慕木沐牧
na 那娜
nan 南楠男
ni 倪尼妮
nian 年念
nie 聂
ning 宁凝
niu 牛钮
nong 农
nuo 诺
ou 区欧偶
pan 潘盼攀
pang 庞
pei 裴培佩沛
peng 彭朋鹏蓬
pi 皮
pian 翩
piao 朴飘
pin 品
ping 平萍屏苹
pu 蒲濮浦普璞
qi 戚齐祁亓琪奇琦启其棋旗绮淇麒
qian 钱乾倩千前谦茜潜
qiang 强蔷
qiao 乔谯巧俏桥
qin 秦覃钦琴勤芹沁
qing 庆青清晴卿情
qiong 琼
qiu 丘邱裘秋求球
qu 曲屈瞿渠趣
quan 权全泉铨
que 阙雀
qun 群
ran 冉然燃染
rao 饶
ren 任仁人韧
ri 日
rong 容荣戎融蓉榕
ru 茹如汝儒
ruan 阮软
rui 芮瑞锐睿蕊
run 润
ruo 若
sa 萨
sai 赛
san 三
sang 桑
se 色
sen 森
sha 沙莎纱
shan 单山珊善杉闪
shang 尚商上
shao 邵少绍韶
she 佘舍
shen 申沈慎深神
sheng 盛生胜升圣声晟
shi 施石史时师士世仕诗实识石
shou 寿守首
shu 舒束书树淑叔曙
shuang 双霜爽
shui 水
shun 舜顺
shuo 硕朔
si 司斯思丝四
song 宋松颂嵩
su 苏宿素肃
sui 隋岁穗
sun 孙
suo 索
tai 邰泰太台
tan 谭谈檀坦
tang 汤唐堂棠
tao 陶涛桃韬滔
teng 滕腾藤
tian 田天恬甜添
tie 铁
ting 婷亭庭廷挺霆
tong 佟童同彤桐通瞳
tu 屠涂图
tuo 拓
wan 万婉晚宛琬
wang 王汪望旺
wei 魏韦卫危伟维威薇为巍玮炜唯蔚微惟
wen 温文闻雯稳汶
weng 翁
wo 沃
wu 吴伍武巫邬乌午悟五雾
xi 习席奚西希喜曦熙溪夕锡玺惜汐
xia 夏霞侠
xian 冼咸先贤娴宪显仙弦
xiang 向项相香祥翔湘想襄
xiao 肖萧小晓笑孝霄潇啸校筱
xie 谢解协谐
xin 辛忻新欣鑫心馨昕信芯
xing 邢星兴行幸杏
xiong 熊雄
xiu 修秀绣
xu 徐许胥须旭栩绪絮
xuan 宣轩萱璇玄炫
xue 薛雪学
xun 荀寻迅勋逊洵
ya 亚雅娅
yan 颜严闫阎燕晏言岩艳彦妍焱琰嫣延炎研
yang 杨羊阳洋扬漾
yao 姚尧耀瑶遥
ye 叶冶业野
yi 易伊义益一艺怡逸毅仪宜依亿忆奕翼懿轶熠以
yin 尹殷银阴音茵寅引
ying 应英颖影迎莹盈映营樱瑛
yong 雍永勇咏用泳
you 尤游有友悠幽佑右
yu 于余虞喻鱼俞郁宇玉雨语瑜煜渝育裕愉毓钰羽禹昱予与
yuan 袁元苑原远源圆媛园缘渊
yue 岳月越悦跃乐
yun 云恽芸韵运允耘
ze 泽则
zeng 增
zha 查
zhai 翟
zhan 詹展占湛
zhang 张章仉彰璋
zhao 赵兆照钊昭
zhe 哲喆
zhen 甄真珍振镇震臻祯贞
zheng 郑正政征争铮峥
zhi 支志智芝之知直植治致
zhong 钟仲中忠重众
zhou 周舟洲
zhu 朱祝诸竺竹珠柱筑
zhuan 颛
zhuang 庄壮
zhuo 卓琢卓
zi 訾子紫梓自姿资滋
zong 宗棕
zou 邹
zu 祖
zuo 左佐作
`;

/** Written forms of the same name: traditional, or a common variant. */
const SAME_CHARACTER = `張张陳陈劉刘黃黄吳吴趙赵孫孙馬马鄭郑謝谢許许韓韩馮冯鄧邓蕭萧葉叶蘇苏盧卢蔣蒋賈贾閻阎
鍾钟汪汪呂吕任任譚谭陸陆龍龙萬万錢钱湯汤賀贺賴赖龔龚顧顾邵邵嚴严魯鲁葛葛韋韦塗涂鄒邹羅罗楊杨國国華华偉伟麗丽軍军
強强傑杰紅红蘭兰鳳凤東东衛卫慶庆寶宝榮荣靜静燕燕濤涛輝辉歡欢語语銘铭澤泽軒轩淩凌潔洁穎颖倫伦雲云夢梦愛爱億亿飛飞
風风曉晓樂乐書书藝艺義义聖圣達达遠远連连鵬鹏鴻鸿瑩莹瓊琼肅肃練练維维緯纬綺绮縈萦纓缨聰聪聯联興兴蓮莲薈荟藍蓝覽览
詩诗誠诚諾诺賢贤質质躍跃運运選选錦锦鈞钧鑫鑫鎮镇長长開开間间陽阳際际雙双順顺頌颂題题顏颜類类飄飘馳驰駿骏驗验齊齐
閆闫肖肖祿禄禮礼竇窦紀纪純纯細细終终絲丝緣缘縣县繼继續续羣群聶聂膽胆舉举艷艳莊庄蘆芦虛虚衝冲補补見见觀观計计記记豐丰澤泽
`.replace(/\s/g, '');

const pairs = (text: string): (readonly [string, string])[] => {
  const letters = Array.from(text);
  return letters.flatMap((letter, index) =>
    index % 2 === 0 && letters[index + 1] !== undefined ? [[letter, letters[index + 1] as string] as const] : [],
  );
};

const SIMPLE = new Map(pairs(SAME_CHARACTER));
const READINGS = new Map(
  SYLLABLES.trim()
    .split('\n')
    .flatMap((line) => {
      const [syllable = '', characters = ''] = line.split(' ');
      return Array.from(characters, (character) => [character, syllable] as const);
    }),
);

/** Characters that read otherwise as a surname. */
const AS_SURNAME: Readonly<Record<string, string>> = {
  曾: 'zeng',
  单: 'shan',
  解: 'xie',
  仇: 'qiu',
  区: 'ou',
  朴: 'piao',
  查: 'zha',
  盖: 'ge',
  种: 'chong',
  缪: 'miao',
  繁: 'po',
  覃: 'qin',
  翟: 'zhai',
  长: 'zhang',
  都: 'du',
  乐: 'yue',
};

/** One form of each character: traditional and variant ones become the simplified one. */
export const simplified = (text: string): string => {
  let out = '';
  for (const character of text) out += SIMPLE.get(character) ?? character;
  return out;
};

/** How a simplified character of a name is read; null for one that is not in the table. */
export const readingOf = (character: string, isSurname = false): string | null =>
  (isSurname ? AS_SURNAME[character] : undefined) ?? READINGS.get(character) ?? null;

/** Two-character surnames. */
export const DOUBLE_SURNAMES: ReadonlySet<string> = new Set([
  '欧阳',
  '司马',
  '上官',
  '诸葛',
  '东方',
  '皇甫',
  '尉迟',
  '公孙',
  '慕容',
  '令狐',
  '司徒',
  '夏侯',
  '端木',
  '南宫',
  '长孙',
  '宇文',
]);

/**
 * How many in a thousand bear a surname, for the hundred that 85 % do: rounded from the name report of the Ministry of Public
 * Security of China (2020). Everybody else: `RARE_SURNAME`.
 */
export const SURNAMES_PER_MILLE: Readonly<Record<string, number>> = Object.fromEntries(
  (
    '王72 李70 张66 刘52 陈48 杨31 黄24 赵21 吴20 周19 徐15 孙14 马13 朱13 胡12 郭12 何11 林11 高11 罗10 郑9 梁9 谢8 宋8 唐7 许7 邓7 冯6 韩6 曹6 ' +
    '曾6 彭6 萧6 蔡6 潘5 田5 董5 袁5 于5 余5 叶5 蒋5 杜5 苏5 魏4 程4 吕4 丁4 沈4 任4 姚4 卢4 傅4 钟4 姜4 崔4 谭4 廖4 范4 汪4 ' +
    '陆4 金4 石3 戴3 贾3 韦3 夏3 邱3 方3 侯3 邹3 熊3 孟3 秦3 白3 江3 阎3 薛3 尹3 段3 雷3 黎2 史2 龙2 陶2 贺2 顾2 毛2 郝2 龚2 ' +
    '邵2 万2 钱2 严2 覃2 武2 戚2 莫2 孔2 向2 汤2'
  )
    .split(' ')
    .map((entry) => [entry.charAt(0), Number(entry.slice(1))]),
);
export const RARE_SURNAME_PER_MILLE = 0.3;

/** Romanised surnames: tells which end of `Wei Zhang` is the family's. */
export const ROMAN_SURNAMES: ReadonlySet<string> = new Set(
  [...Object.keys(SURNAMES_PER_MILLE), ...Object.keys(AS_SURNAME)].flatMap((surname) => readingOf(surname, true) ?? []),
);
