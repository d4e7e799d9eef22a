import type { Prompts } from '../../models/types';

/** What widespread models were trained with; null: what the model's folder says. */
export const promptPresets = {
  own: null,
  none: { query: '', document: '' },
  e5: { query: 'query: ', document: 'passage: ' },
  bge: { query: 'Represent this sentence for searching relevant passages: ', document: '' },
} satisfies Record<string, Prompts | null>;

export type PresetName = keyof typeof promptPresets;

/** null: prompts of the person's own. */
export function presetOf(prompts: Prompts | null): PresetName | null {
  const names = Object.keys(promptPresets) as PresetName[];
  const same = (preset: Prompts | null) =>
    preset === null
      ? prompts === null
      : prompts !== null && preset.query === prompts.query && preset.document === prompts.document;
  return names.find((name) => same(promptPresets[name])) ?? null;
}
