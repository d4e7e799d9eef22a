import { HoneError } from '../../errors/hone-error';
import type { BoundingBox } from '../types';

/** An image as stored in a file, to be read as it is or on its head, or as 8-bit grey pixels, row by row. */
export type OcrImage = { file: Uint8Array; onItsHead?: boolean } | GreyImage;

export interface GreyImage {
  width: number;
  height: number;
  grey: Uint8Array;
}

export interface OcrWord {
  text: string;
  /** Pixels of the image. */
  bbox: BoundingBox;
  /** 0 to 1. */
  confidence: number;
}

export interface OcrLine {
  words: OcrWord[];
  bbox: BoundingBox;
  /** Number of the paragraph and block the engine put it in: lines of one paragraph follow one another. */
  paragraph: number;
}

export interface OcrPage {
  lines: OcrLine[];
  /** Mean over words, weighted by length; 0 when nothing was read. */
  confidence: number;
  /**
   * Given by an engine that finds lone figures and which way the page lies by itself, so that no second look is needed:
   * it made so many quarter turns to the right, and boxes are of the turned image.
   */
  settled?: { turns: number };
}

/** A page read with less confidence may lie on its side or be in another script; a photograph of print reads at 0.8 and more. */
export const doubtful = 0.7;

export interface OcrEngine {
  /**
   * `oneBlock`: rows from edge to edge, so that lone figures count, which are taken for dust where blocks are looked for.
   * Throws HoneError 'ocr/failed', 'ocr/no-paddle'.
   */
  recognize(image: OcrImage, oneBlock?: boolean): Promise<OcrPage>;
  close(): Promise<void>;
}

/** What is said of a picture that could not be read: the engine is missing, or it failed. */
export const ocrFailure = (error: unknown): 'ocr/failed' | 'ocr/no-paddle' =>
  error instanceof HoneError && error.code === 'ocr/no-paddle' ? error.code : 'ocr/failed';
