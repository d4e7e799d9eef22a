import type { NoticeCode } from '../../../project/contract';

export const notices: Record<NoticeCode, string> = {
  'document-removed': '已删除 {name}。',
  'document-replaced': '{name} 已替换先前的版本；内容相同的段落保留各自的问答对。撤销则两份都保留。',
  'document-duplicate': '{name} 已在本项目中，未重复添加。',
  'documents-duplicate': '{n} 个文件已在本项目中，未重复添加。',
  'documents-replaced': '{n} 个文件已替换先前的版本；内容相同的段落保留各自的问答对。撤销则两份都保留。',
  'chunk-excluded': '已排除该段落。',
  'example-rejected': '已弃用该问答对。',
  'examples-rejected': '已弃用 {n} 个问答对。',
  'example-removed': '已删除该问答对。',
  'project-removed': '已删除项目“{name}”。',
  'pairs-imported': '已导入 {n} 个问答对。',
  'rows-imported': '已导入 {n} 行带标签的数据。',
  'rows-rejected': '已弃用 {n} 行。',
  'rows-removed': '已删除 {n} 行。',
  'training-finished': '训练已完成。',
  'training-resumed': '训练从上次的位置继续。',
  'device-lost': '图形设备曾中断，现已重新建立。训练从最近的检查点继续。',
  'memory-short': '第 {step} 步内存不足，已改为每次处理 {tokens} 个词元并重做该步。训练继续，会略慢一些。',
  'bundle-ready': '下载内容已准备好。',
  'update-available': 'Hone 有新版本可用。',
};
