import { type Frame, FrameBuilder } from '../../model/frame.ts';
import { fact } from '../../model/kinds/host-parts.ts';
import { safeText } from '../../model/safe-text.ts';
import type { HostFacts } from './facts.ts';

/** Facts about the machine as rows; what is not known is left out. */
export function factFrame(facts: HostFacts): Frame {
  const builder = new FrameBuilder(fact);
  let order = 0;
  const add = (topic: string, value: string | undefined): void => {
    if (value === undefined) return;
    order += 1;
    builder.add({ order, topic: safeText(topic), value: safeText(value) });
  };
  add('processor', facts.cpuModel);
  add('cores', facts.physicalCores === undefined ? undefined : `${facts.physicalCores} physical`);
  add('clock', facts.cpuGigahertz === undefined ? undefined : `${facts.cpuGigahertz} GHz`);
  add('system', facts.osName);
  add('virtual machine', facts.virtualisation);
  facts.gpus?.forEach((gpu, index) => add(`graphics ${index + 1}`, gpu));
  add('battery', facts.batteryPercent === undefined ? undefined : `${facts.batteryPercent} %`);
  return builder.build();
}
