import { availableThreads } from '../../engine/ort';
import { Runtime } from '../../engine/runtime';
import type { Backend } from '../../engine/types';
import { asHoneError } from '../../errors/hone-error';
import type { OnProgress } from '../../errors/progress';
import type { EncoderModel } from '../../models/encoder-types';
import { probeGpu } from '../probe-gpu';
import { deviceInfo } from './device';
import {
  linearFit,
  median,
  modelInTraining,
  productShare,
  timeEncoding,
  timeLayer,
  timeStep,
  type Columns,
} from './measurements';
import { LONGEST_STEP, operationsOf, sizes, type Size } from './sizes';
import { madePairs, wordTokens } from './texts';
import type { DeviceInfo, RowKey, SpeedReport, SpeedRequest, SpeedRow, TimedStep } from './types';
import { miniLmConfig, youngWeights } from './young-model';

/** A model as rows need it. */
export interface MeasuredModel extends EncoderModel {
  name: string;
  encode: (text: string) => number[];
}

export interface SpeedListener {
  onDevice: (device: DeviceInfo) => void;
  onRow: (row: SpeedRow) => void;
  onProgress: OnProgress;
  /** Bytes of the whole tab, where the browser says; asked once while a full model is in training. */
  tabBytes: () => Promise<number | null>;
}

/** Rows that take long, each one part of the progress. */
const stages = ['train', 'linear', 'products', 'layer', 'encode'] as const satisfies RowKey[];

/**
 * Measures every backend asked for, row by row; a row that fails says why and the others go on. `loadModel` gives the model
 * for the full size; null: there is none here, and random weights take its place, which cost the same time.
 */
export async function measureSpeed(
  request: SpeedRequest,
  loadModel: () => Promise<MeasuredModel | null>,
  listener: SpeedListener,
): Promise<SpeedReport> {
  const threads = availableThreads(request.threads);
  const device = await deviceInfo(threads);
  listener.onDevice(device);
  const backends = request.backends.filter((backend) => backend === 'wasm' || device.gpu);
  const report: SpeedReport = {
    format: 'hone-speed-1',
    when: new Date().toISOString(),
    request,
    chosen: { sizes: {}, threads },
    weights: 'random',
    device,
    rows: [],
  };
  let full: MeasuredModel | undefined;
  for (const [place, backend] of backends.entries()) {
    const size = sizes[request.size === 'auto' ? await fittingSize(backend, threads, device) : request.size];
    report.chosen.sizes[backend] = size.name;
    if (size.name === 'full') full ??= (await loadModel()) ?? youngModel(size.layers);
    const model = size.name === 'full' ? full! : youngModel(size.layers);
    if (size.name === 'full') report.weights = model.name;
    let stage = place * stages.length;
    await new BackendRows(backend, threads, size, model, listener.tabBytes).run(
      (row) => {
        report.rows.push(row);
        listener.onRow(row);
      },
      (key) =>
        listener.onProgress({
          done: stage++,
          total: backends.length * stages.length,
          note: `${backend}/${key}`,
        }),
    );
  }
  return report;
}

/** The size whose training step takes some seconds at most. */
async function fittingSize(backend: Backend, threads: number, device: DeviceInfo): Promise<Size['name']> {
  const { layers, pairs } = sizes.full;
  const operations = operationsOf(layers, pairs * 66);
  if (backend === 'webgpu') {
    if (device.gpu?.fallback) return 'small';
    return operations / (await probeGpu()) <= LONGEST_STEP ? 'full' : 'small';
  }
  const { layer } = sizes.small;
  const seconds = median(await timeLayer({ backend, threads }, layer, 2));
  return (seconds * operations) / operationsOf(1, layer.texts * layer.length) <= LONGEST_STEP
    ? 'full'
    : 'small';
}

function youngModel(layers: number): MeasuredModel {
  const config = miniLmConfig(layers);
  const encode = (text: string): number[] => wordTokens(text, config.vocab_size);
  return { name: 'random', config, pooling: 'mean', weights: youngWeights(config), encode };
}

/** The rows of one backend. */
class BackendRows {
  private readonly options;

