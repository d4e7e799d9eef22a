import { cellRows, rowText } from '../element';
import { pageTables, type PageTable } from '../table-parts';
import type { Element, ReadDocument } from '../types';

interface DescribedElement extends Omit<Element, 'bbox'> {
  bbox: Element['bbox'] | null;
  continued?: true;
}

/**
 * A table has its `cells` (place, row_span, col_span, text) besides `rows`, in which covered positions are null. One that
 * goes on over pages is given as it stands on each, every part but the first marked as `continued`; with `whole` once, on
 * its first page, with the places of its `parts`.
 */
export const described = (
  file: string,
  { seconds, elements }: Pick<ReadDocument, 'seconds' | 'elements'>,
  whole = false,
) => ({
  file,
  seconds,
  elements: elements.flatMap((element): DescribedElement[] =>
    whole || !element.cells
      ? [{ ...element, bbox: element.bbox ?? null }]
      : pageTables(element).map((part, i) => describedTable(element, part, i > 0)),
  ),
});

function describedTable(
  { parts: _parts, ...element }: Element,
  { page, bbox, cells }: PageTable,
  continued: boolean,
): DescribedElement {
  const rows = cellRows(cells);
  const text = rows.map(rowText).join('\n');
  return { ...element, text, page, bbox: bbox ?? null, ...(continued && { continued }), rows, cells };
}

/** What `described` says of a document with its tables whole, as JSON, of elements that come in parts. */
export async function* describedJson(
  file: string,
  seconds: number,
  parts: AsyncIterable<Element[]>,
): AsyncGenerator<string> {
  yield `{\n "file": ${JSON.stringify(file)},\n "seconds": ${JSON.stringify(seconds)},\n "elements": [`;
  let any = false;
  for await (const elements of parts) {
    const told = described(file, { seconds, elements }, true).elements.map((element) =>
      // As deep as it stands; a text's own lines are written `\\n`.
      JSON.stringify(element, null, 1).replace(/^/gm, '  '),
    );
    if (told.length > 0) yield `${any ? ',' : ''}\n${told.join(',\n')}`;
    any ||= told.length > 0;
  }
  yield `${any ? '\n ' : ''}]\n}`;
}
