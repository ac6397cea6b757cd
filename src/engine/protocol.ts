import type { SourceOptions } from '../collectors/source.ts';
import type { Notice } from '../model/snapshot.ts';
import type { Demand, InspectRequest, RecordingState } from '../model/timeline.ts';
import type { RecorderOptions } from './recorder.ts';
import type { TrafficOptions } from './traffic/protocol.ts';
import type { WireFrame } from './wire.ts';

/** Which source samples the host; `auto` takes /proc on Linux. */
export type SourceName = 'auto' | 'linux' | 'portable';

export interface WorkerOptions {
  readonly source: SourceName;
  readonly sourceOptions: SourceOptions;
  readonly intervalMilliseconds: number;
  /** Keeps what is sampled, unless another process does. */
  readonly history?: RecorderOptions | undefined;
  /** Counts requests beside it, and what they cost. */
  readonly traffic?: TrafficOptions | undefined;
}

/** From the screen's thread to the sampler's. */
export type ToWorker =
  | { readonly type: 'demand'; readonly demand: Demand }
  | { readonly type: 'pause'; readonly paused: boolean }
  | { readonly type: 'interval'; readonly milliseconds: number }
  /** A frame that is not sampled (alerts): goes with each sample from now on, into the history too. */
  | { readonly type: 'extra'; readonly frame: WireFrame }
  | { readonly type: 'inspect'; readonly id: number; readonly request: InspectRequest }
  | { readonly type: 'close' };

/** From the sampler's thread. */
export type FromWorker =
  | { readonly type: 'sample'; readonly time: number; readonly intervalSeconds: number; readonly frames: readonly WireFrame[]; readonly notices: readonly Notice[]; readonly recording: RecordingState }
  | { readonly type: 'inspected'; readonly id: number; readonly frame: WireFrame }
  | { readonly type: 'refused'; readonly id: number; readonly message: string; readonly mend: string };
