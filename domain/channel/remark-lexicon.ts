/** Words of remarks, in plain text (lower case, simplified). Patterns are sources of regular expressions. */
export type Word = { readonly value: string; readonly pattern: string };

/**
 * Carriers with the ways people write them. `strong` words are the carrier wherever they stand; `weak` ones are also other words
 * (天天 every day, ups a power supply) and need shipping around them.
 */
export const CARRIERS: readonly { readonly value: string; readonly strong: string; readonly weak?: string }[] = [
  {
    value: 'SF_EXPRESS',
    strong:
      '顺丰(?:特快|标快|特惠|次晨|即日|同城|快递|速运|速递|冷运|空运|陆运)?|顺风(?:快递|速运|特快|快运)|顺[峰锋封分疯冯蜂丯](?:快递|速运)?|[舜瞬]丰|顺豊|shun ?f[eu]ng|s\\.?f\\.? ?express|sf速运|sf快递|丰哥',
    weak: '(?<!一路|祝你|祝您|祝他|祝她)顺风|(?<![a-z0-9])sf(?![a-z0-9])',
  },
  {
    value: 'JD_LOGISTICS',
    strong:
      '京东(?:快递|物流|快运|配送)|狗东(?:快递|物流)?|(?<![a-z])jd ?(?:logistics|express|delivery|快递|物流)|jingdong|京邦达|京东派|东哥家?快递',
    weak: '(?<![在上从信爱骂死疑去逛和])京东(?!的(?!快递|物流|配送|吧|$|[,，。!！ ]|就|也|行)|客服|买|退|会员|东西|现在|平台|购|账号|也|真|太|人|白条|价|旗舰|自营|商城|超市|卡|e卡|上(?!门)|app)|(?<![a-z0-9])jd(?![a-z0-9])',
  },
  { value: 'DB_SCHENKER', strong: 'd\\.?b\\.? ?schenker|schenker|辛克|全球国际货运|信可' },
  { value: 'EMS', strong: '(?<![a-z])e\\.?m\\.?s\\.?(?![a-z])|邮政特快|特快专递' },
  {
    value: 'YTO',
    strong: '[圆园元袁]通(?:快递|速递)?|圆[同桶铜]|[原缘]通(?:快递)?|圆桶快递|yuan ?t[ou]ng|(?<![a-z])yto(?![a-z])',
  },
  {
    value: 'CHINA_POST',
    strong: 'china ?post|中国邮政|邮政(?:小包|包裹|快递|平邮|挂号|标快)?|邮局|平邮|油政|邮正',
    weak: '(?<=发|走|寄)邮(?!箱|件|费)',
  },
  {
    value: 'ZTO',
    strong: '中通(?:快递|快运)?|zhong ?tong|(?<![a-z])zto(?![a-z])|[钟终忠]通|中[同童](?:快递)?(?!学|样|年)',
  },
  {
    value: 'STO',
    strong: '申通(?:快递)?|shen ?t[ou]ng|(?<![a-z])sto(?: express)?(?![a-z])|申[同童桶]|[深神伸身]通(?:快递)?',
    weak: '神通',
  },
  {
    value: 'YUNDA',
    weak: '运达(?!不|到|目|时)',
    strong: '韵达(?:快递|速递)?|韵[答打大]|运达快递|[匀孕允蕴]达|云达(?:快递)?|yun ?da(?: express)?',
  },
  {
    value: 'JT_EXPRESS',
    strong:
      '极兔(?:快递|速递)?|极免|级兔|急兔|吉兔|兔兔快递|(?<=[发走用寄是要换])兔兔|[机积及集鸡]兔|极[图吐]|兔子快递|j ?& ?t(?: express)?|jt ?(?:express|快递)|ji ?tu',
    weak: '(?<![a-z])jt(?![a-z])',
  },
  { value: 'DEPPON', strong: '[德徳]邦(?:快递|物流|快运)?|德[帮榜绑]|得[邦帮]|debang|deppon' },
  { value: 'BEST', strong: '百世(?:快递|汇通|快运)?|汇通快递|百[事士是](?:快递|汇通)|best ?express|baishi' },
  {
    value: 'CAINIAO',
    strong: '菜鸟(?:速递|裹裹|直送|快递|配送|物流|丹鸟)|丹鸟|cainiao(?! ?(?:station|post|yizhan))',
    weak: '(?<=发|走|用|寄|是|叫|换|就)菜鸟(?!驿|柜|一枚)|菜鸟(?=寄|发货|优先)',
  },
  { value: 'DHL', strong: '(?<![a-z])dhl(?![a-z])|敦豪' },
  { value: 'FEDEX', strong: 'fed ?ex|federal express|联邦(?:快递)?' },
  {
    value: 'UPS',
    strong: '(?<![a-z])ups (?:ground|express|store|freight|快递)|联合包裹',
    weak: '(?<![a-z])ups(?![a-z]|\\s?(?:不间断|电源|电池|主机|power|battery|蓄))',
  },
  { value: 'ANE', strong: '安能(?:物流|快运|快递)?|(?<![a-z])ane(?: logistics| express)?(?![a-z])' },
  { value: 'KYE', strong: '跨越(?:速运|快递|物流)?(?!年|式|时|千|山)|(?<![a-z])kye(?![a-z])|kuayue' },
  {
    value: 'TTK',
    strong: '天天快递|(?<![a-z])ttk(?: express)?(?![a-z])|tiantian',
    weak: '(?<=发|走|用|寄|换)天天|天天(?=优先|停发|不到|也行|可以|别|不行)|(?<=不要|别|勿)天天(?!来|打|催)',
  },
  { value: 'ZJS', strong: '宅急送|宅急便|(?<![a-z])zjs(?: express)?(?![a-z])' },
  { value: 'DADA', strong: '达达(?:快送|配送|秒送)?|(?<![a-z])dada(?: delivery| express)?(?![a-z])' },
];

