import { HoneError } from '../errors/hone-error';
import { adapterFolder } from '../bundle/adapter-folder';
import { modelFolder } from '../bundle/model-folder';
import { withPrompts } from '../models/prompts';
import { loadModel } from '../models/source';
import type { ModelReference } from '../models/types';
import { toLabelledExamples } from '../pairs/rows/row-sets';
import { toDevSet, toEvaluationSet, toTrainingExamples } from '../pairs/sets';
import { labelledDev, labelledTest, shapeOfRows, tripletDev, tripletTest } from '../project/labelled-sets';
import type { Workers } from '../project/workers';
import { shapeOf } from '../training/losses/fit';
import type { TrainingArguments, TrainJob, TrainProgress } from '../training/types';
import { evaluationSet } from './evaluation-set';
import type { Host } from './host';
import { chosenGuide, chosenModel, chosenRuntime } from './model';
import { evaluateRows } from './evaluate-rows';
import { joined } from './summary';
import { chosenArguments } from './loss-choice';
import { trainingData, type TrainingData } from './training-data';

/** DIR/model/, DIR/adapter/ where one was trained, DIR/log.jsonl and, where there are questions to test with, DIR/evaluation.json. */
export async function train(host: Host, workers: Workers): Promise<string[]> {
  const model = await chosenModel(host);
  const info = await workers.embed.call((worker, listen) =>
    worker.describe(
      model,
      listen(() => undefined),
    ),
  );
  const data = await trainingData(host);
  const examples =
    data.kind === 'pairs'
      ? toTrainingExamples(data.examples)
      : toLabelledExamples(data.rows, 'train', data.classes);
  if (examples.length === 0) throw new HoneError('training/no-examples');
  const shape = data.kind === 'pairs' ? shapeOf(examples) : shapeOfRows(data);
  const { settings, notes } = chosenArguments(host, info, shape, await chosenGuide(host));
  const base = withPrompts(model, settings.prompts);
  const given = await evaluationSet(host);
  const set = given ?? (data.kind === 'pairs' ? toEvaluationSet(data.examples, [], 'test') : null);
  const runtime = await chosenRuntime(host, workers);
  await host.write('log.jsonl', '');
  let logged: Promise<void> = Promise.resolve();
  let ended = false;
  const onProgress = (progress: TrainProgress) => {
    report(host, progress);
    // A message may come by its own channel after the result, with which the log is written anew.
    if (progress.type !== 'step' || ended) return;
    const { type: _type, totalSteps: _total, secondsLeft: _left, ...line } = progress;
    logged = logged.then(() => host.write('log.jsonl', `${JSON.stringify(line)}\n`, true));
  };
  const job = {
    runId: crypto.randomUUID(),
    model: base,
    examples,
    dev: devOf(data, settings),
    arguments: settings,
    runtime,
  };
  const result = await workers.train.call((worker, listen) => worker.train(job, listen(onProgress)));
  ended = true;
  await logged;
  const measure = result.dev[0]?.metric ?? 'nDCG@10';
  for (const { mix, ndcg } of result.mixes)
    host.say(`mix ${mix}  dev ${measure}  ${(ndcg[settings.metric_dim] ?? 0).toFixed(4)}`);
  if (result.problem) {
    const { code, parameters } = result.problem;
    host.say(
      `Stopped: ${code} ${JSON.stringify(parameters)}; what was kept until step ${result.step} is used`,
    );
  }
  await host.writeLines('log.jsonl', result.steps);
  workers.train.end();
  const tuned: ModelReference = { kind: 'tuned', base, checkpointId: result.checkpointId, mix: 1 };
  await writeModel(host, tuned, settings);
  for (const note of notes) host.say(`Warning: ${note}`);
  const dims = host.options.dims ?? settings.matryoshka_dims;
  const labelled = await evaluateRows(
    host,
    workers,
    data.kind === 'pairs' ? tripletTest(data.examples) : labelledTest(data, settings.loss),
    { base, tuned, dims, runtime },
  );
  const evaluation =
    set && set.queries.length > 0
      ? await workers.embed.call((worker, listen) =>
          worker.evaluate(base, tuned, set, dims, runtime, listen(host.progress('Evaluating'))),
        )
      : null;
  if (evaluation || labelled)
    await host.writeJson('evaluation.json', joined(evaluation, labelled ? [labelled] : []));
  else
    host.say(
      'Nothing to test with (--eval, or rows whose split is test and that an evaluator fits): evaluation.json is not written.',
    );
  return [];
}

/** What picks the checkpoint: triplets for a loss of triplets, else search; for rows with labels what fits the loss. */
function devOf(data: TrainingData, settings: TrainingArguments): TrainJob['dev'] {
  if (data.kind === 'labelled') return labelledDev(data, settings.loss);
  const triplets = settings.loss === 'TripletLoss' ? tripletDev(data.examples) : null;
  return triplets ?? toDevSet(data.examples, []);
}

/** The sentence-transformers folder, and the adapter where one was trained, as in the bundle. */
async function writeModel(host: Host, tuned: ModelReference, settings: TrainingArguments): Promise<void> {
  const served = new URL(import.meta.env.BASE_URL, location.origin).href;
  const loaded = await loadModel(tuned, { served });
  const write = async (folder: string, files: Map<string, Uint8Array>) => {
    for (const [path, bytes] of files)
      await host.write(`${folder}/${path}`, new Blob([bytes as Uint8Array<ArrayBuffer>]));
  };
  await write('model', modelFolder(loaded, loaded.weights));
  await write('adapter', adapterFolder(loaded, settings));
}

export function report(host: Host, progress: TrainProgress): void {
  switch (progress.type) {
    case 'start':
      return host.say(
        `Training ${progress.totalSteps} steps on ${progress.backend}, ${progress.threads} threads`,
      );
    case 'step': {
      const { step, totalSteps, loss, secondsLeft } = progress;
      return host.say(
        `step ${step}/${totalSteps}  loss ${loss.toFixed(4)}  ${Math.round(secondsLeft)} s left`,
      );
    }
    case 'dev': {
      const scores = Object.entries(progress.ndcg).map(
        ([dimension, score]) => `${dimension}: ${score.toFixed(4)}`,
      );
      return host.say(
        `epoch ${progress.epoch}  dev ${progress.metric ?? 'nDCG@10'}  ${scores.reverse().join('  ')}`,
      );
    }
    case 'device-lost':
      return host.say('The GPU device was lost: a new one goes on from the last checkpoint');
    case 'memory-short':
      return host.say(
        `Memory ran short at step ${progress.step}: repeated with micro-batches of ${progress.microBatchTokens} tokens`,
      );
    case 'warning':
      return host.say(`Warning: ${progress.code}`);
    case 'checkpoint':
    case 'paused':
      return;
  }
}
