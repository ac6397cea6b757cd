import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ByteWriter } from '../../../../storage/history/codec/bytes.ts';
import { METHOD } from '../../../../storage/history/codec/container.ts';
import { chunkBytes, headsOf } from '../codec/probe.ts';
import { chunkFile, HEADS_FILE, TICKS } from './input.ts';

// Writes the golden files. Only for a new version of the format, under names of their own: what is here must stay readable.
const heads = new ByteWriter();
for (const head of headsOf(TICKS)) {
  heads.unsigned(head.length);
  heads.bytes(head);
}
writeFileSync(join(import.meta.dirname, HEADS_FILE), heads.view());
for (const [name, method] of Object.entries(METHOD)) writeFileSync(join(import.meta.dirname, chunkFile(name)), chunkBytes(TICKS, method));
