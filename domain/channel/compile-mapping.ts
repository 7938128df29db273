import { type ChannelOrder, FulfillmentType } from '../order/order.ts';
import type { Instant } from '../time.ts';
import type { AttributeSources } from './compile-attribute-set.ts';
import type { Mapping } from './mapping.ts';
import { compileAmounts, sumConflicts } from './mapping-amounts.ts';
import { compileAttributes } from './mapping-attributes.ts';
import { compileBuyer } from './mapping-buyer.ts';
import { compileLineChanges } from './mapping-changes.ts';
import { compileAnyOf, compileConditions } from './mapping-conditions.ts';
import { compileConstraint } from './mapping-constraints.ts';
import { compileDestination, type Place } from './mapping-destination.ts';
import { compileExpressions, compute, type ExpressionFailure } from './mapping-expressions.ts';
import { readText, readTime } from './mapping-field.ts';
import { compileLines } from './mapping-lines.ts';
import { type MappingProblem, type Notes, report, type Target } from './mapping-notes.ts';
import { isEmpty, pathText } from './mapping-path.ts';
import { compileChecks, compileSilence, saidAbout, speaksOf } from './mapping-silence.ts';
import { compileStatus } from './mapping-status.ts';
import { compileSplit, compileUnwrap } from './mapping-unwrap.ts';
import { conflictsFrom, holdsFrom } from './mapping-verdict.ts';
import type { Person } from './person.ts';
import { type ClearRemark, readRemarks } from './remarks-read.ts';

