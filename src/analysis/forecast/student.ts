/**
 * The quantile of |t| of Student with four degrees of freedom, in closed form (Shaw, 2006): what a fraction `share`
 * (0..1) of absolute values stays below.
 */
export function absoluteStudent4(share: number): number {
  const held = Math.min(1 - 1e-9, Math.max(0, share));
  // alpha = 4 p (1 - p) for the two-sided p = (1 + share) / 2.
  const alpha = (1 - held) * (1 + held);
  const root = Math.sqrt(alpha);
  return 2 * Math.sqrt(Math.max(0, Math.cos(Math.acos(root) / 3) / root - 1));
}
