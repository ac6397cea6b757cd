import type { Painter, Token } from '../theme/tokens.ts';

/** One part of a meter: how much of the whole (0 to 1) and in which look. `mark` tells parts apart without colour. */
export interface MeterPart {
  readonly part: number;
  readonly token: Token;
  readonly mark: string;
}

/** A bar of exactly `width` cells; parts one after the other, what is left in the base look. */
export function meter(paint: Painter, width: number, parts: readonly MeterPart[]): string {
  let used = 0;
  let sum = 0;
  let out = '';
  for (const { part, token, mark } of parts) {
    sum += Number.isNaN(part) ? 0 : Math.max(0, part);
    const end = Math.min(width, Math.round(Math.min(1, sum) * width));
    if (end > used) out += paint(token, mark.repeat(end - used));
    used = Math.max(used, end);
  }
  return out + paint('meterBase', '─'.repeat(Math.max(0, width - used)));
}
