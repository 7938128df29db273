import type { FlaggedConflict } from './order.ts';

export type ConflictFacts = {
  readonly title: { readonly en: string; readonly zh: string };
  /**
   * `STATEMENTS`: follows from what the sources say now, and ends by itself when they come to agree.
   * `EVENT`: something happened that stays so until a person has seen to it.
   */
  readonly nature: 'STATEMENTS' | 'EVENT';
  /** Shipping would be unsafe: the order waits until it is settled. */
  readonly holds: boolean;
  /** Who may settle it. */
  readonly settler: NonNullable<FlaggedConflict['settler']>;
};

const facts = (nature: ConflictFacts['nature'], en: string, zh: string, holds = false): ConflictFacts => ({
  title: { en, zh },
  nature,
  holds,
  settler: 'operator',
});
const statements = (en: string, zh: string): ConflictFacts => facts('STATEMENTS', en, zh);
const event = (en: string, zh: string): ConflictFacts => facts('EVENT', en, zh);

/** Every code our own code flags; mappings may flag codes of their own (`checks`), which are told as they are. */
export const CONFLICT_CODES = {
  // What one message says contradicts itself.
  VALUE_MISSING: statements('a required value is missing', '必填值缺失'),
  VALUE_UNREADABLE: statements('a value cannot be read', '值无法解析'),
  LINES_AND_ITEMS_DISAGREE: statements('the lines do not add up to the items', '订单行与商品总额不符'),
  LINES_AND_AMOUNT_DISAGREE: statements('the lines do not add up to the total', '订单行与总额不符'),
  LINE_COUNT_DISAGREES: statements('the number of lines is not the one stated', '行数与声明不符'),
  LINE_TOTAL_DISAGREES: statements('a line is not price × quantity', '行金额与单价×数量不符'),
  PARTS_AND_TOTAL_DISAGREE: statements('the parts do not add up to the total', '分项与总额不符'),
  ALLOWANCES_DISAGREE: statements('the allowances do not add up', '折让合计不符'),
  CHARGES_DISAGREE: statements('the charges do not add up', '费用合计不符'),
  PAYABLE_DISAGREES: statements('what is payable does not add up', '应付金额不符'),
  HASH_TOTAL_DISAGREES: statements('the control sum is not the one stated', '校验合计不符'),
  SEGMENT_COUNT_DISAGREES: statements('the number of segments is not the one stated', '报文段数不符'),
  PAID_ABOVE_TOTAL: statements('more is paid than the order costs', '实付高于应付'),
  REFUND_ABOVE_PAID: statements('more went back than was paid', '退款高于实付'),
  // Sources contradict each other.
  PUSHES_DISAGREE: statements('messages of one moment differ', '同一时刻的消息不一致'),
  STATUS_WENT_BACK: statements('the status went back', '状态回退'),
  REMARK_AND_CHANNEL_DISAGREE: statements('a remark and a field of the platform differ', '备注与平台字段不一致'),
  BUYER_AND_SELLER_DISAGREE: statements("the buyer's and the seller's remark differ", '买家与卖家备注不一致'),
  TIMES_CONTRADICT: statements('to be sent no earlier than its own deadline', '最早发货时间晚于截止时间'),
  TOLD_BY_TWO_CHANNELS: facts('EVENT', 'two channels tell of one order', '两个渠道推送同一订单', true),
  DELIVERED_BEFORE_SHIPPED: event('delivered before it was shipped', '未发货先签收'),
  // A value cannot be meant.
  PRICE_IMPLAUSIBLE: facts('EVENT', 'a price is a hundred times less than usual', '价格仅为平时的百分之一', true),
  UNIT_IMPLAUSIBLE: event('a price is a hundred times more than usual', '价格为平时的一百倍'),
  CURRENCY_UNUSUAL: event('a currency the shop never sold this in', '该店铺从未用此币种销售'),
  TIME_IN_FUTURE: event('said to be of a time to come', '时间在未来'),
  // It came too late, or cannot be kept.
  CHANGED_AFTER_PLANNING: event('changed after it was planned', '规划后变更'),
  CHANGED_HERE_AND_THERE: event('changed here, then otherwise at the channel', '本地修改后渠道又改'),
  HELD_AFTER_DISPATCH: event('to be held after it was handed out', '下发后要求挂起'),
  PLAN_NOT_REPLACED: event('another plan could not be carried out', '改派未能完成'),
  CANCELLED_AFTER_DISPATCH: event('cancelled after it was handed out', '下发后取消'),
  WISH_NOT_KEPT: event('a wish of a remark cannot be kept', '备注要求无法满足'),
  BOOKING_FAILED: event('a carrier did not take, forget or stop a parcel', '承运商下单、取消或拦截失败'),
  AFTER_SALE_STATUS_UNKNOWN: event('an after-sale word nobody knows', '未知的售后状态'),
} as const satisfies Readonly<Record<string, ConflictFacts>>;
export type ConflictCode = keyof typeof CONFLICT_CODES;

const UNLISTED = statements('two statements contradict each other', '信息相互矛盾');

export const factsOf = (code: string): ConflictFacts =>
  (CONFLICT_CODES as Readonly<Record<string, ConflictFacts>>)[code] ?? UNLISTED;
