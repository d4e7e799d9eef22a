import type { BaseModelReference, LoadedModel, Prompts } from './types';

/** The same model under other prompts; null: its own. */
export function withPrompts(reference: BaseModelReference, prompts: Prompts | null): BaseModelReference {
  const { prompts: _others, ...plain } = reference;
  return prompts ? { ...plain, prompts } : plain;
}

/** A model as a reference wants it: its own prompts, or those that the reference says. */
export const asReferred = (model: LoadedModel, reference: BaseModelReference): LoadedModel => ({
  ...model,
  reference,
  prompts: reference.prompts ?? model.prompts,
});
