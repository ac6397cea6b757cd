export { decodeJson } from './decode-json.ts';
export { decodeProtobuf } from './decode-protobuf.ts';
export type { DecodedSpans } from './decoded.ts';
export { type OtlpCounts, OtlpReceiver, type OtlpReceiverOptions } from './receiver.ts';
export { SpanMaker } from './span-draft.ts';
