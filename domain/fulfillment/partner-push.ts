import * as z from 'zod';
import type { BusEvent } from '../event.ts';
import type { LegId } from '../id.ts';
import { type Instant, toEpochMillis } from '../time.ts';
import {
  LegCombined,
  LegDispatched,
  LegFailed,
  LegParted,
  LegRejected,
  LegShortPicked,
  LegWithdrawn,
  SlaAtRisk,
  SlaBreached,
} from './events.ts';
import type { Leg } from './leg.ts';
import { partiesOf } from './route.ts';

/** What a partner who has no rule on the bus is pushed; all of it is about a leg it has a part in. */
export const PUSHED_EVENTS: readonly string[] = [
  LegDispatched.type,
  LegShortPicked.type,
  LegRejected.type,
  LegFailed.type,
  LegWithdrawn.type,
  LegCombined.type,
  LegParted.type,
  SlaAtRisk.type,
  SlaBreached.type,
  'PlanCompensated',
];

/** Where a partner takes its news over HTTP. */
export const PushTarget = z.strictObject({
  /** A node or carrier id. */
  party: z.string().min(1),
  url: z.url({ protocol: /^https?$/ }),
  /** What calls are signed with; the newest last, so that it can be changed without a pause. */
  keys: z.array(z.string().min(16)).min(1).max(2),
  /** Absent: every event of `PUSHED_EVENTS`. */
  events: z.array(z.string()).optional(),
});
export type PushTarget = z.infer<typeof PushTarget>;
/** The secret `orderloom/partners`. */
export const PushTargets = z.object({ partners: z.array(PushTarget) });

/** The event's facts name a leg, or several, or none. */
const LegsNamed = z.object({
  legId: z.string().optional().catch(undefined),
  legs: z.array(z.string()).optional().catch(undefined),
});

export const legsNamedBy = (data: unknown): LegId[] => {
  const { legId, legs = [] } = LegsNamed.catch({}).parse(data);
  return [...(legId === undefined ? [] : [legId]), ...legs] as LegId[];
};

/** Whom an event is to be pushed to: those of its legs' parties that have asked for it. */
export const targetsOf = (
  type: string,
  concerned: readonly Leg[],
  { partners }: z.infer<typeof PushTargets>,
): PushTarget[] => {
  const parties = new Set(concerned.flatMap((leg) => partiesOf(leg)));
  return partners.filter(({ party, events }) => parties.has(party) && (events ?? PUSHED_EVENTS).includes(type));
};

export type SignedPush = {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
};

/**
 * The call: the event as EventBridge would deliver it, and over `<seconds>.<body>` an HMAC-SHA256 with each key, in hex.
 * @example orderloom-signature: t=1780000000,v1=5257a8…
 */
export const signedPush = (
  { source, type, detail }: BusEvent,
  { keys }: Pick<PushTarget, 'keys'>,
  at: Instant,
  hmacSha256Hex: (key: string, text: string) => string,
): SignedPush => {
  const body = JSON.stringify({ id: detail.id, source, 'detail-type': type, time: detail.at, detail });
  const seconds = Math.floor(toEpochMillis(at) / 1000);
  const signatures = keys.map((key) => `v1=${hmacSha256Hex(key, `${seconds}.${body}`)}`);
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'orderloom-event': detail.id,
      'orderloom-event-type': type,
      'orderloom-signature': [`t=${seconds}`, ...signatures].join(','),
    },
  };
};
