import { strToU8, zipSync } from 'fflate';

export const zip = (files: Record<string, string>): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));

const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A part that relates ids to others: [id, type, target], targets with a scheme lie outside. */
export const relations = (...targets: [id: string, type: string, target: string][]): string =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${targets
    .map(
      ([id, type, target]) =>
        `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"${/^\w+:/.test(target) ? ' TargetMode="External"' : ''}/>`,
    )
    .join('')}</Relationships>`;

export const types =
  '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>';

const names = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:r="${office}"`;

/** A Word file: its body, further parts under word/ by name, and what its main part relates to. */
export function word(
  body: string,
  parts: Record<string, string> = {},
  related: [id: string, type: string, target: string][] = [],
): Uint8Array {
  const named = Object.fromEntries(Object.entries(parts).map(([name, text]) => [`word/${name}`, text]));
  return zip({
    '[Content_Types].xml': types,
    '_rels/.rels': relations(['r1', 'officeDocument', 'word/document.xml']),
    'word/_rels/document.xml.rels': relations(
      ['rs', 'styles', 'styles.xml'],
      ['rn', 'numbering', 'numbering.xml'],
      ...related,
    ),
    'word/styles.xml': `<w:styles ${names}/>`,
    'word/numbering.xml': `<w:numbering ${names}/>`,
    ...named,
    'word/document.xml': `<w:document ${names} xmlns:wp="wp" xmlns:a="a" xmlns:c="c" xmlns:dgm="dgm" xmlns:wps="wps" xmlns:mc="mc" xmlns:v="v"><w:body>${body}</w:body></w:document>`,
  });
}

export const wordPart = (tag: string, content: string): string => `<w:${tag} ${names}>${content}</w:${tag}>`;

export const paragraph = (text: string, properties = ''): string =>
  `<w:p>${properties && `<w:pPr>${properties}</w:pPr>`}<w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;

/** A chart of two kilns over two months, by months. */
export const chart = `<c:chartSpace xmlns:c="c" xmlns:a="a"><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>Firings</a:t></a:r></a:p></c:rich></c:tx></c:title><c:plotArea><c:barChart>${[
  ['North', 0.5, 0.25],
  ['South', 0.125, 1],
]
  .map(
    ([name, first, second]) =>
      `<c:ser><c:tx><c:strRef><c:strCache><c:pt idx="0"><c:v>${name}</c:v></c:pt></c:strCache></c:strRef></c:tx><c:cat><c:strRef><c:strCache><c:pt idx="0"><c:v>May</c:v></c:pt><c:pt idx="1"><c:v>June</c:v></c:pt></c:strCache></c:strRef></c:cat><c:val><c:numRef><c:numCache><c:formatCode>0.0%</c:formatCode><c:pt idx="0"><c:v>${first}</c:v></c:pt><c:pt idx="1"><c:v>${second}</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser>`,
  )
  .join('')}</c:barChart></c:plotArea></c:chart></c:chartSpace>`;

/** A SmartArt graphic's data: Kilns over North and South. */
export const diagram = `<dgm:dataModel xmlns:dgm="dgm" xmlns:a="a"><dgm:ptLst><dgm:pt modelId="0" type="doc"/>${[
  'Kilns',
  'North',
  'South',
]
  .map(
    (text, i) =>
      `<dgm:pt modelId="${i + 1}"><dgm:t><a:p><a:r><a:t>${text}</a:t></a:r></a:p></dgm:t></dgm:pt>`,
  )
  .join(
    '',
  )}<dgm:pt modelId="9" type="pres"/></dgm:ptLst><dgm:cxnLst><dgm:cxn srcId="0" destId="1" srcOrd="0"/><dgm:cxn srcId="1" destId="3" srcOrd="1"/><dgm:cxn srcId="1" destId="2" srcOrd="0"/></dgm:cxnLst></dgm:dataModel>`;
