import * as z from 'zod';
import { Instant } from '../time.ts';

/** What a leg delivers: a parcel, a visit, something at a place and time, or the orders of a subscription. */
export const LEG_KINDS = ['GOODS', 'SERVICE', 'APPOINTMENT', 'RECURRING'] as const;
export const LegKind = z.enum(LEG_KINDS);
export type LegKind = z.infer<typeof LegKind>;

/** What a service partner is asked to do, and by when. */
export const LegService = z.object({
  /** Document of the service catalogue, and its version. */
  offer: z.string(),
  version: z.number().int(),
  at: z.enum(['CUSTOMER', 'STATION']),
  minutes: z.number().int().positive(),
  acceptWithinHours: z.number().positive(),
  /** Not before: what it needs is there by then. */
  earliestAt: Instant,
  /** An appointment must be agreed by then, and it must be done by then. */
  bookBy: Instant,
  doneBy: Instant,
  /** When it was agreed for; absent: nothing is agreed. */
  bookedFor: Instant.optional(),
});
export type LegService = z.infer<typeof LegService>;

type Title = { readonly zh: string; readonly en: string };
type Staged = {
  readonly kind?: LegKind | undefined;
  readonly state: string | null;
  readonly progress: string;
  readonly waitsFor?: string | undefined;
  readonly service?: LegService | undefined;
};

const title = (zh: string, en: string): Title => ({ zh, en });

const OVER: Readonly<Record<string, Title>> = {
  REJECTED: title('已拒绝', 'refused'),
  FAILED: title('未完成', 'failed'),
  CANCELLED: title('已取消', 'cancelled'),
};

const goodsStage = ({ state, progress, waitsFor }: Staged): Title => {
  if (waitsFor === 'STOCK') return title('等待补货', 'waits for stock');
  if (state === null) return title('待派发', 'about to be handed out');
  if (state === 'DISPATCHED') return title('待仓库接单', 'waits for the warehouse');
  if (state === 'ACCEPTED') return title('备货中', 'being packed');
  if (state === 'COMPLETED') return title('已送达', 'delivered');
  return progress === 'out' ? title('派送中', 'out for delivery') : title('运输中', 'on its way');
};

/** The same machine under the names of a visit: 服务预约中 → 体验完成. What follows a visit (满意度回访) is a deliverable of its own. */
const visitStage = ({ state, progress, service }: Staged): Title => {
  if (state === null) return title('待派单', 'about to be handed out');
  if (state === 'DISPATCHED') return title('待服务商接单', 'waits for the partner');
  if (state === 'ACCEPTED')
    return service?.bookedFor ? title('已预约', 'appointment agreed') : title('服务预约中', 'being booked');
  if (state === 'COMPLETED') return title('体验完成', 'done');
  return progress === 'attempted' ? title('客户未到', 'nobody was there') : title('服务中', 'under way');
};

const recurringStage = ({ state }: Staged): Title => {
  if (state === null) return title('订阅待开始', 'about to begin');
  return state === 'COMPLETED' ? title('订阅已完成', 'all delivered') : title('订阅进行中', 'under way');
};

/** Where a leg stands, in the words of its kind. */
export const stageOf = (leg: Staged): Title => {
  const over = OVER[leg.state ?? ''];
  if (over) return over;
  if (leg.kind === 'RECURRING') return recurringStage(leg);
  return leg.kind === 'SERVICE' || leg.kind === 'APPOINTMENT' ? visitStage(leg) : goodsStage(leg);
};

/** A person comes, or the customer does: no parcel moves. */
export const isVisit = ({ kind }: Pick<Staged, 'kind'>): boolean => kind === 'SERVICE' || kind === 'APPOINTMENT';

/** A parcel is carried: its arrival is reckoned from what is reported of it. */
export const isCarried = ({ kind }: Pick<Staged, 'kind'>): boolean => kind === undefined || kind === 'GOODS';
