import type { LossWarning } from '../../../training/losses/fit';
import type { LossName } from '../../../training/losses/table';

/** What each loss is for, and the traps. Names are sentence-transformers' own. */
export const losses: Record<LossName | LossWarning, string> = {
  MultipleNegativesRankingLoss:
    'For search: each question learns to find its passage among all the passages of its batch.',
  TripletLoss: 'For triplets: the positive must come nearer to the anchor than the negative, by a margin.',
  ContrastiveLoss: 'For pairs marked as same or different: draws the same together and pushes others apart.',
  OnlineContrastiveLoss:
    'For pairs marked as same or different: like ContrastiveLoss, but learns only from the hard pairs of a batch, which is often better.',
  CosineSimilarityLoss: 'For scored pairs: the cosine of two texts becomes their score.',
  CoSENTLoss: 'For scored pairs: puts pairs into the order of their scores, whatever the scale.',
  AnglELoss:
    'For scored pairs: like CoSENTLoss, by an angle that still gives a slope where the cosine is flat.',
  BatchAllTripletLoss: 'For texts with a class: learns from all triplets of a batch that are still wrong.',
  BatchHardTripletLoss:
    'For texts with a class: compares each text with the farthest of its class and the nearest of another.',
  BatchSemiHardTripletLoss:
    'For texts with a class: compares with the nearest of another class that is farther away than the own.',
  BatchHardSoftMarginTripletLoss:
    'For texts with a class: like BatchHardTripletLoss, without a margin to choose. A good start.',
  DistillKLDivLoss:
    'For a teacher’s scores: learns how the teacher shares its preference among the candidates.',
  MarginMSELoss:
    'For a teacher’s scores: learns by how much the teacher prefers the positive to the negative.',
  GISTEmbedLoss:
    'For search: like MultipleNegativesRankingLoss, but passages that the model before tuning finds just as fitting are not taken for wrong answers.',
  MegaBatchMarginLoss:
    'For pairs that mean the same, in large batches: each is told apart from the nearest other of its batch.',
  SoftmaxLoss: 'For pairs with a class, such as entailment: a classifier over both vectors is trained along.',
  'margin-beyond-reach':
    'The margin is one that can never be reached: vectors here have length 1, so two of them are at most 2 apart, and the loss never falls to zero. Set a margin around 0.5.',
  'accumulation-adds-no-negatives':
    'Gradient accumulation does not make this loss harder: rows are only compared within one batch. For more negatives, enlarge the batch, which memory does not limit here.',
  'few-negatives': 'With fewer than 8 rows in a batch there is little to compare with. Enlarge the batch.',
  'one-class-batches':
    'This loss compares texts of different classes within a batch, and with these batches some may have one class only, from which nothing is learned. Choose group_by_label under Batches and chance.',
  'softmax-for-classes-only':
    'The classifier is not part of the finished model: only the vectors remain. For similarity, CoSENTLoss or MultipleNegativesRankingLoss usually give better ones.',
};
