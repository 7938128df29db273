import type {
  AttributeField,
  Condition,
  ConstraintRule,
  Mapping,
  MoneyField,
  TextField,
  TimeField,
} from '../domain/channel/mapping.ts';

type Paths = string | readonly string[];

/** `refunds[].transactions[].amount` is `refunds.transactions.amount` in JSONata: it goes through lists by itself. */
const pathOf = (path: string): string => (path === '.' ? '$' : path.replace(/^-/, '').replaceAll('[]', ''));
const firstOf = (paths: Paths): string => {
  const list = (typeof paths === 'string' ? [paths] : paths).map(pathOf);
  return list.length === 1 ? (list[0] ?? '""') : `[${list.join(', ')}][0]`;
};

type Where = { readonly from?: Paths | undefined; readonly jsonata?: string | undefined };
const sourceOf = ({ from, jsonata }: Where): string => jsonata ?? (from === undefined ? '""' : firstOf(from));
const literal = (value: unknown): string => JSON.stringify(value);

const textOf = (field: TextField): string => {
  const { join, table, unlisted, default: otherwise = '' } = field;
  const source = join
    ? `$join([${join.paths.map((path) => `$string(${firstOf(path)})`).join(', ')}], ${literal(join.with)})`
    : `$string(${sourceOf(field)})`;
  const instead =
    typeof unlisted === 'object' ? ` ~> function($w) { $exists($w) ? $w : ${firstOf(unlisted.from)} }` : '';
  const word = table ? `$lookup(${literal(table)}, ${source})${instead}` : source;
  return `($v := ${word}; $exists($v) and $v != "" ? $v : ${literal(otherwise)})`;
};

const timeOf = (field: TimeField): string => {
  const source = sourceOf(field);
  const millis = {
    'epoch-s': `$number(${source}) * 1000`,
    'epoch-ms': `$number(${source})`,
    iso: `($contains(${source}, " ") ? $toMillis(${source}, "[Y0001]-[M01]-[D01] [H01]:[m01]:[s01] [Z0001]") : $toMillis(${source}))`,
    local: `$toMillis($replace(${source}, " ", "T") & "Z")`,
    utc: `$toMillis(${source} & "Z")`,
    beijing: `$toMillis($replace(${source}, " ", "T") & "+08:00")`,
    'beijing-until': `$toMillis($replace(${source}, " ", "T") & "+08:00")`,
  }[field.as];
  return `(${source} ? $fromMillis(${millis}) : null)`;
};

const amountOf = (source: string, as: MoneyField['as']): string =>
  `$sum([${source}].$number($))${as === 'minor' ? '' : ' * 100'}`;
const moneyOf = (field: MoneyField): string => {
  const terms = field.sum ?? [field.from ?? '0'];
  return terms
    .map((paths) => {
      const minus = (typeof paths === 'string' ? paths : (paths[0] ?? '')).startsWith('-');
      return `${minus ? '-1' : '1'} * (${amountOf(firstOf(paths), field.as)})`;
    })
    .join(' + ');
};

const conditionOf = ({ path, in: among, notIn, present, lists }: Condition): string => {
  const word = `$string(${firstOf(path)})`;
  const tests = [
    ...(among ? [`${word} in ${literal(among)}`] : []),
    ...(notIn ? [`$not(${word} in ${literal(notIn)})`] : []),
    ...(present === undefined ? [] : [`$boolean(${firstOf(path)}) = ${present}`]),
    ...(lists ? [`$count($split(${word}, ",")[$ in ${literal([lists].flat())}]) > 0`] : []),
  ];
  return tests.length === 0 ? 'true' : `(${tests.join(' and ')})`;
};
const allOf = (conditions: readonly Condition[]): string =>
  conditions.length === 0 ? 'true' : conditions.map(conditionOf).join(' and ');

const attributesOf = (fields: Readonly<Record<string, AttributeField>>): string =>
  Object.entries(fields)
    .map(
      ([name, field]) =>
        `${literal(name)}: ${field.as === 'raw' || field.as === 'id' ? sourceOf(field) : timeOf(field as TimeField)}`,
    )
    .join(', ');

const linesOf = ({ lines, lineAttributes }: Mapping): string => {
  const { each, lineId, sku, channelSku, title, quantity, unitPrice, discount } = lines;
  const off = discount ? moneyOf(discount) : '0';
  return `[${firstOf(each)}.{"lineId": ${textOf(lineId)}, "sku": ${textOf(sku)}, "channelSku": ${textOf(channelSku)}, "title": ${textOf(title)},
    "quantity": $number(${firstOf(quantity.from ?? '0')}), "unitPriceMinor": ${moneyOf(unitPrice)}, "discountMinor": ${off},
    "totalMinor": (${moneyOf(unitPrice)}) * $number(${firstOf(quantity.from ?? '0')}) - (${off}), "attributes": {${attributesOf(lineAttributes)}}}]`;
};

const destinationOf = ({ destination }: Mapping): string =>
  Object.entries(destination)
    .flatMap(([name, field]) => (typeof field === 'object' ? [`${literal(name)}: ${textOf(field)}`] : []))
    .join(', ');

const constraintValueOf = (value: ConstraintRule['value']): string => {
  if ('time' in value) return timeOf(value.time);
  if ('text' in value) return textOf(value.text);
  if ('names' in value) return sourceOf(value.names);
  if ('window' in value) return timeOf(value.window.from);
  return 'slot' in value ? firstOf(value.slot.day) : literal(value.constant);
};

const constraintsOf = ({ constraints, lines }: Mapping): string =>
  constraints
    .map(({ type, perLine, when, value }) => {
      const read = constraintValueOf(value);
      const found = `(${allOf(when)} ? {"type": ${literal(type)}, "value": ${read}})`;
      return perLine ? `${firstOf(lines.each)}.${found}` : found;
    })
    .join(', ');

/**
 * A mapping document written as one JSONata expression: the peer of `bench/mapping.ts`. It reads the same fields; what JSONata has no
 * words for (bad values as problems, exact decimals, sum checks) is left out, in its favour.
 */
export const jsonataMappingOf = (mapping: Mapping): string => {
  const { order, amounts, status, holds, unwrap } = mapping;
  const { placedAt, saidAt, promiseAt, ...words } = order;
  const texts = Object.entries(words).flatMap(([name, field]) => (field ? [`${literal(name)}: ${textOf(field)}`] : []));
  const times = Object.entries({ placedAt, saidAt, ...(promiseAt ? { promiseAt } : {}) }).map(
    ([name, field]) => `${literal(name)}: ${timeOf(field)}`,
  );
  const { taxIncluded: _flag, ...money } = amounts;
  const sums = Object.entries(money).flatMap(([name, field]) => (field ? [`${literal(name)}: ${moneyOf(field)}`] : []));
  const state = status.reduceRight(
    (rest, { is, when }) => `${allOf(when)} ? ${literal(is)} : (${rest})`,
    '"PAID_HOLD"',
  );
  const held = holds.map(
    ({ type, reason, when }) => `(${allOf(when)} ? {"type": ${literal(type)}, "reason": ${literal(reason)}})`,
  );
  const inside = unwrap.map(pathOf).map((path) => `$.${path}`);
  return `($o := [${[...inside, '$'].join(', ')}][0]; $o.{${[...texts, ...times].join(', ')}, "amounts": {${sums.join(', ')}},
    "status": ${state}, "holds": [${held.join(', ')}], "lines": ${linesOf(mapping)}, "destination": {${destinationOf(mapping)}},
    "constraints": [${constraintsOf(mapping)}], "attributes": {${attributesOf(mapping.attributes)}}})`;
};
