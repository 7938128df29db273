import type { WishRule } from './remark-wish-rule.ts';

/** Said after a wish, it is none. */
export const BACK_RULES: readonly WishRule[] = [
  {
    type: 'contact',
    value: 'NO_CALL',
    takesBack: true,
    say: ['还是(?:给我)?(?:打|call)(?:一?个|一下|电话|我)|(?:算了|不对)[^,，。]{0,3}(?:要|可以)打'],
  },
  {
    type: 'packaging',
    value: 'GIFT_WRAP',
    takesBack: true,
    say: [
      '(?:不用|不要|不需要|别|不必|不)(?:再)?(?:包装?|礼盒|礼品|包礼物|礼物)(?:了|啦)',
      '(?:普通|正常|一般|简单)(?:的)?(?:包装|打包|包|袋|盒|纸)',
      "(?:no need|don'?t|skip|without)(?: \\w+){0,3} (?:wrap\\w*|gift)",
      '(?:plain|normal|regular) (?:packag\\w+|wrapp\\w+|box) is (?:fine|ok)',
    ],
  },
  {
    type: 'cancel',
    value: 'true',
    takesBack: true,
    say: [
      '(?:不|别|先不|不用|暂不)(?:要)?(?:再)?(?:取消|退)(?:了|订单|啦|吧|单|啊|哦|哈|呀|$|[,，!！~ ])',
      '算了[,，]?(?:还是)?(?:发吧|发货吧|寄吧|留着)|舍不得|(?:照常|正常|继续|还是|照旧)(?:发货?|寄|发吧|要|给我发)|又要了|还是要(?!退|取消)',
      "(?:don'?t|do not|not|no need to|please ignore)(?: \\w+){0,3} cancel|keep (?:the|my) order|still want",
      '撤回取消|取消作废',
    ],
  },
  {
    type: 'urgency',
    value: 'EXPEDITE',
    takesBack: true,
    say: ['(?:又)?不(?:着)?急了|不用(?:加急|急|赶)了|no (?:longer urgent|rush (?:any ?more|after all))'],
  },
  {
    type: 'insure',
    value: 'true',
    takesBack: true,
    say: ['不(?:用|要|必)?(?:了)?保(?:价)?了|(?:no|not|without|skip)(?: \\w+){0,2} insur\\w+'],
  },
  {
    type: 'shipment_merge',
    value: '',
    takesBack: true,
    say: [
      '(?:不用|不要|别|不)(?:再)?(?:合并|等|一起发?|凑|合)(?:了|啦)|分开(?:发|寄)(?:吧|就行|也行)',
      'separately (?:is fine|instead)',
    ],
  },
];
