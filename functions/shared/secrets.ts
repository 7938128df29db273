import { awsJson } from './aws.ts';

const KEPT_MS = 5 * 60 * 1000;
const kept = new Map<string, { readonly until: number; readonly value: Promise<unknown> }>();

/** A JSON secret, read at most once in five minutes: a rotated one is in use within that time, and both stay valid meanwhile. */
export const secret = <T>(name: string): Promise<T> => {
  const known = kept.get(name);
  if (known && known.until > Date.now()) return known.value as Promise<T>;
  const value = awsJson<{ SecretString: string }>('secretsmanager', 'secretsmanager.GetSecretValue', {
    SecretId: name,
  }).then(({ SecretString }) => JSON.parse(SecretString) as T);
  kept.set(name, { until: Date.now() + KEPT_MS, value });
  value.catch(() => kept.delete(name));
  return value;
};