/** A payload that names no order at all: nothing can be held, so the push is set aside with this reason. */
export class UnmappablePayload extends Error {
  override name = 'UnmappablePayload';
  /** Where the order's id should stand. */
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

/** What the payload cannot say: where it was found and when it came. */
export type MappingContext = { readonly shopId: string; readonly receivedAt: Instant };

/** A ChannelOrder that still lacks what only functions can give: the customer's id and the keyed digest of the address. */
export type MappedOrder = Omit<ChannelOrder, 'initiator' | 'destination'> & {
  readonly initiator: Omit<ChannelOrder['initiator'], 'customerId'>;
  readonly destination: Place['destination'];
};

export type Normalized = {
  readonly order: MappedOrder;
  readonly person: Person;
  /** Remarks with personal words in them, as they were written. */
  readonly clearRemarks: readonly ClearRemark[];
  readonly problems: readonly MappingProblem[];
  /** Our names of required fields the payload does not fill. */
  readonly missing: readonly string[];
  /** The platform's own objects, for fields that the channel's attribute set reads itself. */
  readonly sources: AttributeSources;
};

export type CompiledMapping = {
  readonly id: string;
  readonly version: string;
  /** What is written back is said in: our carrier to the platform's code. */
  readonly carriers: Mapping['carriers'];
  readonly stockBuffer: number;
  /** The orders of an answer of the platform's API that holds several; any other payload is one. */
  readonly split: (payload: unknown) => readonly unknown[];
  /** @throws UnmappablePayload */
  readonly normalize: (payload: unknown, context: MappingContext) => Promise<Normalized>;
};

let currencies: ReadonlySet<string> | undefined;
const isCurrency = (code: string): boolean => {
  currencies ??= new Set(Intl.supportedValuesOf('currency'));
  return currencies.has(code);
};

const plain = (target: string): Target => ({ target, hold: null });

const compileHead = ({ order }: Mapping) => ({
  channelOrderId: readText(order.channelOrderId, plain('channelOrderId')),
  shopId: readText(order.shopId, plain('shopId')),
  placedAt: readTime(order.placedAt, plain('placedAt')),
  saidAt: readTime(order.saidAt, plain('saidAt')),
  promiseAt: readTime(order.promiseAt, plain('promiseAt')),
  currency: readText(order.currency, { target: 'currency', hold: 'UNKNOWN_CURRENCY' }),
  fulfillmentType: readText(order.fulfillmentType, plain('fulfillmentType')),
  channelIdentity: readText(order.channelIdentity, plain('initiator.channelIdentity')),
  organisation: readText(order.organisation, plain('initiator.organisation')),
  tier: readText(order.tier, plain('initiator.tier')),
  buyerRemark: readText(order.buyerRemark, plain('remarks.buyer')),
  sellerRemark: readText(order.sellerRemark, plain('remarks.seller')),
});

const fulfillmentTypeOf = (word: string): FulfillmentType => FulfillmentType.safeParse(word).data ?? 'SHIP';

/** An order to be shipped that has no place to go is held; one without an address that ships nothing is not. */
const checkPlace = (type: FulfillmentType, { destination }: Place, notes: Notes): void => {
  if (type !== 'SHIP') return;
  const target: Target = { target: 'destination', hold: 'UNKNOWN_ADDRESS', personal: true };
  const cure = 'have the customer give the address at the platform';
  if (!destination) report(notes, target, 'destination', '', 'is not given', cure);
  else if (isEmpty(destination.province) || isEmpty(destination.city))
    report(notes, target, 'destination', '', 'has no province or no city', cure);
};

const brokenExpression = ({ expression, problem }: ExpressionFailure): MappingProblem => ({
  field: expression.length > 64 ? `${expression.slice(0, 64)}…` : expression,
  target: 'jsonata',
  value: '',
  problem,
  cure: 'make the expression in the mapping bear what the platform sends',
  hold: null,
});

/**
 * Makes a mapping document into a function, once.
 * @throws BadMapping when an expression in it does not parse
 */
export const compileMapping = (mapping: Mapping): CompiledMapping => {
  const chosenBy = `mapping/${mapping.id}@${mapping.version}`;
  const expressions = compileExpressions(mapping);
  const unwrap = compileUnwrap(mapping.unwrap);
  const head = compileHead(mapping);
  const amountsOf = compileAmounts(mapping.amounts);
  const status = compileStatus(mapping.status);
  const ruledHolds = mapping.holds.map(({ type, reason, when }) => ({
    hold: { type, reason },
    holds: compileConditions(when),
  }));
  const crossings = mapping.crossBorder.map(compileConditions);
  const lineRules = compileLines(mapping.lines);
  /** A unit price divided out of a line's sum cannot contradict it. */
  const unitsGiven = mapping.lines.unitPrice.per === undefined;
  const place = compileDestination(mapping.destination);
  const buyer = compileBuyer(mapping.buyer);
  const { addressHiddenWhen, carriers, stockBuffer } = mapping;
  const isHidden = compileAnyOf(addressHiddenWhen ?? []);
  const constraints = mapping.constraints.map((rule) => compileConstraint(rule, `channel:${mapping.id}`));
  const attributesOf = compileAttributes(mapping);
  const silenceOf = compileSilence(mapping);
  const checksOf = compileChecks(mapping.checks);
  const { isChange, asChanges } = compileLineChanges(mapping.lines);

  const readHead = (source: unknown, context: MappingContext, notes: Notes) => {
    const channelOrderId = head.channelOrderId(source, notes);
    if (channelOrderId === '')
      throw new UnmappablePayload(
        pathText(mapping.order.channelOrderId.from ?? ''),
        `${mapping.id} ${pathText(mapping.order.channelOrderId.from ?? '')}: is missing, so the payload is no order: send the platform's order object`,
      );
    const currency = head.currency(source, notes);
    notes.currency = currency;
    if (!isCurrency(currency))
      report(
        notes,
        { target: 'currency', hold: 'UNKNOWN_CURRENCY' },
        pathText(mapping.order.currency.from ?? 'currency'),
        currency,
        'is no ISO 4217 currency',
        'correct it at the platform',
      );
    const said = head.saidAt(source, notes);
    const placedAt = head.placedAt(source, notes) ?? said ?? context.receivedAt;
    return { channelOrderId, currency, placedAt, since: said ?? placedAt };
  };

  const normalize = async (payload: unknown, context: MappingContext): Promise<Normalized> => {
    const source = unwrap(payload);
    const problems: MappingProblem[] = [];
    const computed = await compute(expressions, source, (failure) => problems.push(brokenExpression(failure)));
    const notes: Notes = { problems, missing: [], computed, currency: '' };
    const { since, ...identity } = readHead(source, context, notes);
    const fulfillmentType = fulfillmentTypeOf(head.fulfillmentType(source, notes));
    const silent = silenceOf(source);
    const { kept: lineSources, skipped } = lineRules.sources(source, notes);
    const lines = lineRules.lines(lineSources, notes);
    const lineIds = lines.map(({ lineId }) => lineId);
    const sums = amountsOf(source, lines, notes);
    const where = place(source, notes);
    const remarks = readRemarks(
      { buyer: head.buyerRemark(source, notes), seller: head.sellerRemark(source, notes) },
      identity.placedAt,
    );
    if (!isHidden(source)) checkPlace(fulfillmentType, where, notes);
    const order: Omit<MappedOrder, 'holds' | 'conflicts'> = {
      channel: mapping.id,
      shopId: head.shopId(source, notes) || context.shopId,
      ...identity,
      fulfillmentType,
      amounts: sums.amounts,
      status: status(source, notes),
      initiator: {
        channelIdentity: head.channelIdentity(source, notes),
        organisation: head.organisation(source, notes) || null,
        tier: head.tier(source, notes) || null,
      },
      lines,
      destination: where.destination,
      constraints: constraints.flatMap((read) => read(source, lineSources, lineIds, notes)),
      remarks: remarks.shown,
      ...(remarks.reading ? { reading: remarks.reading } : {}),
      promiseAt: head.promiseAt(source, notes),
      attributes: {
        ...attributesOf(source, lineSources, lineIds, notes),
        ...(crossings.some((crosses) => crosses(source)) ? { crossBorder: true } : {}),
      },
      saidAt: saidAbout(since, silent),
      mappingVersion: mapping.version,
    };
    const speaks = speaksOf(silent, isChange(source));
    const spoken = problems.filter(({ target }) => speaks(target));
    const holds = ruledHolds.filter((rule) => rule.holds(source)).map((rule) => rule.hold);
    const conflicts = [
      ...(silent.has('amount') ? [] : sumConflicts(sums, unitsGiven && skipped === 0, lines, since, chosenBy)),
      ...checksOf(source, since, chosenBy),
      ...conflictsFrom(spoken, since, chosenBy),
    ];
    return {
      order: asChanges(source, { ...order, holds: holdsFrom(holds, spoken), conflicts }, lineSources, since),
      person: { ...where.person, ...buyer(source, notes) },
      clearRemarks: remarks.clear,
      problems: spoken,
      missing: notes.missing.filter(speaks),
      sources: { order: source, lines: lineIds.map((lineId, index) => [lineId, lineSources[index]] as const) },
    };
  };
  const split = compileSplit(mapping.unwrap);
  return { id: mapping.id, version: mapping.version, carriers, stockBuffer, split, normalize };
};
