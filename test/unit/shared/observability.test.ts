import { jest } from '@jest/globals';
import { logger } from '#shared/observability.ts';

/** The logger writes to a console of its own: what it hands to that is what CloudWatch gets. */
const lineOf = (write: () => void): string => {
  const { console: own } = logger as unknown as { console: Console };
  const spy = jest.spyOn(own, 'error').mockImplementation(() => {});
  write();
  const [[line] = []] = spy.mock.calls;
  spy.mockRestore();
  return String(line);
};

describe('the log', () => {
  it('never shows what people are called, where they live or what they sign with', () => {
    const line = lineOf(() =>
      logger.error('kept', {
        person: { name: '张三', phone: '13800001234', address: { detail: '文三路 1 号' } },
        rows: [{ name: '李四' }],
        taskToken: 'token-1',
        secret: 's3cret',
      }),
    );
    for (const word of ['张三', '13800001234', '文三路', '李四', 'token-1', 's3cret']) expect(line).not.toContain(word);
    expect(line).toContain('***');
  });

  it('shows which error happened', () => {
    const line = lineOf(() => logger.error('failed', { error: new TypeError('boom') }));
    expect(JSON.parse(line).error).toMatchObject({ name: 'TypeError', message: 'boom' });
  });
});
