import type { InferenceSession, Tensor } from 'onnxruntime-web';
import { HoneError } from '../../../errors/hone-error';
import { loadOrt, type OrtModule } from '../../../engine/ort';

/** What PaddleOCR is made of: three ONNX models, and the characters of the third's classes, one a line. */
export interface PaddleFiles {
  detection: Uint8Array;
  orientation: Uint8Array;
  recognition: Uint8Array;
  characters: string;
}

/** A model that takes pictures and gives one tensor. */
export interface PictureModel {
  /** `pixels` [count, 3, height, width]. */
  run(pixels: Float32Array, shape: PictureShape): Promise<{ data: Float32Array; dims: readonly number[] }>;
  close(): Promise<void>;
}

export interface PictureShape {
  count: number;
  height: number;
  width: number;
}

export interface PaddleModels {
  detection: PictureModel;
  orientation: PictureModel;
  recognition: PictureModel;
  characters: readonly string[];
}

/** Throws 'ocr/failed' when onnxruntime cannot take the files. */
export async function loadModels(files: PaddleFiles, threads: number): Promise<PaddleModels> {
  try {
    const ort = await loadOrt('wasm', threads);
    return {
      detection: await loadModel(ort, files.detection),
      orientation: await loadModel(ort, files.orientation),
      recognition: await loadModel(ort, files.recognition),
      // The last class is the space, which the list of characters leaves out.
      characters: [...files.characters.split('\n'), ' '],
    };
  } catch (error) {
    throw new HoneError('ocr/failed', { file: '' }, { cause: error });
  }
}

async function loadModel(ort: OrtModule, bytes: Uint8Array): Promise<PictureModel> {
  const session = await ort.InferenceSession.create(bytes, {
    executionProviders: ['wasm'],
    // Threads that wait without spinning leave the cores to whatever else the tab does.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
    // Pictures of every size would each leave their own arena behind.
    enableCpuMemArena: false,
    enableMemPattern: false,
  });
  return {
    run: (pixels, shape) => runModel(ort, session, pixels, shape),
    close: () => session.release(),
  };
}

async function runModel(
  ort: OrtModule,
  session: InferenceSession,
  pixels: Float32Array,
  { count, height, width }: PictureShape,
): Promise<{ data: Float32Array; dims: readonly number[] }> {
  const input = new ort.Tensor('float32', pixels, [count, 3, height, width]);
  let output: Tensor | undefined;
  try {
    output = Object.values(await session.run({ [session.inputNames[0]!]: input }))[0] as Tensor;
    return { data: output.data as Float32Array, dims: output.dims };
  } finally {
    input.dispose();
    output?.dispose();
  }
}
