import { createHash } from 'node:crypto';
import { jest } from '@jest/globals';
import fc from 'fast-check';

process.env.API_KEYS_SECRET = 'orderloom/api-keys';
process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
process.env.POWERTOOLS_METRICS_DISABLED = 'true';

const sha256 = (key: string) => createHash('sha256').update(key).digest('hex');
const KEYS = {
  keys: [
    { keyId: 'key-1', sha256: sha256('operator-key-of-the-test'), role: 'operator', party: '' },
    { keyId: 'key-2', sha256: sha256('partner-key-of-the-test'), role: 'partner', party: 'wh-hangzhou' },
  ],
};
const secret = jest.fn(async (_name: string): Promise<unknown> => KEYS);
jest.unstable_mockModule('#shared/secrets.ts', () => ({ secret }));
const { handler } = await import('../../../functions/workbench/authorize.ts');
const { Caller } = await import('#shared/api.ts');

const authorize = (authorization?: string, event: object = {}) =>
  (handler as unknown as (event: object, context: object) => Promise<{ isAuthorized: boolean; context: object }>)(
    { version: '2.0', type: 'REQUEST', headers: authorization === undefined ? {} : { authorization }, ...event },
    { functionName: 'authorize' },
  );
const REFUSED = { isAuthorized: false, context: {} };

describe('the authorizer', () => {
  it('lets an operator in, and says who it is', async () => {
    const answer = await authorize('Bearer operator-key-of-the-test');
    expect(answer).toEqual({ isAuthorized: true, context: { keyId: 'key-1', role: 'operator', party: '' } });
    expect(Caller.parse(answer.context)).toEqual(answer.context);
    expect(secret).toHaveBeenLastCalledWith('orderloom/api-keys');
  });

  it('lets a partner in with the party it acts for', async () => {
    expect(await authorize('bearer  partner-key-of-the-test')).toMatchObject({
      isAuthorized: true,
      context: { role: 'partner', party: 'wh-hangzhou' },
    });
  });

  it('reads the key from where the gateway says it is', async () => {
    const answer = await authorize(undefined, { identitySource: ['Bearer operator-key-of-the-test'] });
    expect(answer.isAuthorized).toBe(true);
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'operator-key-of-the-test',
    'Basic operator-key-of-the-test',
    'Bearer operator-key-of-the-tes',
    'Bearer operator-key-of-the-testt',
    'Bearer OPERATOR-KEY-OF-THE-TEST',
    'Bearer operator-key-of-the-test partner-key-of-the-test',
    `Bearer ${sha256('operator-key-of-the-test')}`,
    `Bearer ${'x'.repeat(10_000)}`,
  ])('refuses the header %j', async (header) => {
    expect(await authorize(header)).toEqual(REFUSED);
  });

  it('refuses whatever a stranger sends, and never fails on it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.string({ unit: 'binary' }).map((key) => `Bearer ${key}`),
        ),
        async (header) => {
          expect(await authorize(header)).toEqual(REFUSED);
        },
      ),
    );
  });

  it('refuses a key too long to be one of ours before it is looked for', async () => {
    const long = 'k'.repeat(257);
    secret.mockResolvedValueOnce({ keys: [{ ...KEYS.keys[0], sha256: sha256(long) }] });
    expect(await authorize(`Bearer ${long}`)).toEqual(REFUSED);
    secret.mockReset().mockResolvedValue(KEYS);
  });

  it('refuses everybody while there are no keys', async () => {
    secret.mockResolvedValueOnce({ keys: [] });
    expect(await authorize('Bearer operator-key-of-the-test')).toEqual(REFUSED);
  });

  it.each([
    [{ keys: [{ ...KEYS.keys[0], sha256: 'operator-key-of-the-test' }] }],
    [{ keys: [{ ...KEYS.keys[0], role: 'admin' }] }],
    [{}],
  ])('fails, and lets nobody in, when the secret is not as it should be: %j', async (broken) => {
    secret.mockResolvedValueOnce(broken);
    await expect(authorize('Bearer operator-key-of-the-test')).rejects.toThrow();
  });
});
