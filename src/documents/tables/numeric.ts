const figure = /^[^\p{L}]*\d[^\p{L}]*(?:%|[a-z]{1,2}|bn|mn|pt|kg|km)?[^\p{L}]*$/iu;
const blank = /^(?:[-–—―.*…]+|n\/?a|nil|none|\(?[A-Z]\)?)$/i;

/** A figure as tables have them: digits with signs, brackets, percent or a short unit; no words. */
export const isNumeric = (text: string): boolean => figure.test(text.trim());

/** What stands in place of a figure in several columns of a row, and in no heading. */
export const isNothing = (text: string): boolean => /^(?:[-–—―]+|n\/?a|nil|none)$/i.test(text.trim());

/** A figure, or what stands in place of one. */
export const isFigure = (text: string): boolean => isNumeric(text) || blank.test(text.trim());

/** A year or a span of years. */
export const isYear = (text: string): boolean => /^(?:19|20)\d\d(?:[-/–]\d{2,4})?$/.test(text.trim());
