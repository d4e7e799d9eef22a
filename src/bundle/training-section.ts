import type { ExampleSource } from '../pairs/types';
import { lossChoice } from '../training/loss-arguments';
import type { TrainingArguments, TrainResult } from '../training/types';
import { acceptedRow } from '../pairs/rows/row';
import { definitionOf } from '../training/losses/table';
import type { BundleContents, LabelledRowSet } from './contents';
import { plain, table } from './markdown';

const sourceNames: Record<ExampleSource, string> = {
  person: 'a person, typing',
  import: "an imported file of the person's own",
  model: 'a language model',
  rules: 'fixed rules',
};

/** Measured on six English collections; the wording is the app's own (writer/rules). */
const rulesWarning =
  "**Warning: trained on questions made by rules.** Practice questions were made from the documents' own words by fixed rules. " +
  'In our tests on six English collections, search on real questions got better on three (+0.02 to +0.05 nDCG@10), worse on two (-0.015) ' +
  'and did not change on one; with shortened vectors it got worse on three. A better score on generated questions means nothing: ' +
  'it rose even where real search got worse.';

/** The card's section on training: what questions or rows, what settings, how it ended. */
export function trainingSection(contents: BundleContents): string[] {
  const { examples, training, rows } = contents;
  if (!training) return ['It was not trained here.'];
  if (rows) return [...rowsText(rows), run(training)];
  const accepted = examples.filter(({ status }) => status === 'accepted');
  const count = (source: ExampleSource, split: string): number =>
    accepted.filter((example) => example.source === source && example.split === split).length;
  const sources = (Object.keys(sourceNames) as ExampleSource[]).filter((source) =>
    accepted.some((example) => example.source === source),
  );
  const models = new Set(
    accepted.flatMap(({ source, writer }) => (source === 'model' && writer ? [writer] : [])),
  );
  return [
    ...(count('rules', 'train') > 0 ? [rulesWarning] : []),
    table(
      ['questions written by', 'train', 'dev', 'test'],
      sources.map((source) => [
        sourceNames[source],
        ...['train', 'dev', 'test'].map((split) => String(count(source, split))),
      ]),
    ),
    ...(models.size > 0 ? [`Language models: ${[...models].map(plain).join(', ')}.`] : []),
    'Splits are by document (by section where there is only one), unless a person or an imported file chose otherwise.',
    run(training),
  ];
}

/** What the labels are, as the trainer took them. */
function labelText({ rows, setting, classes, named }: LabelledRowSet): string {
  const column = plain(setting.label);
  const [first] = rows;
  if (classes) {
    const names = classes.map((name, number) => `${number} ${plain(name)}`).join(', ');
    return named ? `one of the classes in ${column} (${names})` : `1 or 0 by ${column} (${names})`;
  }
  return typeof first?.label === 'object' ? `a teacher's scores in ${column}` : `the number in ${column}`;
}

function rowsText(set: LabelledRowSet): string[] {
  const rows = set.rows.filter(acceptedRow);
  const files = [...new Set(rows.flatMap(({ writer }) => writer ?? []))].map(plain);
  const columns = set.setting.texts.map(plain).join(', ');
  const counts = (['train', 'dev', 'test'] as const).map((side) =>
    String(rows.filter(({ split }) => split === side).length),
  );
  const given = rows.some(({ assigned }) => assigned !== undefined);
  return [
    `It was trained on rows of an imported file of the person's own (${files.join(', ')}): the texts ${columns}, with ${labelText(set)}.`,
    table(['', 'train', 'dev', 'test'], [['rows', ...counts]]),
    given
      ? 'Splits are as the file or the person said; rows without a side were divided so that no text is in two.'
      : 'Splits were drawn so that no text is in two, or no first text where too many rows share the others.',
  ];
}

function run({ arguments: settings, step, totalSteps, stopped, stoppedEarly, dev }: TrainResult): string {
  const dims = settings.matryoshka_dims.map(
    (dim, at) => `${dim} (weight ${settings.matryoshka_weights[at] ?? 1})`,
  );
  const end = stopped
    ? `It was stopped by hand; the checkpoint is of step ${step}`
    : stoppedEarly
      ? `It was stopped early, after ${settings.early_stopping_patience} dev evaluations without a better score; the checkpoint is of step ${step}`
      : `The checkpoint is of step ${step}`;
  const chosen =
    dev.length > 0
      ? `, chosen by ${dev[0]?.metric ?? 'nDCG@10'} on the dev split at dimension ${settings.metric_dim}`
      : '';
  return [
    definitionOf(settings.loss).matryoshka
      ? `${lossText(settings)} inside MatryoshkaLoss, dimensions ${dims.join(', ')}${layers(settings)};`
      : `${lossText(settings)};`,
    `AdamW, learning rate ${settings.learning_rate}, ${settings.lr_scheduler_type} schedule, warm-up ${settings.warmup_steps || settings.warmup_ratio},`,
    `batch ${settings.per_device_train_batch_size} (${settings.batch_sampler})${accumulated(settings)}, ${settings.num_train_epochs} epochs, seed ${settings.seed}.`,
    ...(settings.fp16 ? ['Matrix products in float16, by loss scaling.'] : []),
    ...trainedParts(settings),
    `${end} of ${totalSteps}${chosen}. Every argument is in \`run.json\`.`,
  ].join(' ');
}

function lossText(settings: TrainingArguments): string {
  const { name, parameters } = lossChoice(settings);
  const told = Object.entries(parameters).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  return told.length > 0 ? `${name} (${told.join(', ')})` : name;
}

function layers({ adaptive_layer: told }: TrainingArguments): string {
  if (!told) return '';
  const parameters = Object.entries(told).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  return `, inside AdaptiveLayerLoss (${parameters.join(', ')})`;
}

const accumulated = ({ gradient_accumulation_steps: batches }: TrainingArguments): string =>
  batches > 1 ? `, the mean gradient of ${batches} batches a step` : '';

/** What was trained, where it was not all of the model. */
function trainedParts({ lora, freeze_embeddings, freeze_layers }: TrainingArguments): string[] {
  const targets = Array.isArray(lora?.target_modules) ? lora.target_modules.map(plain).join(', ') : null;
  const frozen =
    freeze_layers > 0
      ? `The embeddings and the first ${freeze_layers} layers were frozen (and ran without dropout).`
      : freeze_embeddings
        ? 'The embeddings were frozen.'
        : null;
  return [
    ...(lora
      ? [
          `Only LoRA adapters were trained (rank ${lora.r}, alpha ${lora.lora_alpha}, dropout ${lora.lora_dropout}${targets ? `, on ${targets}` : ''}), and merged.`,
        ]
      : []),
    ...(frozen ? [frozen] : []),
  ];
}
