import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, inflateRawSync } from 'node:zlib';
import { zipFolder } from '../../../bin/local/zip.ts';

const folderOf = (files: Readonly<Record<string, string>>): string => {
  const folder = mkdtempSync(join(tmpdir(), 'orderloom-zip-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
};

/** Reads an archive by its central directory, as unzip does. */
const unzipped = (zip: Buffer): Record<string, string> => {
  const end = zip.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  const files: Record<string, string> = {};
  let at = zip.readUInt32LE(end + 16);
  for (let entry = 0; entry < zip.readUInt16LE(end + 10); entry += 1) {
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const content = inflateRawSync(zip.subarray(start, start + zip.readUInt32LE(at + 20)));
    expect(crc32(content)).toBe(zip.readUInt32LE(at + 16));
    expect(content.length).toBe(zip.readUInt32LE(at + 24));
    files[name] = content.toString('utf8');
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return files;
};

describe('zipFolder', () => {
  it('holds every file of the folder under its path, byte by byte', () => {
    const files = { 'index.js': 'exports.handler = () => 1;\n'.repeat(200), 'data/名.json': '{"龙井":1}', empty: '' };
    expect(unzipped(zipFolder(folderOf(files)))).toEqual(files);
  });

  it('gives the same bytes for the same files', () => {
    const files = { 'index.js': 'exports.handler = () => 1;' };
    expect(zipFolder(folderOf(files)).equals(zipFolder(folderOf(files)))).toBe(true);
  });
});
