import { errorCode, errorMessage, EXIT, UserError } from '../errors.ts';

/** Why nothing can listen there, as one line (exit code 69). */
export function listenError(error: unknown, host: string, port: number): UserError {
  const make = (what: string, mend: string): UserError => new UserError(what, { where: `${host}:${port}`, mend, exitCode: EXIT.unavailable, cause: error });
  const code = errorCode(error);
  switch (code) {
    case 'EADDRINUSE': return make('this port is in use', 'choose another, or end what listens there');
    case 'EACCES': return make('this port may not be used', 'choose one above 1023');
    case 'EADDRNOTAVAIL': case 'ENOTFOUND': case 'EAI_AGAIN': return make('this is no address of this machine', 'choose one of its own');
    default: return make(`it cannot listen there (${code === '' ? errorMessage(error) : code})`, 'choose another address and port');
  }
}

/** Others reach this address, and there is no token (exit code 78). `danger`: what they could do, such as "others could read what runs on this machine". */
export const openError = (danger: string, host: string, port: number): UserError =>
  new UserError(danger, { where: `${host}:${port}`, mend: 'set a token, or listen on 127.0.0.1', exitCode: EXIT.configuration });
