import { withPrompts } from '../models/prompts';
import type { BaseModelReference } from '../models/types';
import { acceptedRow, type Row } from '../pairs/rows/row';
import { seenRows, toLabelledExamples } from '../pairs/rows/row-sets';
import { pairTraps, rowTraps, type DataTrap } from '../pairs/rows/traps';
import { toDevSet, toEvaluationSet, toTrainingExamples } from '../pairs/sets';
import { isReal, type Example, type Split } from '../pairs/types';
import { fittingLosses, misfit, shapeOf, type DataShape } from '../training/losses/fit';
import { withEqualNegatives } from '../training/trainer-plan';
import type { TrainingArguments, TrainJob } from '../training/types';
import type { LabelledTestSet } from '../../workers/types';
import type { ProjectContext } from './context';
import { Comparing } from './comparing.svelte';
import type { ContextEffect, StepName, StepState } from './contract';
import { Documents } from './documents.svelte';
import { Evaluating, type Measured } from './evaluating.svelte';
import { Exchange } from './exchange';
import { fingerprint } from './hash';
import type { DatasetKind } from './labelled-contract';
import { labelledDev, labelledTest, shapeOfRows, tripletDev, tripletTest } from './labelled-sets';
import { Models } from './models.svelte';
import { Pairs } from './pairs.svelte';
import { Rows } from './rows.svelte';
import { runSample } from './sample';
import { stepStates } from './steps';
import { argumentsFor, withChange, withoutMisfit, withoutModelsOwn } from './training-arguments';
import { Training } from './training.svelte';
import { Writing } from './writing.svelte';

/** The parts of a project and what passes from one step to the next. Its methods throw; project.svelte.ts shows that. */
export class ProjectSteps {
  readonly documents: Documents;
  readonly pairs: Pairs;
  readonly rows: Rows;
  readonly writing: Writing;
  readonly exchange: Exchange;
  readonly models: Models;
  readonly training: Training;
  readonly evaluating: Evaluating;
  readonly comparing: Comparing;

  constructor(private readonly context: ProjectContext) {
    this.documents = new Documents(context);
    this.pairs = new Pairs(context, this.documents);
    this.rows = new Rows(context);
    this.models = new Models(context);
    this.writing = new Writing(context, this.documents, this.pairs, this.models);
    this.exchange = new Exchange(context, this.documents, this.pairs);
    this.training = new Training(context);
    this.evaluating = new Evaluating(context);
    this.comparing = new Comparing(context);
    this.documents.onCutAnew = (before, after) => this.pairs.follow(before, after);
  }

