import type { Instant } from '../time.ts';
import type { Subject } from './exception.ts';
import type { Trouble } from './exception-notes.ts';

/** A row of the inbox that nobody could use (so far): a channel's push, or a carrier's tracking. */
export type StuckMessage = {
  readonly pk: string;
  readonly sk: string;
  readonly outcome:
    | 'UNREADABLE'
    | 'FAILED'
    | 'WAITING'
    | 'TRACKING_UNPLACED'
    | 'TRACKING_UNREADABLE'
    | 'TRACKING_PARTLY_READ';
  readonly channel?: string;
  readonly carrier?: string;
  readonly error?: string | null;
  readonly attempts?: number;
  readonly receivedAt: Instant;
};

/** A platform's API that did not answer twice is asked again a minute later: nobody needs to look. */
const PATIENCE_ATTEMPTS = 3;

export const isStillStuck = ({ outcome, attempts = 0 }: StuckMessage): boolean =>
  outcome !== 'WAITING' || attempts >= PATIENCE_ATTEMPTS;

const WORDS: Readonly<
  Record<StuckMessage['outcome'], { readonly en: string; readonly zh: string; readonly cure: string }>
> = {
  UNREADABLE: {
    en: 'a message nobody can read',
    zh: '消息无法解析',
    cure: 'correct its mapping or reader, then retry',
  },
  FAILED: {
    en: 'a message that could not be taken in',
    zh: '消息处理失败',
    cure: 'remove the cause it names, then retry',
  },
  WAITING: {
    en: 'a message that waits for its platform',
    zh: '消息等待平台响应',
    cure: 'tried again by itself, at most hourly',
  },
  TRACKING_UNPLACED: {
    en: 'tracking of an unknown waybill',
    zh: '轨迹无对应运单',
    cure: 'it is taken in when a leg gets this waybill',
  },
  TRACKING_UNREADABLE: {
    en: 'tracking nobody can read',
    zh: '轨迹无法解析',
    cure: 'ask the carrier, or correct its reader',
  },
  TRACKING_PARTLY_READ: {
    en: 'tracking that was read in part',
    zh: '轨迹部分无法解析',
    cure: 'correct the reader of the rows it names',
  },
};

/** `MESSAGE~-~PUSH#douyin#…~PUSH`: its place in the inbox, so that it is found again. */
export const placeOf = ({ of }: Subject): { readonly pk: string; readonly sk: string } => {
  const cut = of.lastIndexOf('~');
  return { pk: of.slice(0, cut), sk: of.slice(cut + 1) };
};

export const troubleOf = ({
  pk,
  sk,
  outcome,
  channel,
  carrier,
  error,
}: StuckMessage): Trouble & { readonly subject: Subject } => {
  const { en, zh, cure } = WORDS[outcome];
  const from = channel ?? carrier ?? '';
  return {
    subject: { kind: 'MESSAGE', orderId: null, of: `${pk}~${sk}` },
    cause: outcome,
    reason: [error, cure].filter(Boolean).join('; '),
    owner: outcome === 'WAITING' ? `channel:${from}` : 'role:operator',
    summary: { en: `${from}: ${en}`, zh: `${from}：${zh}` },
  };
};