/** Where a parcel may be left. The order is that of trial: the longer words first. */
export const PLACES: readonly Word[] = [
  {
    value: 'PARCEL_STATION',
    pattern:
      '(?:菜鸟|妈妈|快递|兔喜|溪鸟|多多|熊猫|邻里|韵达|中通|圆通|申通|百世|极兔|顺丰|京东|小区|楼下|门口)*(?:的)?(?:驿站|驿[占战]|[役译易绎]站)|(?<=放)站(?=$|[\\s,，。])|(?:菜鸟|快递)站|代收点|代收(?:处|店|站)|快递超市|快递(?:点|站|驿站|代办点|寄存点|服务站|服务点)|自提点|取件点|妈妈驿|兔喜生活|菜鸟(?=就行|那|代收)|(?<=送|放|存|去|到)菜鸟(?!裹|速|快递|直送)|(?:parcel|pick ?-?up|collection|cainiao|delivery|courier|package|post) (?:station|point|site|shop|store)s?|post station',
  },
  {
    value: 'LOCKER',
    pattern:
      '[丰蜂风峰锋疯枫][巢朝潮槽](?:柜)?(?:里)?|(?:快递|自提|智能|储物|寄存|取件|存包|速递易|菜鸟|包裹|楼下的?|小区)柜(?:子|机)?|速递易|快件柜|(?<=放|存|投|入|进|往|到|塞|扔|丢|给)柜(?:子|里)*|(?:parcel |smart |hive ?box ?|package )?lockers?|hive ?box|parcel box',
  },
  {
    value: 'FRONT_DESK',
    pattern: '前台(?:小姐姐|小姐|妹子)?|服务台|接待处|总台|吧台|reception(?:ist)?(?: desk)?|front ?desk|concierge',
  },
  {
    value: 'PROPERTY_OFFICE',
    pattern:
      '物业(?:办公室|前台|服务台|中心|处|管理处|服务中心|公司|管家|那里|那边)?|管理处|管理室|管理员室|管理中心|property (?:management )?(?:office|management)|management office|building management|leasing office',
  },
  {
    value: 'GUARD_ROOM',
    pattern:
      '保安(?:亭|室|岗|岗亭|处|大哥|大叔|那里|那边|那)?|门卫(?:室|处|大爷|大叔|师傅|那里|那边|那)?|门岗亭?|岗亭|传达室|值班室|收发室|警卫室|门房|保安(?=亭)|(?:security )?guard(?: ?(?:room|house|booth|post|station|desk|hut))?s?|security (?:room|desk|booth|office|guard|post)|(?<=with |to |at |by )security\\b|gate ?house|guardhouse|gatehouse|doorman',
  },
  {
    value: 'NEIGHBOUR',
    pattern:
      "(?:对门|隔壁|楼上|楼下|左边|右边|对面)?(?:的)?邻居(?:家|阿姨|大妈|那里)?|隔壁(?!老王|市|县|村|省|区|班|桌)(?:老?[\\u4e00-\\u9fff]{0,2}(?:家|哥|姐|叔|姨|阿姨|大妈|大爷|婶|嫂))?(?:家|阿姨|大姐|大妈|大爷|店|邻居|\\d+)?|对门(?:家|阿姨|那家|邻居)?|对面邻居|n(?:ei|ie)gh?bou?rs?(?:'s?)?(?: house)?|next ?door",
  },
  {
    value: 'IN_PERSON',
    pattern:
      '非本人(?:勿|不|拒|别|请勿|莫)[^,，。]{0,4}|本人(?:亲自|亲手|验货|开箱|检查|当面|现场)*(?:签收|收|接收|来收|签|面收|取)|(?:亲自|亲手|当面|面对面)(?:交|签|给|送|收|取|递|接)[^,，。]{0,6}|(?:给|交给|交到|送到|货到|直接给|交)(?:我)?(?:本人|我手上|我手里|收件人本人|客户本人)|(?:我|客户|收件人|买家)?本人(?=签|收|。|$)|(?:必须|一定|只能|要|由)(?:我|客户)?自己(?:亲自)?(?:签收|来收|签)|(?:要|得|必须|只能)我(?:本人|亲自)*签(?!了)|面签|面交|必须本人|只能本人|(?<!prettier |better |nicer |cuter |good |great |looks )in person(?! than)|into my hands?|(?:hand|give|deliver)(?:ed)? (?:it |this |them |the (?:parcel|package) )?(?:directly |only )?to (?:me|(?:the )?(?:recipient|resident|owner|addressee)|him|her)(?: personally| directly| only)?|(?:signed|sign(?:ature)?) (?:for )?(?:by )?(?:me|the recipient|recipient|addressee)(?: only| personally)?|signature (?:is )?required|hand[- ]deliver\\w*|personally|adult signature',
  },
  {
    value: 'DOORSTEP',
    pattern:
      '(?:家|我家|房|房间|屋|宿舍|办公室|入户|楼道|电梯|单元|寝室|公寓|户)?门(?:口|前|外|边|旁|跟前)(?:的?(?:鞋柜|地垫|架子|箱子|柜子|地上|鞋架|脚垫|纸箱|置物架|奶箱)(?:上|里|下|边|旁)?)?|门的?外面|鞋柜(?:上|里|下|边|旁)?|鞋架(?:上|旁)?|(?<!敲.{0,3})(?:家|我家)门(?!禁|锁|铃)|(?<!闪)送上来|(?:拿|搬|抬)到家里?|送到[一二三四五六七八九十\\d]+楼(?!下|的?前台|大厅|办公|大堂|服务台)|送进来|送家(?=$|[\\s,，。])|送(?:货)?(?:到[^,，。]{0,4}家(?:里|中|门)|到?家(?:里|中)|到家|上门|上楼|进门|到户|入户)|(?:front |my |the |our |apartment |house )*door ?(?:step|way|mat)?s?(?! ?man)|(?<=(?:leave|put|drop)(?: it| them)? )outside|bring (?:it |them )?up(?:stairs)?|(?<!come |came |go |goes )upstairs|porch|outside my (?:room|apartment|flat|unit)',
  },
];

