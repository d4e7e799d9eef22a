import type { LossWarning } from '../../../training/losses/fit';
import type { LossName } from '../../../training/losses/table';

export const losses: Record<LossName | LossWarning, string> = {
  MultipleNegativesRankingLoss: '用于检索：每个问题要在同一批次的所有段落中找出自己的段落。',
  TripletLoss: '用于三元组：正例与锚点的距离要比负例近，并相差一个间隔。',
  ContrastiveLoss: '用于标记了“相同/不同”的文本对：相同的拉近，不同的推远。',
  OnlineContrastiveLoss:
    '用于标记了“相同/不同”的文本对：与 ContrastiveLoss 相似，但只从批次里困难的文本对中学习，效果往往更好。',
  CosineSimilarityLoss: '用于带分数的文本对：让两条文本的余弦值等于分数。',
  CoSENTLoss: '用于带分数的文本对：让文本对的相似度与分数的顺序一致，与分数的尺度无关。',
  AnglELoss: '用于带分数的文本对：与 CoSENTLoss 相似，但使用角度，在余弦平缓处仍有梯度。',
  BatchAllTripletLoss: '用于带类别的文本：从批次中所有尚未分开的三元组中学习。',
  BatchHardTripletLoss: '用于带类别的文本：把每条文本与同类中最远的、异类中最近的进行比较。',
  BatchSemiHardTripletLoss: '用于带类别的文本：与比同类更远的异类文本中最近的一条进行比较。',
  BatchHardSoftMarginTripletLoss:
    '用于带类别的文本：与 BatchHardTripletLoss 相似，但无需选择间隔，适合作为起点。',
  DistillKLDivLoss: '用于教师模型的分数：学习教师在各候选文本之间如何分配偏好。',
  MarginMSELoss: '用于教师模型的分数：学习教师认为正例比负例好多少。',
  GISTEmbedLoss:
    '用于检索：与 MultipleNegativesRankingLoss 相似，但调优前的模型认为同样合适的段落不会被当作错误答案。',
  MegaBatchMarginLoss: '用于意思相同的文本对，适合大批次：每对文本与批次中最接近的其他文本区分开。',
  SoftmaxLoss: '用于带类别的文本对（例如蕴含关系）：同时训练一个作用于两个向量的分类器。',
  'margin-beyond-reach':
    '这个间隔永远无法达到：这里的向量长度为 1，两个向量最多相距 2，损失不会降到零。请把间隔设为 0.5 左右。',
  'accumulation-adds-no-negatives':
    '梯度累积不会让这个损失更难：只有同一批次中的行才会互相比较。想要更多负例请增大批量，这里批量不受内存限制。',
  'few-negatives': '批次少于 8 行时，可比较的对象太少。请增大批量。',
  'one-class-batches':
    '这个损失在同一批中比较不同类别的文本。按目前的分批方式，有的批次可能只有一个类别，从中学不到东西。请在“分批与随机性”里选择 group_by_label。',
  'softmax-for-classes-only':
    '分类器不会保留在最终模型中，只留下向量。用于相似度时，CoSENTLoss 或 MultipleNegativesRankingLoss 通常更好。',
};
