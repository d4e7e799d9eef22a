import type { Count } from './split-text';

const arrow = ' › ';
// A context that takes more of a chunk than this says less than what it displaces.
const largestShare = 0.25;

/** Where a text stands: its document's title and the titles above it, outermost first. */
export interface Place {
  title?: string;
  headings: readonly string[];
}

/** The outer titles are left out where the line would take more than a quarter of `max` tokens. */
function pathOf({ title, headings }: Place, max: number, count: Count): string[] {
  const all = [...(title ? [title] : []), ...headings].map((text) => text.replace(/\s+/g, ' ').trim());
  const path = all.filter((text, i) => text && text !== all[i - 1]);
  while (path.length > 0 && count(path.join(arrow)) > largestShare * max) path.shift();
  return path;
}

/** Tokens that a context takes of a chunk's `max`. */
export const contextTokens = (place: Place, max: number, count: Count): number =>
  count(pathOf(place, max, count).join(arrow));

/** The line of titles to stand above a text, empty where there is none: those that the text itself begins with are not said twice. */
export function contextLine(text: string, place: Place, max: number, count: Count): string {
  // The titles that open a section stand in its first chunk, each a paragraph of its own.
  const first = text.split('\n\n', 1)[0];
  const opening = place.headings.findIndex((heading) => heading === first);
  const path = pathOf(place, max, count);
  const above =
    opening < 0 ? path : path.slice(0, Math.max(0, path.length - place.headings.length + opening));
  const line = above.join(arrow);
  return line === first ? '' : line;
}
