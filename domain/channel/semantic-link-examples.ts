import { compileSemanticLink } from './compile-semantic-link.ts';
import { differencesIn, type ExampleResult } from './mapping-examples.ts';
import type { OrderFacts } from './order-facts.ts';
import type { LinkExample, SemanticLink } from './semantic-link.ts';

/** Runs a link's own examples. */
export const runLinkExamples = async (link: SemanticLink): Promise<ExampleResult[]> => {
  const { tagsOf } = compileSemanticLink(link, '1');
  return link.examples.map(({ name, order, expect }: LinkExample) => {
    const facts = {
      channel: link.channel ?? '',
      channelOrderId: '',
      channelIdentity: '',
      ...order,
    } as unknown as OrderFacts;
    const found = tagsOf(facts).map(({ tag }) => tag);
    return { name, differences: differencesIn([...expect].sort(), found, 'tags') };
  });
};
