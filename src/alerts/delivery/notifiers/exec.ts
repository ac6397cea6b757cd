import { exec as settings, type ExecSettings } from '../../../config/channels/exec.ts';
import { EXIT, UserError } from '../../../model/errors.ts';
import { concealer } from '../conceal.ts';
import { detailOf, notifierOf, STOPPED } from '../faults.ts';
import type { NotifierKind, NotifierServices, Outcome } from '../notifier.ts';
import { payloadOf } from '../payload.ts';
import { runProgram, type Ended } from '../run-program.ts';
import { TokenBucket } from '../token-bucket.ts';

const MINIMAL = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8' };

// sysexits(3): wrong usage, no permission, wrong configuration; and a shell's "cannot run it" and "not found".
const CONFIGURATION: ReadonlySet<number> = new Set([EXIT.usage, 77, EXIT.configuration, 126, 127]);

function outcomeOf(program: string, ended: Ended, seconds: number, conceal: (text: string) => string): Outcome {
  if (ended.how === 'none') return { result: 'failed', reason: 'configuration', detail: `${program} cannot be started${ended.code === '' ? '' : ` (${ended.code})`}` };
  const words = detailOf(conceal(ended.said));
  const said = words === '' ? '' : `: ${words}`;
  switch (ended.how) {
    case 'stopped':
      return STOPPED;
    case 'timeout':
      return { result: 'retry', detail: `${program} did not end within ${seconds} s${said}` };
    case 'signal':
      return { result: 'retry', detail: `${program} was ended by ${ended.name}${said}` };
    case 'exit':
      if (ended.code === EXIT.ok) return { result: 'delivered', detail: `${program} took it` };
      if (ended.code === EXIT.data) return { result: 'failed', reason: 'refused', detail: `${program} refused it (exit code ${ended.code})${said}` };
      return CONFIGURATION.has(ended.code)
        ? { result: 'failed', reason: 'configuration', detail: `${program} ended with ${ended.code}${said}` }
        : { result: 'retry', detail: `${program} ended with ${ended.code}${said}` };
  }
}

function make({ command, environment, timeout, rate }: ExecSettings, services: NotifierServices) {
  const variables = Object.entries(environment).map(([name, value]) => ({ name, value: typeof value === 'string' ? value : services.secret(value), isSecret: typeof value !== 'string' }));
  const broken = variables.find(({ value }) => value.includes('\0'));
  if (broken !== undefined) throw new UserError(`the variable ${broken.name} has a NUL character in it`, { mend: 'write text into it', exitCode: EXIT.configuration });
  const conceal = concealer(variables.filter(({ isSecret }) => isSecret).map(({ value }) => value));
  const bucket = new TokenBucket(rate);
  const [program = ''] = command;
  return notifierOf(async (notification, signal) => {
    const wait = bucket.take();
    if (wait > 0) return { result: 'retry', detail: `${program} was run as often as "rate" allows`, retryAfterMilliseconds: wait };
    const ended = await runProgram({
      command,
      environment: { ...MINIMAL, ...Object.fromEntries(variables.map(({ name, value }) => [name, value])) },
      input: payloadOf(notification),
      timeoutMilliseconds: timeout * 1000,
    }, signal);
    return outcomeOf(program, ended, timeout, conceal);
  });
}

/** A program that is given the JSON of payload.ts. Exit code 0: delivered; 65: refused; 64, 77, 78, 126, 127: a fault of the configuration; others: again later. */
export const exec: NotifierKind<ExecSettings> = { settings, rate: settings.shape.rate.parse(undefined), make };