  readonly #accepted: readonly Example[] = $derived.by(() =>
    this.pairs.examples.filter(({ status }) => status === 'accepted'),
  );

  /** What is trained on: as chosen, else what there is. */
  readonly dataset: DatasetKind = $derived.by(() => {
    if (this.rows.rows.length === 0) return 'pairs';
    const chosen = this.context.record.current.dataset;
    return chosen ?? (this.pairs.examples.length === 0 ? 'rows' : 'pairs');
  });

  readonly traps: readonly DataTrap[] = $derived.by(() =>
    this.dataset === 'rows'
      ? rowTraps(this.rows.rows, this.trainingArguments.per_device_train_batch_size)
      : pairTraps(this.#accepted),
  );

  readonly #trainInput: string = $derived.by(() =>
    fingerprint([
      JSON.stringify(this.models.base),
      JSON.stringify(this.trainingArguments),
      ...(this.dataset === 'rows'
        ? [JSON.stringify(this.rows.data.classes), ...rowTexts(this.rows.rows, 'train', 'dev')]
        : this.#accepted
            .filter(({ split }) => split !== 'test')
            .flatMap(({ anchor, positive, negatives, split }) => [
              split,
              anchor,
              positive,
              ...(negatives ?? []),
            ])),
    ]),
  );

  /** The model to start from, under the prompts chosen. */
  readonly #base: BaseModelReference = $derived.by(() =>
    withPrompts(this.models.base, this.trainingArguments.prompts),
  );

  readonly measured: Measured = $derived.by(() => {
    const { tuned } = this.training;
    const base = this.#base;
    const input = fingerprint([JSON.stringify(base), JSON.stringify(tuned), this.documents.fingerprint]);
    return { base, tuned, chunks: this.documents.used, input };
  });

  readonly #evaluateInput: string = $derived.by(() =>
    fingerprint([
      this.measured.input,
      ...this.#accepted
        .filter(({ split }) => split === 'test')
        .flatMap(({ anchor, positive, negatives, source }) => [
          source,
          anchor,
          positive,
          ...(negatives ?? []),
        ]),
      ...rowTexts(this.rows.rows, 'train', 'test'),
    ]),
  );

  readonly trainingArguments: TrainingArguments = $derived.by(() =>
    argumentsFor(this.models.info, this.context.record.current.arguments, this.trainingShape),
  );

  /** Before there are pairs, as if they were plain ones. */
  readonly trainingShape: DataShape = $derived.by(() => {
    if (this.dataset === 'rows') return shapeOfRows(this.rows.data);
    const rows = withEqualNegatives(toTrainingExamples(this.#accepted));
    return shapeOf(rows.length > 0 ? rows : [{ anchor: '', positive: '' }]);
  });

  readonly states: Readonly<Record<StepName, StepState>> = $derived.by(() => {
    const { inputs, writing } = this.context.record.current;
    const { run } = this.training;
    // Until the model is read, its own defaults are not known, and nothing can be said to have changed.
    const { train, ...others } = inputs;
    const then = this.models.info && train !== undefined ? inputs : others;
    return stepStates({
      running: (...kinds) => this.context.jobs.isRunning(...kinds),
      documents: this.documents.entries.length,
      chunks: this.documents.used.length,
      acceptedPairs: this.#accepted.length,
      acceptedRows: this.rows.counts.accepted,
      orphanedPairs: this.pairs.orphans,
      writingUnfinished: writing !== undefined,
      trained: run?.result !== null && run?.result !== undefined,
      trainingUnfinished: run !== null,
      evaluated: this.evaluating.evaluation !== null || this.evaluating.labelled.length > 0,
      indexed: inputs.use !== undefined,
      now: {
        pairs: this.documents.fingerprint,
        train: this.#trainInput,
        evaluate: this.#evaluateInput,
        use: this.measured.input,
      },
      then,
    });
  });

  async load(): Promise<void> {
    await Promise.all([
      this.documents.load(),
      this.pairs.load(),
      this.rows.load(),
      this.training.load(),
      this.evaluating.load(),
      this.comparing.load(),
    ]);
    // Asked of the host, which may not answer: the project opens without it.
    void this.context.notices.attempt(() => this.models.offer());
  }

  /** What a closed tab left unfinished. */
  async goOn(): Promise<void> {
    const { context } = this;
    const unfinished = [
      () => this.models.load(),
      () => this.documents.readWaiting(),
      () => this.documents.chunkAll(),
      () => this.writing.goOn(),
      async () => {
        if (context.record.current.sampleUnfinished) await runSample(context, this);
      },
    ];
    for (const work of unfinished) if (!context.closed) await context.notices.attempt(work);
  }

  /** Ends the workers at work for this project. */
  end(): void {
    const { extract, write, train, embed } = this.context.workers;
    for (const worker of [extract, write, train, embed]) worker.end();
    this.training.end();
  }

  /** Another model cuts texts into other tokens, so the documents are chunked anew. */
  async chooseModel(reference: BaseModelReference): Promise<void> {
    await this.models.choose(reference);
    await this.context.record.change(({ arguments: changed }) => ({ arguments: withoutModelsOwn(changed) }));
    await this.documents.chunkAll();
  }

  async retryModel(): Promise<void> {
    await this.models.load();
    await this.documents.chunkAll();
  }

  async changeTrainingArguments(change: Partial<TrainingArguments>): Promise<void> {
    const plain = $state.snapshot(change) as Partial<TrainingArguments>;
    const { loss } = this.trainingArguments;
    await this.context.record.change(({ arguments: changed }) => ({
      arguments: withChange(this.models.info, changed, plain, loss),
    }));
  }

  async chooseDataset(dataset: DatasetKind): Promise<void> {
    await this.context.record.change({ dataset });
    await this.dropMisfit();
  }

  /** A loss that was chosen for other data gives way to the first that fits. */
  dropMisfit(): Promise<void> {
    return this.context.record.change(({ arguments: changed }) => ({
      arguments: withoutMisfit(changed, this.trainingShape),
    }));
  }

  async startTraining(): Promise<void> {
    // Documents may have come or gone since the pairs were last split.
    await this.pairs.splitAgain();
    const settings = this.trainingArguments;
    const error = misfit(settings.loss, this.trainingShape);
    const { data } = this.rows;
    const given =
      this.dataset === 'rows'
        ? {
            examples: toLabelledExamples(data.rows, 'train', data.classes),
            dev: labelledDev(data, settings.loss),
          }
        : { examples: toTrainingExamples(this.#accepted), dev: this.#devOfPairs(settings) };
    if (given.examples.length > 0 && error) throw error;
    const training = this.#accepted.filter(({ split }) => split === 'train');
    await this.training.start({
      job: { model: this.#base, ...given, arguments: settings },
      input: this.#trainInput,
      dataset: this.dataset,
      trainedOnRules: this.dataset === 'pairs' && training.some(({ source }) => source === 'rules'),
    });
  }

  /** Triplets for a loss of triplets, else search. */
  #devOfPairs({ loss }: TrainingArguments): TrainJob['dev'] {
    const triplets = loss === 'TripletLoss' ? tripletDev(this.#accepted) : null;
    return triplets ?? toDevSet(this.#accepted, this.documents.used);
  }

  /** On all real questions: nothing has been trained on them yet. */
  async advise(): Promise<void> {
    const real = this.#accepted.filter(isReal).map((example): Example => ({ ...example, split: 'test' }));
    await this.evaluating.advise(toEvaluationSet(real, this.documents.used, 'test'), this.#base);
  }

  readonly #compareInput: string = $derived.by(() => {
    const { context: _compared, ...cut } = this.documents.chunking;
    const { tuned } = this.training;
    return fingerprint([
      JSON.stringify([this.#base, tuned, cut]),
      ...this.documents.entries.map(({ id, corrections }) => `${id} ${corrections}`),
      ...this.#accepted.filter(({ split }) => split === 'dev').map(({ anchor, id }) => `${id} ${anchor}`),
    ]);
  });

  get contextEffect(): ContextEffect | null {
    return this.comparing.effect(this.#compareInput);
  }

  async compareContext(): Promise<void> {
    await this.comparing.compare({
      examples: this.#accepted,
      chunks: this.documents.chunks,
      cut: (context) => this.documents.cut(context),
      base: this.#base,
      tuned: this.training.tuned,
      input: this.#compareInput,
    });
  }

  async evaluate(): Promise<void> {
    const info = this.models.info ?? (await this.models.describe(this.models.base));
    // Pairs may have changed sides since the training: what was tuned on is never scored.
    const known = this.training.seen;
    const fresh = this.#accepted.filter(({ anchor, split }) => split !== 'test' || !known.has(anchor));
    await this.evaluating.evaluate(
      {
        search: toEvaluationSet(fresh, this.documents.used, 'test'),
        labelled: [this.#testRows(), tripletTest(fresh)].filter((set) => set !== null),
      },
      this.#base,
      this.training.tuned,
      info.dimensions,
      this.#evaluateInput,
    );
  }

  /** By the evaluator of the loss that was trained with, else of the first that fits. */
  #testRows(): LabelledTestSet | null {
    const { run } = this.training;
    const trained = run?.result && run.dataset === 'rows' ? run.arguments.loss : undefined;
    const [first] = fittingLosses(shapeOfRows(this.rows.data));
    const loss = trained ?? first;
    const isSeen = seenRows(this.training.seenExamples);
    const { data } = this.rows;
    const rows = data.rows.filter(({ split, texts }) => split !== 'test' || !isSeen(texts));
    return loss ? labelledTest({ ...data, rows }, loss) : null;
  }

  bundle(dimension: number): Promise<Blob> {
    const run = this.training.run;
    const { setting, data } = this.rows;
    const rows = run?.dataset === 'rows' && setting ? { ...data, setting } : null;
    return this.evaluating.bundle(dimension, this.measured, [...this.#accepted], rows, run?.result ?? null);
  }
}

/** What the rows of some sides say, for a fingerprint. */
const rowTexts = (rows: readonly Row[], ...sides: Split[]): string[] =>
  rows
    .filter((row) => acceptedRow(row) && sides.includes(row.split))
    .flatMap(({ split, texts, label }) => [split, ...texts, JSON.stringify(label)]);
