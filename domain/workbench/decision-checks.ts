import { type Expression, partsOf } from './cell-expression.ts';
import { Decision, type Output } from './decide.ts';
import {
  common,
  covers,
  DecisionSpace,
  type FactKinds,
  isEmpty,
  kindOfFact,
  meets,
  TOO_MANY,
} from './decision-space.ts';
import type { DecisionTable, Rule } from './decision-table.ts';

/** What a reading of the whole table shows and no single cell does. */
export type Finding = {
  readonly code: 'UNKNOWN_FACT' | 'NEVER_HOLDS' | 'UNREACHABLE' | 'UNUSED_COLUMN' | 'OVERLAP' | 'GAP';
  /** It keeps the document from being released; else people are told. */
  readonly refuses: boolean;
  readonly message: string;
};

const nameOf = (rule: Rule, index: number): string => `rule ${index + 1} (${rule.id})`;

const pathsIn = (expression: Expression): string[] =>
  partsOf(expression).flatMap((part) => (part.kind === 'fact' ? [part.path.join('.')] : []));

const unknownFacts = ({ inputs, rules }: DecisionTable, kinds: FactKinds): Finding[] => {
  const ofColumns = inputs.flatMap(({ name, expression }) =>
    expression ? pathsIn(expression).map((path) => ({ path, place: `column ${name}` })) : [],
  );
  const ofCells = rules.flatMap((rule, index) =>
    [...rule.conditions, ...rule.assignments].flatMap(({ cell, expression }) =>
      pathsIn(expression).map((path) => ({ path, place: `${nameOf(rule, index)}, cell ${cell}` })),
    ),
  );
  return [...ofColumns, ...ofCells]
    .filter(({ path }) => kindOfFact(path, kinds) === null)
    .map(({ path, place }) => ({
      code: 'UNKNOWN_FACT',
      refuses: true,
      message: `${place}: there is no fact ${path}; put texts between quotes, or use one of ${Object.keys(kinds).join(', ')}`,
    }));
};

const unusedColumns = ({ inputs, rules }: DecisionTable): Finding[] =>
  inputs.flatMap(({ name }, index): Finding[] =>
    rules.some(({ conditions }) => conditions.some(({ input }) => input === index))
      ? []
      : [{ code: 'UNUSED_COLUMN', refuses: false, message: `column ${name}: no rule asks about it; remove it` }],
  );

/** A finding about one rule. */
type Dead = Finding & { readonly rule: number };

const neverHolds = ({ rules }: DecisionTable, { boxes }: DecisionSpace): Dead[] =>
  rules.flatMap((each, rule): Dead[] => {
    if (!isEmpty(boxes[rule] ?? [])) return [];
    const cells = each.conditions.map(({ cell }) => cell).join(' with ');
    const message = `${nameOf(each, rule)}: no facts meet ${cells}; correct or remove it`;
    return [{ code: 'NEVER_HOLDS', refuses: true, message, rule }];
  });

const unreachable = ({ rules }: DecisionTable, space: DecisionSpace): Dead[] =>
  rules.flatMap((each, rule): Dead[] => {
    const box = space.boxes[rule] ?? [];
    const before = space.boxes.slice(0, rule);
    if (isEmpty(box) || space.outside(box, before) !== null) return [];
    const alone = before.findIndex((other) => covers(other, box));
    const by = alone < 0 ? 'the rules before it together answer' : `${nameOf(rules[alone] as Rule, alone)} answers`;
    const message = `${nameOf(each, rule)}: never reached, ${by} all of its facts; move it up or remove it`;
    return [{ code: 'UNREACHABLE', refuses: true, message, rule }];
  });

const MOST_OVERLAPS = 20;

const saysOf = ({ assignments }: Rule): string => JSON.stringify(assignments.map(({ path, cell }) => [path, cell]));

/** Two rules that answer differently, neither a special case of the other: only their order decides between them. */
const overlaps = ({ rules }: DecisionTable, space: DecisionSpace, dead: ReadonlySet<number>): Finding[] => {
  const found: Finding[] = [];
  for (const [later, box] of space.boxes.entries()) {
    if (dead.has(later)) continue;
    for (const [earlier, other] of space.boxes.slice(0, later).entries()) {
      if (found.length >= MOST_OVERLAPS) return found;
      const isPartial = meets(box, other) && !covers(other, box) && !covers(box, other);
      if (!isPartial || saysOf(rules[later] as Rule) === saysOf(rules[earlier] as Rule)) continue;
      found.push({
        code: 'OVERLAP',
        refuses: false,
        message: `${nameOf(rules[earlier] as Rule, earlier)} and ${nameOf(rules[later] as Rule, later)} both hold for ${space.tell(common(box, other))}; the upper one decides`,
      });
    }
  }
  return found;
};

const gaps = (space: DecisionSpace): Finding[] => {
  const piece = space.outside(space.all, space.boxes);
  if (piece === null || piece === TOO_MANY) return [];
  return [{ code: 'GAP', refuses: false, message: `no rule holds for ${space.tell(piece)}; nothing is decided there` }];
};

/**
 * Reads a decision as a whole: rules that can never decide, rules whose order decides, facts that no rule answers, facts nobody knows.
 * @param kinds the facts there are; null where that is not known
 */
export const findingsOf = (table: DecisionTable, kinds: FactKinds | null): Finding[] => {
  const space = new DecisionSpace(new Decision(table), kinds);
  const isFirst = table.hitPolicy === 'first';
  const dead = [...neverHolds(table, space), ...(isFirst ? unreachable(table, space) : [])];
  return [
    ...(kinds ? unknownFacts(table, kinds) : []),
    ...dead.map(({ rule: _rule, ...finding }) => finding),
    ...unusedColumns(table),
    ...(isFirst ? overlaps(table, space, new Set(dead.map(({ rule }) => rule))) : []),
    ...(isFirst ? gaps(space) : []),
  ];
};

/** What constant rules say, to be held against what may be said. */
export const constantOutputs = (table: DecisionTable): { readonly rule: string; readonly output: Output }[] => {
  const decision = new Decision({
    ...table,
    hitPolicy: 'collect',
    rules: table.rules.map((rule) => ({
      ...rule,
      conditions: [],
      assignments: rule.assignments.filter((each) => each.isConstant),
    })),
  });
  return decision.decide({}).map(({ rule, output }) => ({ rule: nameOf(table.rules[rule] as Rule, rule), output }));
};
