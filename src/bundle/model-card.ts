import { dimensionOf } from '../models/dense';
import type { Evaluation, EvaluationGroup, SystemName, Verdict } from '../evaluation/types';
import { baseModel, mixOf, type BaseModel } from './base-model';
import type { BundleContents } from './contents';
import { plain, table } from './markdown';
import { labelledQuality, triplets } from './labelled-quality';
import { trainingSection } from './training-section';

/**
 * README.md: what the model is, how it was made, what it scores on real questions and what nobody knows about it.
 * English, as model cards are. Only real questions are called quality.
 */
export function modelCard(contents: BundleContents): string {
  const base = baseModel(contents.loaded);
  return [
    frontMatter(base),
    `# ${plain(contents.projectName) || 'Untitled'}`,
    summary(contents, base),
    ...(contents.rows
      ? ['## Is it better?', ...labelledQuality(contents)]
      : ['## Does it answer better?', ...quality(contents.evaluation), ...triplets(contents)]),
    '## How it was made',
    ...trainingSection(contents),
    '## Use it',
    usage(contents),
    '## What is in this folder',
    files(contents),
    '## Licence and privacy',
    licence(base, contents.rows !== null),
  ]
    .join('\n\n')
    .concat('\n');
}

/** YAML; a JSON string is a YAML string. */
function frontMatter({ repository, licence }: BaseModel): string {
  const lines = [
    'library_name: sentence-transformers',
    'pipeline_tag: sentence-similarity',
    'tags: [sentence-transformers, feature-extraction, sentence-similarity]',
    ...(licence ? [`license: ${JSON.stringify(licence)}`] : []),
    ...(repository ? [`base_model: ${JSON.stringify(repository)}`] : []),
  ];
  return ['---', ...lines, '---'].join('\n');
}

function summary({ loaded, dimension, rows }: BundleContents, base: BaseModel): string {
  const { pooling, maxSeqLength, prompts } = loaded;
  const mix = mixOf(loaded);
  const origin = base.repository ? `${plain(base.name)} (${plain(base.repository)})` : plain(base.name);
  const kind =
    mix === null
      ? `This is ${origin}, **not tuned**.`
      : `This is ${origin}, tuned on one person's ${rows ? 'rows with labels' : 'documents'} with Hone, in a browser.`;
  const mixed =
    mix === null || mix === 1
      ? []
      : [
          `Its weights are a mixture: ${Number((1 - mix).toFixed(4))} of the base model's and ${mix} of the tuned ones'.`,
        ];
  const prompt = (kind: string, text: string) => (text ? `, before ${kind} it wants "${plain(text)}"` : '');
  return [
    kind,
    ...mixed,
    `It turns a text of up to ${maxSeqLength} tokens into a vector of length 1 with ${dimensionOf(loaded)} numbers ` +
      `(${pooling} pooling${prompt('a question', prompts.query)}${prompt('a passage', prompts.document)}); ` +
      `likeness is the cosine. \`chunks.jsonl\` holds vectors of ${dimension} numbers.`,
  ].join(' ');
}

const verdicts: Record<Verdict, string> = {
  better:
    'On real questions the tuned model finds passages better than the base model: the interval of the difference is above 0.',
  worse:
    'On real questions the tuned model finds passages **worse** than the base model: the interval of the difference is below 0.',
  'no-clear-difference':
    'On real questions no clear difference from the base model was found: the interval of the difference holds 0.',
  'too-few-questions':
    'There were fewer than 50 real questions, so **nothing can be concluded**; the figures are shown as they are.',
  'no-real-questions':
    'No real question was asked, so **it is not known whether this model searches better or worse** than its base.',
  'no-tuned-model': 'Only the base model was scored.',
};

function quality(evaluation: Evaluation | null): string[] {
  if (!evaluation)
    return ['It was not evaluated: **nothing is known about its quality on these documents.**'];
  const real = evaluation.groups.find(({ group }) => group === 'real');
  const generated = evaluation.groups.find(({ group }) => group === 'generated');
  return [
    verdicts[evaluation.verdict],
    ...(real
      ? [
          `nDCG@10 on ${real.questions} real questions (typed or imported by a person), held out from training; tuned - base with its 95% interval (paired bootstrap over questions, 10,000 draws):`,
          metricsTable(real),
        ]
      : []),
    ...(generated
      ? [
          `**Fit to generated questions, not quality.** ${generated.questions} held-out questions were made by a program from the passages themselves. In our tests such figures rose even where search on real questions got worse; they say nothing about quality:`,
          metricsTable(generated),
        ]
      : []),
    "BM25 is plain keyword search; fusion joins its list with the tuned model's by reciprocal ranks. All other metrics are in `metrics.json`.",
  ];
}

