import type { Chunk } from '../../documents/types';
import { HoneError } from '../../errors/hone-error';
import { QuestionFilter } from '../filters';
import { ruleLanguage, type RuleLanguage } from '../language';
import { seededRandom } from '../random';
import type { QuestionWriter } from '../writers/writer';
import { Corpus } from './corpus';
import { ruleQuestion } from './rule-question';

/** Chunks between two looks at whether the job was cancelled. */
const breath = 32;
const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/** One pair a chunk for at most `pairs` chunks, drawn by `seed`; each chunk's question depends on seed and chunk only. */
export const ruleWriter = (pairs: number, seed: number): QuestionWriter => ({
  async write(signal, chunks, done, { onWritten, onProgress }) {
    const languages = new Map<string, RuleLanguage>(
      chunks.map((chunk) => [chunk.id, ruleLanguage(chunk.text)]),
    );
    const languageOf = (chunk: Chunk): RuleLanguage => languages.get(chunk.id) ?? 'other';
    const corpora = Object.fromEntries(
      (['en', 'zh', 'other'] as const).map((language) => {
        const texts = chunks.filter((chunk) => languageOf(chunk) === language).map((chunk) => chunk.text);
        return [language, new Corpus(texts, language)];
      }),
    ) as Record<RuleLanguage, Corpus>;
    const filter = new QuestionFilter('rules');
    const order = seededRandom(`order ${seed}`).shuffle(chunks);
    let made = 0;
    for (const [index, chunk] of order.entries()) {
      if (index % breath === 0) await nextTask();
      if (signal.aborted) throw new HoneError('cancelled');
      if (made >= pairs) break;
      const random = seededRandom(`${seed} ${chunk.id}`);
      const language = languageOf(chunk);
      const question = ruleQuestion(chunk.text, language, corpora[language], random);
      const reason = question && filter.reason(question.text, chunk.text);
      if (question && !reason) made++;
      // A finished chunk is made again for the count and for what duplicates it, but not reported twice.
      if (!done.has(chunk.id)) {
        const questions = question ? [{ ...question, ...(reason ? { reason } : {}) }] : [];
        onWritten({ chunkId: chunk.id, questions });
      }
      onProgress({ done: index + 1, total: order.length });
    }
    onProgress({ done: order.length, total: order.length });
  },
});
