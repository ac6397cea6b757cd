const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] as const;

/** A limit as people write it. NaN is not known: ''. */
function human(value: number, show: (value: number) => string): string {
  if (Number.isNaN(value)) return '';
  return Number.isFinite(value) ? show(value) : 'unlimited';
}

const short = (value: number): string => String(Number(value.toFixed(1)));

/** `512 MiB`, `1.5 GiB`, `unlimited`. */
export const humanBytes = (bytes: number): string => human(bytes, (finite) => {
  let step = 0;
  let scaled = finite;
  while (scaled >= 1024 && step < BINARY.length - 1) {
    scaled /= 1024;
    step += 1;
  }
  return `${short(scaled)} ${BINARY[step] ?? ''}`;
});

/** `1024`, `unlimited`. */
export const humanCount = (count: number): string => human(count, String);

/** `1.5 cores`, `1 core`, `unlimited`. */
export const humanCores = (cores: number): string => human(cores, (finite) => {
  const figure = String(Number(finite.toFixed(2)));
  return `${figure} ${figure === '1' ? 'core' : 'cores'}`;
});

/** Part of a limit in use, 100 is all of it; NaN where there is no limit or no figure. */
export const percentOf = (used: number, limit: number): number =>
  (Number.isFinite(used) && Number.isFinite(limit) && limit > 0 ? (used / limit) * 100 : Number.NaN);
