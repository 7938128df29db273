import { readFileSync } from 'node:fs';
import { faultInValue, INSTRUCTION_VALUES } from '#domain/channel/instruction-values.ts';
import { INSTRUCTION_TYPES, type InstructionType } from '#domain/channel/remark-instruction.ts';

const EXAMPLES = readFileSync(new URL('../../../catalog/remarks/examples.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .flatMap((line) => (JSON.parse(line) as { gold: { type: InstructionType; value: string }[] }).gold);

describe('what instructions may say', () => {
  it('is stated for every type', () => {
    expect(Object.keys(INSTRUCTION_VALUES).sort()).toEqual([...INSTRUCTION_TYPES].sort());
  });

  it('has room for everything the examples of the reader say', () => {
    expect(EXAMPLES.flatMap(({ type, value }) => faultInValue(type, value) ?? [])).toEqual([]);
    expect(EXAMPLES.length).toBeGreaterThan(500);
  });

  it.each([
    ['ship_by', '2026-13-01'],
    ['contact_phone', '138****0000'],
    ['drop_place', 'ROOF'],
    ['install_on', 'SOON'],
  ] as const)('refuses %s of %s', (type, value) => {
    expect(faultInValue(type, value)).toContain(`not "${value}"`);
  });
});
