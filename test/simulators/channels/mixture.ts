/** What goes wrong between a platform and us, and how often out of one. */
export const TROUBLES = [
  'LATE',
  'TWICE',
  'OUT_OF_ORDER',
  'WRONG_CLOCK',
  'TAMPERED',
  'GARBAGE',
  'API_DOWN',
  'API_BUSY',
] as const;
export type Trouble = (typeof TROUBLES)[number];
export type Troubles = Readonly<Partial<Record<Trouble, number>>>;

/** As on a bad day. */
export const BAD_DAY: Required<Troubles> = {
  LATE: 0.05,
  TWICE: 0.1,
  OUT_OF_ORDER: 0.08,
  WRONG_CLOCK: 0.02,
  TAMPERED: 0.01,
  GARBAGE: 0.01,
  API_DOWN: 0.005,
  API_BUSY: 0.01,
};

/** One push to send, by the name of its fixture; `serial` tells which order it is about. */
export type MixedPush = {
  readonly channel: string;
  readonly fixture: string;
  readonly serial: number;
  /** The fixture whose order the platform's API shows from now on; null leaves it as it is. */
  readonly shows: string | null;
  readonly trouble: Trouble | null;
};

/** What happens to an order before it is fulfilled, as fixtures, and how often of a hundred. */
const STORIES: readonly { readonly often: number; readonly tells: readonly string[] }[] = [
  { often: 60, tells: ['order-created', 'order-paid'] },
  { often: 15, tells: ['order-paid'] },
  { often: 9, tells: ['order-created', 'order-paid', 'order-address-changed'] },
  { often: 8, tells: ['order-created', 'order-cancelled'] },
  { often: 8, tells: ['order-risk-hold', 'order-paid'] },
];

const NEXT_AFTER_MS = 1_500;
const LATE_MS = 45_000;
const AGAIN_AFTER_MS = 4_000;

type Waiting = { readonly dueMs: number; readonly push: MixedPush };

const storyOf = (random: () => number): readonly string[] => {
  let left = random() * STORIES.reduce((sum, { often }) => sum + often, 0);
  const found = STORIES.find(({ often }) => {
    left -= often;
    return left < 0;
  });
  return found?.tells ?? ['order-paid'];
};

const troubleOf = (random: () => number, troubles: Troubles): Trouble | null => {
  let left = random();
  for (const trouble of TROUBLES) {
    left -= troubles[trouble] ?? 0;
    if (left < 0) return trouble;
  }
  return null;
};

/**
 * Platforms pushing side by side: each call says what is pushed next. Nothing is pushed that a platform would not push; what was
 * refused for a wrong clock or a broken body is sent again in order, as platforms do.
 * @param random 0 ≤ x < 1, of a seed
 */
export const mixtureOf = (
  channels: readonly string[],
  troubles: Troubles,
  random: () => number,
  firstSerial: number,
): { readonly next: (nowMs: number) => MixedPush } => {
  const waiting: Waiting[] = [];
  let serial = firstSerial;

  const later = (dueMs: number, push: MixedPush): void => {
    waiting.push({ dueMs, push });
    waiting.sort((a, b) => a.dueMs - b.dueMs);
  };

  const begin = (nowMs: number): void => {
    const channel = channels[Math.floor(random() * channels.length)] ?? '';
    serial += 1;
    const tells = storyOf(random);
    const trouble = troubleOf(random, troubles);
    const last = tells.at(-1) ?? null;
    // The platform's API shows how things stand there, whatever order its pushes arrive in.
    const told = trouble === 'OUT_OF_ORDER' ? tells.toReversed() : tells;
    told.forEach((fixture, index) => {
      const shows = trouble === 'OUT_OF_ORDER' ? (index === 0 ? last : null) : fixture;
      const delay = index * NEXT_AFTER_MS + (trouble === 'LATE' && index === told.length - 1 ? LATE_MS : 0);
      later(nowMs + delay, { channel, fixture, serial, shows, trouble: index === 0 ? trouble : null });
    });
  };

  const next = (nowMs: number): MixedPush => {
    if ((waiting[0]?.dueMs ?? Number.POSITIVE_INFINITY) > nowMs) begin(nowMs);
    const { push } = waiting.shift() as Waiting;
    if (push.trouble === 'TWICE' || push.trouble === 'WRONG_CLOCK' || push.trouble === 'TAMPERED')
      later(nowMs + AGAIN_AFTER_MS, { ...push, shows: null, trouble: null });
    return push;
  };
  return { next };
};

/** A small seeded generator (mulberry32): the same seed, the same traffic. */
export const seeded = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
};
