import {
  type Combined,
  combineLegs,
  type Member,
  onItsOwn,
  type ParcelRefusal,
  parcelLegs,
  partLegs,
  refusalsToCombine,
  refusalsToPart,
  waysFor,
  withCosts,
} from '#domain/fulfillment/combine-legs.ts';
import type { Leg } from '#domain/fulfillment/leg.ts';
import { type LegId, newId, type OrderId } from '#domain/id.ts';
import type { Context } from '#domain/order/change.ts';
import { changedSince, tokenOf } from '#domain/order/fingerprint.ts';
import type { Constraint, Line } from '#domain/order/order.ts';
import type { OrderRecord } from '#domain/order/order-store.ts';
import type { Plan, PlanLeg } from '#domain/routing/plan.ts';
import { legsCompared, planDifference } from '#domain/routing/plan-difference.ts';
import { asSent, oneParcel, reasonsOf } from '#domain/routing/reshape-legs.ts';
import type { ChangeParcel, ParcelChange } from '#domain/workbench/parcel-requests.ts';
import { Problem } from './api.ts';
import { contextNow } from './decide.ts';
import { decideTogether } from './decide-together.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { membersIn, readOrders } from './parcel-members.ts';
import { planParcel } from './plan-parcel.ts';

const orders = dynamoOrderStore();

const minor = (cost: number): number => Math.round(cost * 100);

/** @throws Problem 404 */
const orderIdsOf = async (legIds: readonly LegId[]): Promise<OrderId[]> => {
  const found = await Promise.all(legIds.map((legId) => orders.findLeg(legId)));
  const missing = legIds.filter((_, index) => found[index] === null);
  if (missing.length > 0) throw new Problem(404, 'Not Found', `legs: there is no leg ${missing.join(', ')}`);
  return found.flatMap((orderId) => orderId ?? []);
};

type Foreseen = {
  readonly refusals: readonly ParcelRefusal[];
  readonly before: readonly Member[];
  readonly after: readonly Combined[];
};

const refused = (before: readonly Member[], refusals: readonly ParcelRefusal[]): Foreseen => ({
  refusals,
  before,
  after: [],
});

const noWay = (plan: Plan | null, reasons: readonly { reason: string }[]): ParcelRefusal[] => {
  const en = reasons.map(({ reason }) => reason).join('; ');
  return plan ? [] : [{ legId: null, rule: 'UNROUTABLE', reason: { en, zh: `没有可行线路：${en}` } }];
};

const piecesOf = (members: readonly Member[]): Line[] =>
  members.flatMap(({ order, leg }) => leg.lines.flatMap((line) => asSent(order, line)));

/** As strict as the strictest of the orders: its earliest promise, and what any of them asks of the whole parcel. */
const strictest = (members: readonly Member[]) => {
  const [{ order }] = members as [Member];
  const promises = members.flatMap((member) => member.order.promiseAt ?? []).toSorted();
  const wishes = members.flatMap((member) => member.order.constraints.filter(({ lineId }) => lineId === null));
  const own = order.constraints.filter(({ lineId }) => lineId !== null);
  return { ...order, promiseAt: promises[0] ?? null, constraints: [...own, ...(wishes as Constraint[])] };
};

type Planned = { readonly way: PlanLeg | undefined; readonly costMinor: number; readonly refusals: ParcelRefusal[] };

/** One parcel of what these legs carry. */
const planned = async (members: readonly Member[], ways: readonly Leg[], context: Context): Promise<Planned> => {
  const legs = members.map(({ leg }) => leg);
  const answer = await planParcel(strictest(members), piecesOf(members), ways, context, legs);
  const plan = oneParcel(answer);
  return { way: plan?.legs[0], costMinor: minor(plan?.cost ?? 0), refusals: noWay(plan, reasonsOf([answer])) };
};

type Asked = Pick<ChangeParcel, 'do' | 'legs' | 'reason'> & { readonly by: string };

const foreseeCombining = async (records: readonly OrderRecord[], asked: Asked, context: Context): Promise<Foreseen> => {
  const members = membersIn(records, asked.legs);
  const refusals = refusalsToCombine(members, context.now);
  if (refusals.length > 0) return refused(members, refusals);
  const { way, costMinor, refusals: unroutable } = await planned(members, waysFor(members), context);
  if (!way) return refused(members, unroutable);
  const parcelId = newId('pcl', context.nextUlid);
  return {
    refusals: [],
    before: members,
    after: combineLegs(members, way, costMinor, { ...asked, parcelId }, context),
  };
};

