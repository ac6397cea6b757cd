import { EXIT, UserError } from '../model/errors.ts';
import type { Source, SourceOptions } from '../collectors/source.ts';
import type { SourceName } from './protocol.ts';

/** Opens the source of that name; each is loaded only when it is the one. */
export async function openSource(name: SourceName, options: SourceOptions): Promise<Source> {
  const chosen = name === 'auto' ? (process.platform === 'linux' ? 'linux' : 'portable') : name;
  if (chosen === 'portable') {
    const { PortableSource } = await import('../collectors/portable/portable-source.ts');
    return new PortableSource(options);
  }
  if (process.platform !== 'linux' && options.roots.proc === '/proc') {
    throw new UserError('this system has no Linux /proc', { mend: 'use --source portable', exitCode: EXIT.unavailable });
  }
  const { LinuxSource } = await import('../collectors/linux/linux-source.ts');
  return new LinuxSource(options);
}
