import { siameseMetrics } from '../../training/losses/contrastive';
import { directions, hardnessModes } from '../../training/losses/multiple-negatives-ranking';
import { distanceMatrices } from '../../training/losses/similarity';
import { definitionOf, type LossName } from '../../training/losses/table';
import { tripletMetrics } from '../../training/losses/triplet';

/** How a parameter of a loss's constructor is chosen. */
export type ParameterField =
  | { kind: 'number' }
  /** May be left out (null). */
  | { kind: 'optional' }
  | { kind: 'boolean' }
  | { kind: 'choice'; choices: readonly string[]; none: boolean }
  /** One or more of them; `always` is one of them in any case. */
  | { kind: 'several'; choices: readonly string[]; always: string };

export interface NamedParameter {
  /** sentence-transformers' own. */
  name: ParameterName;
  value: unknown;
  field: ParameterField;
}

const number: ParameterField = { kind: 'number' };
const optional: ParameterField = { kind: 'optional' };
const boolean: ParameterField = { kind: 'boolean' };
const choice = (choices: readonly string[], none = false): ParameterField => ({
  kind: 'choice',
  choices,
  none,
});

/** Parameters by name, alike for all losses that have them but for what distance_metric chooses from. */
const fields = {
  triplet_margin: number,
  margin: number,
  positive_margin: number,
  negative_margin: number,
  hardness_strength: number,
  temperature: number,
  student_temperature: optional,
  teacher_temperature: optional,
  size_average: boolean,
  contrast_anchors: boolean,
  contrast_positives: boolean,
  concatenation_sent_rep: boolean,
  concatenation_sent_difference: boolean,
  concatenation_sent_multiplication: boolean,
  distance_metric: choice([]),
  directions: { kind: 'several', choices: directions, always: 'query_to_doc' },
  partition_mode: choice(['joint', 'per_direction']),
  hardness_mode: choice(hardnessModes, true),
  margin_strategy: choice(['absolute', 'relative']),
} satisfies Record<string, ParameterField>;

export type ParameterName = keyof typeof fields;

const metricsOf = (loss: LossName): readonly string[] => {
  if (loss === 'TripletLoss') return tripletMetrics;
  return loss.startsWith('Batch') ? Object.keys(distanceMatrices) : siameseMetrics;
};

/** Chosen elsewhere (`scale` stands among the settings of batches) or by the data (`num_labels`). */
const elsewhere = ['scale', 'num_labels'];

const isNamed = (name: string): name is ParameterName => Object.hasOwn(fields, name);

/** The parameters of a loss that a person chooses, as they are now. */
export function parametersOf(loss: LossName, chosen: Readonly<Record<string, unknown>>): NamedParameter[] {
  return Object.entries({ ...definitionOf(loss).defaults, ...chosen }).flatMap(([name, value]) => {
    if (elsewhere.includes(name) || !isNamed(name)) return [];
    const field = name === 'distance_metric' ? choice(metricsOf(loss)) : fields[name];
    return [{ name, value, field }];
  });
}

/** What choices are called in words (lossParameters in i18n). */
export const choiceWords = [
  'cosine',
  'euclidean',
  'manhattan',
  'query_to_doc',
  'query_to_query',
  'doc_to_query',
  'doc_to_doc',
  'joint',
  'per_direction',
  'in_batch_negatives',
  'hard_negatives',
  'all_negatives',
  'absolute',
  'relative',
] as const;
export type ChoiceWord = (typeof choiceWords)[number];

/** 'TripletDistanceMetric.COSINE' and 'cosine_distance' are both 'cosine': one word for one thing. */
export function wordOf(choice: string): ChoiceWord | null {
  const plain = choice
    .replace(/^.*\./, '')
    .toLowerCase()
    .replace(/_distance$/, '');
  return choiceWords.find((word) => word === plain) ?? null;
}
