/** Words of people who tell how it was: of goods, of the delivery, of what happened. */
const TELLS = [
  '好评|差评|中评|五星|满分|给力|垃圾|坑人|坑爹|骗[人子]|失望|后悔|无语|醉了|闹心|气死|恶心|不推荐|推荐(?:购买|大家|给|入手)',
  '值得|性价比|物美价廉|正品|假货|划算|实惠|回购|(?:下次|还会|以后)(?:还|再)(?:来|买|会)|老顾客|相信京东|支持',
  '质量|品质|做工|手感|味道|口感|不错|满意|喜欢|[很挺真超太]好(?!看.{0,2}[吗么])|非常好|太差|太烂|好用|好吃|难[吃用看]|舒服|合身|漂亮|完美|精美',
  '(?:物流|快递|发货|送货|速度|到货|配送|服务|态度|客服)(?:的)?(?:速度|态度)?(?:也|都|很|真|太|超|挺|非常|特别|还|蛮|比较|神|巨|相当|是|就是)*(?:快|慢|给力|周到|贴心|迅速|及时|差|好|一般|不行|热情|神速)',
  '(?<![前要能内早晚以得]|[号日天]|之前)收到(?!.{0,4}(?:通知|后|再|就|马上|立|请|麻烦|尽快|安排))|到手|刚收|拿到(?:手|了|货)|用了|穿了|吃了|试了|昨[天晚]|前天|今[天早](?:就|刚|才)|第[二三]天|才[到送收发]|说好|还在送|辛苦了$|居然|竟然|没想到|发现|点赞',
  'a\\+|(?:fast|quick) (?:shipping|delivery)(?=$|[,.!])|(?:good|nice) (?:seller|service|quality|product|job)|great|excellent|love it|loved|awesome|perfect|happy with|satisfied|disappointed|recommend|as described|good quality|five stars|well made|arrived|received',
];
/** What has been done or how it went, by the shape of the words alone. */
const STORIES = [
  '(?<![不算要别错变满以行好得])了(?=$|[,，。!！~])|(?<!不)过(?=$|[,，。!！的了])|(?<![以行好得])[了过](?!吧|吗|再|后|之|这|年|完)|(?:还|也|都)?没(?:有)?(?:打|给|到|收|发|送|化|碎|坏|查|去|拆)|说好|显示|一直(?:都)?(?:是|用|发)|都是|靠谱|就是稳|惊人|周到|感谢|还是慢|[很挺真]严实|一个没|亲自|才到|要[两三四五六七八九十几]天|^已',
  '\\b(?:was|were|came|delivered it|left it|asked for|arrived|impressive|amazing|lovely)\\b',
];
/** Words of people who want something of this parcel, whatever else they tell. */
const DEMANDS = [
  '请(?!多|问京东)|麻烦(?!死|的是)|拜托|务必|千万|记得|指定|要求|烦请|劳烦|(?<![特区级性分类个])别(?!人|的|家|说|提|处|墅|扭|再[来买]|买)|(?<!还是)不要(?!脸|太|买|再)|勿',
  '(?:卡片?|贺卡|留言|便签)[^,，。]{0,4}[写:：附]|合(?:并|到|在|单|起|一)|一[起块]儿?(?:发|寄)|安排|安装|来装|预约|能不能|能否|可不可以|可否|有没有|有木有|不(?:发|放|留|走|用|寄)(?!货|了|上|错|完|惯)|缺货|没货|就算了|除外|以外|首选|否则|优先|尽快|加急|急用|急+$|(?:这次|这回|本单|这单|此单|今次)[^,，。]{0,3}(?:别|不|要|给|换|发|用|包|放)',
  "please|pls|plz|can you|could you|do not|don't|instead|asap|would like|make sure|kindly|\\buse\\b|\\bship\\b",
  '(?:^|[,，。!！?？~\\s;；、])(?:就|还是|先|都|我?要|给我|直接|快递)?(?:发|寄|走|换|改|放|存|送到|取消|拆|合并|一起|加固|保价|卡片|贺卡|抬头|收货?人|地址)(?![了过得着完现黑黄白霉烫热高火臭]|货|[^,，。!！]{0,6}(?:了$|了[,，。!！])|[^,，。]{0,8}(?:[很真太超挺特]别?[快好慢]|给力|不错))',
];
/** Words that want something, unless much is told. */
const WISHES = [
  '(?<!没)想(?!到|象|不到|起|不通)|帮[我忙](?!.{0,3}(?:送|搬|拿|验))|一定要?(?!会|是)|希望|可以[^,，。]{0,12}[吗么不]|能[^,，。]{0,12}(?:[吗么嘛]|不(?=$|[\\s?？,，]))|行[吗么不]|好[吗么]|(?<![不还需重主只])要(?!是|不|么|买|了|命)|如果|要是|没有的?就|就行|就好|即可|吧(?=$|[\\s,，。!！~])|呗|给[我多]|客户|买家',
  '\\bneed|\\bwant|choice|prefer|\\bbackup|\\bonly\\b|\\bnever\\b|\\bnot?\\b',
  '(?:^|[,，。!！?？~\\s;；、])(?:就|还是|先|都|我?要|给我|直接|送货?|派送?|到)?(?:送|开|写|包(?!装[^,，]{0,2}(?:很|挺|真|完|严|精|简|盒))|打|用|退|等|电话)(?![了过得着完]|货(?:很|太|真|超|挺|快|慢|速)|[^,，。!！]{0,6}(?:了$|了[,，。!！])|[^,，。]{0,8}(?:[很真太超挺特]别?[快好慢]|给力|不错))',
];

/** A verb of sending or handing over that nothing puts into the past. */
const TO_DO =
  /(?:发|放|送|寄|换|改|走|用|拿|交|装|包|收|打|大|要|别|拒|禁|免|来|取消|退)(?![^,，。!！\s]{0,8}(?:(?<![以行好得])[了过]|的(?!话)|得(?!了)))|[\d一二三四五六七八九十]码|错|不许|不需要|除了|都行|抬头|\d{11}|\b(?:would|some|sample)\b/;
const STORY = new RegExp(STORIES.join('|'));
const TELL = new RegExp(TELLS.join('|'), 'g');
const DEMAND = new RegExp(DEMANDS.join('|'), 'g');
const WISH = new RegExp(WISHES.join('|'), 'g');
const MUCH = 3;

const countOf = (plain: string, pattern: RegExp): number => plain.match(pattern)?.length ?? 0;

/** How much of it tells how something was. */
export const tellsOf = (plain: string): number => countOf(plain, TELL);
/** How much of it asks for something. */
export const asksOf = (plain: string): number => countOf(plain, DEMAND) + countOf(plain, WISH);

/** A review or a story: it tells how it was, and wants nothing or little. */
export const isReview = (plain: string): boolean => {
  if (countOf(plain, DEMAND) > 0) return false;
  const told = tellsOf(plain);
  const isWished = countOf(plain, WISH) > 0;
  return told >= MUCH || (!isWished && (told > 0 || (STORY.test(plain) && !TO_DO.test(plain))));
};
