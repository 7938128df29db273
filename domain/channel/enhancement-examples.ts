import { fromIso } from '../time.ts';
import { compileEnhancement, type JoinedRecords } from './compile-enhancement.ts';
import type { Enhancement, EnhancementExample } from './enhancement.ts';
import { differencesIn, type ExampleResult } from './mapping-examples.ts';
import type { OrderFacts } from './order-facts.ts';

const NOTHING = { channelOrderId: '', channelIdentity: '', currency: '', attributes: {}, lines: [] };

const factsIn = (channel: string, order: EnhancementExample['order']): OrderFacts => ({
  ...NOTHING,
  channel,
  ...(order as unknown as Pick<OrderFacts, 'lines'>),
  placedAt: fromIso(order.placedAt),
});

/** Runs a pack's own examples: the records in the order given, as the store would have them. */
export const runEnhancementExamples = async (pack: Enhancement): Promise<ExampleResult[]> => {
  const { read, windowAround, enhance } = compileEnhancement(pack, '1');
  return pack.examples.map(({ name, order, records, expect }: EnhancementExample) => {
    const facts = factsIn(pack.channel, order);
    const { from, to } = windowAround(facts.placedAt);
    const chosen: Record<string, JoinedRecords[string]> = {};
    const refused: string[] = [];
    for (const text of records) {
      const found = read(text);
      if (found.kind === 'REFUSED') refused.push(found.problem);
      else if (found.record.observedAt >= from && found.record.observedAt <= to) {
        const known = chosen[found.key];
        const isNewer = !known || found.record.observedAt >= known.observedAt;
        if (isNewer) chosen[found.key] = found.record;
      }
    }
    const attributes = enhance(facts, chosen);
    const shown = Object.fromEntries(Object.keys(expect).map((field) => [field, attributes[field] ?? null]));
    return { name, differences: [...refused, ...differencesIn(expect, shown)] };
  });
};
