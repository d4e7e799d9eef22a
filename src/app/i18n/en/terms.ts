import type { ElementType } from '../../../documents/types';
import type { Backend } from '../../../engine/types';
import type { SystemName } from '../../../evaluation/types';
import type { ExampleSource, FilterReason, Split } from '../../../pairs/types';

const elements: Record<`element-${ElementType}`, string> = {
  'element-Title': 'Title',
  'element-NarrativeText': 'Text',
  'element-ListItem': 'List item',
  'element-Table': 'Table',
  'element-Header': 'Header',
  'element-Footer': 'Footer',
  'element-PageNumber': 'Page number',
  'element-FigureCaption': 'Caption',
  'element-Footnote': 'Footnote',
  'element-Formula': 'Formula',
  'element-Address': 'Address',
  'element-UncategorizedText': 'Other text',
};

const sources: Record<`source-${ExampleSource}`, string> = {
  'source-person': 'Typed by you',
  'source-import': 'Imported',
  'source-model': 'Language model',
  'source-rules': 'Rules',
};

const splits: Record<`split-${Split}`, string> = {
  'split-train': 'Train',
  'split-dev': 'Dev',
  'split-test': 'Test',
};

const reasons: Record<`reason-${FilterReason}`, string> = {
  'reason-too-short': 'Too short to be a useful question',
  'reason-too-long': 'Longer than a person would ask',
  'reason-duplicate': 'Asked before in nearly the same words',
  'reason-copied-from-passage': 'Copied from the passage word for word',
  'reason-refers-to-passage': 'Speaks of “the passage” or “the text”, which a searcher does not see',
  'reason-wrong-language': 'Not in the language of the passage',
  'reason-not-a-question': 'Not a question or search',
};

const systems: Record<`system-${SystemName}`, string> = {
  'system-base': 'Base',
  'system-tuned': 'Tuned',
  'system-bm25': 'BM25 (keywords)',
  'system-fusion_base': 'Base + BM25',
  'system-fusion_tuned': 'Tuned + BM25',
};

const backends: Record<`backend-${Backend}`, string> = {
  'backend-webgpu': 'WebGPU',
  'backend-wasm': 'WebAssembly',
};

export const terms = {
  ...elements,
  ...sources,
  ...splits,
  ...reasons,
  ...systems,
  ...backends,
  'status-accepted': 'Accepted',
  'status-rejected': 'Rejected',
};
