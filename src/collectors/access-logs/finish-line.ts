import { NUMBER, type RequestLine } from './request-line.ts';

const { end: END, duration: DURATION, status: STATUS } = NUMBER;

/** What follows from what was read: the end of a request whose start was told, connections that were upgraded or given up. */
export function finishLine(line: RequestLine, atStart: boolean): void {
  const { numbers } = line;
  const duration = numbers[DURATION] ?? Number.NaN;
  if (atStart && duration > 0) numbers[END] = (numbers[END] ?? 0) + duration;
  const status = numbers[STATUS] ?? Number.NaN;
  if (status === 101) line.upgraded = true;
  // 499: nginx and Traefik, the client closed the connection. Below 100 there was no response.
  if (status === 499 || status < 100) line.aborted = true;
}
