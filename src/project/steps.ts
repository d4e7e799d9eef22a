import type { JobKind, StepName, StepState } from './contract';

/** What the states of the five steps follow from. Fingerprints are of inputs, so that undoing a change undoes 'stale'. */
export interface StepFacts {
  running: (...kinds: JobKind[]) => boolean;
  documents: number;
  chunks: number;
  acceptedPairs: number;
  /** Accepted rows with labels. */
  acceptedRows: number;
  /** Accepted pairs whose passage is no longer among the chunks. */
  orphanedPairs: number;
  /** A writing job is not through all chunks yet. */
  writingUnfinished: boolean;
  trained: boolean;
  trainingUnfinished: boolean;
  evaluated: boolean;
  indexed: boolean;
  /** What the step would be made from now, and what it was last made from (undefined: never, or nothing to compare). */
  now: { pairs: string; train: string; evaluate: string; use: string };
  then: { pairs?: string; train?: string; evaluate?: string; use?: string };
}

export function stepStates(facts: StepFacts): Record<StepName, StepState> {
  const { running, now, then } = facts;
  const anyData = facts.acceptedPairs + facts.acceptedRows > 0;
  const finished = (step: keyof typeof now): StepState =>
    then[step] === undefined || then[step] === now[step] ? 'done' : 'stale';
  const documents: StepState = running('extract')
    ? 'running'
    : facts.chunks > 0
      ? 'done'
      : facts.documents > 0
        ? 'ready'
        : 'empty';
  const pairs = (): StepState => {
    if (running('write')) return 'running';
    if (!anyData) return facts.chunks > 0 ? 'ready' : 'empty';
    if (facts.orphanedPairs > 0) return 'stale';
    return facts.writingUnfinished ? 'ready' : finished('pairs');
  };
  const train = (): StepState => {
    if (running('train')) return 'running';
    if (facts.trained) return finished('train');
    return anyData || facts.trainingUnfinished ? 'ready' : 'empty';
  };
  const evaluate = (): StepState => {
    if (running('evaluate', 'advise')) return 'running';
    if (facts.evaluated) return train() === 'stale' ? 'stale' : finished('evaluate');
    return anyData ? 'ready' : 'empty';
  };
  const use = (): StepState => {
    if (running('index', 'bundle')) return 'running';
    if (facts.indexed) return finished('use');
    return facts.chunks > 0 || facts.trained ? 'ready' : 'empty';
  };
  return { documents, pairs: pairs(), train: train(), evaluate: evaluate(), use: use() };
}
