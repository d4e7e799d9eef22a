import { hash } from '../element';
import { regionsOfRows } from '../table-parts';
import type { Chunk, ChunkingOptions, Element, ElementType, Region } from '../types';
import { contextLine, contextTokens } from './context-line';
import { splitTable } from './split-table';
import { splitText, type Count } from './split-text';

const leftOut: ReadonlySet<ElementType> = new Set(['Header', 'Footer', 'PageNumber']);

export interface ChunkSource {
  id: string;
  name: string;
  /** The same for every version of a document: an edited file keeps the ids of the chunks that it keeps. */
  identity: string;
  elements: readonly Element[];
  /** Put before the text where `context` is asked for. */
  title?: string;
}

/** A chunk in the making. */
interface Piece {
  text: string;
  tokens: number;
  elements: Element[];
  headings: string[];
  kind: Chunk['kind'];
  /** Those of a table that are in it. */
  rows?: { of: Element; from: number; to: number };
  /** Only titles and captions so far: what they introduce is still to come. */
  introduces: boolean;
}

/**
 * Chunks as unstructured's chunk_by_title makes them: a title opens a section, a section longer than the limit is cut
 * between elements, an element longer than the limit between sentences; small neighbouring sections are merged;
 * tables stand alone. `countAnew` gives tokens by the model's tokenizer without special ones.
 * Source: docs.unstructured.io/open-source/core-functionality/chunking
 */
export function chunkDocument(source: ChunkSource, options: ChunkingOptions, countAnew: Count): Chunk[] {
  const chunker = new Chunker(source, options, countAnew);
  return [...chunker.add(source.elements), ...chunker.finish()];
}

/** Chunks a document whose elements come in parts, each ending with a page: what is done is given back after each. */
export class Chunker {
  private readonly count: Count;
  private readonly sections: SectionBuilder;
  private readonly combined: Combiner;
  private done: Chunk[] = [];
  /** How often a text was there already, by its hash. */
  private readonly ordinals = new Map<string, number>();

  constructor(
    private readonly source: Omit<ChunkSource, 'elements'>,
    private readonly options: ChunkingOptions,
    countAnew: Count,
  ) {
    this.count = remembering(countAnew);
    const room = (headings: readonly string[]) =>
      options.maxTokens -
      (options.context ? contextTokens(this.place(headings), options.maxTokens, this.count) : 0);
    this.combined = new Combiner(options, this.count, room, (piece) => this.done.push(this.chunk(piece)));
    this.sections = new SectionBuilder(options, this.count, room, (piece) => this.combined.add(piece));
  }

  add(elements: readonly Element[]): Chunk[] {
    for (const element of captionsFirst(elements)) if (!leftOut.has(element.type)) this.sections.add(element);
    return this.taken();
  }

  finish(): Chunk[] {
    this.sections.close();
    this.combined.close();
    return this.taken();
  }

  private taken(): Chunk[] {
    const chunks = this.done;
    this.done = [];
    return chunks;
  }

  private place(headings: readonly string[]) {
    return { ...(this.source.title && { title: this.source.title }), headings };
  }

  private chunk(piece: Piece): Chunk {
    const { source, options, count } = this;
    const known = hash(piece.text);
    const ordinal = this.ordinals.get(known) ?? 0;
    this.ordinals.set(known, ordinal + 1);
    const context = options.context
      ? contextLine(piece.text, this.place(piece.headings), options.maxTokens, count)
      : '';
    const text = context ? `${context}\n\n${piece.text}` : piece.text;
    return {
      id: hash([source.identity, piece.text, ordinal].join('\u0000')),
      documentId: source.id,
      documentName: source.name,
      text,
      ...(context && { context }),
      headings: piece.headings,
      regions: piece.elements
        .flatMap((e) => (e.id === piece.rows?.of.id ? [] : placesOf(e)))
        .concat(rowPlaces(piece)),
      elementIds: piece.elements.map((e) => e.id),
      kind: piece.kind,
      tokens: context ? count(text) : piece.tokens,
    };
  }
}

/** So many characters a word has at most, and so many words are remembered. */
const longestWord = 32;
const mostWords = 100_000;

/** Where a text has to be cut between words, each is counted: mostly the same ones. */
function remembering(count: Count): Count {
  const known = new Map<string, number>();
  return (text) => {
    if (text.length > longestWord) return count(text);
    const tokens = known.get(text) ?? count(text);
    if (known.size < mostWords) known.set(text, tokens);
    return tokens;
  };
}

/** A table's caption below it is read before it. */
function captionsFirst(elements: readonly Element[]): Element[] {
  const ordered = [...elements];
  for (let i = 1; i < ordered.length; i++) {
    const [table, caption] = [ordered[i - 1]!, ordered[i]!];
    if (table.type === 'Table' && caption.type === 'FigureCaption' && caption.parentId === table.id)
      ordered.splice(i - 1, 2, caption, table);
  }
  return ordered;
}

class SectionBuilder {
  private current: Piece | null = null;
  private readonly path: { level: number; text: string }[] = [];

