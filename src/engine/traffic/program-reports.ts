import type { RequestSpan } from '../../analysis/traces/request-span.ts';
import type { Identities } from '../../collectors/identity/identities.ts';
import { RequestIntake } from '../../collectors/middleware/index.ts';
import { OtlpReceiver } from '../../collectors/otlp/index.ts';
import { resolveSecret } from '../../config/secrets.ts';
import { errorMessage, UserError } from '../../model/errors.ts';
import { type SafeText, safeText } from '../../model/safe-text.ts';
import { OwnSocket } from '../attach/own-socket.ts';
import type { TrafficOptions } from './protocol.ts';

const faultOf = (what: string, error: unknown): SafeText => safeText(`${what}: ${error instanceof UserError ? error.line : errorMessage(error)}`);

/** Programs that tell of their own requests: by OpenTelemetry, and by our middleware. */
export class ProgramReports {
  #otlp: OtlpReceiver | undefined;
  #socket: OwnSocket | undefined;
  #intake: RequestIntake | undefined;
  readonly faults: SafeText[] = [];

  /** What cannot be opened is said in `faults`; it never rejects. `take` gets spans of both kinds and must not keep the list. */
  static async open({ endpoints: { otlp, middleware, keyRotation }, socket }: TrafficOptions, identities: Identities, take: (spans: readonly RequestSpan[]) => boolean): Promise<ProgramReports> {
    const reports = new ProgramReports();
    if (otlp.enabled) {
      try {
        const token = otlp.token === undefined || typeof otlp.token === 'string' ? otlp.token : resolveSecret(otlp.token, { env: process.env, userId: process.geteuid?.() });
        reports.#otlp = await OtlpReceiver.listen({ host: otlp.host, port: otlp.port, token, identities, take });
      } catch (error) {
        reports.faults.push(faultOf('spans are not taken', error));
      }
    }
    if (middleware && socket !== undefined) {
      try {
        const intake = new RequestIntake({ identities, take, rotateMilliseconds: keyRotation * 1000 });
        reports.#socket = await OwnSocket.listen(socket, 'requests of programs are taken');
        reports.#socket.server.on('connection', (connection) => intake.accept(connection));
        reports.#intake = intake;
      } catch (error) {
        reports.faults.push(faultOf('programs cannot report', error));
      }
    }
    return reports;
  }

  async close(): Promise<void> {
    this.#intake?.close();
    await Promise.all([this.#otlp?.close(), this.#socket?.close()]);
  }
}
