import * as z from 'zod';
import { type EventDefinition, EventDetail } from '../../domain/event.ts';
import { type Schema, sampleOf } from './sample.ts';

type Open = { additionalProperties?: unknown };

/** Events gain fields over time: a subscriber must let unknown ones pass. */
const open = ({ jsonSchema }: { jsonSchema: Open }): void => {
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
};

/** JSON Schema of an event's `detail`: the envelope with its facts. */
export const schemaOf = ({ type, summary, v, data }: EventDefinition): Schema & Record<string, unknown> => {
  const { $schema, ...schema } = z.toJSONSchema(EventDetail.extend({ v: z.literal(v), data }), { override: open });
  return { $schema, $id: `${type}.json`, title: type, description: summary, ...schema } as Schema &
    Record<string, unknown>;
};

type Sample = { readonly data: Record<string, unknown> } & Record<string, unknown>;

/** Where the first word of a closed list would tell a story that cannot be. */
const TELLING: Readonly<Record<string, Record<string, unknown>>> = {
  ActionRecorded: { action: 'hub.departed', progress: 'moving' },
  LegCompleted: { action: 'delivery.signed' },
  LegFailed: { action: 'exception.lost', reason: 'exception.lost' },
};

/** A push belongs to no order yet, and nothing led to it. */
const FIRST = { orderId: null, causedBy: null };

/** An EventBridge event as a subscriber's queue gets it. */
export const sampleEventOf = (event: EventDefinition): { readonly source: string; readonly detail: Sample } => {
  const detail = sampleOf(schemaOf(event)) as Sample;
  const isFirst = 'dedupeKey' in detail.data;
  return {
    source: `fulfillment.${event.stage}`,
    ...{ 'detail-type': event.type },
    detail: { ...detail, ...(isFirst ? FIRST : {}), data: { ...detail.data, ...TELLING[event.type] } },
  };
};

/** Facts that a partner usually filters by: the party it is, or the channel it looks after. */
const FILTERS: Readonly<Record<string, string>> = { node: 'wh-hangzhou', channel: 'douyin' };

/** A rule pattern that matches the sample: by type, and by the party where the event names one. */
export const patternOf = ({ stage, type, data }: EventDefinition): Record<string, unknown> => {
  const fields = Object.keys((z.toJSONSchema(data) as Schema).properties ?? {});
  const filter = Object.entries(FILTERS).find(([field]) => fields.includes(field));
  return {
    source: [`fulfillment.${stage}`],
    'detail-type': [type],
    ...(filter ? { detail: { data: { [filter[0]]: [filter[1]] } } } : {}),
  };
};