const foreseeParting = async (records: readonly OrderRecord[], asked: Asked, context: Context): Promise<Foreseen> => {
  const [first] = membersIn(records, asked.legs);
  const members = membersIn(records, first ? parcelLegs(first.leg) : []);
  const gone = members.filter(({ leg }) => asked.legs.includes(leg.legId));
  const refusals = refusalsToPart(members, gone, asked.legs);
  if (refusals.length > 0) return refused(members, refusals);
  const staying = members.filter((member) => !gone.includes(member));
  const own = await Promise.all(gone.map((member) => planned([member], [member.leg], context)));
  const rest = staying.length > 0 ? await planned(staying, [(staying[0] as Member).leg], context) : null;
  const unroutable = [...own, ...(rest ? [rest] : [])].flatMap((each) => each.refusals);
  if (unroutable.length > 0) return refused(members, unroutable);
  const out = gone.map((member, index) => {
    const { way, costMinor } = own[index] as Planned;
    return way ? onItsOwn(member, way, costMinor) : member;
  });
  const left = rest ? withCosts(staying, rest.costMinor) : [];
  return { refusals: [], before: members, after: partLegs([...out, ...left], out, asked, context) };
};

const foresee = (records: readonly OrderRecord[], asked: Asked, context: Context): Promise<Foreseen> =>
  asked.do === 'COMBINE' ? foreseeCombining(records, asked, context) : foreseeParting(records, asked, context);

const costOf = (legs: readonly Pick<Leg, 'costMinor'>[]): number => legs.reduce((sum, leg) => sum + leg.costMinor, 0);

const shownLeg = ({ order, leg }: Member, after: Leg): ParcelChange['legs'][number] => {
  const { orderId, promiseAt } = order;
  const side = (one: Leg) => ({ legs: legsCompared([one]), successProbability: null, promiseAt });
  return {
    orderId,
    legId: leg.legId,
    shared: after.parcel !== undefined,
    lead: after.parcel?.lead === leg.legId,
    waybill: after.waybill?.number ?? null,
    difference: planDifference(side(leg), side(after)),
  };
};

const answerOf = ({ refusals, before, after }: Foreseen, dryRun: boolean, token?: string): ParcelChange => {
  const legs = after.flatMap((each) => each.legs);
  const pairs = before.flatMap((member) => {
    const leg = legs.find(({ legId }) => legId === member.leg.legId);
    return leg ? [{ member, leg }] : [];
  });
  const [was, is] = [costOf(pairs.map(({ member }) => member.leg)), costOf(legs)];
  return {
    dryRun,
    allowed: refusals.length === 0,
    refusals: [...refusals],
    ...(token ? { token } : {}),
    parcelId: dryRun ? null : (legs.find(({ parcel }) => parcel)?.parcel?.parcelId ?? null),
    costMinor: { before: was, after: is, difference: is - was },
    legs: pairs.map(({ member, leg }) => shownLeg(member, leg)),
  };
};

/** Everything a dry run is worked out on. */
const partsOf = ({ before, after }: Foreseen, { do: deed, legs }: Asked) => ({
  asked: [deed, legs],
  legs: before.map(({ leg: { legId, state, stock, parcel, lines } }) => [legId, state, stock, parcel, lines]),
  orders: before.map(({ order: { deliverables, destination, holds } }) => [deliverables, destination, holds.length]),
  plan: after.flatMap((each) =>
    each.legs.map(({ legId, lane, carrier, costMinor }) => [legId, lane, carrier, costMinor]),
  ),
});

const refuseStale = (token: string | undefined, parts: Readonly<Record<string, unknown>>): void => {
  const changed = token === undefined ? null : changedSince(token, parts);
  if (changed === null || changed.includes('asked')) {
    const problem =
      'token: repeat the request with ?dryRun=true, look at what would change, and send the token it gives';
    throw new Problem(422, 'Unprocessable Content', problem, { errors: [{ field: 'token', problem }] });
  }
  if (changed.length === 0) return;
  const detail = `stale: ${changed.join(', ')} changed since the dry run; repeat it with ?dryRun=true and look again`;
  throw new Problem(409, 'Conflict', detail, { changed });
};

const readAll = async ({ do: deed, legs }: Asked): Promise<OrderRecord[]> => {
  const records = await readOrders(await orderIdsOf(legs));
  if (deed === 'COMBINE') return records;
  const others = membersIn(records, legs).flatMap(({ leg }) => (leg.parcel?.with ?? []).map(({ orderId }) => orderId));
  return readOrders([...records.map(({ order }) => order.orderId), ...others]);
};

/** What would become of the parcels. Writes nothing. */
export const showParcel = async (asked: Asked): Promise<ParcelChange> => {
  const foreseen = await foresee(await readAll(asked), asked, contextNow());
  const token = foreseen.refusals.length === 0 ? tokenOf(partsOf(foreseen, asked)) : undefined;
  return answerOf(foreseen, true, token);
};

/** @throws Problem 409 when it is refused or its token stale */
export const changeParcel = async (asked: Asked, token: string | undefined): Promise<ParcelChange> => {
  const { foreseen } = await decideTogether(
    () => readAll(asked),
    async (records, context) => {
      const foreseen = await foresee(records, asked, context);
      const { refusals } = foreseen;
      if (refusals.length > 0)
        throw new Problem(
          409,
          'Conflict',
          refusals.map(({ legId, reason }) => `${legId ?? 'legs'}: ${reason.en}`).join('; '),
          {
            refusals,
          },
        );
      refuseStale(token, partsOf(foreseen, asked));
      return { decisions: foreseen.after, foreseen };
    },
  );
  return answerOf(foreseen, false);
};
