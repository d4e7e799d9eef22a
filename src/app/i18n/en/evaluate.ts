export const evaluate = {
  intro:
    'Base and tuned model answer questions that were kept out of training. Keyword search (BM25) and its fusion with each stand beside them.',
  start: 'Evaluate',
  again: 'Evaluate again',
  running: 'Evaluating…',
  goOn: 'Go on to Use',
  noTests: 'There are no questions to test with',
  noTestsHint:
    'Some pairs are kept aside for testing as soon as there are enough. You can also import questions for testing only.',
  notTrained: 'No tuned model yet: only the base model and keyword search are measured.',
  stale: 'Something has changed since this was measured. Evaluate again to bring it up to date.',
  notYet: '{n} {n|question is|questions are} kept aside to test with.',
  'verdict-better': 'Tuning made search better',
  'verdict-worse': 'Tuning made search worse',
  'verdict-no-clear-difference': 'No clear difference',
  'verdict-too-few-questions': 'Too few real questions for a verdict',
  'verdict-no-real-questions': 'No verdict without real questions',
  'verdict-no-tuned-model': 'Only the base model was measured',
  'because-better': 'On {n} real questions the whole 95% interval of the difference lies above zero.',
  'because-worse':
    'On {n} real questions the whole 95% interval of the difference lies below zero. Use the base model, or mix it with the tuned one.',
  'because-no-clear-difference':
    'On {n} real questions the 95% interval of the difference includes zero: tuning may have helped, harmed or done nothing.',
  'because-too-few-questions':
    'There are {n} real {n|question|questions} to test with. The numbers are shown, but a verdict needs at least 50.',
  'because-no-real-questions':
    'All test questions were generated. A better score on them means nothing: it rises even where real search gets worse. Add questions of your own to find out.',
  'because-no-tuned-model': 'There is nothing to compare it with yet.',
  fromTo: 'nDCG@10 from {base} to {tuned}, at {dimension} dimensions',
  interval: 'Difference {mean}, 95% interval {low} to {high}',
  worseSide: '← worse',
  betterSide: 'better →',
  mix: 'Mix of base and tuned',
  mixValue: '{share} tuned',
  mixHint: 'The weights of both models are averaged. A mix keeps more of what the base model knew.',
  mixRules:
    'It starts at half because pairs made by rules were trained on: that removed most of the losses in our tests and kept more than half of the gains.',
  metric: 'Metric',
  dimension: 'Dimensions',
  'group-real': '{n} real {n|question|questions}',
  'group-generated': '{n} generated {n|question|questions}',
  generatedMeaning:
    'These were written by a model or by rules. They show how well the tuned model fits such questions, not how well it answers people’s.',
  passagesTrainedOn:
    'None of these questions was trained on. {n} of {all} {n|is|are} answered by a passage that other questions were trained on, as in use, where the model searches the very documents it was tuned on.',
  table: '{metric} by vector length',
  chart: '{metric} by vector length for each system; the values are in the table beside it',
  difference: 'Tuned − base',
  bySource: '{metric} by where the question came from, full length',
  won: 'Answered better ({n})',
  lost: 'Answered worse ({n})',
  none: 'None.',
  rank: 'rank {rank}',
  beyond: 'not in the first 100',
  rankChange: '{before} → {after}',
  passageOn: '{name}, p. {page}',
};
