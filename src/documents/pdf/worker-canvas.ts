import { HoneError } from '../../errors/hone-error';

interface Drawing {
  canvas: OffscreenCanvas | null;
  context: OffscreenCanvasRenderingContext2D | null;
}

/**
 * Canvases for what pdf.js draws apart and then lays on the page: scaled pictures, masks, patterns, groups.
 * Its own factory asks a document for them, and a worker has none. The methods are those of its BaseCanvasFactory.
 */
export class WorkerCanvasFactory {
  create(width: number, height: number): Drawing {
    const canvas = new OffscreenCanvas(width, height);
    return { canvas, context: contextOf(canvas) };
  }

  getNoAlphaContext(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
    return contextOf(canvas, false);
  }

  reset({ canvas }: Drawing, width: number, height: number): void {
    if (!canvas) return;
    canvas.width = width;
    canvas.height = height;
  }

  destroy(drawing: Drawing): void {
    this.reset(drawing, 0, 0);
    drawing.canvas = null;
    drawing.context = null;
  }
}

function contextOf(canvas: OffscreenCanvas, alpha = true): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext('2d', { alpha, willReadFrequently: true });
  if (!context) throw new HoneError('engine/out-of-memory');
  return context;
}

const noFilter = () => 'none';

/** No filters, which pdf.js writes into a document as SVG: where one is 'none' it goes through the pixels itself. */
export class WorkerFilterFactory {
  addFilter = noFilter;
  addHCMFilter = noFilter;
  addAlphaFilter = noFilter;
  addLuminosityFilter = noFilter;
  addKnockoutFilter = noFilter;
  addHighlightHCMFilter = noFilter;
  addSelectionHCMFilter = noFilter;
  addSelectionFilter = noFilter;
  createSelectionStyle = () => null;
  destroy = () => undefined;
}
