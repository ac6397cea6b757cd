/** What one process (one upstream address) used: samples in the order of time, all columns equally long. */
export interface ProcessSamples {
  /** The address as the log writes it; for showing alone. */
  readonly name: string;
  /** Epoch ms, the midpoint of the sweep. */
  readonly times: Float64Array;
  /** Cumulative CPU time of all threads, ns. A counter that falls is another process. */
  readonly cpu: Float64Array;
  /** Cumulative time runnable but not running, ns (second field of schedstat, Linux' Documentation/scheduler/sched-stats). */
  readonly delay?: Float64Array | undefined;
  /** Whether several threads may run handlers at once; decided from the samples where it is not given. */
  readonly multiThreaded?: boolean | undefined;
}

/** Requests, column by column, in the order of the log. */
export interface Requests {
  /** Epoch ms. */
  readonly end: Float64Array;
  /** Milliseconds: the upstream's duration, else the whole one. */
  readonly duration: Float64Array;
  /** 0 ... endpoints - 1; below 0: counts for nobody. */
  readonly endpoint: Int32Array;
  /** Index of the process, -1 where the log does not tell, below that: served by none of them. */
  readonly process: Int32Array;
}

export interface AttributionInput {
  readonly processes: readonly ProcessSamples[];
  readonly requests: Requests;
  readonly endpoints: number;
  /** Milliseconds between two stamps of the log: 1, or 1000 for whole seconds. */
  readonly resolution: number;
}

/** What one request of an endpoint costs, CPU seconds, with its 90 % interval. */
export interface EndpointCost {
  readonly endpoint: number;
  /** Requests seen while CPU was sampled. */
  readonly requests: number;
  readonly cpuSecondsPerRequest: number;
  readonly low: number;
  readonly high: number;
  /** False where the data do not tell this endpoint's cost by itself. */
  readonly identifiable: boolean;
  /** Endpoints of which only the sum is known, this one among them; empty otherwise. */
  readonly group: readonly number[];
}

/**
 * Why nothing is told. `no samples`: no CPU, or too few samples; `no requests`: none falls into the samples;
 * `starved`: so much waits for a turn that times say too little about where CPU went; `coarse stamps`: whole seconds do;
 * `learning`: too little was seen yet.
 */
export type Withheld = 'no samples' | 'no requests' | 'starved' | 'coarse stamps' | 'learning';

export interface Attribution {
  /** One for each endpoint with requests; empty where all is withheld. */
  readonly costs: readonly EndpointCost[];
  readonly withheld?: Withheld;
  /** Milliseconds that were added to the log's times so that they fit the samples'. */
  readonly clockOffset: number;
  /** CPU seconds that the watched processes used. */
  readonly cpuSeconds: number;
  /** Share of it that no request explains, 0..1. */
  readonly unattributed: number;
  /** Requests in flight per process, on average. */
  readonly inFlight: number;
}
