import type { Tag, Word } from '../pdf/page-content';
import type { UprightPage } from './upright';

// Of the letters of a document: more in headings, or in running heads, and these are tagged at random.
const mostHeadings = 0.3;
const mostMakeUp = 0.4;
// Letters of a heading.
const longestHeading = 200;
// Of paragraphs followed by one: more that go on in the midst of a sentence, and each line is tagged as a paragraph.
const mostBroken = 0.2;
// Letters. A paragraph that is longer is a page that one tag was laid over.
const longestBlock = 4000;
// Where headings' numbers tell of a step down or up, at least this share of the tags' levels go with it.
const agreeing = 0.7;

// Of these only what they are is known, not where a paragraph of theirs ends.
const open: ReadonlySet<Tag['kind']> = new Set(['head', 'cell', 'figure', 'artifact']);

/** Whether the tags say that two lines are of one paragraph; null where they say nothing. */
export function sameBlock(a: Tag | undefined, b: Tag | undefined): boolean | null {
  if (!a || !b || open.has(a.kind) || open.has(b.kind)) return null;
  if (a.block === b.block) return true;
  // A title, an address or a note may be a paragraph a line.
  return a.kind === b.kind && lined.has(a.kind) ? null : false;
}

const lined: ReadonlySet<Tag['kind']> = new Set(['text', 'note']);

interface Block {
  tag: Tag;
  letters: number;
  first: string;
  last: string;
}

/** The tagged blocks of a page in the file's order. */
function blocksOf(words: readonly Word[]): Block[] {
  const blocks = new Map<number, Block>();
  for (const { tag, text } of words) {
    if (!tag) continue;
    const block = blocks.get(tag.block);
    if (!block) blocks.set(tag.block, { tag, letters: text.length, first: text, last: text });
    else {
      block.letters += text.length;
      block.last = text;
    }
  }
  return [...blocks.values()].sort((a, b) => a.tag.block - b.tag.block);
}

/** Pages without those tags that what stands on the pages speaks against. */
export function believed(pages: readonly UprightPage[]): UprightPage[] {
  const tagged = pages.map(({ words }) => blocksOf(words));
  const all = tagged.flat();
  if (all.length === 0) return [...pages];
  const lettersOf = (kind: Tag['kind']) =>
    all.reduce((sum, { tag, letters }) => sum + (tag.kind === kind ? letters : 0), 0);
  const letters = all.reduce((sum, block) => sum + block.letters, 0);
  const refused = new Set<Tag['kind']>();
  if (lettersOf('heading') > mostHeadings * letters) refused.add('heading');
  if (lettersOf('artifact') > mostMakeUp * letters) refused.add('artifact');
  if (areLines(tagged)) refused.add('text');
  return pages.map((page, i) => {
    const doubtful = new Set(
      tagged[i]!.flatMap(({ tag, letters: own }) => {
        const longest = tag.kind === 'heading' ? longestHeading : longestBlock;
        return refused.has(tag.kind) || own > longest ? [tag.block] : [];
      }),
    );
    if (doubtful.size === 0) return page;
    return { ...page, words: page.words.map((word) => without(word, doubtful)) };
  });
}

function without(word: Word, doubtful: ReadonlySet<number>): Word {
  if (!word.tag || !doubtful.has(word.tag.block)) return word;
  const { tag: _doubted, ...rest } = word;
  return rest;
}

/** Every line is tagged as a paragraph: many end, and begin, in the midst of a sentence. */
function areLines(tagged: readonly Block[][]): boolean {
  let [pairs, broken] = [0, 0];
  for (const blocks of tagged) {
    const paragraphs = blocks.filter(({ tag }) => tag.kind === 'text');
    for (let i = 1; i < paragraphs.length; i++) {
      pairs++;
      if (/[\p{L},-]$/u.test(paragraphs[i - 1]!.last) && /^\p{Ll}/u.test(paragraphs[i]!.first)) broken++;
    }
  }
  return broken > mostBroken * pairs;
}

/** How many of a table's leading rows are tagged as headings; null where its rows are not those of the tags, or none is. */
export function taggedHeads(words: Iterable<Word>, rows: number): number | null {
  const heads = new Map<number, boolean>();
  for (const { tag } of words) {
    if (!tag?.row) continue;
    heads.set(tag.row, tag.kind === 'head' && heads.get(tag.row) !== false);
  }
  const inOrder = [...heads].sort((a, b) => a[0] - b[0]).map(([, isHead]) => isHead);
  const first = inOrder.indexOf(false);
  return inOrder.length === rows && first > 0 ? first : null;
}

/**
 * The tagged levels whose headings look as such: set no larger than those of the level above. `style`: twice the size
 * in half points, and 1 where bold.
 */
export function likelyLevels(headings: readonly { level: number; style: number }[]): Set<number> {
  const likely = new Set<number>();
  let above = Infinity;
  for (let level = 1; level <= 6; level++) {
    const styles = headings.flatMap((h) => (h.level === level ? [h.style] : [])).sort((a, b) => a - b);
    const style = styles[styles.length >> 1];
    if (style === undefined || style > above + 1) continue;
    likely.add(level);
    above = style;
  }
  return likely;
}

/** Levels of numbered headings that step down and up as their numbers do; `depth` 0: not numbered. */
export function levelsAgree(headings: readonly { depth: number; level: number }[]): boolean {
  const numbered = headings.filter(({ depth }) => depth > 0);
  let [steps, agree] = [0, 0];
  for (let i = 1; i < numbered.length; i++) {
    const deeper = Math.sign(numbered[i]!.depth - numbered[i - 1]!.depth);
    if (deeper === 0) continue;
    steps++;
    if (Math.sign(numbered[i]!.level - numbered[i - 1]!.level) === deeper) agree++;
  }
  return agree >= agreeing * steps;
}
