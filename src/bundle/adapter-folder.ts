import { possibleTargets } from '../models/lora';
import { writeSafetensors } from '../models/safetensors';
import type { LoadedModel, Weights } from '../models/types';
import { targetsOf } from '../training/trained-arguments';
import type { LoraArguments, TrainingArguments } from '../training/types';
import { baseModel } from './base-model';

/** What PEFT puts before every name: its wrapper's own attributes. */
const peftPrefix = 'base_model.model.';

/**
 * The adapter as PEFT saves it: `PeftModel.from_pretrained(AutoModel.from_pretrained(base), folder)` loads it, on the base
 * model's encoder. Nothing where none was trained. Of a mixture with the base the adapter is as strong as the mixture says.
 */
export function adapterFolder(
  loaded: LoadedModel,
  settings: Pick<TrainingArguments, 'lora' | 'freeze_layers'> | null,
): Map<string, Uint8Array> {
  const { adapters } = loaded;
  if (!settings?.lora || !adapters || adapters.size === 0) return new Map();
  const config = adapterConfig(loaded, adapters, settings.lora, settings.freeze_layers > 0);
  const named: Weights = new Map([...adapters].map(([name, tensor]) => [peftPrefix + name, tensor]));
  return new Map([
    ['adapter_config.json', new TextEncoder().encode(`${JSON.stringify(config, null, 2)}\n`)],
    ['adapter_model.safetensors', writeSafetensors(named)],
  ]);
}

/** LoraConfig's names; those left out have their defaults. */
function adapterConfig(
  loaded: LoadedModel,
  adapters: Weights,
  lora: LoraArguments,
  layersFrozen: boolean,
): object {
  const { name, repository, revision } = baseModel(loaded);
  const targets = targetsOf(lora, loaded.config);
  const modules = [...adapters.keys()].map((adapter) => adapter.replace(/\.lora_[AB]\.weight$/, ''));
  return {
    peft_type: 'LORA',
    task_type: 'FEATURE_EXTRACTION',
    base_model_name_or_path: repository ?? name,
    revision,
    inference_mode: true,
    r: lora.r,
    lora_alpha: lora.lora_alpha,
    lora_dropout: lora.lora_dropout,
    // Where layers are frozen, modules of the same names in them have no adapter: each is named in full.
    target_modules: layersFrozen
      ? [...new Set(modules)]
      : targets === 'all-linear'
        ? possibleTargets(loaded.config)
        : targets,
    bias: 'none',
    fan_in_fan_out: false,
    init_lora_weights: true,
    use_rslora: false,
    use_dora: false,
    modules_to_save: null,
  };
}
