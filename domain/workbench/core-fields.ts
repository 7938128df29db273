import * as z from 'zod';
import type { AttributeType, Title } from '../channel/attribute-set.ts';
import { Instant } from '../time.ts';
import { ShownOrder } from './order-snapshot.ts';

/** A field that every order has, of whatever channel. */
export type CoreField = {
  /** `amounts.totalMinor`, `deliverables[].sku` */
  readonly path: string;
  readonly title: Title;
  readonly type: AttributeType;
  readonly values?: readonly string[];
};

type Titled = Readonly<Record<keyof z.infer<typeof ShownOrder>, Title>>;

const TITLES: Titled = {
  orderId: { zh: '订单编号', en: 'Order id' },
  channel: { zh: '渠道', en: 'Channel' },
  shopId: { zh: '店铺编号', en: 'Shop id' },
  channelOrderId: { zh: '渠道订单号', en: 'Channel order number' },
  placedAt: { zh: '下单时间', en: 'Placed at' },
  promiseAt: { zh: '承诺时间', en: 'Promised for' },
  fulfillmentType: { zh: '履约方式', en: 'Kind of fulfilment' },
  currency: { zh: '币种', en: 'Currency' },
  amounts: { zh: '金额', en: 'Amounts' },
  initiator: { zh: '发起方', en: 'Initiator' },
  deliverables: { zh: '交付物', en: 'Deliverables' },
  constraints: { zh: '约束', en: 'Constraints' },
  fulfillers: { zh: '履约方', en: 'Fulfillers' },
  lifecycle: { zh: '生命周期', en: 'Life cycle' },
  requests: { zh: '渠道请求', en: 'Requests at the platform' },
  destination: { zh: '目的地', en: 'Destination' },
  remarks: { zh: '备注', en: 'Remarks' },
  reviews: { zh: '待确认备注', en: 'Remarks to be confirmed' },
  verdicts: { zh: '人工判定', en: 'Verdicts' },
  intents: { zh: '意图', en: 'Intents' },
  offers: { zh: '推荐服务', en: 'Offered services' },
  attributes: { zh: '扩展属性', en: 'Attributes' },
  personalFields: { zh: '个人信息属性', en: 'Personal attributes' },
  enhancements: { zh: '增强记录', en: 'Joined records' },
  tags: { zh: '兴趣标签', en: 'Interest tags' },
  conflicts: { zh: '冲突', en: 'Conflicts' },
  account: { zh: '订单账目', en: 'What lines are worth and what of them is gone' },
  planId: { zh: '方案编号', en: 'Plan id' },
  origin: { zh: '来源订单', en: 'Comes from another order' },
  presale: { zh: '预售', en: 'Pre-sale' },
  stockKeptUntil: { zh: '库存锁定至', en: 'Stock kept until' },
  bundles: { zh: '组合与赠品拆分', en: 'Bundles taken apart' },
  unserved: { zh: '无人承接的行', en: 'Lines nobody serves' },
  backorder: { zh: '缺货排队', en: 'Waits for stock' },
  compensation: { zh: '改派', en: 'Replacement of the plan' },
  wish: { zh: '人工指定的方案要求', en: 'What a person wished of its plans' },
  pendingChange: { zh: '待改派后生效的变更', en: 'Change that waits for it' },
  imported: { zh: '导入来源', en: 'Imported from' },
  pinned: { zh: '锁定版本', en: 'Pinned versions' },
  color: { zh: '流量颜色', en: 'Traffic colour' },
  traceId: { zh: '追踪编号', en: 'Trace id' },
  updatedAt: { zh: '更新时间', en: 'Updated at' },
  erasedAt: { zh: '个人信息删除时间', en: 'Personal data erased at' },
};

