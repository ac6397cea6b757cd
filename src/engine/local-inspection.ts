import { relativesOf } from '../analysis/relatives.ts';
import { InspectError } from '../model/errors.ts';
import type { Frame } from '../model/frame.ts';
import { fact } from '../model/kinds/host-parts.ts';
import { relative } from '../model/kinds/process-parts.ts';
import { process as processKind } from '../model/kinds/process.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { InspectRequest } from '../model/timeline.ts';
import { machineFacts } from './machine-facts.ts';

/** What can be told of a process or the machine without asking who samples. */
export class LocalInspection {
  #facts: Promise<Frame> | undefined;

  /** Undefined for kinds that the sampler must be asked for. Rejects with an `InspectError` when the process is not in `latest`. */
  inspect(request: InspectRequest, latest: Snapshot | undefined): Promise<Frame> | undefined {
    if (request.kind === fact.name) {
      this.#facts ??= machineFacts();
      return this.#facts;
    }
    return request.kind === relative.name ? family(request, latest) : undefined;
  }
}

async function family({ pid, startTime }: InspectRequest, latest: Snapshot | undefined): Promise<Frame> {
  const processes = latest?.frame(processKind);
  const row = processes?.find((at) => processes.number('pid', at) === pid && processes.number('startTime', at) === startTime) ?? -1;
  if (row < 0) throw new InspectError(`process ${pid} has ended`, 'go back and choose another');
  return relativesOf(processes, pid);
}
