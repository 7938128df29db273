import type { ChannelToken } from './channel-api.ts';
import { asRecord, parseLossless } from './lossless-json.ts';

/**
 * `stable_token`: gives the living token again while it lives, so that containers that draw side by side do not turn off each
 * other's. Drawn where the secret holds the AppSecret (`apiSecret`).
 */
export const wechatToken: ChannelToken = {
  build: (_at, { appId, apiSecret }) =>
    apiSecret === undefined
      ? null
      : {
          method: 'POST',
          path: '/cgi-bin/stable_token',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ grant_type: 'client_credential', appid: appId, secret: apiSecret }),
        },
  read: (status, body) => {
    let answer: Record<string, unknown> | null;
    try {
      answer = asRecord(parseLossless(body));
    } catch {
      answer = null;
    }
    const { access_token: accessToken, expires_in: expiresIn } = answer ?? {};
    if (typeof accessToken === 'string' && accessToken !== '' && typeof expiresIn === 'number')
      return { kind: 'TOKEN', accessToken, expiresInSeconds: expiresIn };
    const said = answer ? `errcode ${String(answer.errcode)}: ${String(answer.errmsg ?? '')}` : 'no JSON object';
    return { kind: 'LATER', reason: `wechat stable_token answered HTTP ${status}, ${said}` };
  },
};