/** Parts of core fields that people read, by path. */
const PART_TITLES: Readonly<Record<string, Title>> = {
  'amounts.itemsMinor': { zh: '商品金额', en: 'Items' },
  'amounts.shippingMinor': { zh: '运费', en: 'Shipping' },
  'amounts.discountMinor': { zh: '优惠金额', en: 'Discount' },
  'amounts.taxMinor': { zh: '税费', en: 'Tax' },
  'amounts.totalMinor': { zh: '订单金额', en: 'Total' },
  'amounts.paidMinor': { zh: '实付金额', en: 'Paid' },
  'amounts.refundedMinor': { zh: '已退金额', en: 'Refunded' },
  'initiator.channelIdentity': { zh: '渠道买家标识', en: "Buyer's identity at the channel" },
  'initiator.customerId': { zh: '客户编号', en: 'Customer id' },
  'initiator.organisation': { zh: '组织', en: 'Organisation' },
  'initiator.tier': { zh: '客户等级', en: 'Tier' },
  'deliverables[].lineId': { zh: '行编号', en: 'Line id' },
  'deliverables[].kind': { zh: '行类型', en: 'Kind' },
  'deliverables[].sku': { zh: '商家编码', en: 'SKU' },
  'deliverables[].channelSku': { zh: '渠道规格编号', en: "Channel's SKU" },
  'deliverables[].title': { zh: '商品名称', en: 'Title' },
  'deliverables[].quantity': { zh: '数量', en: 'Quantity' },
  'deliverables[].unitPriceMinor': { zh: '单价', en: 'Unit price' },
  'deliverables[].discountMinor': { zh: '行优惠', en: 'Line discount' },
  'deliverables[].totalMinor': { zh: '行金额', en: 'Line total' },
  'deliverables[].gift': { zh: '赠品', en: 'Gift' },
  'destination.country': { zh: '国家', en: 'Country' },
  'destination.province': { zh: '省', en: 'Province' },
  'destination.city': { zh: '市', en: 'City' },
  'destination.district': { zh: '区县', en: 'District' },
  'destination.regionCode': { zh: '行政区划代码', en: 'Region code' },
  'destination.recipientMasked': { zh: '收件人（脱敏）', en: 'Recipient, masked' },
  'destination.phoneMasked': { zh: '电话（脱敏）', en: 'Phone, masked' },
  'lifecycle.state': { zh: '订单状态', en: 'State' },
  'lifecycle.since': { zh: '状态起始时间', en: 'In this state since' },
  'lifecycle.cancelReason': { zh: '取消原因', en: 'Why it was cancelled' },
  'lifecycle.channelStatus': { zh: '渠道状态', en: "Channel's status" },
  'remarks.buyer': { zh: '买家备注', en: "Buyer's remark" },
  'remarks.seller': { zh: '卖家备注', en: "Seller's remark" },
};

const bare = (schema: z.ZodType): z.ZodType => {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodReadonly)
    return bare(schema.unwrap() as z.ZodType);
  return schema;
};

const numberType = (path: string): AttributeType => (path.endsWith('Minor') ? 'money' : 'integer');

const typeOf = (schema: z.ZodType, path: string): AttributeType => {
  if (schema === Instant) return 'instant';
  if (schema instanceof z.ZodEnum) return 'enum';
  if (schema instanceof z.ZodBoolean) return 'boolean';
  if (schema instanceof z.ZodNumber) return numberType(path);
  if (schema instanceof z.ZodArray) return 'list';
  return schema instanceof z.ZodObject || schema instanceof z.ZodRecord ? 'record' : 'string';
};

const fieldOf = (path: string, title: Title, schema: z.ZodType): CoreField => {
  const inner = bare(schema);
  const values = inner instanceof z.ZodEnum ? { values: inner.options.map(String) } : {};
  return { path, title, type: typeOf(inner, path), ...values };
};

const partsOf = (name: string, schema: z.ZodType): CoreField[] => {
  const inner = bare(schema);
  const object = inner instanceof z.ZodArray ? bare(inner.element as z.ZodType) : inner;
  if (!(object instanceof z.ZodObject)) return [];
  const prefix = inner instanceof z.ZodArray ? `${name}[].` : `${name}.`;
  return Object.entries(object.shape).flatMap(([part, of]) => {
    const title = PART_TITLES[`${prefix}${part}`];
    return title ? [fieldOf(`${prefix}${part}`, title, of as z.ZodType)] : [];
  });
};

export type CoreSet = { readonly id: 'core'; readonly title: Title; readonly fields: readonly CoreField[] };

/** The fields every order has, read off its model: `GET /catalog/attribute-set/core`. */
export const coreSet = (): CoreSet => ({
  id: 'core',
  title: { zh: '订单核心字段', en: 'Core fields of every order' },
  fields: Object.entries(ShownOrder.shape).flatMap(([name, schema]) => [
    fieldOf(name, TITLES[name as keyof Titled], schema as z.ZodType),
    ...partsOf(name, schema as z.ZodType),
  ]),
});
