import { errorCode } from '../../../model/errors.ts';
import { FrameBuilder } from '../../../model/frame.ts';
import { sensor } from '../../../model/kinds/host-parts.ts';
import { safeText, type SafeText } from '../../../model/safe-text.ts';
import type { HostCollector, Roots } from '../../collector.ts';
import { listNames, readText } from '../read.ts';

interface Found {
  readonly label: string;
  /** File with the temperature. */
  readonly input: string;
  /** NaN if not given. */
  readonly highCelsius: number;
}

interface Sensor extends Found {
  readonly name: SafeText;
}

/** Sensors come and go (docks, disks), but seldom. */
const LOOK_AGAIN_MILLISECONDS = 60_000;
const INPUT = /^temp\d+_input$/;

/** Thousandths of a degree Celsius (Documentation/hwmon/sysfs-interface.rst) in degrees; NaN if not plausible. */
export function parseCelsius(text: string): number {
  const match = /^(-?\d{1,7})\s*$/.exec(text);
  const celsius = match === null ? Number.NaN : Number(match[1]) / 1000;
  // Drivers without a figure give the ends of their range.
  return celsius > -200 && celsius < 1000 ? celsius : Number.NaN;
}

/** A sensor that sleeps or fails answers with many codes (EAGAIN, EIO, ENODATA, ENXIO ...): any means not known. */
function readSensor(path: string): string {
  try {
    return readText(path);
  } catch (error) {
    if (errorCode(error) === '') throw error;
    return '';
  }
}

function readHigh(stem: string): number {
  const limits = [parseCelsius(readSensor(`${stem}_max`)), parseCelsius(readSensor(`${stem}_crit`))];
  return limits.find((limit) => limit > 0) ?? Number.NaN;
}

function chipSensors(chip: string): readonly Found[] {
  const chipName = readSensor(`${chip}/name`).trim();
  return listNames(chip).filter((file) => INPUT.test(file)).map((file) => {
    const channel = file.slice(0, -'_input'.length);
    const own = readSensor(`${chip}/${channel}_label`).trim();
    return {
      label: `${chipName} ${own === '' ? channel : own}`.trim(),
      input: `${chip}/${file}`,
      highCelsius: readHigh(`${chip}/${channel}`),
    };
  });
}

function zoneSensors(thermal: string): readonly Found[] {
  return listNames(thermal).filter((zone) => zone.startsWith('thermal_zone')).flatMap((zone) => {
    const path = `${thermal}/${zone}`;
    // A zone with a hwmon of its own was among the chips already.
    if (listNames(path).some((entry) => entry.startsWith('hwmon'))) return [];
    const type = readSensor(`${path}/type`).trim();
    return [{ label: type === '' ? zone : type, input: `${path}/temp`, highCelsius: Number.NaN }];
  });
}

/** All temperature sensors. Names are made unique, for a second CPU has the same chip and labels. */
export function findSensors({ sys }: Roots): readonly Sensor[] {
  const chips = `${sys}/class/hwmon`;
  const found = [...listNames(chips).flatMap((chip) => chipSensors(`${chips}/${chip}`)), ...zoneSensors(`${sys}/class/thermal`)];
  const times = new Map<string, number>();
  return found.map((one) => {
    const count = (times.get(one.label) ?? 0) + 1;
    times.set(one.label, count);
    return { ...one, name: safeText(count === 1 ? one.label : `${one.label} #${count}`) };
  });
}

export const hwmon: HostCollector = {
  name: 'hwmon',
  everySeconds: 5,
  start: (roots) => {
    let sensors: readonly Sensor[] = [];
    let lookedAt = Number.NEGATIVE_INFINITY;
    return (tick) => {
      if (tick.monotonic - lookedAt >= LOOK_AGAIN_MILLISECONDS) {
        sensors = findSensors(roots);
        lookedAt = tick.monotonic;
      }
      const frame = new FrameBuilder(sensor);
      for (const { name, input, highCelsius } of sensors) frame.add({ name, celsius: parseCelsius(readSensor(input)), highCelsius });
      return { frames: [frame.build()] };
    };
  },
};
