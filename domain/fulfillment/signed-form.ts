import { concat, fromHex, toBase64, utf8 } from '../channel/bytes.ts';
import type { ChannelCrypto, PushRequest } from '../channel/channel.ts';
import type { Carrier, CarrierSecret } from './carrier.ts';
import { decodedAgain, type FormField, formOf } from './form-body.ts';

type Md5 = Pick<ChannelCrypto, 'md5Hex'>;

/** A digest over the message's bytes and a key. */
export type Digest = (message: Uint8Array, key: string, crypto: Md5) => string;

const md5Of: Digest = (message, key, { md5Hex }) => md5Hex(concat(message, utf8(key)));
/** Hex digits of MD5(message + key) in upper case. */
export const upperHexMd5: Digest = (...given) => md5Of(...given).toUpperCase();
/** Base64 of the sixteen bytes of MD5(message + key): what most Chinese carriers sign with. */
export const base64Md5: Digest = (...given) => toBase64(fromHex(md5Of(...given)));
/** Base64 of the hex digits of MD5(message + key). */
export const base64HexMd5: Digest = (...given) => toBase64(utf8(md5Of(...given)));

export type SignedForm = {
  /** The carrier's id. */
  readonly id: string;
  /** The field that holds the message. */
  readonly message: string;
  /** Where its digest stands: a field of the form or a header. */
  readonly proof: { readonly field: string } | { readonly header: string };
  readonly digest: Digest;
  /** Who the call says it is for, where it says so: a field of the form or a header. */
  readonly account?: { readonly field: string } | { readonly header: string };
  /** What else its form holds, for `sign`. */
  readonly fixed?: Readonly<Record<string, string>>;
  /** The source lets its users choose no key, and signs even so. */
  readonly emptyKey?: true;
};

type Place = { readonly field: string } | { readonly header: string };

const said = (place: Place, request: PushRequest, form: ReadonlyMap<string, FormField>): string =>
  ('field' in place ? form.get(place.field)?.text : request.headers[place.header.toLowerCase()]) ?? '';

const path = (id: string): string => `/carriers/${id}/tracking`;

const encoded = (fields: Readonly<Record<string, string>>): Uint8Array => utf8(new URLSearchParams(fields).toString());

/**
 * A form with the message in one field and its digest in another (or in a header): how most Chinese carriers call. The digest is
 * taken over the decoded value, so the form is never written anew before it is compared.
 */
export const signedForm = (shape: SignedForm): Pick<Carrier, 'open' | 'unwrap' | 'sign'> => {
  const readings = (request: PushRequest): FormField[] => {
    const field = formOf(request).get(shape.message);
    if (!field || field.text === '') return [];
    const again = decodedAgain(field);
    return again ? [field, again] : [field];
  };
  const unwrap: Carrier['unwrap'] = (request) => readings(request).at(-1)?.text ?? null;
  const open: Carrier['open'] = (request, { key, account }, crypto) => {
    if (key === '' && !shape.emptyKey) return null;
    const form = formOf(request);
    if (account && shape.account && said(shape.account, request, form) !== account) return null;
    // Digests hold no percent signs and no blanks: a sender that encodes twice leaves the one, that does not encode the other.
    const proof = said(shape.proof, request, form)
      .trim()
      .replaceAll(' ', '+')
      .replace(/%(2B|2F|3D)/gi, (sign) => decodeURIComponent(sign));
    const same = ({ bytes }: FormField): boolean => {
      const digest = shape.digest(bytes, key, crypto);
      return crypto.equal(digest, proof) || (shape.digest === upperHexMd5 && crypto.equal(digest, proof.toUpperCase()));
    };
    return readings(request).some(same) ? unwrap(request) : null;
  };
  const sign: Carrier['sign'] = (message, { key, account }: CarrierSecret, crypto) => {
    const proof = shape.digest(utf8(message), key, crypto);
    const named = (place: Place | undefined, value: string | undefined) => ({
      fields: place && 'field' in place && value !== undefined ? { [place.field]: value } : {},
      headers: place && 'header' in place && value !== undefined ? { [place.header.toLowerCase()]: value } : {},
    });
    const [proven, accounted] = [named(shape.proof, proof), named(shape.account, account)];
    return {
      method: 'POST',
      path: path(shape.id),
      query: {},
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...proven.headers, ...accounted.headers },
      body: encoded({ ...proven.fields, ...shape.fixed, ...accounted.fields, [shape.message]: message }),
    };
  };
  return { open, unwrap, sign };
};
