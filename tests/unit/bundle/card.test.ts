import { marked } from 'marked';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { modelCard } from '../../../src/bundle/model-card';
import { plain } from '../../../src/bundle/markdown';
import { readModelFolder } from '../../../src/models/folder';
import type { LoadedModel, ModelReference } from '../../../src/models/types';
import type { LabelledEvaluation } from '../../../src/evaluation/types';
import type { Row } from '../../../src/pairs/rows/row';
import type { ExampleSource } from '../../../src/pairs/types';
import { tinyFolder } from '../models/tiny-model';
import { contentsOf, evaluation, exampleOf, training } from './contents';

const served = { kind: 'served', id: 'all-MiniLM-L6-v2' } as const;
const tuned = (mix: number): ModelReference => ({ kind: 'tuned', base: served, checkpointId: 'k', mix });
const load = (reference: ModelReference): LoadedModel =>
  readModelFolder(tinyFolder(), reference, 'all-MiniLM-L6-v2');
const sources = (count: number, source: ExampleSource): ExampleSource[] =>
  Array.from({ length: count }, () => source);

describe('the model card', () => {
  let contents: Awaited<ReturnType<typeof contentsOf>>;
  beforeAll(async () => {
    contents = await contentsOf(load(tuned(1)), ['a pump', 'a valve']);
  });

  it('says that nothing is known where nothing was measured', () => {
    const card = modelCard(contents);
    expect(card).toContain('nothing is known about its quality');
    expect(card).not.toContain('mixture');
    expect(card).toMatch(
      /^---\n[\s\S]*license: "apache-2.0"\nbase_model: "sentence-transformers\/all-MiniLM-L6-v2"\n---\n/,
    );
  });

  it('calls figures on real questions quality, with the interval', async () => {
    const measured = await evaluation(sources(60, 'person'));
    const card = modelCard({ ...contents, evaluation: measured });
    const { mean, low, high } = measured.groups[0]!.difference![2]!;
    expect(card).toContain('finds passages better than the base model');
    expect(card).toContain('nDCG@10 on 60 real questions');
    expect(card).toContain(`+${mean.toFixed(3)} [+${low.toFixed(3)}, +${high.toFixed(3)}]`);
    expect(card).not.toContain('generated questions');
  });

  it('labels figures on generated questions as no quality', async () => {
    const card = modelCard({ ...contents, evaluation: await evaluation(sources(60, 'rules')) });
    expect(card).toContain('it is not known whether this model searches better or worse');
    expect(card).toContain('Fit to generated questions, not quality');
    expect(card).not.toContain('real questions (typed');
    const few = modelCard({ ...contents, evaluation: await evaluation(sources(20, 'import')) });
    expect(few).toContain('nothing can be concluded');
  });

  it('warns of questions made by rules exactly when the model was trained on them', () => {
    const rules = exampleOf(0, 'rules');
    const card = (examples: typeof contents.examples) =>
      modelCard({ ...contents, examples, training: training() });
    expect(card([rules])).toContain('Warning: trained on questions made by rules');
    expect(card([{ ...rules, split: 'test' }])).not.toContain('Warning');
    expect(card([{ ...rules, status: 'rejected' }])).not.toContain('Warning');
    expect(card([exampleOf(1, 'person')])).not.toContain('Warning');
  });

  it('says when the weights are a mixture, or not tuned at all', () => {
    expect(modelCard({ ...contents, loaded: load(tuned(0.5)) })).toContain(
      "0.5 of the base model's and 0.5 of the tuned",
    );
    expect(modelCard({ ...contents, loaded: load(served) })).toContain('**not tuned**');
  });

  it('tells how the checkpoint was reached', () => {
    const card = modelCard({ ...contents, training: training({ stopped: true }) });
    expect(card).toContain('stopped by hand; the checkpoint is of step 40 of 50');
    expect(card).toContain('dimensions 16 (weight 1), 8 (weight 1)');
  });
});

describe('text of a person in Markdown', () => {
  it('shows as it was typed and is never markup', () => {
    const nasty =
      '<img src=x onerror=alert(1)> [a](javascript:b) `c` **d** # e | f\n---\n&amp; https://evil.example';
    const html = marked.parse(`# ${plain(nasty)}\n\n| a |\n| --- |\n| ${plain(nasty)} |`, { async: false });
    expect(html).not.toMatch(/<(img|a|code|strong|em|hr)\b/);
    expect(html.match(/<td>/g)).toHaveLength(1);
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
  });

  it('comes back whole for any text', () => {
    const decode = (html: string): string =>
      html
        .replace(/&lt;/g, '<')
        .replace(/&gt;/g, '>')
        .replace(/&quot;/g, '"')
        .replace(/&#39;/g, "'")
        .replace(/&amp;/g, '&');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', minLength: 1 }), (text) => {
        const html = marked.parseInline(`x${plain(text)}x`, { async: false });
        expect(decode(html)).toBe(`x${text.trim()}x`);
      }),
    );
  });
});

describe('a model trained on rows with labels', () => {
  const row = (split: Row['split'], label: Row['label']): Row => ({
    id: split,
    texts: ['a [valve]', 'a pump'],
    label,
    writer: 'sts.csv',
    status: 'accepted',
    split,
    createdAt: 0,
  });
  const set = { texts: ['sentence1', 'sentence2'], label: 'score', same: null };
  const scored = [row('train', 0.5), row('train', 1), row('dev', 0.25), row('test', 0)];
  const metrics = (value: number) => ({ 16: { spearman_cosine: value }, 8: { spearman_cosine: value } });
  const measured: LabelledEvaluation = {
    kind: 'labelled',
    of: 'rows',
    metric: 'spearman_cosine',
    rows: 60,
    dimensions: [8, 16],
    metrics: { base: metrics(0.5), tuned: metrics(0.625) },
    difference: { 8: { mean: 0.125, low: 0.1, high: 0.2 }, 16: { mean: 0.125, low: 0.1, high: 0.2 } },
    verdict: 'better',
    seconds: 1,
    createdAt: 0,
  };

  it('says what the rows were, which metric chose and what held-out rows say, and nothing of search', async () => {
    const card = modelCard(
      await contentsOf(load(tuned(1)), [], {
        rows: { rows: scored, classes: null, named: false, setting: set },
        labelled: [measured],
        training: training({ dev: [{ step: 40, epoch: 1, ndcg: { 16: 0.5 }, metric: 'spearman_cosine' }] }),
      }),
    );
    expect(card).toContain('the texts sentence1, sentence2, with the number in score');
    expect(card).toContain('| rows | 2 | 1 | 1 |');
    expect(card).toContain('chosen by spearman_cosine on the dev split');
    expect(card).toContain('(EmbeddingSimilarityEvaluator) on 60 rows held out from training');
    expect(card).toContain('| 16 | 0.500 | 0.625 | +0.125 [+0.100, +0.200] |');
    expect(card).toContain('How well it searches was not measured by this.');
    expect(card).not.toContain('nDCG');
    expect(card).toContain('`rows.jsonl`');
  });

  it('says so where nothing was measured, and names the classes', async () => {
    const card = modelCard(
      await contentsOf(load(tuned(1)), [], {
        rows: {
          rows: [row('train', 'tea')],
          classes: ['ale', 'tea'],
          named: true,
          setting: { ...set, label: 'kind' },
        },
        training: training({ dev: [] }),
      }),
    );
    expect(card).toContain('one of the classes in kind (0 ale, 1 tea)');
    expect(card).toContain('**nothing is known about its quality.**');
  });
});
