import type { InstructionType } from './remark-instruction.ts';

/** Ways to say one wish that needs no value read from the text. Patterns are tried on plain text (lower case, simplified). */
export type WishRule = {
  readonly type: InstructionType;
  readonly value: string;
  /** Without one of these words in a remark the rule is not tried: a quick look before the long one. */
  readonly hint?: string;
  readonly say: readonly string[];
  /** Says something else where its clause matches. */
  readonly unless?: readonly string[];
  /** The words hold their own negation (`别打电话`): one before them is not looked for. */
  readonly negates?: true;
  /** What a negation makes of it; by default it only takes an earlier such wish back. */
  readonly negated?: string;
  /** Takes such a wish, said before, back. */
  readonly takesBack?: true;
  /** Cautious words: kept out of constraints unless nothing else is meant. */
  readonly confidence?: number;
};

export const CALL =
  '(?:电话|打(?!包|扰|印|折|开|架|木)|致电|来电|通话|电联|联系|联络|通知|知会|call|tel|phone|说一?声|讲一?声|打?个?招呼|吱一声|告诉)';
export const NOT =
  '(?:千万)?(?:不要|别|勿|莫|甭|不用|不必|无需|毋须|无须|唔使|唔好|唔要|不需要?|拒绝?|谢绝|请勿|不准|不许|不能|不可以?|不得|禁止|不想|不)';
/** A refusal that may stand some words before what is refused; `不` alone would refuse too much. */
export const REFUSE =
  '(?:不接受|拒绝|不要|(?<![特区级性分类个])别(?!忘|漏|丢|少|人|的|处|家)|勿|莫|甭|不用|不必|无需|不需要?|不准|不许|(?<!能)不能|(?<!可)不可以?|不得|禁止|不想|不(?=放|附|带|写|印|标|随|夹|塞|含|显|出现|体现|留|贴|露|寄))';
/** A few words within one clause. */
export const FEW = '[^,，。;；!！?？\\n]{0,6}?';
export const SOME = '[^,，。;；!！?？\\n]{0,12}?';
/** A few words without a negation. */
export const FEW_PLAIN = '(?:(?!不|别|甭|莫|勿|无需|没|免)[^,，。;；!！?？\\n]){0,10}?';
export const OUT = '(?:缺货|没货|断货|无货|断码|没有?货|没有了|卖完|售罄|库存不足|没库存|没现货|没有库存|缺了|没了|缺)';
export const PAPER =
  '(?:价格单|价签|价格标签|吊牌价|价格|价钱|标价|小票|价单|购物(?:小票|清单|单)|清单|收据|票据|发货单|送货单|出库单|价目表?|单价|售价|进价|底价|成交价|采购价|拿货价|批发价|实付|付款金额|金额|销售单|结算单|付款凭证|账单|订单明细|明细单?|单子|单据|购物凭证|多少钱)';
