import { losses as messages } from '../app/i18n/en/losses';
import { parseArguments, type ModelLimits } from '../training/arguments';
import { lossChoice, warningsOf } from '../training/loss-arguments';
import { fittingLosses, misfit, type DataShape } from '../training/losses/fit';
import type { TrainingArguments } from '../training/types';
import type { BaseModelReference } from '../models/types';
import type { Host } from './host';

/**
 * The arguments of run.json; where it names no loss, the first that fits the rows. Says which losses fit and what they are for,
 * and the traps. Throws HoneError 'loss/...' where the loss named does not fit, and what parseArguments throws.
 */
export function chosenArguments(
  host: Host,
  limits: ModelLimits,
  shape: DataShape,
  guide: BaseModelReference | null,
): { settings: TrainingArguments; notes: string[] } {
  const told = host.options.arguments ?? {};
  const given = guide && typeof told === 'object' ? { ...told, guide } : told;
  const fitting = fittingLosses(shape);
  const named = typeof given === 'object' && given !== null && 'loss' in given;
  const [first] = fitting;
  const settings = parseArguments(named || !first ? given : { loss: first, ...given }, limits);
  const error = misfit(settings.loss, shape);
  if (fitting.length > 1 || error) {
    host.say(`Losses that fit these rows (${shape.texts} texts, labels: ${shape.label}):`);
    for (const loss of fitting) host.say(`  ${loss}: ${messages[loss]}`);
  }
  if (error) throw error;
  const { name, parameters } = lossChoice(settings, shape);
  host.say(`Loss: ${name} ${JSON.stringify(parameters)}${named ? '' : ' (run.json names none)'}`);
  const notes = warningsOf(settings).map((warning) => messages[warning]);
  for (const note of notes) host.say(`Warning: ${note}`);
  return { settings, notes };
}
