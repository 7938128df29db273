import * as z from 'zod';

/**
 * A decision as GoRules' editor keeps it (JDM, `application/vnd.gorules.decision`): an input, one decision table, an output. What the
 * editor adds for itself (positions, ids of edges) is kept and not looked at.
 */
const Column = z.looseObject({
  id: z.string().min(1),
  name: z.string(),
  /** An expression over the facts, usually the path of one; absent or empty: the cells are whole conditions. */
  field: z.string().nullish(),
});
const Output = z.looseObject({
  id: z.string().min(1),
  name: z.string(),
  field: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/, 'a path such as carriers.avoided'),
});
const TableContent = z.looseObject({
  hitPolicy: z.enum(['first', 'collect']),
  inputs: z.array(Column),
  outputs: z.array(Output).min(1),
  /** Cells by the id of their column; `_id` and `_description` are the rule's own. */
  rules: z.array(z.record(z.string(), z.string())).min(1),
  inputField: z.string().nullish(),
  outputPath: z.string().nullish(),
  executionMode: z.string().nullish(),
  passThrough: z.boolean().nullish(),
});
export type TableContent = z.infer<typeof TableContent>;

const TableNode = z.looseObject({
  id: z.string(),
  type: z.literal('decisionTableNode'),
  name: z.string(),
  content: TableContent,
});
const OtherNode = z.looseObject({
  id: z.string(),
  type: z.string().refine((type) => type !== 'decisionTableNode'),
  name: z.string(),
});

/** The parts of a document that are its decision; the document may hold more. */
export const jdm = {
  contentType: z.literal('application/vnd.gorules.decision').optional(),
  nodes: z.array(z.union([TableNode, OtherNode])).min(1),
  edges: z.array(z.looseObject({ sourceId: z.string(), targetId: z.string() })),
};
export const Jdm = z.looseObject(jdm);
export type Jdm = z.infer<typeof Jdm>;