  constructor(
    private readonly options: ChunkingOptions,
    private readonly count: Count,
    /** Tokens for a text below these titles. */
    private readonly room: (headings: readonly string[]) => number,
    private readonly done: (piece: Piece) => void,
  ) {}

  add(element: Element): void {
    if (!this.options.multipage && this.current && pageOf(this.current) !== element.page) this.close();
    if (element.type === 'Title') this.title(element);
    else if (element.type === 'Table') this.table(element);
    else this.text(element);
  }

  private title(element: Element): void {
    // A title straight after a title goes on introducing.
    if (!this.current?.introduces) this.close();
    const level = element.level ?? 1;
    while (this.path.length > 0 && this.path[this.path.length - 1]!.level >= level) this.path.pop();
    this.path.push({ level, text: element.text });
    if (this.current) this.current.headings = this.headings();
    this.text(element);
  }

  private table(element: Element): void {
    let lead = '';
    let elements = [element];
    if (this.current?.introduces) {
      lead = this.current.text;
      elements = [...this.current.elements, element];
      this.current = null;
    } else this.close();
    const ends = this.options.multipage ? [] : (element.parts ?? []).map((part) => part.row);
    const room = this.room(this.headings());
    for (const { text, from, to } of splitTable(element, lead, room, this.count, ends)) {
      const tokens = this.count(text);
      this.done({
        text,
        tokens,
        elements,
        headings: this.headings(),
        kind: 'table',
        rows: { of: element, from, to },
        introduces: false,
      });
      elements = [element];
    }
  }

  private text(element: Element): void {
    const { softMaxTokens, overlapTokens } = this.options;
    const maxTokens = this.room(this.headings());
    const introduces = element.type === 'Title' || element.type === 'FigureCaption';
    const tokens = this.count(element.text);
    if (this.current) {
      const joined = join(this.current, element);
      const full = this.current.tokens >= softMaxTokens && !this.current.introduces;
      const total = full ? Infinity : this.count(joined);
      if (total <= maxTokens) {
        this.current.text = joined;
        this.current.tokens = total;
        this.current.elements.push(element);
        this.current.introduces &&= introduces;
        return;
      }
    }
    if (tokens <= maxTokens && !this.current?.introduces) {
      this.close();
      this.current = this.piece(element.text, tokens, [element], introduces);
      return;
    }
    // Too long for one chunk, or for the one its title stands in: the title goes with the first part.
    const before = this.current?.introduces ? this.current : null;
    if (!before) this.close();
    this.current = null;
    const whole = before ? join(before, element) : element.text;
    const parts = splitText(whole, maxTokens, overlapTokens, this.count);
    parts.forEach((part, i) => {
      const elements = i === 0 && before ? [...before.elements, element] : [element];
      const piece = this.piece(part, this.count(part), elements, introduces);
      if (i === parts.length - 1) this.current = piece;
      else this.done(piece);
    });
  }

  private piece(text: string, tokens: number, elements: Element[], introduces: boolean): Piece {
    return { text, tokens, elements, headings: this.headings(), kind: 'text', introduces };
  }

  private headings(): string[] {
    return this.path.map((h) => h.text);
  }

  close(): void {
    if (this.current) this.done(this.current);
    this.current = null;
  }
}

const placesOf = (element: Element): Region[] => regionsOfRows(element, 0, Infinity);

const rowPlaces = ({ rows }: Piece): Region[] => (rows ? regionsOfRows(rows.of, rows.from, rows.to) : []);

const pageOf = ({ elements }: Piece): number => elements[elements.length - 1]!.page;

function join(piece: Piece, element: Element): string {
  const last = piece.elements[piece.elements.length - 1]!;
  const list = last.type === 'ListItem' && element.type === 'ListItem';
  return piece.text + (list ? '\n' : '\n\n') + element.text;
}

/** A piece under the combining size takes up the next one when both fit; tables stay alone. */
class Combiner {
  private last: Piece | null = null;

  constructor(
    private readonly options: ChunkingOptions,
    private readonly count: Count,
    private readonly room: (headings: readonly string[]) => number,
    private readonly done: (piece: Piece) => void,
  ) {}

  add(piece: Piece): void {
    const both = this.last && this.joined(this.last, piece);
    if (!both) this.close();
    this.last = both ?? piece;
  }

  close(): void {
    if (this.last) this.done(this.last);
    this.last = null;
  }

  private joined(last: Piece, piece: Piece): Piece | null {
    const { multipage, combineUnderTokens } = this.options;
    if (last.kind === 'table' || piece.kind === 'table' || last.tokens >= combineUnderTokens) return null;
    if (!multipage && pageOf(last) !== piece.elements[0]!.page) return null;
    const text = `${last.text}\n\n${piece.text}`;
    const tokens = this.count(text);
    const headings = shared(last.headings, piece.headings);
    if (tokens > this.room(headings)) return null;
    const elements = [...last.elements, ...piece.elements.filter((e) => !last.elements.includes(e))];
    return { ...piece, text, tokens, elements, headings };
  }
}

/** The titles above both; where there are none, the first's. */
function shared(a: readonly string[], b: readonly string[]): string[] {
  let n = 0;
  while (n < a.length && n < b.length && a[n] === b[n]) n++;
  return a.slice(0, n || a.length);
}
