import { Box, Text } from 'ink';
import { LEAST_COLUMNS, LEAST_ROWS } from '../sizes.ts';

/** In place of a screen that would be cut: what it has and what it needs. */
export function TooSmall({ columns, rows }: { readonly columns: number; readonly rows: number }): React.ReactNode {
  return (
    <Box width={columns} height={Math.max(1, rows - 1)} flexDirection="column" alignItems="center" justifyContent="center">
      <Text bold>too small</Text>
      <Text>{`have ${columns}x${rows}`}</Text>
      <Text>{`need ${LEAST_COLUMNS}x${LEAST_ROWS}`}</Text>
      <Text dimColor>q quits</Text>
      <Text> </Text>
    </Box>
  );
}
