/** Baseline utilisation of each vCPU by size. Amazon EC2 User Guide, "Key concepts and definitions for burstable performance instances", credit table: T3, T3a and T4g are alike. */
const AWS: Readonly<Record<string, number>> = { nano: 0.05, micro: 0.1, small: 0.2, medium: 0.2, large: 0.3, xlarge: 0.4, '2xlarge': 0.4 };
const AWS_FAMILIES: ReadonlySet<string> = new Set(['t3', 't3a', 't4g']);

/** "Base CPU performance of VM" in vCPUs, first generation: Microsoft Learn, "B-series burstable virtual machine sizes". */
const AZURE_FIRST: Readonly<Record<string, number>> = { B1s: 0.1, B1ms: 0.2, B2s: 0.4, B2ms: 0.6, B4ms: 0.9, B8ms: 1.35, B12ms: 2.02, B16ms: 2.7, B20ms: 3.37 };
/** The same of each vCPU, second generation, by the memory letters: Microsoft Learn, "Basv2", "Bpsv2" and "Bsv2" sizes series. */
const AZURE_SECOND: Readonly<Record<string, number>> = { ts: 0.2, ls: 0.3, s: 0.4 };
const AZURE_SECOND_NAME = /^Standard_B\d+[ap]?(ts|ls|s)_v2$/;

export const SUSTAINED_SOURCE = 'AWS: Amazon EC2 User Guide, burstable performance instances, credit table; Azure: Microsoft Learn, B-series and Bsv2/Basv2/Bpsv2 sizes; GCP: billed share of shared-core machine types';

/** What a type may use all the time, in vCPUs. Throws for a burstable type that the tables do not have: guessing would promise what is not there. */
export function sustainedVcpus({ cloud, type, family, vcpu, billedVcpu }: { readonly cloud: string; readonly type: string; readonly family: string; readonly vcpu: number; readonly billedVcpu?: number | undefined }): number {
  if (billedVcpu !== undefined) return billedVcpu;
  let found: number | undefined = vcpu;
  if (cloud === 'aws' && family.startsWith('t')) {
    const each = AWS_FAMILIES.has(family) ? AWS[type.slice(family.length + 1)] : undefined;
    found = each === undefined ? undefined : each * vcpu;
  } else if (cloud === 'azure' && type.startsWith('Standard_B')) {
    const each = AZURE_SECOND[AZURE_SECOND_NAME.exec(type)?.[1] ?? ''];
    found = AZURE_FIRST[type.slice('Standard_'.length)] ?? (each === undefined ? undefined : each * vcpu);
  }
  if (found === undefined) throw new Error(`no baseline is known of the burstable type ${type}`);
  return Math.round(found * 1000) / 1000;
}
