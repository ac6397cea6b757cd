import type { SourceOptions } from '../source.ts';
export class PortableSource { constructor(_o: SourceOptions) {} sample() { return { frames: [], notices: [] }; } inspect(): never { throw new Error('x'); } close() {} }
