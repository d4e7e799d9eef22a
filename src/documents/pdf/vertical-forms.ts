/** Marks as they are drawn in columns that read down (U+FE10-FE19, U+FE30-FE48), each before the one of running text. */
const pairs =
  '︐， ︑、 ︒。 ︓： ︔； ︕！ ︖？ ︗〖 ︘〗 ︙… ︱— ︵（ ︶） ︷｛ ︸｝ ︹〔 ︺〕 ︻【 ︼】 ︽《 ︾》 ︿〈 ﹀〉 ﹁「 ﹂」 ﹃『 ﹄』 ﹇［ ﹈］';

const marks = new Map(pairs.split(' ').map((pair) => [pair[0]!, pair[1]!]));

export const plainMarks = (text: string): string =>
  text.replace(/[\uFE10-\uFE48]/g, (mark) => marks.get(mark) ?? mark);
