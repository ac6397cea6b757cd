import { createContext, useContext } from 'react';
import { Text } from 'ink';
import { GAP } from '../terminal/screen.ts';

/** Who keeps painted lines while Ink lays out a character for each; without it Ink gets the lines themselves. */
export const HolderContext = createContext<{ hold(text: string): string } | undefined>(undefined);

/** Lines that are painted and fitted already. */
export function Lines({ lines }: { readonly lines: readonly string[] }): React.ReactNode {
  const holder = useContext(HolderContext);
  return <Text wrap="truncate">{lines.map((line) => (line === '' ? ' ' : (holder?.hold(line) ?? line))).join('\n')}</Text>;
}

/** Where the table's own rows go: one line for all of them, or `rows` lines where something stands beside. */
export function Gap({ rows = 1 }: { readonly rows?: number }): React.ReactNode {
  return <Text>{rows === 1 ? GAP : Array.from({ length: rows }, () => GAP).join('\n')}</Text>;
}
