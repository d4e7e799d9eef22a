export const advice = {
  title: 'Should I tune?',
  intro:
    'Before any training, your real questions are asked of the model as it is, of keyword search (BM25), and of both together.',
  disabled: 'This needs real questions: typed by you or imported.',
  few: 'You have {n} real {n|question|questions}. Numbers can be shown, but advice needs about 50.',
  start: 'Compare now',
  again: 'Compare again',
  running: 'Comparing…',
  caption: 'On {n} real {n|question|questions}',
  system: 'System',
  difference: 'Base − BM25: {mean} (95% interval {low} to {high})',
  basis:
    'A rule seen on six collections, not a law: 50 questions detect a change of about 0.05, 0.03 needs 100 to 160.',
  'need-real-questions': 'Too few real questions for advice. About 50 are needed.',
  'tuning-likely-pays':
    'Tuning is likely to pay: keyword search does at least as well as the model on your questions, so there are words it does not know yet.',
  'do-not-tune-on-rules':
    'Do not tune on questions made by rules: the model already understands your documents clearly better than keyword search. Real or model-written questions may still help.',
  unclear:
    'Not clear: the model and keyword search cannot be told apart on these questions. More real questions would settle it.',
};
