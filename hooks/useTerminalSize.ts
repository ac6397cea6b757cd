import { useWindowSize } from 'ink';

/** Columns and rows of the terminal; draws anew when it is resized. */
export function useTerminalSize(): { columns: number; rows: number } {
  const { columns, rows } = useWindowSize();
  return { columns, rows };
}
