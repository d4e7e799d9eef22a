import { HoneError } from '../../../errors/hone-error';
import type { PaddleFiles } from './models';

/** Whether setup brought the models. `folder`: their absolute address, with a closing slash. */
export async function hasPaddle(folder: string): Promise<boolean> {
  const response = await fetch(`${folder}files.json`).catch(() => null);
  // A server may answer with a page where there is no file.
  return response?.ok === true && /json/.test(response.headers.get('content-type') ?? '');
}

/** Throws 'ocr/no-paddle' where setup did not bring the models, or they cannot be reached. */
export async function fetchPaddle(folder: string): Promise<PaddleFiles> {
  const get = async (name: string) => {
    const response = await fetch(folder + name);
    if (!response.ok) throw new Error(`${folder}${name}: ${response.status}`);
    return response;
  };
  const bytes = async (name: string) => new Uint8Array(await (await get(name)).arrayBuffer());
  try {
    return {
      detection: await bytes('detection.onnx'),
      orientation: await bytes('orientation.onnx'),
      recognition: await bytes('recognition.onnx'),
      characters: await (await get('characters.txt')).text(),
    };
  } catch (error) {
    throw new HoneError('ocr/no-paddle', {}, { cause: error });
  }
}
