import type { measures as english } from '../en/measures';

export const measures: Record<keyof typeof english, string> = {
  'metric-spearman_cosine': '余弦与分数的 Spearman 相关系数',
  'metric-cosine_ap': '余弦的平均精度',
  'metric-cosine_accuracy': '按余弦分对的三元组',
  'metric-knn_accuracy': '由 5 个最近邻判断类别的准确率',
  'metric-spearman_margin': '与教师差值的 Spearman 相关系数',
  'means-spearman_cosine': '余弦的排序与分数的排序有多一致：1 为完全一致，0 为没有关系。',
  'means-cosine_ap': '余弦能否把意思相同的文本对排在前面：1 为完美；随机时等于这类文本对所占比例。',
  'means-cosine_accuracy': '锚点离正例比离负例更近的三元组所占比例；随机时为 0.5。',
  'means-knn_accuracy': '文本的类别恰好是训练数据中五个最近邻里最常见类别的比例。',
  'means-spearman_margin': '模型偏好第一个候选的程度与教师是否一致：1 为排序完全一致，0 为没有关系。',
  'verdict-better': '微调后变好了：差值的 95% 区间全部高于零。',
  'verdict-worse': '微调后变差了：差值的 95% 区间全部低于零。请使用原模型，或把两者混合。',
  'verdict-no-clear-difference': '没有明显差别：95% 区间包含零，微调可能有益、有害，也可能没有作用。',
  'verdict-too-few-rows': '数据太少，下不了结论：数字照样列出，但至少要 50 行。',
  'verdict-no-tuned-model': '只测量了原模型，目前还没有可以比较的对象。',
  'of-rows': '{n} 行带标签的测试数据',
  'of-triplets': '{n} 个带错误段落的测试问答对，作为三元组',
  notYet: '已留出 {n} 行带标签的数据用于测试。',
  fromTo: '从 {base} 变为 {tuned}（{dimension} 维）',
  dev: '开发集得分（按维度）',
  devChart: '开发集上的{metric}随步数的变化，数值见下方表格',
  devTable: '开发集上的{metric}，最新的在前',
  mixDev: '各混合比例在开发集上的{metric}（{dimension} 维），不涉及测试数据',
  noEvaluator:
    '没有 SoftmaxLoss 的分类器就无法从向量读出文本对的类别，而分类器不属于模型。因此没有开发集得分，也无法测试，将保留最后一个检查点。',
};
