import type { Instant } from '../time.ts';
import { jsonAnswer } from './answers.ts';
import { text, utf8 } from './bytes.ts';
import type { Channel, PushAnswer, PushRequest, Reading, Received } from './channel.ts';
import { isSignedByAny, isTimely, timedSignature, timestampOf } from './timed-signature.ts';

const TAKEN = jsonAnswer(200, { accepted: true });
const notTaken = (status: number, error: string) => jsonAnswer(status, { accepted: false, error });
const refused = (reason: string, status = 401): Received => ({
  kind: 'REFUSED',
  reason,
  answer: notTaken(status, reason),
});

const TIMESTAMP = 'x-orderloom-timestamp';
const SIGNATURE = 'x-orderloom-signature';

/** What a bridge says beside its own words. */
export type BridgeWords = {
  /** Frames that say nothing, such as a heartbeat: answered, not kept. */
  readonly isProbe?: (body: string) => boolean;
  /** What the connector is to send to the platform now that its frames are kept; null: nothing, so the bridge's own words. */
  readonly answer?: (body: string, now: Instant) => PushAnswer | null;
};

/**
 * The webhook of a platform that sends nobody a webhook (Taobao TMC, JD, Pinduoduo PMC): a connector that holds the platform's
 * socket, or a person with a file, posts the original frame here, signed by Orderloom's own scheme with the channel's secret.
 * An empty body is a probe.
 * @param readFrame the frame as the platform worded it, taken apart
 */
export const bridge = (
  id: string,
  readFrame: (body: string, sha256Hex: (data: Uint8Array) => string) => Reading,
  { isProbe = () => false, answer = () => null }: BridgeWords = {},
): Pick<Channel, 'receive' | 'sign' | 'failure'> => ({
  receive: (request: PushRequest, secrets, crypto, now) => {
    if (request.method !== 'POST') return refused('METHOD', 405);
    const timestamp = request.headers[TIMESTAMP] ?? '';
    if (!isTimely(timestamp, now)) return refused('TIMESTAMP');
    const call = { timestamp, body: request.body, signature: request.headers[SIGNATURE] ?? '' };
    if (!isSignedByAny(call, secrets, crypto)) return refused('SIGNATURE');
    const body = text(request.body);
    if (body === '' || isProbe(body)) return { kind: 'PROBE', answer: TAKEN };
    return { kind: 'ACCEPTED', ...readFrame(body, crypto.sha256Hex), answer: answer(body, now) ?? TAKEN };
  },
  sign: ({ body, at }, { appId, current }, crypto) => {
    const bytes = utf8(body);
    const timestamp = timestampOf(at);
    return {
      method: 'POST',
      path: `/channels/${id}`,
      query: {},
      headers: {
        'content-type': 'application/json',
        'x-orderloom-app': appId,
        [TIMESTAMP]: timestamp,
        [SIGNATURE]: timedSignature(timestamp, bytes, current, crypto),
      },
      body: bytes,
    };
  },
  failure: notTaken(503, 'BUSY'),
});
