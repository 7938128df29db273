/** Every environment variable a function may ask for. The constructs in lib/ set them; the names are the contract. */
export const ENV_NAMES = [
  'ORDERS_TABLE',
  'INBOX_TABLE',
  'CUSTOMERS_TABLE',
  'NETWORK_TABLE',
  'LINEAGE_TABLE',
  'CATALOG_TABLE',
  'WRITE_BACKS_TABLE',
  'EVENT_BUS',
  'NETWORK_BUCKET',
  'ORDER_LIFECYCLE_ARN',
  'PLAN_COMPENSATION_ARN',
  'PUSH_QUEUE_URL',
  'TIMER_QUEUE_ARN',
  'TIMER_ROLE_ARN',
  'DIGEST_KEY_SECRET',
  'API_KEYS_SECRET',
  'AWS_REGION',
] as const;
export type EnvName = (typeof ENV_NAMES)[number];

export class MissingEnvironment extends Error {
  override name = 'MissingEnvironment';
}

/** @throws MissingEnvironment with the name; called at module level, so a function that lacks one fails at its cold start. */
export const env = (name: EnvName): string => {
  const value = process.env[name];
  if (!value) throw new MissingEnvironment(`${name} is not set: add it to the function's \`uses\` in lib/stages`);
  return value;
};

export const optionalEnv = (name: string): string | undefined => process.env[name];
