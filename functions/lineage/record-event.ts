import { lineageNodeOf } from '#domain/lineage/lineage.ts';
import { dynamoLineageStore } from '#shared/dynamo-lineage-store.ts';
import { subscriber } from '#shared/queue.ts';

const lineage = dynamoLineageStore();

export const handler = subscriber((event) => lineage.record(lineageNodeOf(event)));
