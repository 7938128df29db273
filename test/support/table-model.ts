import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { RESERVED_WORDS } from './reserved-words.ts';

type Item = Record<string, unknown>;
type Marshalled = Record<string, never>;
type Expressions = {
  readonly TableName: string;
  readonly Key?: Marshalled;
  readonly Item?: Marshalled;
  readonly ConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly KeyConditionExpression?: string;
  readonly Limit?: number;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Marshalled;
};

const TOKEN = /\s*(<=|>=|<>|[(),=<>]|[:#\w.]+)/y;
const tokensOf = (text: string): string[] => {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) tokens.push(match[1] as string);
  return tokens;
};

const COMPARE: Readonly<Record<string, (a: never, b: never) => boolean>> = {
  '=': (a, b) => a === b,
  '<>': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
};

/** Conditions and updates of one item as far as this system writes them; what is unknown throws. */
class Expression {
  readonly #tokens: string[];
  readonly #item: Item;
  readonly #names: Readonly<Record<string, string>>;
  readonly #values: Item;

  constructor(text: string, item: Item, of: Expressions) {
    this.#tokens = tokensOf(text);
    this.#item = item;
    this.#names = of.ExpressionAttributeNames ?? {};
    this.#values = of.ExpressionAttributeValues ? unmarshall(of.ExpressionAttributeValues) : {};
  }

  #next(expected?: string): string {
    const token = this.#tokens.shift();
    if (token === undefined || (expected && token !== expected))
      throw new Error(`expression: ${token} where ${expected ?? 'more'} should be`);
    return token;
  }

  #path(): string[] {
    return this.#next()
      .split('.')
      .map((step) => {
        if (RESERVED_WORDS.has(step.toLowerCase()))
          throw new Error(`expression: ${step} is a reserved word, name it #…`);
        return this.#names[step] ?? step;
      });
  }

  #read(path: readonly string[]): unknown {
    return path.reduce<unknown>((value, step) => (value as Item | undefined)?.[step], this.#item);
  }

  operand(): unknown {
    const [token] = this.#tokens;
    if (token?.startsWith(':')) {
      const value = this.#values[this.#next()];
      if (value === undefined) throw new Error(`expression: ${token} has no value`);
      return value;
    }
    if (token !== 'if_not_exists') return this.#read(this.#path());
    this.#next();
    this.#next('(');
    const known = this.#read(this.#path());
    this.#next(',');
    const other = this.operand();
    this.#next(')');
    return known ?? other;
  }

  #call(name: string): boolean {
    this.#next('(');
    const value = this.#read(this.#path());
    if (name === 'begins_with') {
      this.#next(',');
      const prefix = this.operand();
      this.#next(')');
      return String(value).startsWith(String(prefix));
    }
    this.#next(')');
    return (value !== undefined) === (name === 'attribute_exists');
  }

  #term(): boolean {
    const [token, following] = this.#tokens;
    if (token === '(') {
      this.#next();
      const value = this.condition();
      this.#next(')');
      return value;
    }
    if (following === '(' && token) return this.#call(this.#next());
    const left = this.operand();
    const operator = this.#next();
    if (operator === 'BETWEEN') {
      const from = this.operand() as never;
      this.#next('AND');
      return (left as never) >= from && (left as never) <= (this.operand() as never);
    }
    const right = this.operand();
    return left !== undefined && (COMPARE[operator]?.(left as never, right as never) ?? false);
  }

  #all(): boolean {
    let value = this.#term();
    while (this.#tokens[0] === 'AND') {
      this.#next();
      value = this.#term() && value;
    }
    return value;
  }

  condition(): boolean {
    let value = this.#all();
    while (this.#tokens[0] === 'OR') {
      this.#next();
      value = this.#all() || value;
    }
    return value;
  }

  /** The attributes that an update sets. */
  update(): Item {
    const changed: Item = {};
    let clause = '';
    while (this.#tokens.length > 0) {
      if (['SET', 'ADD', ','].includes(this.#tokens[0] as string)) {
        const token = this.#next();
        if (token !== ',') clause = token;
        continue;
      }
      const [name = ''] = this.#path();
      if (clause === 'SET') this.#next('=');
      const value = this.operand();
      changed[name] = clause === 'SET' ? value : Number(this.#item[name] ?? 0) + Number(value);
    }
    return changed;
  }
}

const keyOf = ({ pk, sk }: Item): string => `${String(pk)}\n${String(sk)}`;

/** Rows by partition, so that a query reads no other. */
class Rows {
  readonly #partitions = new Map<string, Map<string, Item>>();

  #partition(pk: unknown): Map<string, Item> {
    const known = this.#partitions.get(String(pk)) ?? new Map<string, Item>();
    this.#partitions.set(String(pk), known);
    return known;
  }

  get({ pk, sk }: Item): Item | undefined {
    return this.#partition(pk).get(String(sk));
  }
  set(row: Item, { pk, sk }: Item = row): void {
    this.#partition(pk).set(String(sk), row);
  }
  delete({ pk, sk }: Item): void {
    this.#partition(pk).delete(String(sk));
  }
  in(pk: string): Item[] {
    return [...this.#partition(pk).values()];
  }
  under(prefix: string): Item[] {
    return [...this.#partitions].flatMap(([pk, rows]) => (pk.startsWith(prefix) ? [...rows.values()] : []));
  }
}

class Refused extends Error {
  readonly status = 400;
  readonly body: Item;
  constructor(name: string, body: Item = {}) {
    super(name);
    this.name = name;
    this.body = body;
  }
}

/**
 * Tables in memory that keep DynamoDB's promise of conditional writes: each call sees and changes all of it at once. It runs what the
 * stores really send, so that thousands of schedules take seconds.
 */
export class TableModel {
  readonly #tables = new Map<string, Rows>();
  /** Called between a call and its answer: lets others run. */
  readonly #pause: () => Promise<void>;
  calls = 0;

  constructor(pause: () => Promise<void> = () => Promise.resolve()) {
    this.#pause = pause;
  }

  #rows(table: string): Rows {
    const rows = this.#tables.get(table) ?? new Rows();
    this.#tables.set(table, rows);
    return rows;
  }

  /** Every row whose partition begins so. */
  rows(table: string, pk = ''): Item[] {
    return this.#rows(table).under(pk);
  }

  /** Puts a row past all conditions. */
  give(table: string, item: Item): void {
    this.#rows(table).set(item);
  }

  #found(of: Expressions): Item | undefined {
    return this.#rows(of.TableName).get(unmarshall((of.Key ?? of.Item) as Marshalled));
  }

  #holds(of: Expressions): boolean {
    return (
      of.ConditionExpression === undefined ||
      new Expression(of.ConditionExpression, this.#found(of) ?? {}, of).condition()
    );
  }

  #write(kind: string, of: Expressions): void {
    const rows = this.#rows(of.TableName);
    const key = unmarshall((of.Key ?? of.Item) as Marshalled);
    if (kind === 'Put') rows.set(key);
    if (kind === 'Delete') rows.delete(key);
    if (kind !== 'Update') return;
    const before = this.#found(of) ?? key;
    rows.set({ ...before, ...new Expression(of.UpdateExpression ?? '', before, of).update() }, key);
  }

  #transact(parts: readonly Record<string, Expressions>[]): void {
    if (parts.length > 100) throw new Refused('ValidationException');
    const each = parts.map((part) => Object.entries(part)[0] as [string, Expressions]);
    const keys = each.map(([, of]) => keyOf({ ...unmarshall((of.Key ?? of.Item) as Marshalled), table: of.TableName }));
    if (new Set(keys).size < keys.length) throw new Refused('ValidationException');
    const reasons = each.map(([, of]) => ({ Code: this.#holds(of) ? 'None' : 'ConditionalCheckFailed' }));
    if (reasons.some(({ Code }) => Code !== 'None'))
      throw new Refused('TransactionCanceledException', { CancellationReasons: reasons });
    for (const [kind, of] of each) this.#write(kind, of);
  }

  #single(kind: string, of: Expressions): Item {
    if (!this.#holds(of)) throw new Refused('ConditionalCheckFailedException');
    this.#write(kind, of);
    return {};
  }

  #query(of: Expressions): Item {
    const { ':pk': pk } = (of.ExpressionAttributeValues ?? {}) as Record<string, { S: string } | undefined>;
    if (!pk) throw new Error('a query is of one partition, :pk');
    const found = this.#rows(of.TableName)
      .in(pk.S)
      .filter((row) => new Expression(of.KeyConditionExpression ?? '', row, of).condition())
      .sort((a, b) => (String(a.sk) < String(b.sk) ? -1 : 1))
      .slice(0, of.Limit);
    return { Items: found.map((row) => marshall(row, { removeUndefinedValues: true })) };
  }

  #answer(operation: string, body: never): Item {
    const of = body as Expressions;
    switch (operation) {
      case 'GetItem': {
        const found = this.#found(of);
        return found ? { Item: marshall(found, { removeUndefinedValues: true }) } : {};
      }
      case 'BatchGetItem': {
        const [[table, { Keys }] = ['', { Keys: [] }]] = Object.entries(
          (body as { RequestItems: Record<string, { Keys: Marshalled[] }> }).RequestItems,
        );
        const found = Keys.flatMap((Key) => this.#found({ TableName: table, Key }) ?? []);
        return { Responses: { [table]: found.map((row) => marshall(row, { removeUndefinedValues: true })) } };
      }
      case 'Query':
        return this.#query(of);
      case 'TransactWriteItems':
        this.#transact((body as { TransactItems: Record<string, Expressions>[] }).TransactItems);
        return {};
      case 'PutItem':
      case 'UpdateItem':
      case 'DeleteItem':
        return this.#single(operation.replace('Item', ''), of);
      default:
        throw new Error(`${operation} is not modelled`);
    }
  }

  /** In the place of functions/shared/aws.ts. */
  get aws() {
    return {
      AwsRefusal: Refused,
      awsJson: async (_service: string, target: string, body: never): Promise<Item> => {
        this.calls += 1;
        await this.#pause();
        return this.#answer(target.split('.')[1] ?? '', body);
      },
    };
  }
}
