import { ruleWriter } from './rules/rule-writer';
import type { WriterSettings } from './types';
import { geminiWriter } from './writers/gemini-writer';
import { openAiWriter } from './writers/openai-writer';
import type { QuestionWriter } from './writers/writer';

/** The writer that a person chose. */
export function writerFor(settings: WriterSettings): QuestionWriter {
  switch (settings.kind) {
    case 'rules':
      return ruleWriter(settings.pairs, settings.seed);
    case 'gemini':
      return geminiWriter(settings);
    case 'openai':
      return openAiWriter(settings);
  }
}
