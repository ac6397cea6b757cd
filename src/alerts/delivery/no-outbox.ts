import type { DeliveryOutbox } from './delivery-services.ts';

/** For who has no store at all, since its disk was full or its file damaged when it was opened: messages are in memory only. */
export const NO_OUTBOX: DeliveryOutbox = {
  adopt: () => undefined,
  channels: () => [],
  dead: () => false,
  delivered: () => false,
  dropOutdated: () => [],
  due: () => [],
  firstOf: () => undefined,
  hasten: () => undefined,
  lease: () => false,
  nextDue: () => undefined,
  retry: () => false,
  shift: () => undefined,
};