/** Colours people ask for. A basic colour may have words of shade before it; the rest are names of their own. */
const SHADES =
  '浅|深|大|嫩|艳|荧光|亮|暗|淡|正|纯|雾霾|奶|奶油|珍珠|象牙|天|宝|湖|湖水|藏|墨|军|草|薄荷|橄榄|抹茶|牛油果|玫瑰|樱花|豆沙|西瓜|酒|砖|枣|中国|裸|香芋|薰衣草|丁香|柠檬|鹅|姜|土|卡其|焦糖|巧克力|咖啡|摩卡|高级|太空|深空|星空|炭|铁|银|金|香槟|玫瑰|克莱因|孔雀|海军|牛仔|复古|哑光|磨砂|脏|莫兰迪|远峰|冰川|曜石|曜夜|幻夜|幻|幽|极光|落日|青|松石|碧|冰|水|粉|橘|桃|藕|驼|米|燕麦|杏|松|竹|荷|烟|云|雪|月|苍|黛|靛|绛|琥珀|琉璃|石|沙|泥|雾|夜|晨';
const BASIC = '黑|白|红|蓝|绿|黄|粉|紫|灰|棕|橙|青|金|银|咖|米|杏|驼|藕|橘|褐';
const NAMED =
  '黑灰|灰黑|蓝灰|灰蓝|蓝绿|粉紫|黑金|黑红|灰白|蓝白|红白|黑白(?!都|各)|卡其|藏青|燕麦|焦糖|奶茶|香槟|雾霾蓝|咖啡|原木|透明|彩虹|迷彩|豆沙|裸粉|玫瑰金|香芋|米白|奶白|奶咖|军绿|墨绿|酒红|藏蓝|牛仔蓝|克莱因蓝|抹茶|摩卡|胡桃|檀木|樱桃木|白橡|黑胡桃|柠檬黄|樱花粉';
export const COLOR_CN = `(?:(?:${NAMED})(?:色)?|(?:${SHADES}){0,2}(?:${BASIC})(?:色)?)`;
export const COLOR_EN =
  '(?:(?:light|dark|navy|sky|royal|rose|space|midnight|off|hot|olive|forest|mint|baby|pale|deep|bright|matte) ?-?)?(?:black|white|red|blue|green|yellow|pink|purple|gr[ae]y|brown|orange|gold|silver|beige|khaki|navy|cream|ivory|burgundy|teal|turquoise|lavender|coral|charcoal|tan|maroon|olive)';

/** Sizes: letters, shoe and clothes numbers. */
export const SIZE =
  '(?:[2-9]?x{1,4}[sl]|[2-9]xl|(?<![a-z])[sml](?![a-z])|均码|(?:1\\d{2}|[2-5]\\d)(?:\\.5)?(?![\\s-]?\\d))';
