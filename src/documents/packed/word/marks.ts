import type { Draft } from '../../element';

// What mammoth does not know is written into the text between code points that are no characters (Unicode 23.7).
const formulaFrom = '\ufdd0';
const formulaTo = '\ufdd1';
const partFrom = '\ufdd2';
const partTo = '\ufdd3';
const pageEnd = '\ufdd4';
const whole = new RegExp(`^${formulaFrom}[^${formulaTo}]*${formulaTo}\\s*(?:\\(?[\\d.]+\\)?)?$`, 'u');
const between = new RegExp(`${formulaTo}\\s*${formulaFrom}`, 'gu');
const part = new RegExp(`${partFrom}([^${partTo}]*)${partTo}`, 'u');
const any = /[\ufdd0-\ufdd4]/gu;

export const formulaMark = (text: string): string => `${formulaFrom}${text}${formulaTo}`;
export const partMark = (id: string): string => `${partFrom}${id}${partTo}`;
export const pageMark = pageEnd;
/** A document's own text never has them. */
export const unmarked = (text: string): string => text.replace(any, '');

/** Drafts with what the marks stand for: formulas, the drafts of charts and diagrams by their ids, pages from 1. */
export function withoutMarks(
  drafts: readonly Draft[],
  partDrafts: (id: string) => Draft[],
): { drafts: Draft[]; pages: number } {
  let page = 1;
  const read = drafts.flatMap((draft): Draft[] => {
    const said = [draft.text, ...(draft.cells ?? []).map(({ text }) => text)].join('');
    if (!said.match(any)) return [{ ...draft, page }];
    const turns = said.split(pageEnd).length - 1;
    const begun = /^[\s\ufdd2\ufdd3]*\ufdd4/u.test(said) ? 1 : 0;
    const own = page + begun;
    page += turns;
    const pieces = draft.text.split(part);
    return pieces.flatMap((piece, i) => {
      if (i % 2 === 1) return partDrafts(piece).map((one) => ({ ...one, page: own }));
      return piece.trim() || draft.cells ? [cleaned({ ...draft, text: piece, page: own })] : [];
    });
  });
  return { drafts: read, pages: page };
}

function cleaned({ text: marked, cells, links, ...draft }: Draft): Draft {
  const text = marked.replace(between, '; ');
  const alone = draft.type === 'NarrativeText' && whole.test(text.trim());
  return {
    ...draft,
    ...(alone && { type: 'Formula' as const }),
    text: unmarked(text).trim(),
    ...(cells && { cells: cells.map((cell) => ({ ...cell, text: unmarked(cell.text).trim() })) }),
    ...(links && { links: links.map((link) => ({ ...link, text: unmarked(link.text) })) }),
  };
}
