import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';

/** 1980-01-01, the oldest a zip can say: the same files give the same bytes. */
const DOS_DATE = 0x0021;
const DEFLATED = 8;

type Entry = {
  readonly name: Buffer;
  readonly crc: number;
  readonly packed: Buffer;
  readonly size: number;
  readonly at: number;
};

const common = ({ name, crc, packed, size }: Entry): Buffer => {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(0x0800, 2);
  fields.writeUInt16LE(DEFLATED, 4);
  fields.writeUInt16LE(0, 6);
  fields.writeUInt16LE(DOS_DATE, 8);
  fields.writeUInt32LE(crc, 10);
  fields.writeUInt32LE(packed.length, 14);
  fields.writeUInt32LE(size, 18);
  fields.writeUInt16LE(name.length, 22);
  return fields;
};

const local = (entry: Entry): Buffer =>
  Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common(entry), entry.name, entry.packed]);

const central = (entry: Entry): Buffer => {
  const tail = Buffer.alloc(14);
  // -rw-r--r-- in the upper half of the external attributes.
  tail.writeUInt32LE((0o100644 << 16) >>> 0, 6);
  tail.writeUInt32LE(entry.at, 10);
  return Buffer.concat([Buffer.from('PK\x01\x02\x14\x03', 'latin1'), common(entry), tail, entry.name]);
};

const end = (entries: number, size: number, offset: number): Buffer => {
  const record = Buffer.alloc(22);
  record.write('PK\x05\x06', 0, 'latin1');
  record.writeUInt16LE(entries, 8);
  record.writeUInt16LE(entries, 10);
  record.writeUInt32LE(size, 12);
  record.writeUInt32LE(offset, 16);
  return record;
};

/** The files of a folder as a zip archive: what Lambda takes as code. */
export const zipFolder = (folder: string): Buffer => {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const parts: Buffer[] = [];
  const entries: Entry[] = [];
  let at = 0;
  for (const file of files) {
    const path = join(file.parentPath, file.name);
    const content = readFileSync(path);
    const name = Buffer.from(path.slice(folder.length + 1).replaceAll('\\', '/'));
    const entry = { name, crc: crc32(content), packed: deflateRawSync(content), size: content.length, at };
    const part = local(entry);
    entries.push(entry);
    parts.push(part);
    at += part.length;
  }
  const directory = Buffer.concat(entries.map(central));
  return Buffer.concat([...parts, directory, end(entries.length, directory.length, at)]);
};
