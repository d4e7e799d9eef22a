/**
 * The glyphs drawn on a page so far by the letter and the cell of the page they stand in, so that one drawn again close by is
 * found. A page has thousands and each is asked for four times: numbers in typed arrays take a fraction of a Map's time.
 */
export class DrawnGlyphs<T> {
  /** Of each glyph, in the order drawn. */
  x = new Float64Array(2048);
  y = new Float64Array(2048);
  readonly of: T[] = [];
  private keys = new Int32Array(2048);
  /** The next glyph whose key has the same head; -1 at the end of a chain. */
  private next = new Int32Array(2048);
  private heads = new Int32Array(4096).fill(-1);

  /** The first glyph with this key, -1 where there is none. */
  first(key: number): number {
    return this.withKey(this.heads[this.headOf(key)]!, key);
  }

  /** The one with the same key that was drawn after it. */
  after(glyph: number): number {
    return this.withKey(this.next[glyph]!, this.keys[glyph]!);
  }

  /** `key`: 32 bits. */
  add(key: number, x: number, y: number, of: T): void {
    const glyph = this.of.length;
    if (glyph === this.keys.length) this.grow();
    this.keys[glyph] = key;
    this.x[glyph] = x;
    this.y[glyph] = y;
    this.of.push(of);
    this.chain(glyph);
  }

  private withKey(from: number, key: number): number {
    let glyph = from;
    while (glyph >= 0 && this.keys[glyph] !== key) glyph = this.next[glyph]!;
    return glyph;
  }

  /** Fibonacci hashing (Knuth, TAOCP 3, 6.4): all bits of a key count. */
  private headOf(key: number): number {
    return Math.imul(key, 0x9e3779b1) >>> (Math.clz32(this.heads.length) + 1);
  }

  private chain(glyph: number): void {
    this.next[glyph] = -1;
    const head = this.headOf(this.keys[glyph]!);
    let last = this.heads[head]!;
    if (last < 0) {
      this.heads[head] = glyph;
      return;
    }
    while (this.next[last]! >= 0) last = this.next[last]!;
    this.next[last] = glyph;
  }

  private grow(): void {
    const longer = <A extends Float64Array | Int32Array>(old: A, made: A): A => {
      made.set(old);
      return made;
    };
    const room = 2 * this.keys.length;
    this.x = longer(this.x, new Float64Array(room));
    this.y = longer(this.y, new Float64Array(room));
    this.keys = longer(this.keys, new Int32Array(room));
    this.next = new Int32Array(room);
    this.heads = new Int32Array(2 * room).fill(-1);
    for (let glyph = 0; glyph < this.of.length; glyph++) this.chain(glyph);
  }
}
