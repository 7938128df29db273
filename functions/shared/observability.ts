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

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Error);

/** Masks by object, not by key alone: an error's `name`, which the logger writes as such, says what went wrong. */
const mask = (_key: string, value: unknown): unknown =>
  isPlain(value)
    ? Object.fromEntries(
        Object.entries(value).map(([key, inner]) => [
          key,
          PRIVATE_KEYS.has(key) && typeof inner === 'string' ? '***' : inner,
        ]),
      )
    : value;

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

/** Notes how long something is behind. */
export const gauge = (name: string, dimensions: Readonly<Record<string, string>>, seconds: number): void => {
  const single = metrics.singleMetric();
  single.addDimensions({ ...dimensions });
  single.addMetric(name, MetricUnit.Seconds, seconds);
};

/** Every line that belongs to an order can be found by these. */
export const about = (keys: {
  orderId?: string | null;
  traceId?: string | null;
  channel?: string | null;
  legId?: string | null;
}) => Object.fromEntries(Object.entries(keys).filter(([, value]) => value));
