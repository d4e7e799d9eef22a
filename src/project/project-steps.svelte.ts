import { withPrompts } from '../models/prompts';
import type { BaseModelReference } from '../models/types';
import { toDevSet, toEvaluationSet, toTrainingExamples } from '../pairs/sets';
import { isReal, type Example } from '../pairs/types';
import { shapeOf, type DataShape } from '../training/losses/fit';
import { withEqualNegatives } from '../training/trainer-plan';
import type { TrainingArguments } from '../training/types';
import type { ProjectContext } from './context';
import type { StepName, StepState } from './contract';
import { Documents } from './documents.svelte';
import { Evaluating, type Measured } from './evaluating.svelte';
import { Exchange } from './exchange';
import { fingerprint } from './hash';
import { Models } from './models.svelte';
import { Pairs } from './pairs.svelte';
import { runSample } from './sample';
import { stepStates } from './steps';
import { argumentsFor, withChange, withoutModelsOwn } from './training-arguments';
import { Training } from './training.svelte';
import { Writing } from './writing.svelte';

/** The parts of a project and what passes from one step to the next. Its methods throw; project.svelte.ts shows that. */
export class ProjectSteps {
  readonly documents: Documents;
  readonly pairs: Pairs;
  readonly writing: Writing;
  readonly exchange: Exchange;
  readonly models: Models;
  readonly training: Training;
  readonly evaluating: Evaluating;

  constructor(private readonly context: ProjectContext) {
    this.documents = new Documents(context);
    this.pairs = new Pairs(context, this.documents);
    this.models = new Models(context);
    this.writing = new Writing(context, this.documents, this.pairs, this.models);
    this.exchange = new Exchange(context, this.documents, this.pairs);
    this.training = new Training(context);
    this.evaluating = new Evaluating(context);
  }

  readonly #accepted: readonly Example[] = $derived.by(() =>
    this.pairs.examples.filter(({ status }) => status === 'accepted'),
  );

  readonly #trainInput: string = $derived.by(() =>
    fingerprint([
      JSON.stringify(this.models.base),
      JSON.stringify(this.trainingArguments),
      ...this.#accepted
        .filter(({ split }) => split !== 'test')
        .flatMap(({ anchor, positive, negatives, split }) => [split, anchor, positive, ...(negatives ?? [])]),
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
        .flatMap(({ anchor, positive, source }) => [source, anchor, positive]),
    ]),
  );

  readonly trainingArguments: TrainingArguments = $derived.by(() =>
    argumentsFor(this.models.info, this.context.record.current.arguments),
  );

  /** Before there are pairs, as if they were plain ones. */
  readonly trainingShape: DataShape = $derived.by(() => {
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
      orphanedPairs: this.pairs.orphans,
      writingUnfinished: writing !== undefined,
      trained: run?.result !== null && run?.result !== undefined,
      trainingUnfinished: run !== null,
      evaluated: this.evaluating.evaluation !== null,
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
      this.training.load(),
      this.evaluating.load(),
      this.models.offer(),
    ]);
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
    await this.context.record.change(({ arguments: changed }) => ({
      arguments: withChange(this.models.info, changed, plain),
    }));
  }

  async startTraining(): Promise<void> {
    // Documents may have come or gone since the pairs were last split.
    await this.pairs.splitAgain();
    const training = this.#accepted.filter(({ split }) => split === 'train');
    await this.training.start({
      job: {
        model: this.#base,
        examples: toTrainingExamples(this.#accepted),
        dev: toDevSet(this.#accepted, this.documents.used),
        arguments: this.trainingArguments,
      },
      input: this.#trainInput,
      trainedOnRules: training.some(({ source }) => source === 'rules'),
    });
  }

  /** On all real questions: nothing has been trained on them yet. */
  async advise(): Promise<void> {
    const real = this.#accepted.filter(isReal).map((example): Example => ({ ...example, split: 'test' }));
    await this.evaluating.advise(toEvaluationSet(real, this.documents.used, 'test'), this.#base);
  }

  async evaluate(): Promise<void> {
    const info = this.models.info ?? (await this.models.describe(this.models.base));
    // Pairs may have changed sides since the training: what was tuned on is never scored.
    const known = this.training.seen;
    const fresh = this.#accepted.filter(({ anchor, split }) => split !== 'test' || !known.has(anchor));
    await this.evaluating.evaluate(
      toEvaluationSet(fresh, this.documents.used, 'test'),
      this.#base,
      this.training.tuned,
      info.dimensions,
      this.#evaluateInput,
    );
  }

  bundle(dimension: number): Promise<Blob> {
    const result = this.training.run?.result ?? null;
    return this.evaluating.bundle(dimension, this.measured, [...this.#accepted], result);
  }
}
