import { gunzipSync, gzipSync } from 'node:zlib';
import { awsRest } from './aws.ts';

/** A bucket that does not do what it was asked. */
export class ObjectRefused extends Error {
  override name = 'ObjectRefused';
}

/** The gzip JSON object at a path; null when there is none. @throws ObjectRefused */
export const readPacked = async <T>(bucket: string, path: string): Promise<T | null> => {
  const response = await awsRest('s3', `/${bucket}/${path}`);
  // Without the right to list, a missing object is refused as forbidden.
  if (response.status === 404 || response.status === 403) return null;
  if (!response.ok) throw new ObjectRefused(`${path} cannot be read: ${response.status}`);
  return JSON.parse(gunzipSync(Buffer.from(await response.arrayBuffer())).toString('utf8')) as T;
};

/** @throws ObjectRefused */
export const putPacked = async (bucket: string, path: string, value: unknown): Promise<void> => {
  const response = await awsRest('s3', `/${bucket}/${path}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    // Not Content-Encoding: a reader that unpacks by itself would hand on something else than was put.
    body: new Uint8Array(gzipSync(JSON.stringify(value))),
  });
  if (!response.ok) throw new ObjectRefused(`${path} cannot be put: ${response.status}`);
};
