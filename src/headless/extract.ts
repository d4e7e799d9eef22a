import { described } from '../documents/export/described';
import { tableFiles } from '../documents/export/tables';
import { uniqueName } from '../documents/export/unique-name';
import { hasChinese } from '../documents/text-language';
import { defaultChunking, type ReadDocument } from '../documents/types';
import { readingFailure } from '../documents/reading-failure';
import { languageOfFile } from '../documents/ocr/language-data';
import { HoneError } from '../errors/hone-error';
import { filesIn } from '../project/archives';
import { hashFile } from '../project/hash';
import { ocrLanguages } from '../project/language';
import { isPicture, picturesAtOnce } from '../project/pictures';
import type { Workers } from '../project/workers';
import { sentence } from './failure';
import type { Host } from './host';
import { chosenModel } from './model';

/**
 * DIR/<file>.json and its tables for each file, also of those in archives, DIR/chunks.jsonl for all. A file that cannot be
 * read stops no other; the command then fails at its end.
 */
export async function extract(host: Host, workers: Workers): Promise<string[]> {
  const failures: string[] = [];
  const documents: { id: string; name: string; identity: string; document: ReadDocument }[] = [];
  const names = new Set<string>();
  for (const input of host.inputs('language')) {
    const data = await (await host.read(input)).arrayBuffer();
    await workers.view.call((worker) =>
      worker.keepLanguage(languageOfFile(input.path) ?? '', input.path, data),
    );
  }
  const readOne = async (file: File): Promise<{ id: string; document: ReadDocument }> => {
    const { name } = file;
    const chinese = documents.some(({ document }) => hasChinese(document.elements));
    const languages =
      host.options.languages ?? ocrLanguages({ language: 'en', ocrLanguages: [] }, name, chinese);
    const id = await hashFile(file);
    const bytes = await file.arrayBuffer();
    const document = await workers.extract.call((worker, listen) =>
      worker.read(
        { name, bytes },
        { ocrLanguages: languages, ocrEngine: host.options.ocr },
        listen(host.progress(name)),
      ),
    );
    return { id, document };
  };
  const writeOne = async ({ name }: File, reading: ReturnType<typeof readOne>): Promise<void> => {
    try {
      const { id, document } = await reading;
      const identity = uniqueName(name, names);
      await host.writeJson(`${identity}.json`, described(name, document, host.options.wholeTables));
      for (const [path, content] of tableFiles(identity, document)) await host.write(path, content);
      if (!documents.some((other) => other.id === id)) documents.push({ id, name, identity, document });
    } catch (error) {
      failures.push(sentence(readingFailure(error, name)));
    }
  };
  // Pictures several at once, as many as there are cores for; what was read is written in the files' order.
  const underWay: { file: File; reading: ReturnType<typeof readOne> }[] = [];
  const atMost = async (left: number) => {
    for (let oldest = underWay[0]; oldest && underWay.length > left; oldest = underWay[0]) {
      await writeOne(oldest.file, oldest.reading);
      underWay.shift();
    }
  };
  for (const input of host.inputs('file')) {
    const file = new File([await host.read(input)], input.path);
    for await (const one of filesIn(file, workers.view)) {
      if (one instanceof HoneError) {
        failures.push(sentence(one));
        continue;
      }
      const pictures = isPicture({ name: one.name, mediaType: one.type });
      await atMost(pictures ? picturesAtOnce() - 1 : 0);
      const reading = readOne(one);
      // Awaited in its turn; until then a failure must not count as unhandled.
      reading.catch(() => undefined);
      underWay.push({ file: one, reading });
      if (!pictures) await atMost(0);
    }
  }
  await atMost(0);
  const model = await chosenModel(host);
  const { maxTokens = defaultChunking.maxTokens } = host.options;
  const options = {
    ...defaultChunking,
    maxTokens,
    softMaxTokens: Math.min(defaultChunking.softMaxTokens, maxTokens),
    combineUnderTokens: Math.min(defaultChunking.combineUnderTokens, maxTokens),
  };
  const chunks = await workers.view.call((worker) => worker.chunk(documents, model, options));
  await host.writeLines('chunks.jsonl', chunks);
  host.say(`${chunks.length} chunks from ${documents.length} files`);
  return failures;
}
