import type { advice as english } from '../en/advice';

export const advice: Record<keyof typeof english, string> = {
  title: '该不该微调？',
  intro: '在训练之前，先用你的真实问题分别考一考：原模型、关键词搜索（BM25），以及两者结合。',
  disabled: '这需要真实问题：你自己写的或导入的。',
  few: '目前有 {n} 个真实问题。可以先看数字，但要给出建议大约需要 50 个。',
  start: '开始比较',
  again: '重新比较',
  running: '正在比较…',
  caption: '基于 {n} 个真实问题',
  system: '方法',
  difference: '原模型 − BM25：{mean}（95% 区间 {low} 到 {high}）',
  basis:
    '这是在六个文档集上观察到的规律，不是定律：50 个问题能看出约 0.05 的变化，0.03 则需要 100 到 160 个。',
  'need-real-questions': '真实问题太少，给不出建议，大约需要 50 个。',
  'tuning-likely-pays': '微调很可能有用：在你的问题上，关键词搜索不比模型差，说明有些词模型还不懂。',
  'do-not-tune-on-rules':
    '不要用规则生成的问题来微调：模型对你文档的理解已经明显胜过关键词搜索。真实问题或由语言模型写的问题仍可能有帮助。',
  unclear: '还不明确：在这些问题上，模型和关键词搜索分不出高下。更多真实问题会给出答案。',
};
