import { readFileSync } from 'node:fs';
import { proposalsIn } from '#domain/channel/remark.ts';
import type { Said } from '#domain/channel/remark-score.ts';
import { surenessOf } from '#domain/channel/remark-sureness.ts';
import { fromIso } from '#domain/time.ts';
import { crossValidated, type LabelledRemark, trainedOn, weightsTable } from '../../../bin/remark-training.ts';

const PLACED_AT = fromIso('2026-05-06T10:00:00+08:00');
const EXAMPLES: readonly LabelledRemark[] = readFileSync('catalog/remarks/examples.jsonl', 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))
  .map(({ text, placedAt, gold }) => ({ text, placedAt: fromIso(placedAt), gold }));

const surest = (text: string): number =>
  Math.max(0, ...proposalsIn(text, PLACED_AT).map(({ type, traits }) => surenessOf(type, traits)));

it('is surer of a plain wish than of the same words told of the past', () => {
  expect(surest('请发顺丰')).toBeGreaterThan(0.9);
  expect(surest('上次发的顺丰，昨天收到了，质量不错很满意')).toBeLessThan(0.6);
});

it('holds sure what is right and doubtful what is wrong, on examples it was not fitted to', () => {
  const { brier, brierOfConstant, reliability, sure } = crossValidated(EXAMPLES, 2);
  const shareOf = (bins: typeof reliability): number =>
    bins.reduce((sum, { right }) => sum + right, 0) / bins.reduce((sum, { count }) => sum + count, 0);
  expect(brier).toBeLessThan(0.75 * brierOfConstant);
  expect(shareOf(reliability.filter(({ to }) => to <= 0.6))).toBeLessThan(0.4);
  expect(shareOf(reliability.filter(({ from }) => from >= 0.95))).toBeGreaterThan(0.97);
  expect(sure.right / sure.count).toBeGreaterThan(0.97);
});

it('fits the same weights to the same remarks, whatever was fitted before', () => {
  const some = EXAMPLES.slice(0, 200);
  const first = trainedOn(some);
  trainedOn(EXAMPLES.slice(200, 300));
  expect(trainedOn(some)).toEqual(first);
});

it('learns that words about a satisfied customer speak against a wish', () => {
  const wish: Said[] = [{ type: 'fulfillment_carrier', value: 'SF_EXPRESS' }];
  const remark = (text: string, gold: readonly Said[]): LabelledRemark => ({ text, placedAt: PLACED_AT, gold });
  const weights = trainedOn(
    Array.from({ length: 10 }, () => [remark('发顺丰', wish), remark('发的顺丰，质量不错很满意', [])]).flat(),
  );
  expect(weights.traits.tellsBeside).toBeLessThan(0);
});

it('writes the weights with the command, the day and the hash of what they were fitted to', () => {
  const table = weightsTable(trainedOn(EXAMPLES.slice(0, 50)), {
    file: 'some.jsonl',
    content: 'a',
    on: '2026-11-23',
    count: 50,
  });
  expect(table).toContain('--train some.jsonl --on 2026-11-23');
  expect(table).toContain('ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb');
});
