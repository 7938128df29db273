import { readFileSync } from 'node:fs';
import { CONFLICT_CODES } from '#domain/order/conflict-codes.ts';

const page = readFileSync(new URL('../../../docs/meaning.md', import.meta.url), 'utf8');

describe('docs/meaning.md', () => {
  it.each(Object.entries(CONFLICT_CODES))('tells of %s what the code says', (code, { title, nature, holds }) => {
    const [row = ''] = page.split('\n').filter((line) => line.startsWith(`| \`${code}\` |`));
    expect(row).toContain(`${title.zh} · ${title.en}`);
    expect(row).toContain(nature === 'STATEMENTS' ? 'ends by itself' : 'stays');
    expect(row.includes('**holds**')).toBe(holds);
  });
});
