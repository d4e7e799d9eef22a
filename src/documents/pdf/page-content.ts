import type { Box } from '../layout/box';
import type { WrittenPicture } from './glance-pictures';
import type { PageLink } from './page-links';

/** What a page draws, in points from the top left of the page as shown. */
export interface Word extends Box {
  text: string;
  baseline: number;
  /** Font size as shown, in points. */
  size: number;
  bold: boolean;
  italic: boolean;
  /** Written in white: it stands on something dark. */
  light?: boolean;
  /** In a font that its name says is of fixed pitch. */
  mono?: boolean;
  /** The font's id within the document. */
  font: string;
  /** Direction of reading: 0 right, 1 down, 2 left, 3 up; -1 oblique. */
  turn: number;
  /** Of a tagged PDF: the number of its marked content. */
  mark?: number;
  /** Of a tagged PDF: what it says this is. */
  tag?: Tag;
}

/** What a tagged PDF says of a piece of text. */
export interface Tag {
  kind:
    | 'heading'
    | 'text'
    | 'item'
    | 'caption'
    | 'note'
    | 'formula'
    | 'contents'
    | 'head'
    | 'cell'
    | 'figure'
    | 'artifact';
  /** A heading's from 1, an item's depth from 1; 0 where the file does not say. */
  level: number;
  /** Which heading, paragraph, item or cell of its page. */
  block: number;
  /** Of a table's cell: which row of its page. */
  row?: number;
}

/** A straight line, drawn or a thin filled box. Horizontal: y is `at`, x from `from` to `to`; vertical the other way round. */
export interface Rule {
  horizontal: boolean;
  at: number;
  from: number;
  to: number;
  thickness: number;
}

export interface PageContent {
  width: number;
  height: number;
  words: Word[];
  rules: Rule[];
  /** Filled areas that are not white: table cells are often told apart by these alone. */
  fills: Box[];
  /** Around what is drawn with slants and bends: circles, arrows, curves. */
  shapes?: readonly Box[];
  /** Where pictures may stand that were left out: what was drawn there is not known. */
  pictures?: readonly Box[];
  /** Of the others, those that look written. */
  written?: readonly WrittenPicture[];
  /** Most of its text is in bitmap fonts, whose codes may be no letters. */
  bitmaps?: true;
  /** Places that lead elsewhere. */
  links?: readonly PageLink[];
}

export type Matrix = readonly [number, number, number, number, number, number];

/** The matrix that applies `b` first, then `a` (PDF's b × a). */
export const multiply = (a: Matrix, b: Matrix): Matrix => [
  a[0] * b[0] + a[2] * b[1],
  a[1] * b[0] + a[3] * b[1],
  a[0] * b[2] + a[2] * b[3],
  a[1] * b[2] + a[3] * b[3],
  a[0] * b[4] + a[2] * b[5] + a[4],
  a[1] * b[4] + a[3] * b[5] + a[5],
];

export const identity: Matrix = [1, 0, 0, 1, 0, 0];
