import type { SafeText } from './safe-text.ts';

export const CLOUDS = ['aws', 'azure', 'gcp'] as const;
export type Cloud = (typeof CLOUDS)[number];

export const ARCHITECTURES = ['amd64', 'arm64'] as const;
export type Architecture = (typeof ARCHITECTURES)[number];

/** What an hour of one instance costs: list price on demand, Linux, shared tenancy. Where it must not be reckoned with, `hourly` is undefined and `withheld` says why. */
export type Price = KnownPrice | WithheldPrice;

interface PriceOrigin {
  /** ISO 4217. */
  readonly currency: SafeText;
  /** Where it was read, with the version. */
  readonly source: SafeText;
  /** Of the price: YYYY-MM-DD. */
  readonly date: SafeText;
}

export interface KnownPrice extends PriceOrigin {
  readonly hourly: number;
  readonly withheld: undefined;
}

export interface WithheldPrice extends PriceOrigin {
  readonly hourly: undefined;
  readonly withheld: SafeText;
}

/** What one instance has to give. */
export interface InstanceSize {
  readonly vcpus: number;
  /** What it may use all the time, in vCPUs: less than `vcpus` where it is burstable or shares a core. */
  readonly sustainedVcpus: number;
  readonly memoryBytes: number;
  /** What it may use all the time; undefined where no source tells. */
  readonly networkBitsPerSecond: number | undefined;
}

/** A type of instance in one region. */
export interface InstanceType extends InstanceSize {
  readonly cloud: Cloud;
  readonly region: SafeText;
  /** As the cloud writes it: `m7i.large`, `Standard_D4s_v5`, `n2-standard-4`. */
  readonly type: SafeText;
  readonly family: SafeText;
  readonly arch: Architecture;
  readonly price: Price;
}
