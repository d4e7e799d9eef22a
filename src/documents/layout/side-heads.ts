import { makeLine, type Line } from './line';

// In em: from a heading in the margin to the text at least, and how exactly its lines begin at one place.
const gap = 0.8;
const inset = 4;
const exact = 0.3;
// Of the lines of the text: so many begin at its edge, and stand beside a heading at most.
const atEdge = 0.4;
const mostHeads = 0.3;
const fewestLines = 6;
// Lines of text for each heading: fewer, and they are terms with their meanings.
const fewestEach = 3;

/**
 * Lines in reading order, those cut in which a heading in the margin stands before a line of the text: bold words left of
 * the edge at which the text begins. A heading of several lines is read whole, before the text beside it.
 */
export function partSideHeads(lines: Line[]): Line[] {
  if (lines.length < fewestLines) return lines;
  const edge = edgeOf(lines);
  if (edge === null) return lines;
  const cuts = lines.map((line) => cutAt(line, edge));
  const heads = cuts.filter((cut) => cut > 0).length;
  const beside = cuts.filter((cut, i) => cut > 0 && cut < lines[i]!.words.length).length;
  const runs = cuts.filter((cut, i) => cut > 0 && !(cuts[i - 1]! > 0)).length;
  if (beside === 0 || heads > mostHeads * lines.length || lines.length < fewestEach * runs) return lines;
  const parted: Line[] = [];
  let text: Line[] = [];
  lines.forEach((line, i) => {
    const cut = cuts[i]!;
    if (cut === 0) {
      parted.push(...text, line);
      text = [];
      return;
    }
    const head = makeLine(line.words.slice(0, cut));
    parted.push({ ...head, text: head.text, reach: edge - gap * line.size });
    if (cut < line.words.length) text.push(makeLine(line.words.slice(cut)));
  });
  return [...parted, ...text];
}

/** Where most lines of the text begin, those with something in the margin before them included; null where nothing stands left of it. */
function edgeOf(lines: readonly Line[]): number | null {
  const begins = new Map<number, number>();
  for (const { x0 } of lines) begins.set(Math.round(x0), (begins.get(Math.round(x0)) ?? 0) + 1);
  const [edge, count] = [...begins].reduce((best, next) => (next[1] > best[1] ? next : best));
  const left = Math.min(...lines.map(({ x0 }) => x0));
  return count >= atEdge * lines.length && edge - left > inset * lines[0]!.size ? edge : null;
}

/** How many of the line's first words are a heading in the margin. */
function cutAt({ words, size, x0 }: Line, edge: number): number {
  if (x0 > edge - inset * size) return 0;
  const at = words.findIndex((w) => w.x1 > edge);
  const cut = at < 0 ? words.length : at;
  if (cut === 0 || words.slice(0, cut).some((w) => !w.bold)) return 0;
  if (at < 0) return words.at(-1)!.x1 < edge - gap * size ? cut : 0;
  const text = words[at]!;
  if (Math.abs(text.x0 - edge) > exact * size || text.x0 - words[at - 1]!.x1 < gap * size) return 0;
  return cut;
}
