import { Text } from 'ink';
import { GAP } from '../terminal/screen.ts';

/** Lines that are painted and fitted already. */
export function Lines({ lines }: { readonly lines: readonly string[] }): React.ReactNode {
  return <Text wrap="truncate">{lines.map((line) => (line === '' ? ' ' : line)).join('\n')}</Text>;
}

/** Where the table's own rows go. */
export function Gap({ rows }: { readonly rows: number }): React.ReactNode {
  return <Text>{Array.from({ length: Math.max(1, rows) }, () => GAP).join('\n')}</Text>;
}
