import { PassThrough, Writable } from 'node:stream';
import type { default as Blessed, Cell, Screen } from 'blessed';
import type { CanvasWidget, Context } from 'blessed-contrib/lib/widget/canvas.js';
import { withoutListeners } from './listeners.ts';

/** What a widget wrote, and where: in units of its canvas. */
export interface Written {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

export interface Picture {
  /** Cells by row, those of a widget drawn later overwrite them. */
  readonly rows: readonly (readonly Cell[])[];
  readonly written: readonly Written[];
}

interface Hung {
  readonly width: number;
  readonly height: number;
  readonly written: Written[];
}

/** One screen that is never shown, on which widgets are drawn one at a time. */
export class OffScreen {
  readonly #screen: Screen;
  readonly #hung = new Map<object, Hung>();

  constructor(blessed: typeof Blessed) {
    const output = new Writable({ write: (_chunk, _encoding, done) => done() });
    // 'xterm-256color' makes blessed complain on the terminal about a capability that it cannot read.
    this.#screen = withoutListeners(() => blessed.screen({ input: new PassThrough(), output, terminal: 'xterm', smartCSR: false, warnings: false }));
    this.#screen.draw = () => undefined;
    // Boxes over others look for it, and find it only after a first real drawing.
    this.#screen._borderStops = {};
  }

  /** `prepare` is given each canvas that the widget makes, once. */
  draw<Data, Options>(widget: CanvasWidget<Data, Options>, width: number, height: number, data: Data, prepare?: (context: Context) => void): Picture {
    const { written } = this.#hang(widget, width, height, prepare);
    written.length = 0;
    widget.setData(data);
    widget.render();
    return { rows: this.#screen.lines.slice(0, height), written };
  }

  /** A widget makes its canvas when it is put on a screen: it is put there anew whenever its size changes. */
  #hang<Data, Options>(widget: CanvasWidget<Data, Options>, width: number, height: number, prepare?: (context: Context) => void): Hung {
    const before = this.#hung.get(widget);
    if (before?.width === width && before.height === height) return before;
    const { program } = this.#screen;
    if (program.cols < width || program.rows < height) {
      program.cols = Math.max(program.cols, width);
      program.rows = Math.max(program.rows, height);
      this.#screen.alloc();
    }
    if (before !== undefined) this.#screen.remove(widget);
    widget.width = width;
    widget.height = height;
    this.#screen.append(widget);
    const hung: Hung = { width, height, written: [] };
    this.#hung.set(widget, hung);
    const { ctx } = widget;
    // Widgets clear pixel by pixel, which takes most of the time of a frame.
    ctx.clearRect = () => ctx._canvas.clear();
    // Text never gets into the library: it has no notion of wide characters.
    ctx.fillText = (text, x, y) => void hung.written.push({ text, x, y });
    prepare?.(ctx);
    return hung;
  }
}
