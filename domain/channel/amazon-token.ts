import type { ChannelToken } from './channel-api.ts';
import { asRecord, parseLossless } from './lossless-json.ts';

/** Login with Amazon: an access token for an hour, against the refresh token that a seller gave the application once. */
export const amazonToken: ChannelToken = {
  build: (_at, { appId, apiSecret, refreshToken }) =>
    refreshToken === undefined || apiSecret === undefined
      ? null
      : {
          method: 'POST',
          path: '/auth/o2/token',
          headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
          body: new URLSearchParams({
            grant_type: 'refresh_token',
            refresh_token: refreshToken,
            client_id: appId,
            client_secret: apiSecret,
          }).toString(),
        },
  read: (status, body) => {
    let answer: Record<string, unknown> | null = null;
    try {
      answer = asRecord(parseLossless(body));
    } catch {
      // What is no JSON is no answer of Login with Amazon.
    }
    const { access_token: accessToken, expires_in: expiresIn } = answer ?? {};
    if (typeof accessToken === 'string' && accessToken !== '' && typeof expiresIn === 'number')
      return { kind: 'TOKEN', accessToken, expiresInSeconds: expiresIn };
    const said = answer ? `${String(answer.error)}: ${String(answer.error_description ?? '')}` : 'no JSON object';
    return { kind: 'LATER', reason: `amazon gave no access_token: Login with Amazon answered HTTP ${status}, ${said}` };
  },
};
