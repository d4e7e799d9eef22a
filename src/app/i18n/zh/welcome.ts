import type { welcome as english } from '../en/welcome';

export const welcome: Record<keyof typeof english, string> = {
  title: '懂你这一行的搜索',
  what: 'Hone 用你自己的文档调出一个懂行话的嵌入模型。它如实衡量微调有没有用，成果可以带到任何地方使用。',
  private: '一切都在这个浏览器标签页里完成：无需安装；除非你主动开启，否则不会上传任何内容。',
  dropHere: '把文件拖到这里即可开始',
  chooseFiles: '选择文件',
  chooseFolder: '选择文件夹',
  trySample: '试试示例',
  preparingSample: '正在准备示例…',
  aboutSample: '示例是一本虚构领域的手册，附有人工编写的问题。从读文件到得出结论，全程自动完成。',
  yourProjects: '你的项目',
  how: '五个步骤',
  'how-documents': 'PDF、扫描件和文本变成一个个段落，并记住各自在页面上的位置。',
  'how-pairs': '为段落准备问题：自己写、让模型写，或者导入。',
  'how-train': '模型在你自己的设备上从中学习。',
  'how-evaluate': '用模型没见过的问题比较微调前后。',
  'how-use': '搜索你的文档，把模型带走。',
};
