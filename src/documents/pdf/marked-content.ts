/** What is drawn between marks belongs to no tag but to the page's make-up: running heads, page numbers, lines. */
export const artifact = -1;

/** Which marked content is being drawn, as the operators open and close it. */
export class MarkedContent {
  private readonly open: (number | undefined)[] = [];

  /** Its number on the page (MCID), `artifact`, or undefined where nothing is said. */
  get current(): number | undefined {
    return this.open.at(-1);
  }

  /** `number`: MCID; anything else where there is none. What is not numbered belongs to what stands around it. */
  begin(tag: unknown, number: unknown, isPage: boolean): void {
    // Of a page with so many open marks nothing is believed.
    if (this.open.length > deepest) return;
    if (tag === 'Artifact') this.open.push(artifact);
    // Numbers within a form are the form's own.
    else if (isPage && typeof number === 'number') this.open.push(number);
    else this.open.push(this.current);
  }

  end(): void {
    this.open.pop();
  }
}

const deepest = 1000;
