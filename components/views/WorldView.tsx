import { useState } from 'react';
import { displayWidth } from '../../src/model/text-width.ts';
import type { DrawMap } from '../charts/use-map.ts';
import { useMap } from '../charts/use-map.ts';
import type { Dashboard } from '../dashboard/dashboard.ts';
import type { TableModel } from '../table/table-model.ts';
import { areaLines } from '../widgets/areas.ts';
import { Lines } from '../widgets/Lines.tsx';
import { fitPainted, plain } from '../widgets/painted.ts';
import { worldMarks } from '../widgets/world-marks.ts';

/** More columns a row would stretch the world beyond recognition; what is left tells of its parts. */
const MOST_COLUMNS_A_ROW = 7;
const LEAST_SIDE = 38;
const MOST_SIDE = 60;

/** Keeps what was drawn for as long as the same is to be drawn. */
class Drawn {
  #key = '';
  #lines: readonly string[] = [];

  lines(key: string, draw: () => readonly string[]): readonly string[] {
    if (key !== this.#key) {
      this.#lines = draw();
      this.#key = key;
    }
    return this.#lines;
  }
}

/** The map of the world over the regions, its legend in the last line. */
export function WorldView({ dashboard, table, columns, rows }: { readonly dashboard: Dashboard; readonly table: TableModel; readonly columns: number; readonly rows: number }): React.ReactNode {
  const [drawn] = useState(() => new Drawn());
  const draw = useMap();
  return <Lines lines={worldLines(dashboard, table, columns, rows, draw, drawn)} />;
}

function worldLines({ paint, options }: Dashboard, table: TableModel, columns: number, rows: number, draw: DrawMap | 'loading' | 'failed', drawn: Drawn): readonly string[] {
  const { frame } = table;
  const words = draw === 'failed' ? 'The map cannot be drawn: blessed-contrib could not be loaded.' : '';
  if (frame === undefined || typeof draw === 'string') return Array.from({ length: rows }, (_, row) => fitPainted(row === 0 ? paint('dim', `  ${words}`) : '', columns));
  const height = rows - 1;
  const left = columns - height * MOST_COLUMNS_A_ROW;
  const side = left < LEAST_SIDE ? 0 : Math.min(MOST_SIDE, left);
  const { marks, legend } = worldMarks(frame, table.choices.sort.field, table.currentRow(), paint, options.thresholds);
  const landColor = paint.theme.looks.treeLine?.fg;
  const key = JSON.stringify([columns, height, landColor, marks]);
  const map = drawn.lines(key, () => draw({ width: columns - side, height, marks, landColor }));
  const areas = side === 0 ? [] : areaLines(frame, paint, side, height);
  return [...map.map((line, row) => line + (areas[row] ?? '')), fitPainted(legendLine(legend, columns), columns)];
}

/** As many parts as there is room for. */
function legendLine(parts: readonly string[], columns: number): string {
  let line = '';
  for (const part of parts) {
    const longer = `${line}${line === '' ? ' ' : '  '}${part}`;
    if (displayWidth(plain(longer)) > columns) return line;
    line = longer;
  }
  return line;
}
