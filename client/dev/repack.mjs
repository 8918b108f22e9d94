/**
 * Packs a zip file again, as small as deflate can: zopfli looks for the best way to write what zlib writes in the first
 * that it finds. Every reader of zip files reads it as before.
 */
import { promisify } from 'node:util';
import { crc32, inflateRawSync } from 'node:zlib';
import zopfli from '@gfx/zopfli';

const deflate = promisify(zopfli.deflate);

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;

/**
 * @param {Buffer} zip without encryption, comments or entries beyond 4 GiB
 * @returns {Promise<Buffer>} the same entries in the same order
 */
export async function repacked(zip) {
  const locals = [];
  const headers = [];
  let offset = 0;
  for (const entry of entriesOf(zip)) {
    const data = await smallest(entry);
    const head = fields(entry, data);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(LOCAL, 0);
    head.copy(local, 4);
    local.writeUInt16LE(entry.name.length, 26);
    const central = Buffer.from(zip.subarray(entry.at, entry.at + 46));
    head.copy(central, 6);
    central.writeUInt16LE(entry.name.length, 28);
    central.writeUInt32LE(0, 30);
    central.writeUInt32LE(offset, 42);
    locals.push(local, entry.name, data.bytes);
    headers.push(central, entry.name);
    offset += local.length + entry.name.length + data.bytes.length;
  }
  return Buffer.concat([...locals, ...headers, endOf(headers, offset)]);
}

function endOf(headers, offset) {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(headers.length / 2, 8);
  end.writeUInt16LE(headers.length / 2, 10);
  end.writeUInt32LE(Buffer.concat(headers).length, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}

/** What the local and the central header have in common: from the version needed to the size of the content. */
function fields({ time, content }, { method, bytes }) {
  const head = Buffer.alloc(22);
  head.writeUInt16LE(20, 0);
  // Names are UTF-8.
  head.writeUInt16LE(0x0800, 2);
  head.writeUInt16LE(method, 4);
  head.writeUInt32LE(time, 6);
  head.writeUInt32LE(crc32(content), 10);
  head.writeUInt32LE(bytes.length, 14);
  head.writeUInt32LE(content.length, 18);
  return head;
}

async function smallest({ content }) {
  const bytes = Buffer.from(await deflate(content, { numiterations: 15 }));
  return bytes.length < content.length ? { method: DEFLATED, bytes } : { method: STORED, bytes: content };
}

/** The entries of the central directory. */
function* entriesOf(zip) {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  let at = zip.readUInt32LE(end + 16);
  while (zip.readUInt32LE(at) === CENTRAL) {
    const name = zip.subarray(at + 46, at + 46 + zip.readUInt16LE(at + 28));
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(start, start + zip.readUInt32LE(at + 20));
    const content = zip.readUInt16LE(at + 10) === DEFLATED ? inflateRawSync(packed) : packed;
    yield { at, name, content, time: zip.readUInt32LE(at + 12) };
    at += 46 + name.length + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
}
