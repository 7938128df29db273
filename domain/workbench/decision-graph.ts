import type { Jdm, TableContent } from './decision-document.ts';

/** A decision that is refused: names the place (rule, column, cell) and the cure. */
export class BadDecision extends Error {
  override name = 'BadDecision';
}

type Node = Jdm['nodes'][number];

const SUPPORTED = ['inputNode', 'decisionTableNode', 'outputNode'] as const;

const NOT_SUPPORTED: readonly (readonly [string, (table: TableContent) => boolean])[] = [
  ['inputField: name the whole path in the columns instead', ({ inputField }) => Boolean(inputField?.trim())],
  ['outputPath: write the whole path into the outputs instead', ({ outputPath }) => Boolean(outputPath?.trim())],
  ['executionMode loop: one decision at a time', ({ executionMode }) => (executionMode ?? 'single') !== 'single'],
  ['passThrough: outputs only; switch it off', ({ passThrough }) => passThrough === true],
];

/** The one node of its type. */
const only = ({ nodes }: Jdm, type: string): Node => {
  const found = nodes.filter((node) => node.type === type);
  if (found.length !== 1 || !found[0]) throw new BadDecision(`nodes: one ${type} is due, there are ${found.length}`);
  return found[0];
};

const checkEdges = (jdm: Jdm): void => {
  const [input, table, output] = SUPPORTED.map((type) => only(jdm, type).id);
  const has = (from = '', to = ''): boolean =>
    jdm.edges.some(({ sourceId, targetId }) => sourceId === from && targetId === to);
  if (!has(input, table)) throw new BadDecision('edges: connect the input with the decision table');
  if (!has(table, output)) throw new BadDecision('edges: connect the decision table with the output');
  if (jdm.edges.length !== 2)
    throw new BadDecision(`edges: two are due, there are ${jdm.edges.length}; remove the others`);
};

const checkCells = ({ inputs, outputs, rules }: TableContent): void => {
  const ids = [...inputs, ...outputs].map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new BadDecision(`table: two columns have the id ${twice}; give each its own`);
  rules.forEach((rule, index) => {
    const missing = ids.find((id) => rule[id] === undefined);
    if (missing !== undefined)
      throw new BadDecision(`rule ${index + 1}: no cell for column ${missing}; write "" where anything goes`);
  });
};

/** The decision table between input and output. @throws BadDecision */
export const tableIn = (jdm: Jdm): TableContent => {
  const odd = jdm.nodes.find(({ type }) => !SUPPORTED.some((each) => each === type));
  if (odd)
    throw new BadDecision(
      `node ${odd.name || odd.id}: ${odd.type} is not supported; write its expression into the field or the cells of the decision table`,
    );
  checkEdges(jdm);
  const table = only(jdm, 'decisionTableNode').content as TableContent;
  for (const [cure, applies] of NOT_SUPPORTED) if (applies(table)) throw new BadDecision(`table.${cure}`);
  checkCells(table);
  return table;
};
