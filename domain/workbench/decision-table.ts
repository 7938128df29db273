import { type Expression, partsOf } from './cell-expression.ts';
import { type Program, programOf } from './cell-program.ts';
import { conditionIn, expressionIn } from './cell-syntax.ts';
import { UnreadableCell } from './cell-tokens.ts';
import { isIndexable } from './column-classes.ts';
import type { Jdm, TableContent } from './decision-document.ts';
import { BadDecision, tableIn } from './decision-graph.ts';

/** One condition of a rule: an input cell that is not empty. */
export type Condition = {
  readonly input: number;
  readonly cell: string;
  readonly expression: Expression;
  readonly program: Program;
  /** Answered by the index alone. */
  readonly isIndexed: boolean;
};

export type Assignment = {
  readonly path: readonly string[];
  readonly cell: string;
  readonly expression: Expression;
  readonly program: Program;
  /** The same for all facts. */
  readonly isConstant: boolean;
};

export type Rule = {
  /** Its own id; its number, from 1, where it has none. */
  readonly id: string;
  readonly description: string;
  readonly conditions: readonly Condition[];
  readonly assignments: readonly Assignment[];
};

export type Input = {
  readonly name: string;
  /** Null: cells are whole conditions. */
  readonly field: string | null;
  readonly expression: Expression | null;
  /** Works the column's value out of the facts. */
  readonly read: Program | null;
};

/** A decision table, every cell read. */
export type DecisionTable = {
  readonly hitPolicy: 'first' | 'collect';
  readonly inputs: readonly Input[];
  readonly outputs: readonly string[];
  readonly rules: readonly Rule[];
};

const located = <T>(place: string, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnreadableCell) throw new BadDecision(`${place}: ${error.message}`);
    throw error;
  }
};

const withoutColumn = (expression: Expression): Expression => {
  if (partsOf(expression).some(({ kind }) => kind === 'column'))
    throw new UnreadableCell('$ stands for the value of a column with a field; name the fact instead');
  return expression;
};

const inputOf = ({ name, field }: TableContent['inputs'][number]): Input => {
  const text = field?.trim() || null;
  if (text === null) return { name: name || '', field: null, expression: null, read: null };
  return located(`column ${name || text}`, () => {
    const expression = withoutColumn(expressionIn(text));
    return { name: name || text, field: text, expression, read: programOf(expression) };
  });
};

const conditionOf = (cell: string, input: number, { field }: Input): Condition => {
  const expression = field === null ? withoutColumn(expressionIn(cell)) : conditionIn(cell);
  const isIndexed = field !== null && isIndexable(expression);
  return { input, cell, expression, program: programOf(expression), isIndexed };
};

const assignmentOf = (cell: string, field: string): Assignment => {
  const expression = withoutColumn(expressionIn(cell));
  const isConstant = partsOf(expression).every(({ kind }) => kind !== 'fact');
  return { path: field.split('.'), cell, expression, program: programOf(expression), isConstant };
};

const ruleOf = (
  row: Readonly<Record<string, string>>,
  number: number,
  table: TableContent,
  inputs: readonly Input[],
) => {
  const id = row._id?.trim() || String(number);
  const cellOf = (column: string): string => (row[column] ?? '').trim();
  const place = (name: string): string => `rule ${number} (${id}), column ${name}`;
  const conditions = table.inputs.flatMap((column, index): Condition[] => {
    const cell = cellOf(column.id);
    const input = inputs[index] as Input;
    return cell === '' ? [] : [located(place(input.name), () => conditionOf(cell, index, input))];
  });
  const assignments = table.outputs.flatMap(({ id: column, field }): Assignment[] => {
    const cell = cellOf(column);
    return cell === '' ? [] : [located(place(field), () => assignmentOf(cell, field))];
  });
  return { id, description: row._description ?? '', conditions, assignments };
};

const checkOutputs = (outputs: readonly string[]): void => {
  for (const [index, field] of outputs.entries()) {
    const other = outputs.find((each, at) => at !== index && (each === field || each.startsWith(`${field}.`)));
    if (other !== undefined)
      throw new BadDecision(`output ${field}: it and ${other} write to the same place; rename one`);
  }
};

/** Reads a decision. @throws BadDecision with rule, column and cure for what cannot be run exactly as zen-engine runs it */
export const readDecision = (jdm: Jdm): DecisionTable => {
  const table = tableIn(jdm);
  const outputs = table.outputs.map(({ field }) => field);
  checkOutputs(outputs);
  const inputs = table.inputs.map(inputOf);
  const rules = table.rules.map((row, index) => ruleOf(row, index + 1, table, inputs));
  const ids = rules.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new BadDecision(`table: two rules have the id ${twice}; give each its own`);
  return { hitPolicy: table.hitPolicy, inputs, outputs, rules };
};
