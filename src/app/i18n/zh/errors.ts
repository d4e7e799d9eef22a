import type { ErrorCode } from '../../../errors/hone-error';

export const errors: Record<ErrorCode, string> = {
  'file/empty': '{file} 里没有文字。请检查文件后重新添加。',
  'file/unsupported':
    '{file} 的格式无法读取。支持 PDF、图片、Word、Excel、PowerPoint、HTML、Markdown、纯文本、CSV、EPUB、电子邮件，以及包含这些文件的 ZIP 压缩包。',
  'file/other-format': 'Hone 不读取 {file} 这种格式。请在原来的程序里另存为 {format}，再添加那个文件。',
  'file/too-large': '{file} 太大，浏览器标签页处理不了。请拆分后再添加。',
  'file/unreadable': '{file} 无法读取。请在原来的程序里重新保存，然后重试。',
  'file/hangs':
    '读取 {file} 的时间过长或占用内存过多，已停止读取（{reason}）。请拆分文件，或在原来的程序里重新保存。',
  'file/hidden-sheets': '{file} 中隐藏的工作表没有读取。如果需要，请在表格软件中取消隐藏后重新添加该文件。',
  'pdf/encrypted': '{file} 有密码保护。请去掉密码后重新添加。',
  'pdf/broken': '{file} 已损坏，无法作为 PDF 打开。请重新导出后再试。',
  'ocr/failed': '{file} 图片中的文字识别失败。请重试，或换一份更清晰的扫描件。',
  'ocr/no-paddle':
    '无法载入 PaddleOCR，{file} 的图片未能识别。请在“图片如何识别”中改选“自动”或 Tesseract 后重试；运行 npm run setup 可获取其模型。',
  'ocr/bad-language':
    '{file} 不是 Tesseract 4 或 5 的语言数据，或已损坏。请选择 deu.traineddata 或 deu.traineddata.gz 这样的文件。',
  'ocr/language-download': '无法从 {host} 获取语言 {language}。请检查网络后重试，或直接选择它的文件。',
  'model/not-found': '找不到模型 {model}。请选择其他模型，或把模型文件夹拖到这里。',
  'model/not-a-folder':
    '{folder} 中没有 {file}。请选择含有 config.json、tokenizer.json 和 model.safetensors 的文件夹。',
  'model/unsupported':
    '这个模型不能用：{reason}。目前支持 BERT、RoBERTa、XLM-R、DistilBERT、MPNet 和 ModernBERT 编码器（如 MiniLM、bge、e5、gte）。',
  'model/corrupt': '模型文件 {file} 不完整或已损坏。请重新下载，或重新添加模型文件夹。',
  'model/download-failed': '无法从 {url} 下载模型。请检查网络后重试，或把模型文件夹拖到这里。',
  'engine/shape': '模型的权重互相对不上（{message}）。请选择其他模型。',
  'engine/backend-unavailable': '{backend} 后端在这个浏览器里不可用。请在“状态”里换用另一个。',
  'engine/out-of-memory': '这个标签页的内存不够了。请减小批量或缩短最大长度，也可以关掉其他标签页。',
  'training/no-examples': '还没有可用于训练的问答对。请先添加。',
  'training/not-finite':
    '第 {step} 步的损失不再是有效数字，训练已停止；最近一个完好的检查点已保留，可以使用。请把学习率降到十分之一后重新开始；若仍出现，请检查问答对里有没有异常的行。',
  'training/unknown-argument': '没有名为 {name} 的设置项。',
  'training/wrong-argument': '设置项 {name} 的值不合要求，应为：{expected}。',
  'training/no-inner-layers':
    'AdaptiveLayerLoss 要训练最后一层之前的层，但它们都被冻结了。请少冻结几层，或关闭 adaptive_layer。',
  'training/no-half-precision':
    '混合精度需要 WebGPU 和支持 float16 的显卡，而这次训练没有。请关闭 fp16，或在“状态”中选择 WebGPU。',
  'training/no-classes':
    '按标签分组的批次至少需要两个类别，且每类不少于两条文本。请补充文本，或换一种批次采样方式。',
  'loss/texts':
    '{loss} 每行需要 {needed} 条文本，而这些数据每行有 {found} 条。请换一种合适的损失，或选择其他列。',
  'loss/ignores-labels':
    '{loss} 会把每一行都当作匹配的文本，不看标签。请换一种利用标签的损失，或不使用标签列。',
  'loss/needs-classes':
    '{loss} 需要每行有一个类别：名称，或从 0 开始的整数。请换一种合适的损失，或选择类别所在的列。',
  'loss/needs-binary':
    '{loss} 需要每行有一个标签：意思相同为 1，不同为 0。请换一种合适的损失，或选择标签所在的列。',
  'loss/needs-scores':
    '{loss} 需要每行有一个表示文本相似程度的数值。请换一种合适的损失，或选择分数所在的列。',
  'loss/needs-teacher':
    '{loss} 需要教师模型为每行候选文本给出的分数。请换一种合适的损失，或选择分数所在的列。',
  'loss/teacher-scores':
    '{loss} 需要教师模型为每条候选文本各给一个分数，而这些数据每行 {texts} 条文本有 {found} 个分数。请检查该列。',
  'loss/one-class': '{loss} 要从不同类别的文本中学习，而这里所有文本属于同一类。请补充其他类别。',
  'loss/score-range':
    '{loss} 会把分数与余弦值比较，分数必须在 -1 到 1 之间，而这里是 {least} 到 {greatest}。请先缩放，或改用只看顺序的 CoSENTLoss。',
  'evaluation/no-queries': '测试集里还没有可用来评估的内容。请添加问题，或导入一些用于测试。',
  'pairs/bad-row': '{file} 第 {line} 行无法读取，已跳过。',
  'pairs/no-columns':
    '{file} 中没有可以当作问题和段落的列。请在第一行把列名写成 question 和 answer，或选择文件中已有的列。',
  'pairs/mixed-labels':
    '{file} 的 {column} 列中标签类型不一致：应全是数值、全是名称，或全是等长的列表。请检查第 {line} 行。',
  'pairs/mixed-tables': '{file} 没有标签列，而其他文件有。请一次只用一种数据训练。',
  'pairs/row-columns': '{file} 没有所选的文本列和标签列，也没有可以代替的列。请单独导入它并选择列。',
  'pairs/other-rows':
    '{file} 的数据与本项目已有的不是同一种：文本列数或标签类型不同。请导入到另一个项目，或先删除已有的数据行。',
  'writer/key-refused': '密钥被拒绝。请检查是否完整、是否仍然有效。',
  'writer/unreachable':
    '{url} 没有响应。请检查地址是否正确、服务是否已启动，以及它是否允许来自本页面的请求。',
  'writer/rate-limited': '该服务限制了请求频率，额度已用完。请稍后继续。',
  'writer/bad-answer': '无法理解模型的回答。请重试，或换一个模型。',
  'writer/unknown-model': '{url} 没有名为“{model}”的模型。请检查名称，或先在服务器上加载它。',
  'writer/blocked': '该服务拒绝为这个段落出题，其余段落会继续。',
  'network/not-allowed': '尚未允许访问 {host}，因此没有发送任何内容。请在所选模型或服务旁边允许后重试。',
  'project/open-elsewhere':
    '这个项目已在另一个标签页中打开，只有那里可以修改。请关闭那个标签页，再在这里继续。',
  'worker/lost': '应用的一部分停止了（{reason}），可能是内存不足。已保存的内容没有丢失，请重试。',
  'storage/quota':
    '本应用在这台设备上的存储空间已满。请删除不再需要的项目或模型，然后重试；无痕窗口空间很小，普通窗口更大。',
  'storage/unavailable':
    '浏览器不允许本页面保存数据，因此无法存储任何内容。请退出无痕模式，或允许本网站使用存储。',
  cancelled: '已取消。',
  unexpected: '出现了意料之外的问题：{message}。请重试；如果再次出现，请刷新页面。',
};
