/** What is drawn between marks belongs to no tag but to the page's make-up: running heads, page numbers, lines. */
export const artifact = -1;

/** Which marked content is being drawn, as the operators open and close it. */
export class MarkedContent {
  private readonly open: (number | undefined)[] = [];
  /** How many were open when a layer began that is switched off; everything within it is not shown. */
  private hiddenFrom: number | null = null;

  /** `isShown`: of a layer (optional content), as its properties name it. */
  constructor(private readonly isShown: (layer: unknown) => boolean) {}

  get hidden(): boolean {
    return this.hiddenFrom !== null;
  }

  /** Its number on the page (MCID), `artifact`, or undefined where nothing is said. */
  get current(): number | undefined {
    return this.open.at(-1);
  }

  /** `number`: MCID, of 'OC' the layer, anything else where there is none. What is not numbered belongs to what stands around it. */
  begin(tag: unknown, number: unknown, isPage: boolean): void {
    // Of a page with so many open marks nothing is believed.
    if (this.open.length > deepest) return;
    if (tag === 'OC' && !this.hidden && !this.isShown(number)) this.hiddenFrom = this.open.length;
    if (tag === 'Artifact') this.open.push(artifact);
    // Numbers within a form are the form's own.
    else if (isPage && typeof number === 'number') this.open.push(number);
    else this.open.push(this.current);
  }

  end(): void {
    this.open.pop();
    if (this.hiddenFrom !== null && this.open.length <= this.hiddenFrom) this.hiddenFrom = null;
  }
}

const deepest = 1000;
