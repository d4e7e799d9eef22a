import type { DataWarning } from '../../../pairs/rows/traps';
import type { RowReason } from '../../../pairs/rows/row';

const traps: Record<DataWarning, string> = {
  'columns-swapped':
    'The first texts are much longer than the second ({first} characters against {second}): they look like the passages. The question stands first, the passage that answers it second.',
  'labels-swapped':
    'Rows with low labels have more words in common than rows with high ones. High must mean alike: check whether the labels are distances, or 0 and 1 are swapped.',
  'one-label':
    'All rows to train on have the same label, so there is nothing to tell apart. Add rows with other labels.',
  'rare-label':
    'One of the two labels is rare: about {percent}% of the batches of {n} rows have none of it, and nothing to compare with. Enlarge the batch, or add such rows.',
  'texts-shared':
    '{n} {n|row|rows} to train on {n|shares|share} a text with rows that are kept apart, as their file says. Scores on those may look better than they are.',
  'small-classes':
    '{n} of {all} classes have only one text to train on. A class needs two, or nothing in a batch can be near to it.',
  'nothing-to-test':
    'No row is kept to test with. Give the file a column split with train, dev and test, or import rows for testing only.',
};

const reasons: Record<`reason-${RowReason}`, string> = {
  'reason-duplicate': 'The same row stands before it',
  'reason-held-out': 'The same texts are kept to test or to choose by',
};

export const rows = {
  ...traps,
  ...reasons,
  kind: 'What is in a row?',
  'kind-pairs': 'A question and its passage',
  'kind-pairs-hint': 'Every row is taken for a match.',
  'kind-rows': 'Texts with a label',
  'kind-rows-hint':
    'A score, a class, 1 and 0 for same and different, or a teacher’s scores: labels are learned from.',
  'column-text': 'Text {n}',
  'column-label': 'Label',
  columnNone: 'none',
  moreTexts: 'Further texts, such as candidates that a teacher scored',
  swap: 'Swap the two columns',
  same: 'Which label says that the two texts mean the same?',
  sameNone: 'Neither: they are only classes',
  sameHint: 'It counts as 1 and the other as 0.',
  'found-score': 'Two texts with a score from {least} to {greatest}.',
  'found-whole':
    'Two texts with a whole number from {least} to {greatest}. Most losses take it for a score; SoftmaxLoss takes it for a class.',
  'found-binary': 'Two texts, with 1 where they mean the same and 0 where they do not.',
  'found-names': 'Two texts with one of {n} classes.',
  'found-class': 'One text with one of {n} classes.',
  'found-number': 'One text with a number that is no class. No loss learns from that: choose other columns.',
  'found-teacher': 'A question with {n} candidates and a teacher’s scores of them.',
  'found-margin':
    'A question, its passage, another passage, and by how much a teacher finds the first one better.',
  'found-mixed': 'These labels are not of one kind. Choose another column, or mend the file.',
  'split-auto': 'By the column split, else by text',
  counts: '{n} {n|row|rows} with labels',
  columns: 'Columns',
  labels: 'Labels',
  range: '{least} to {greatest}',
  splitByTexts: 'Divided so that no text is on two sides.',
  splitByFirst: 'Divided by the first text: too many rows share the others for those to be on one side only.',
  splitGiven: 'Sides that a file or you gave are kept.',
  removeAll: 'Remove all rows',
  review: 'What to review',
  'review-pairs': 'Pairs',
  'review-rows': 'Rows with labels',
  search: 'Search the texts',
  label: 'Label',
  allLabels: 'All labels',
  found: '{n} {n|row|rows} shown by this filter',
  pages: 'Pages of the list of rows',
  remove: 'Remove',
  more: 'Whole texts',
  labelKind: 'A label must be of the same kind as the others: {example}.',
  dataset: 'What to train on',
  'dataset-pairs': '{n} {n|pair|pairs} of questions and passages',
  'dataset-rows': '{n} {n|row|rows} with labels',
};
