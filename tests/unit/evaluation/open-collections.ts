import { readFileSync } from 'node:fs';
import Papa from 'papaparse';
import { readCranfield } from './cranfield';
import { sharedFile } from './shared-data';

/** A retrieval collection: passages' texts, questions' texts and each question's relevant passage positions. */
export interface Collection {
  passages: string[];
  questions: { text: string; relevant: Set<number> }[];
}

/** Every tenth row's question over all distinct passages; null where the data is absent. */
export function financialFilings(): Collection | null {
  const file = sharedFile('data/financial-qa-10k/Financial-QA-10k.csv');
  if (!file) return null;
  const { data } = Papa.parse<{ question: string; context: string }>(readFileSync(file, 'utf8'), {
    header: true,
    skipEmptyLines: true,
  });
  const rows = data.filter(({ question, context }) => question && context);
  const passages = [...new Set(rows.map(({ context }) => context))];
  const position = new Map(passages.map((text, at) => [text, at]));
  const questions = rows
    .filter((_, row) => row % 10 === 0)
    .map(({ question, context }) => ({ text: question, relevant: new Set([position.get(context)!]) }));
  return { passages, questions };
}

export function cranfield(): Collection | null {
  const [documents, queries, judgements] = ['cran.all.1400', 'cran.qry', 'cranqrel'].map((name) =>
    sharedFile(`data/cranfield/${name}`),
  );
  if (!documents || !queries || !judgements) return null;
  return readCranfield(
    readFileSync(documents, 'utf8'),
    readFileSync(queries, 'utf8'),
    readFileSync(judgements, 'utf8'),
  );
}

interface Squad {
  data: { paragraphs: { context: string; qas: { question: string }[] }[] }[];
}

export function chineseReading(): Collection | null {
  const file = sharedFile('data/cmrc2018/cmrc2018_dev.json');
  if (!file) return null;
  const { data } = JSON.parse(readFileSync(file, 'utf8')) as Squad;
  const paragraphs = data.flatMap((article) => article.paragraphs);
  return {
    passages: paragraphs.map(({ context }) => context),
    questions: paragraphs.flatMap(({ qas }, at) =>
      qas.map(({ question }) => ({ text: question, relevant: new Set([at]) })),
    ),
  };
}
