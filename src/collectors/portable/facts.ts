import type { Systeminformation } from 'systeminformation';

import { safeText, type SafeText } from '../../model/safe-text.ts';
import { withinIfAny } from './within.ts';

/** What does not change while a host is up (but the battery). What is not known is absent. */
export interface HostFacts {
  readonly cpuModel?: SafeText;
  readonly physicalCores?: number;
  readonly cpuGigahertz?: number;
  readonly osName?: SafeText;
  /** Hypervisor or container, where the host is virtual. */
  readonly virtualisation?: SafeText;
  readonly gpus?: readonly SafeText[];
  /** Charge, 0 to 100. */
  readonly batteryPercent?: number;
}

/** What is used of systeminformation. */
export interface FactsLibrary {
  readonly cpu: () => Promise<Pick<Systeminformation.CpuData, 'manufacturer' | 'brand' | 'physicalCores' | 'speed'>>;
  readonly osInfo: () => Promise<Pick<Systeminformation.OsData, 'distro' | 'release'>>;
  readonly system: () => Promise<Pick<Systeminformation.SystemData, 'virtual' | 'virtualHost' | 'model'>>;
  readonly graphics: () => Promise<{ readonly controllers: readonly Pick<Systeminformation.GraphicsControllerData, 'vendor' | 'model'>[] }>;
  readonly battery: () => Promise<Pick<Systeminformation.BatteryData, 'hasBattery' | 'percent'>>;
}

/** The parts that say something, joined by a blank and made safe. */
function joined(...parts: readonly (string | undefined)[]): SafeText | undefined {
  const text = parts.map((part) => part?.trim() ?? '').filter((part) => part !== '').join(' ');
  return text === '' ? undefined : safeText(text);
}

const positive = (value: number | undefined): number | undefined => (value !== undefined && value > 0 && Number.isFinite(value) ? value : undefined);

/** `{ name: value }`, or nothing when it is not known. */
function fact<N extends string, V>(name: N, value: V | undefined): { [K in N]?: V } {
  const result: { [K in N]?: V } = {};
  if (value !== undefined) result[name] = value;
  return result;
}

function batteryPercent(battery: Awaited<ReturnType<FactsLibrary['battery']>> | undefined): number | undefined {
  if (battery === undefined || !battery.hasBattery) return undefined;
  return battery.percent >= 0 && battery.percent <= 100 ? battery.percent : undefined;
}

/** Asks for the facts once; each part that fails or takes too long (`limit` milliseconds) is absent. */
export async function readHostFacts(library?: FactsLibrary, limit?: number): Promise<HostFacts> {
  const source = library ?? await import('systeminformation');
  const [cpu, system, machine, graphics, battery] = await Promise.all([
    withinIfAny(() => source.cpu(), limit),
    withinIfAny(() => source.osInfo(), limit),
    withinIfAny(() => source.system(), limit),
    withinIfAny(() => source.graphics(), limit),
    withinIfAny(() => source.battery(), limit),
  ]);
  const gpus = graphics?.controllers.flatMap(({ vendor, model }) => joined(model.startsWith(vendor) ? '' : vendor, model) ?? []) ?? [];
  return {
    ...fact('cpuModel', joined(cpu?.manufacturer, cpu?.brand)),
    ...fact('physicalCores', positive(cpu?.physicalCores)),
    ...fact('cpuGigahertz', positive(cpu?.speed)),
    ...fact('osName', joined(system?.distro, system?.release)),
    ...fact('virtualisation', machine?.virtual === true ? joined(machine.virtualHost) ?? joined(machine.model) : undefined),
    ...fact('gpus', gpus.length === 0 ? undefined : gpus),
    ...fact('batteryPercent', batteryPercent(battery)),
  };
}