  constructor(
    private readonly backend: Backend,
    threads: number,
    private readonly size: Size,
    private readonly model: MeasuredModel,
    private readonly tabBytes: () => Promise<number | null>,
  ) {
    this.options = { backend, threads };
  }

  async run(give: (row: SpeedRow) => void, begin: (key: RowKey) => void): Promise<void> {
    const { backend, size, options, model } = this;
    const { layers, repeats } = size;
    const attempt = async (key: RowKey, work: () => Promise<void>): Promise<void> => {
      try {
        await work();
      } catch (error) {
        console.warn(`${backend}: ${key}`, error);
        const { code, parameters } = asHoneError(error);
        give({ key, backend, size: size.name, error: { code, parameters } });
      }
    };
    const row = { backend, size: size.name };
    await attempt('train', () => this.training(give, begin));
    begin('products');
    await attempt('products', async () => {
      const columns = this.columns(size.pairs);
      const found = await productShare(options, model, columns, repeats);
      if (found)
        give({ ...row, key: 'products', found: { ...found, layers, tokens: columns.flat(2).length } });
    });
    begin('layer');
    await attempt('layer', async () => {
      const seconds = await timeLayer(options, size.layer, repeats);
      give({ ...row, key: 'layer', found: { ...size.layer, seconds, median: median(seconds) } });
    });
    begin('encode');
    await attempt('encode', async () => {
      const texts = madePairs(size.encoded, size.longest).map(({ passage }) => passage);
      const { seconds } = await timeEncoding(options, model, model.encode, texts, repeats);
      const tokens = texts.reduce((sum, text) => sum + model.encode(text).length, 0);
      const textsPerSecond = texts.length / median(seconds);
      give({
        ...row,
        key: 'encode',
        found: { layers, texts: texts.length, tokens, seconds, textsPerSecond },
      });
    });
  }

  /** One model in training gives four rows. */
  private async training(give: (row: SpeedRow) => void, begin: (key: RowKey) => void): Promise<void> {
    const { backend, size } = this;
    const { layers, pairs, repeats } = size;
    const row = { backend, size: size.name };
    const runtime = await Runtime.create(this.options);
    const model = modelInTraining(runtime, this.model);
    try {
      begin('train');
      const columns = this.columns(pairs);
      await timeStep(model, columns);
      const before = runtime.bytesRead;
      const steps = await this.timed(repeats, () => timeStep(model, columns));
      const pairsPerSecond = pairs / median(steps.map(({ seconds }) => seconds));
      give({ ...row, key: 'train', found: { layers, pairs, steps, pairsPerSecond } });
      const bytesPerStep = (runtime.bytesRead - before) / repeats;
      if (backend === 'webgpu') give({ ...row, key: 'readBack', found: { bytesPerStep } });
      const tabBytes = size.name === 'full' ? this.tabBytes() : Promise.resolve(null);
      if (size.growing.length > 0) {
        begin('linear');
        const grown: TimedStep[] = [];
        for (const count of size.growing) {
          const batch = this.columns(count);
          // WebGPU compiles for new sizes.
          if (backend === 'webgpu') await timeStep(model, batch);
          const timed = await this.timed(repeats, () => timeStep(model, batch));
          const { tokens } = timed[0]!;
          grown.push({ tokens, seconds: median(timed.map(({ seconds }) => seconds)) });
        }
        give({ ...row, key: 'linear', found: { layers, steps: grown, ...linearFit(grown) } });
      }
      const tensorBytes = runtime.peakBytes;
      const memory = { tensorBytes, tabBytes: await tabBytes };
      if (memory.tensorBytes !== null || memory.tabBytes !== null)
        give({ ...row, key: 'memory', found: memory });
    } finally {
      await model.dispose();
    }
  }

  private async timed(repeats: number, step: () => Promise<TimedStep>): Promise<TimedStep[]> {
    const steps: TimedStep[] = [];
    for (let i = 0; i < repeats; i++) {
      const { seconds, tokens } = await step();
      steps.push({ seconds, tokens });
    }
    return steps;
  }

  private columns(count: number): Columns {
    const pairs = madePairs(count, this.size.longest);
    const { encode } = this.model;
    return [pairs.map(({ question }) => encode(question)), pairs.map(({ passage }) => encode(passage))];
  }
}
