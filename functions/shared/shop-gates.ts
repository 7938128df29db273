import { afterCall, newGate, type Passage, pass, type ShopGate, spend } from '#domain/channel/shop-gate.ts';
import type { KeptGate, WriteBackStore } from '#domain/channel/write-back-store.ts';
import { type Instant, plusSeconds } from '#domain/time.ts';
import { now } from './clock.ts';

/** Several functions may call one shop in the same moment; more than this and the call waits its turn. */
const TRIES = 8;
const TURN_SECONDS = 2;

type Gates = Pick<WriteBackStore, 'gate' | 'saveGate'>;
type Shop = { readonly channel: string; readonly shopId: string };

const change = async (
  gates: Gates,
  { channel, shopId }: Shop,
  decide: (gate: ShopGate, at: Instant) => ShopGate | null,
): Promise<boolean> => {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const at = now();
    const kept: KeptGate | null = await gates.gate(channel, shopId);
    const after = decide(kept?.gate ?? newGate(at), at);
    if (after === null || (await gates.saveGate(channel, shopId, kept, after))) return true;
  }
  return false;
};

/** Lets one call to a shop pass, counted where all functions see it, or says from when on. */
export const passGate = async (gates: Gates, shop: Shop, requestsPerMinute: number): Promise<Instant | null> => {
  let passage: Passage | null = null;
  const written = await change(gates, shop, (gate, at) => {
    passage = pass(gate, requestsPerMinute, at);
    return passage.kind === 'GO' ? passage.gate : null;
  });
  if (!written) return plusSeconds(now(), TURN_SECONDS);
  const decided = passage as Passage | null;
  return decided?.kind === 'WAIT' ? decided.until : null;
};

export type Called = {
  readonly answered: boolean;
  /** Beyond the one that was let pass. */
  readonly furtherCalls: number;
  readonly retryAfterSeconds: number;
};

/** Notes how a call went. A shop that answers in one call, as nearly always, costs no write. */
export const noteCall = async (
  gates: Gates,
  shop: Shop,
  requestsPerMinute: number,
  { answered, furtherCalls, retryAfterSeconds }: Called,
): Promise<void> => {
  await change(gates, shop, (gate, at) => {
    if (answered && furtherCalls === 0 && gate.failures === 0 && gate.closedUntil === null) return null;
    return afterCall(spend(gate, requestsPerMinute, furtherCalls, at), answered, at, retryAfterSeconds);
  });
};
