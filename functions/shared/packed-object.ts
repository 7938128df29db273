import { gunzipSync, gzipSync } from 'node:zlib';
import { awsRest } from './aws.ts';

/** A bucket that does not do what it was asked. */
export class ObjectRefused extends Error {
  override name = 'ObjectRefused';
}

/** The unpacked bytes of the object at a path; null when there is none. @throws ObjectRefused */
export const readUnpacked = async (bucket: string, path: string): Promise<Buffer | null> => {
  const response = await awsRest('s3', `/${bucket}/${path}`);
  // Without the right to list, a missing object is refused as forbidden.
  if (response.status === 404 || response.status === 403) return null;
  if (!response.ok) throw new ObjectRefused(`${path} cannot be read: ${response.status}`);
  return gunzipSync(Buffer.from(await response.arrayBuffer()));
};

/** The gzip JSON object at a path; null when there is none. @throws ObjectRefused */
export const readPacked = async <T>(bucket: string, path: string): Promise<T | null> => {
  const bytes = await readUnpacked(bucket, path);
  return bytes === null ? null : (JSON.parse(bytes.toString('utf8')) as T);
};

/** @param level how hard to press: 9 presses most @throws ObjectRefused */
export const putBytes = async (
  bucket: string,
  path: string,
  bytes: string | Buffer,
  { type = 'application/json', level = 6 }: { readonly type?: string; readonly level?: number } = {},
): Promise<void> => {
  const response = await awsRest('s3', `/${bucket}/${path}`, {
    method: 'PUT',
    headers: { 'content-type': type },
    // Not Content-Encoding: a reader that unpacks by itself would hand on something else than was put.
    body: new Uint8Array(gzipSync(bytes, { level })),
  });
  if (!response.ok) throw new ObjectRefused(`${path} cannot be put: ${response.status}`);
};

/** @throws ObjectRefused */
export const putPacked = (bucket: string, path: string, value: unknown): Promise<void> =>
  putBytes(bucket, path, JSON.stringify(value));
