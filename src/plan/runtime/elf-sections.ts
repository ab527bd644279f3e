import { closeSync, openSync, readSync } from 'node:fs';

/** Offsets of the 64-bit little-endian ELF header and of its section headers (elf(5)). */
const headerBytes = 64;
const sectionHeaderBytes = 64;
/** No linker makes more; a broken file may claim to have them. */
const mostSections = 4096;

function readAt(file: number, offset: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  return buffer.subarray(0, readSync(file, buffer, 0, length, offset));
}

function namesOf(file: number): string[] {
  const header = readAt(file, 0, headerBytes);
  const isElf64 = header.length === headerBytes && header.readUInt32BE(0) === 0x7f454c46 && header[4] === 2 && header[5] === 1;
  if (!isElf64) return [];
  const [count, namesIndex] = [header.readUInt16LE(60), header.readUInt16LE(62)];
  if (count > mostSections || namesIndex >= count) return [];
  const table = readAt(file, Number(header.readBigUInt64LE(40)), count * sectionHeaderBytes);
  if (table.length < count * sectionHeaderBytes) return [];
  const field = (index: number, at: number) => Number(table.readBigUInt64LE(index * sectionHeaderBytes + at));
  const strings = readAt(file, field(namesIndex, 24), Math.min(field(namesIndex, 32), 2 ** 20)).toString('latin1');
  return Array.from({ length: count }, (_, index) => {
    const start = table.readUInt32LE(index * sectionHeaderBytes);
    return strings.slice(start, strings.indexOf('\0', start));
  });
}

/** Names of the sections of a program; empty for a script, another format, and a file that cannot be read. */
export function elfSections(path: string): string[] {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    return namesOf(file);
  } catch {
    return [];
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
