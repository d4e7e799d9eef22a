import type { Draft } from '../../element';
import { attribute, type HtmlElement } from '../../html/html-tree';
import type { Cell } from '../../types';
import { all, below, runsText } from '../xml-tree';
import { numberText } from './number-text';

// A chart of more points is a measurement's curve.
const mostPoints = 5000;

/** A chart's title and the values it draws, a row for each category (ECMA-376 part 1, 21.2); names in lower case. */
export function chartDrafts(root: HtmlElement, page: number): Draft[] {
  const [chart] = all(root, 'c:chart');
  if (!chart) return [];
  const title = below(chart, 'c:title').map(titleText)[0] ?? '';
  const series = all(chart, 'c:ser').map((one) => ({
    name: below(one, 'c:tx').map(pointText).join(' '),
    categories: points(below(one, 'c:cat')[0] ?? below(one, 'c:xval')[0]),
    values: points(below(one, 'c:val')[0] ?? below(one, 'c:yval')[0]),
  }));
  const [axis = ''] = ['c:catax', 'c:dateax'].flatMap((name) =>
    all(chart, name).flatMap((one) => below(one, 'c:title').map(titleText)),
  );
  const caption: Draft[] = title ? [{ type: 'FigureCaption', text: title, page }] : [];
  const named = series.find(({ categories }) => categories.size > 0)?.categories ?? new Map<number, string>();
  const places = [...new Set(series.flatMap(({ values }) => [...values.keys()]))].sort((a, b) => a - b);
  if (places.length === 0 || places.length * series.length > mostPoints) return caption;
  const rows = [
    [axis, ...series.map(({ name }) => name)],
    ...places.map((at) => [
      named.get(at) ?? `${at + 1}`,
      ...series.map(({ values }) => values.get(at) ?? ''),
    ]),
  ];
  const cells = rows.flatMap((row, r) =>
    row.map((text, col): Cell => ({
      row: r,
      col,
      row_span: 1,
      col_span: 1,
      text,
      ...(r === 0 && { header: true }),
    })),
  );
  return [...caption, { type: 'Table', text: '', page, cells, headerRows: 1 }];
}

const titleText = (title: HtmlElement): string => runsText(title) || pointText(title);

const pointText = (node: HtmlElement): string =>
  all(node, 'c:v')
    .map((one) => (one.childNodes ?? []).map((text) => text.value ?? '').join(''))
    .join(' ')
    .trim();

/** By their places, as their format shows them. */
function points(source: HtmlElement | undefined): Map<number, string> {
  if (!source) return new Map();
  const format = all(source, 'c:formatcode').map((one) => one.childNodes?.[0]?.value)[0];
  const numeric = all(source, 'c:numcache').length > 0 || all(source, 'c:numlit').length > 0;
  return new Map(
    all(source, 'c:pt').map((point) => {
      const text = pointText(point);
      const shown =
        numeric && text !== '' && Number.isFinite(Number(text)) ? numberText(Number(text), format) : text;
      return [Number(attribute(point, 'idx')) || 0, shown];
    }),
  );
}
