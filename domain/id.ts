import * as z from 'zod';

const ULID = '[0-9A-HJKMNP-TV-Z]{26}';
const prefixed = <P extends string>(prefix: P) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_${ULID}$`))
    .brand(prefix);

export const OrderId = prefixed('ord');
export type OrderId = z.infer<typeof OrderId>;
export const PlanId = prefixed('pln');
export type PlanId = z.infer<typeof PlanId>;
export const LegId = prefixed('leg');
export type LegId = z.infer<typeof LegId>;
export const CustomerId = prefixed('cus');
export type CustomerId = z.infer<typeof CustomerId>;
export const HoldId = prefixed('hld');
export type HoldId = z.infer<typeof HoldId>;
export const ReturnId = prefixed('ret');
export type ReturnId = z.infer<typeof ReturnId>;
export const EventId = prefixed('evt');
export type EventId = z.infer<typeof EventId>;

export const WriteBackId = prefixed('wbk');
export type WriteBackId = z.infer<typeof WriteBackId>;
export const ConflictId = prefixed('cnf');
export type ConflictId = z.infer<typeof ConflictId>;
export const ReviewId = prefixed('rvw');
export type ReviewId = z.infer<typeof ReviewId>;

export const SeriesId = prefixed('srs');
export type SeriesId = z.infer<typeof SeriesId>;
export const MergeId = prefixed('mrg');
export type MergeId = z.infer<typeof MergeId>;
export const CompensationId = prefixed('cmp');
export type CompensationId = z.infer<typeof CompensationId>;

export const ParcelId = prefixed('pcl');
export type ParcelId = z.infer<typeof ParcelId>;

export type IdPrefix =
  | 'ord'
  | 'pln'
  | 'leg'
  | 'cus'
  | 'hld'
  | 'ret'
  | 'evt'
  | 'wbk'
  | 'cnf'
  | 'rvw'
  | 'mrg'
  | 'cmp'
  | 'srs'
  | 'pcl';

/** Gives the next ULID (26 characters, Crockford base 32). Given, never taken: handlers pass the real one, tests a counter. */
export type NextUlid = () => string;

const SCHEMAS = {
  ord: OrderId,
  pln: PlanId,
  leg: LegId,
  cus: CustomerId,
  hld: HoldId,
  ret: ReturnId,
  evt: EventId,
  wbk: WriteBackId,
  mrg: MergeId,
  cmp: CompensationId,
  srs: SeriesId,
  pcl: ParcelId,
  cnf: ConflictId,
  rvw: ReviewId,
};

/**
 * A fresh id of one kind.
 * @example newId('ord', nextUlid) // 'ord_01JAB…'
 */
export const newId = <P extends IdPrefix>(prefix: P, nextUlid: NextUlid): z.infer<(typeof SCHEMAS)[P]> =>
  `${prefix}_${nextUlid()}` as z.infer<(typeof SCHEMAS)[P]>;
