import { NOT, PAPER, REFUSE, SOME, type WishRule } from './remark-wish-rule.ts';

export const PAPER_RULES: readonly WishRule[] = [
  {
    type: 'hide_price',
    value: 'true',
    hint: '价|票|单|金额|账|凭证|实付|多少钱|标|吊牌|price|pricing|receipt|slip|bill|cost',
    negates: true,
    say: [
      `${REFUSE}${SOME}(?:带价|有价|含价|标价)格?的`,
      `${REFUSE}${SOME}${PAPER}(?!太|高|优惠|变|贵|便宜|再涨|涨|合适)`,
      `(?:${NOT})(?:要|能|可以|可|再|准|许|得|想|给|把|让|在|里面|里|箱子?|盒子?|包裹|快递|一起|往|任何|有|带|附带?|放入?|写|打|出现|显示|夹|塞|装|寄|贴|露出?|留|附上|发货|发票|和|、|随箱|发|包含|看到|看见|知道|被|对方|收件人|客户|收货人|朋友|他|她|人|体现|标|印|随货|的|上|进去|随|单上|面单|产生|纸质|含|购物|东西|是|\\s)*${PAPER}(?!太|高|优惠|变|贵|便宜|再涨|涨)`,
      `(?:${PAPER}|标签上的价格|吊牌)(?:、|和|及|都|请|麻烦|全|也|全部|一律|务必|帮我|帮忙|给我|之类|什么的|啥的|等|的|${PAPER})*(?:撕|剪|去掉|去除|拿掉|取|摘|扯|抠|抹|划|刮|拿走|拿出来|别|不要|勿|不用|不放|隐藏|遮|涂|免|保密|抽出|抽掉|不附|不随|不要让|不能|盖)`,
      '(?:撕|剪|去|拿|取|摘|扯|隐藏|遮|抠)(?:掉|了|下|走|除|住)?(?:里面的?|所有的?|那个|商品|衣服|上面的?|的|吊牌|标签|上)*(?:价格|价签|小票|吊牌价?|标价|价钱|清单|价)',
      '无(?:价格?单|小票|价签|清单)',
      "(?:no|without|hide|remove|omit|exclude|leave out|skip|take (?:off|out)|tear off|cut off|don'?t (?:\\w+ )?(?:include|put|enclose|leave|show|add|pack|insert|attach)|do not (?:\\w+ )?(?:include|put|enclose|leave|show|add|pack|insert|attach)|not include|conceal|free of)(?: (?!invoice needed)[\\w']+){0,6}? (?:prices?|pricing|receipts?|price ?-?(?:tag|list|slip|label)s?|packing (?:slip|list)s?|bill|sales slip|cost)\\b",
      'price ?-?(?:tag|list)s? (?:off|removed|out)|no prices?\\b',
    ],
    unless: [
      '发票(?!.{0,8}(?:小票|价格|清单))(?!.{0,3}价)|价格(?:贵|高|优惠|太|再|合适|便宜|实惠|能|可以|好|很)',
      'no(?:t)? (?:at )?(?:this|that|any|better|best) price|at no (?:extra )?cost|明细(?:表)?开|开.{0,4}明细',
      'fair price|price(?:s)? (?:is|are|was|go|drop)|砍价',
    ],
  },
  {
    type: 'invoice_kind',
    value: 'NONE',
    hint: '票|invoice',
    negates: true,
    say: [
      `(?:${NOT}|免|没必要|没有?必要)(?:要|用|再|给我|给|帮我|需要|开具?|提供|附带?|寄|放|带|出|着|任何|电子|纸质|的|具)*(?:发票|开票|票据?(?=$|[,，。!! ]|了))`,
      '(?:发)?票(?:就|都|我|这次)?(?:不要|不用|免|不需要|无需|不必|不开|就不)(?:了|开|寄|给|放|要)*|不开票|免开',
      'no invoice',
      "(?:don'?t|do not|won'?t|not) (?:\\w+ )?(?:need|want|require|issue|include|send)(?: \\w+){0,2} invoice",
      'without (?:an? )?invoice|invoice (?:is )?not (?:needed|required|necessary)|skip the invoice',
      'no need for (?:an? |the )?invoice',
    ],
    unless: [
      'invoice,? (?:or|and|nor) (?:the |any )?(?:price|receipt)|的话.{0,6}(?:便宜|优惠|减)|不是不|(?:别|不要|勿|不用)(?:再)?忘|不要忘',
      "普票.{0,6}(?:专票|电子)|不要(?:普票|专票|纸质)|don'?t forget",
      '(?:纸质|电子|普通|专用)(?:版|的)?(?:发)?票?.{0,6}(?:要|改|换|开)(?:电子|纸质|专|普)|纸质|纸票',
      '不(?:能|可以)开.{0,3}票吗|电子(?:发)?票.{0,4}(?:即可|就行|就好|就可以)|放|随货|和(?:小票|清单)',
    ],
  },
  {
    type: 'invoice_kind',
    value: 'VAT_SPECIAL',
    hint: '专|增|invoice|fapiao|vat',
    say: [
      '专票|增专|增票|(?:发票|票)(?:要|开|是|得)*专用|(?:增值税)?专用发?票|增值税专票|专用增值税|增值税发票(?!普)',
      '(?:special|dedicated) (?:vat |tax )?(?:invoice|fapiao)',
      '(?<!general |normal |regular |ordinary |plain |common )vat (?:special |tax )?(?:invoice|fapiao)(?! normal)|vat special|(?:invoice|fapiao)[ ,:(]{1,3}(?:special|vat)',
    ],
  },
  {
    type: 'invoice_kind',
    value: 'ELECTRONIC',
    hint: '电|invoice|fapiao',
    say: [
      '电子(?:版)?(?:的)?(?:普通|普)?(?:发|的)?票|电票|数电(?:发)?票|全电发?票|电子普票',
      '电子版(?:就|即|的|发|就行|$|[,，])|(?<![a-z])e[- ]?(?:invoice|fapiao)|electronic (?:invoice|fapiao)|digital invoice',
      '(?:invoice|发票).{0,10}(?:email|邮箱|e-?mail|电子|pdf)|pdf invoice|发票开电子',
    ],
    unless: ['电子专'],
  },
  {
    type: 'invoice_kind',
    value: 'NORMAL',
    hint: '普|纸|invoice|fapiao',
    say: [
      '(?<!电子)普票|增普|(?<!电子)普通(?:增值税)?(?:纸质)?发?票|纸质(?:的)?(?:普通)?(?:发)?票|(?:发票|票)(?:要|开|给|寄)*(?:纸质|普通)|纸票',
      '(?:normal|regular|ordinary|general|standard|plain|paper) (?:vat |paper )?(?:invoice|fapiao)',
    ],
    unless: ['电子普'],
  },
];
