import type { BaseModelReference, LoadedModel } from '../models/types';

/** Where the base model can be had again, for the card and train.py. */
export interface BaseModel {
  name: string;
  /** Its repository on the Hugging Face Hub; null: it came from a folder of the person's own. */
  repository: string | null;
  revision: string | null;
  /** SPDX-like name as the Hub writes it; null: unknown. */
  licence: string | null;
}

/** Models that setup unpacks and the app serves itself. */
const servedModels: Record<string, { repository: string; licence: string }> = {
  'all-MiniLM-L6-v2': { repository: 'sentence-transformers/all-MiniLM-L6-v2', licence: 'apache-2.0' },
};

export function baseModel({ reference, name, files }: LoadedModel): BaseModel {
  const base: BaseModelReference = reference.kind === 'tuned' ? reference.base : reference;
  const licence = licenceOf(files.get('README.md'));
  switch (base.kind) {
    case 'hub':
      return { name, repository: base.repository, revision: base.revision, licence };
    case 'served': {
      const known = Object.hasOwn(servedModels, base.id) ? servedModels[base.id] : undefined;
      return {
        name,
        repository: known?.repository ?? null,
        revision: null,
        licence: licence ?? known?.licence ?? null,
      };
    }
    case 'folder':
      return { name, repository: null, revision: null, licence };
  }
}

/** 1 for the tuned weights themselves, 0.5 for the average with the base; null: the model is not tuned. */
export function mixOf({ reference }: LoadedModel): number | null {
  return reference.kind === 'tuned' ? reference.mix : null;
}

/** `license:` in the front matter of the model's own card. */
function licenceOf(card: Uint8Array | undefined): string | null {
  if (!card) return null;
  const frontMatter = /^---\r?\n([\s\S]*?)\r?\n---/.exec(new TextDecoder().decode(card))?.[1];
  return /^license:\s*["']?([a-z0-9][a-z0-9.-]*)["']?\s*$/m.exec(frontMatter ?? '')?.[1] ?? null;
}
