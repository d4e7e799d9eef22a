import { expose } from 'comlink';
import { ndcgByDimension } from '../src/evaluation/dev-ndcg';
import { labelledByDimension } from '../src/evaluation/labelled-metrics';
import { createEmbedder } from '../src/models/embedder';
import { measureBackends } from '../src/training/measure-backends';
import { createTrainableModel } from '../src/training/step';
import { Trainer } from '../src/training/trainer';
import { loadFrom } from './model-source';
import { serveRuntime } from './serve-runtime';
import { carryErrors } from './transfer';
import type { TrainWorker } from './types';

carryErrors();
serveRuntime();

const trainer = new Trainer({
  loadModel: (reference) => loadFrom(reference),
  async createModel(model, loss, optimizer, dropout, runtime, trained) {
    const { backend, threads } = runtime;
    const settled = backend === 'auto' ? (await measureBackends(threads)).chosen : backend;
    return createTrainableModel(model, loss, optimizer, dropout, { backend: settled, threads }, trained);
  },
  createEmbedder,
  ndcg: ndcgByDimension,
  labelled: labelledByDimension,
});

expose({
  train: (job, onProgress) => trainer.train(job, onProgress),
  pause: () => trainer.pause(),
  resume: () => trainer.resume(),
  stop: () => trainer.stop(),
} satisfies TrainWorker);