const columns: [SystemName, string][] = [
  ['base', 'base'],
  ['tuned', 'tuned'],
  ['bm25', 'BM25'],
  ['fusion_base', 'fusion (base)'],
  ['fusion_tuned', 'fusion (tuned)'],
];

function metricsTable({ dimensions, metrics, difference }: EvaluationGroup): string {
  const shown = columns.filter(([system]) => metrics[system]);
  const headings = [
    'dimension',
    ...shown.map(([, heading]) => heading),
    ...(difference ? ['tuned - base'] : []),
  ];
  const rows = [...dimensions]
    .sort((a, b) => b - a)
    .map((dimension) => {
      const change = difference?.[dimension];
      return [
        String(dimension),
        ...shown.map(([system]) => figure(metrics[system]?.[dimension]?.['ndcg@10'])),
        ...(change ? [`${signed(change.mean)} [${signed(change.low)}, ${signed(change.high)}]`] : []),
      ];
    });
  return table(headings, rows);
}

const figure = (value: number | undefined): string => (value === undefined ? '' : value.toFixed(3));
const signed = (value: number): string => (value > 0 ? '+' : '') + value.toFixed(3);

function usage({ loaded, dimension }: BundleContents): string {
  const { includePrompt } = loaded;
  const more = includePrompt
    ? ''
    : ', and `prompt_length` (int64, [texts]: how many tokens at the start are [CLS] and the prompt, 0 without one),';
  const truncated = dimension < dimensionOf(loaded) ? `, truncate_dim=${dimension}` : '';
  return [
    '```python',
    '# pip install sentence-transformers',
    'from sentence_transformers import SentenceTransformer',
    '',
    `model = SentenceTransformer("model"${truncated})`,
    'passages = model.encode_document(["a passage"], normalize_embeddings=True)',
    'questions = model.encode_query(["a question"], normalize_embeddings=True)',
    'print(questions @ passages.T)',
    '```',
    '',
    `Without Python's torch: \`onnx/model_pooled.onnx\` takes \`input_ids\` and \`attention_mask\` (int64, [texts, tokens])${more} and gives unit vectors; \`onnx/model.onnx\` takes ids and mask and gives the last hidden state, before pooling.`,
  ].join('\n');
}

function files({ dimension, training, loaded, rows }: BundleContents): string {
  const list: [string, string][] = [
    ['model/', 'the model as a sentence-transformers folder'],
    ...(loaded.adapters
      ? ([['adapter/', 'the adapter alone, as PEFT saves it; in model/ it is merged']] as [string, string][])
      : []),
    ['onnx/', 'the same weights as two ONNX files'],
    ['chunks.jsonl', `the passages, where they stand, and their vectors (${dimension} numbers, length 1)`],
    ...(rows
      ? ([['rows.jsonl', 'the accepted rows it was trained and tested on, under their own columns']] as [
          string,
          string,
        ][])
      : []),
    ['pairs.jsonl', 'the accepted question/passage pairs, who wrote each question, and its split'],
    ['metrics.json', 'every metric by system, dimension and source of question'],
    ...(training
      ? ([
          ['training/', "the log, a line a step, and the dev split's curve"],
          ['run.json, base.json, train.py', 'the same run with sentence-transformers'],
        ] as [string, string][])
      : []),
  ];
  return list.map(([name, what]) => `- \`${name}\`: ${what}`).join('\n');
}

function licence({ licence, name }: BaseModel, rows: boolean): string {
  const terms = licence
    ? `The base model's licence is ${plain(licence)}; it goes on applying to the tuned weights.`
    : `The licence of ${plain(name)} is not known here; look it up before passing the weights on.`;
  const held = rows
    ? '`chunks.jsonl`, `pairs.jsonl` and `rows.jsonl` hold texts of the documents and rows'
    : '`chunks.jsonl` and `pairs.jsonl` hold passages of the documents';
  return `${terms} ${held} it was tuned on: leave them out where those may not be passed on.`;
}
