import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { optionalEnv } from './env.ts';

/** Keys that may hold personal data or secrets; their values never reach a log. */
const PRIVATE_KEYS = new Set([
  'name',
  'phone',
  'tel',
  'mobile',
  'email',
  'address',
  'detail',
  'body',
  'authorization',
  'secret',
  'token',
  'taskToken',
  'person',
  'consignee',
]);

/** An error's `name` says what went wrong, everybody else's who they are. */
const isError = (holder: unknown): boolean =>
  typeof holder === 'object' && holder !== null && 'message' in holder && 'stack' in holder;

function mask(this: unknown, key: string, value: unknown): unknown {
  return PRIVATE_KEYS.has(key) && typeof value === 'string' && !isError(this) ? '***' : value;
}

export const logger = new Logger({
  serviceName: optionalEnv('POWERTOOLS_SERVICE_NAME') ?? 'orderloom',
  jsonReplacerFn: mask,
});

export const metrics = new Metrics({
  namespace: 'Orderloom',
  serviceName: optionalEnv('POWERTOOLS_SERVICE_NAME') ?? 'orderloom',
});

/** Counts one thing under one dimension. */
export const count = (name: string, dimensions: Readonly<Record<string, string>> = {}, value = 1): void => {
  const single = metrics.singleMetric();
  single.addDimensions({ ...dimensions });
  single.addMetric(name, MetricUnit.Count, value);
};

/** Every line that belongs to an order can be found by these. */
export const about = (keys: {
  orderId?: string | null;
  traceId?: string | null;
  channel?: string | null;
  legId?: string | null;
}) => Object.fromEntries(Object.entries(keys).filter(([, value]) => value));
