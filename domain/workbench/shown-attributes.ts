import * as z from 'zod';
import { type AttributeDefinition, AttributeType, type FieldsByPath, Title } from '../channel/attribute-set.ts';
import { lineAttributes } from '../channel/order-facts.ts';
import type { ChannelOrder, Order } from '../order/order.ts';

/** As much of an order as its attributes need to be shown. */
type Carrier = Pick<Order, 'channel' | 'currency' | 'attributes' | 'personalFields'> & {
  readonly channelView: Pick<ChannelOrder, 'attributes'>;
};

/** An attribute as people read it: what it is called, what it is, and where it came from. */
export const ShownAttribute = z.object({
  name: z.string(),
  /** Null: of the whole order. */
  lineId: z.string().nullable(),
  /** Null, as type and unit: the channel's attribute set does not know the field. */
  title: Title.nullable(),
  type: AttributeType.nullable(),
  /** Money is in minor units of this currency. */
  unit: z.string().nullable(),
  value: z.unknown(),
  /** What the value is called, where the set lists its words. */
  valueTitle: Title.nullable(),
  /** `channel:douyin`, or the pack that joined it: `enhancement/douyin-content`. */
  from: z.string(),
  /** Kept with the customer: the value is not shown here. */
  personal: z.boolean(),
});
export type ShownAttribute = z.infer<typeof ShownAttribute>;

/** Whose fields the order's attributes may be: those of the channel's set, and of each pack. */
export type KnownFields = {
  readonly set: FieldsByPath | null;
  readonly packs: readonly { readonly id: string; readonly fields: FieldsByPath }[];
};

type Defined = { readonly definition: AttributeDefinition | null; readonly from: string };

const isSaidByChannel = ({ channelView }: Carrier, lineId: string | null, name: string): boolean =>
  Object.hasOwn(
    lineId === null ? channelView.attributes : (lineAttributes(channelView.attributes)[lineId] ?? {}),
    name,
  );

const definedBy = (order: Carrier, lineId: string | null, name: string, { set, packs }: KnownFields): Defined => {
  const path = lineId === null ? name : `lines.${name}`;
  const pack = isSaidByChannel(order, lineId, name) ? undefined : packs.find(({ fields }) => fields.has(path));
  if (pack) return { definition: pack.fields.get(path) ?? null, from: `enhancement/${pack.id}` };
  return { definition: set?.get(path) ?? null, from: `channel:${order.channel}` };
};

const unitOf = (definition: AttributeDefinition | null, currency: string): string | null =>
  definition?.unit ?? (definition?.type === 'money' ? currency : null);

const shown = (
  order: Carrier,
  lineId: string | null,
  name: string,
  value: unknown,
  known: KnownFields,
): ShownAttribute => {
  const { definition, from } = definedBy(order, lineId, name, known);
  return {
    name,
    lineId,
    title: definition?.title ?? null,
    type: definition?.type ?? null,
    unit: unitOf(definition, order.currency),
    value,
    valueTitle: definition?.values?.find((each) => each.value === String(value))?.title ?? null,
    from,
    personal: false,
  };
};

const hidden = (order: Carrier, path: string, { set }: KnownFields): ShownAttribute => ({
  name: path.replace(/^lines\./, ''),
  lineId: null,
  title: set?.get(path)?.title ?? null,
  type: set?.get(path)?.type ?? null,
  unit: null,
  value: null,
  valueTitle: null,
  from: `channel:${order.channel}`,
  personal: true,
});

/** Every attribute of an order, those of the whole order first; of personal ones only that they are there. */
export const shownAttributes = (order: Carrier, known: KnownFields): readonly ShownAttribute[] => {
  const { lines: _lines, ...own } = order.attributes;
  return [
    ...Object.entries(own).map(([name, value]) => shown(order, null, name, value, known)),
    ...Object.entries(lineAttributes(order.attributes)).flatMap(([lineId, values]) =>
      Object.entries(values).map(([name, value]) => shown(order, lineId, name, value, known)),
    ),
    ...(order.personalFields ?? []).map((path) => hidden(order, path, known)),
  ];
};
