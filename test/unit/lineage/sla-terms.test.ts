import { BadSlaTerms, parseSlaTerms, SLA_STEPS, termOf, testSlaTerms } from '#domain/lineage/sla-terms.ts';
import { TERMS } from './given.ts';

const { terms, ...rest } = TERMS;

describe('the document of deadlines', () => {
  it('has a term for every step, and examples that hold', () => {
    for (const step of SLA_STEPS) expect(termOf(TERMS, step)).not.toBeNull();
    expect(testSlaTerms(TERMS).flatMap(({ differences }) => differences)).toEqual([]);
  });

  it('obeys the first term that fits', () => {
    const narrowed = [{ step: 'NEXT_SCAN' as const, when: { carrier: 'SF', progress: 'out' }, dueHours: 8 }, ...terms];
    expect(termOf({ terms: narrowed }, 'NEXT_SCAN', { carrier: 'SF', progress: 'out' })?.dueHours).toBe(8);
    expect(termOf({ terms: narrowed }, 'NEXT_SCAN', { carrier: 'ZTO', progress: 'out' })?.dueHours).toBe(24);
  });

  it('tells an example that does not hold', () => {
    const wrong = {
      ...TERMS,
      examples: [{ name: 'x', step: 'HOLD' as const, facts: {}, expect: { dueHours: 1, warnHours: 4 } }],
    };
    expect(testSlaTerms(wrong)[0]?.differences).toEqual(['dueHours: is 24, expected 1']);
  });

  it.each<[string, object, string]>([
    [
      'a step without a term for all',
      { terms: terms.filter(({ step }) => step !== 'PICK') },
      'none without `when` for PICK',
    ],
    [
      'a warning after the deadline',
      { terms: [...terms, { step: 'PICK', dueHours: 2, warnHours: 3 }] },
      'must be less than dueHours',
    ],
    ['a step nobody knows', { terms: [{ step: 'DANCE', dueHours: 2 }] }, 'terms.0.step'],
  ])('refuses %s', (_, patch, reason) => {
    const parse = () => parseSlaTerms({ ...rest, terms, ...patch });
    expect(parse).toThrow(BadSlaTerms);
    expect(parse).toThrow(reason);
  });
});
