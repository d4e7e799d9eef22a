import type { NoticeCode } from '../../../project/contract';

export const notices: Record<NoticeCode, string> = {
  'no-files': 'There are no files in that folder. Choose or drop one with files in it.',
  'document-removed': '{name} was removed.',
  'document-replaced':
    '{name} took the place of its earlier version; passages that are the same keep their pairs. Undo keeps both.',
  'document-duplicate': '{name} is already in this project and was not added again.',
  'documents-duplicate': '{n} files are already in this project and were not added again.',
  'documents-replaced':
    '{n} files took the place of their earlier versions; passages that are the same keep their pairs. Undo keeps both.',
  'chunk-excluded': 'The passage was left out.',
  'example-rejected': 'The pair was rejected.',
  'examples-rejected': '{n} {n|pair was|pairs were} rejected.',
  'example-removed': 'The pair was removed.',
  'project-removed': 'The project {name} was removed.',
  'pairs-imported': '{n} {n|pair was|pairs were} imported.',
  'rows-imported': '{n} {n|row|rows} with labels imported.',
  'rows-rejected': '{n} {n|row was|rows were} rejected.',
  'rows-removed': '{n} {n|row was|rows were} removed.',
  'training-finished': 'Training has finished.',
  'training-resumed': 'Training goes on from where it was.',
  'device-lost':
    'The graphics device was lost and has been set up again. Training goes on from the last checkpoint.',
  'memory-short':
    'Memory ran short at step {step}. The step was repeated in smaller parts of {tokens} tokens. Training goes on, a little slower.',
  'bundle-ready': 'The download is ready.',
  'update-available': 'A new version of Hone is ready.',
};
