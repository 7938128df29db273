import { text, utf8 } from '../channel/bytes.ts';
import type { Carrier } from './carrier.ts';

/** Whether a call bears the token that we put into the address we registered: `?token=…`. An empty one opens nothing. */
export const bearsToken = (...[request, { key }, crypto]: Parameters<Carrier['open']>): boolean =>
  key !== '' && crypto.equal(request.query.token ?? '', key);

/**
 * A carrier that signs nothing: its address is registered with a token that nobody can guess, and whoever knows it is believed.
 * `unwrap` says where in the body the message is, `wrap` puts it there.
 */
export const tokenCall = (
  id: string,
  unwrap: Carrier['unwrap'] = ({ body }) => text(body) || null,
  wrap: (message: string) => { readonly contentType: string; readonly body: string } = (body) => ({
    contentType: 'application/json',
    body,
  }),
): Pick<Carrier, 'open' | 'unwrap' | 'sign'> => ({
  unwrap,
  open: (request, secret, crypto) => (bearsToken(request, secret, crypto) ? unwrap(request) : null),
  sign: (message, { key }) => {
    const { contentType, body } = wrap(message);
    return {
      method: 'POST',
      path: `/carriers/${id}/tracking`,
      query: { token: key },
      headers: { 'content-type': contentType },
      body: utf8(body),
    };
  },
});

/** `Bearer <token>` and the bare token. */
const bare = (said: string): string => said.replace(/^(Bearer|Basic|ApiKey) /i, '');

/**
 * A carrier that signs nothing and sends what we registered with it back in a header; or in the address, where it takes none.
 * @param headers in lower case: whichever name was registered
 */
export const tokenCallOrHeader = (
  id: string,
  headers: readonly string[],
): Pick<Carrier, 'open' | 'unwrap' | 'sign'> => {
  const inAddress = tokenCall(id);
  return {
    ...inAddress,
    open: (request, secret, crypto) => {
      const bears = headers.some(
        (name) => secret.key !== '' && crypto.equal(bare((request.headers[name] ?? '').trim()), secret.key),
      );
      return bears ? inAddress.unwrap(request) : inAddress.open(request, secret, crypto);
    },
  };
};
