import type { BaseModelReference, LoadedModel, Prompts } from './types';

/** The same model under other prompts; null: its own. */
export function withPrompts(reference: BaseModelReference, prompts: Prompts | null): BaseModelReference {
  const { prompts: _others, ...plain } = reference;
  return prompts ? { ...plain, prompts } : plain;
}

/** How many tokens at the start of texts behind this prompt the pooling leaves out. */
export const promptTokens = (
  { tokenizer, includePrompt }: Pick<LoadedModel, 'tokenizer' | 'includePrompt'>,
  prompt: string,
  maxLength: number,
): number => (includePrompt || prompt === '' ? 0 : tokenizer.promptLength(prompt, maxLength));

/** A model as a reference wants it: its own prompts, or those that the reference says. */
export const asReferred = (model: LoadedModel, reference: BaseModelReference): LoadedModel => ({
  ...model,
  reference,
  prompts: reference.prompts ?? model.prompts,
});
