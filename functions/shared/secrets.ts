import { awsJson } from './aws.ts';

const KEPT_MS = 5 * 60 * 1000;
const kept = new Map<string, { readonly until: number; readonly value: Promise<string> }>();

/** A secret's text, read at most once in five minutes: a rotated one is in use within that time, and both stay valid meanwhile. */
export const secretText = (name: string): Promise<string> => {
  const known = kept.get(name);
  if (known && known.until > Date.now()) return known.value;
  const value = awsJson<{ SecretString: string }>('secretsmanager', 'secretsmanager.GetSecretValue', {
    SecretId: name,
  }).then(({ SecretString }) => SecretString);
  kept.set(name, { until: Date.now() + KEPT_MS, value });
  value.catch(() => kept.delete(name));
  return value;
};

/** A JSON secret, kept as `secretText` keeps it. */
export const secret = async <T>(name: string): Promise<T> => JSON.parse(await secretText(name)) as T;
