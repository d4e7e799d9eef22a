/** A character that was read: where along the line, 0 to 1, and how sure. */
export interface ReadCharacter {
  text: string;
  at: number;
  confidence: number;
}

/**
 * What a line says: the best class of each step, repetitions and blanks left out (Graves et al. 2006, best path decoding).
 *
 * `scores` [steps, classes], probabilities; class 0 is the blank, class i the character i - 1. A character stands where
 * its best step does.
 */
export function decode(
  scores: Float32Array,
  { steps, classes }: { steps: number; classes: number },
  characters: readonly string[],
): ReadCharacter[] {
  const read: ReadCharacter[] = [];
  let last = 0;
  for (let step = 0; step < steps; step++) {
    const from = step * classes;
    let best = 0;
    for (let i = 1; i < classes; i++) if (scores[from + i]! > scores[from + best]!) best = i;
    const confidence = scores[from + best]!;
    const at = (step + 0.5) / steps;
    const known = read.at(-1);
    if (best !== 0 && best !== last) read.push({ text: characters[best - 1] ?? '', at, confidence });
    else if (best !== 0 && known && confidence > known.confidence) Object.assign(known, { at, confidence });
    last = best;
  }
  return read;
}
