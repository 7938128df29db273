import * as z from 'zod';
import type { ChannelOrder, Line } from '../order/order.ts';
import type { Attributes } from './compile-attribute-set.ts';
import { isEmpty } from './mapping-path.ts';

/** What packs join on and links read of an order. */
export type OrderFacts = Pick<ChannelOrder, 'channel' | 'channelOrderId' | 'placedAt' | 'currency' | 'attributes'> & {
  readonly channelIdentity: string;
  readonly lines: readonly Pick<Line, 'lineId' | 'sku' | 'channelSku' | 'title'>[];
};

/** `channelOrderId`, `channelIdentity`, `attributes.storeId`, and of every line `lines.videoId`, `lines.sku`, `lines.title`. */
export const FactPath = z
  .string()
  .regex(
    /^(?:channelOrderId|channelIdentity|(?:attributes|lines)\.[a-z][A-Za-z0-9]{0,63})$/,
    'channelOrderId, channelIdentity, attributes.<name> or lines.<name>',
  );
export type FactPath = z.infer<typeof FactPath>;

export type Fact = { readonly lineId: string | null; readonly value: unknown };

const OF_LINE = ['sku', 'channelSku', 'title'] as const;

/** The values of an order's lines by line id: what the channel adds to them. */
export const lineAttributes = (attributes: Attributes): Readonly<Record<string, Attributes>> =>
  (attributes.lines as Readonly<Record<string, Attributes>> | undefined) ?? {};

const ofLines = ({ lines, attributes }: OrderFacts, name: string): Fact[] => {
  const own = OF_LINE.find((each) => each === name);
  if (own) return lines.map((line) => ({ lineId: line.lineId, value: line[own] }));
  return Object.entries(lineAttributes(attributes)).map(([lineId, values]) => ({ lineId, value: values[name] }));
};

/** Every value an order has at a path. */
export const factsAt = (order: OrderFacts, path: FactPath): readonly Fact[] => {
  const [level, name = ''] = path.split('.');
  const found =
    level === 'lines'
      ? ofLines(order, name)
      : [
          {
            lineId: null,
            value: level === 'attributes' ? order.attributes[name] : order[level as 'channelOrderId'],
          },
        ];
  return found
    .flatMap(({ lineId, value }) => [value].flat().map((each) => ({ lineId, value: each })))
    .filter(({ value }) => !isEmpty(value));
};
