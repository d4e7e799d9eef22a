import type { ErrorCode } from '../../../errors/hone-error';

/** What happened and what to do. `{name}` is filled from the error's parameters. */
export const errors: Record<ErrorCode, string> = {
  'file/empty': '{file} has no text in it. Check the file and add it again.',
  'file/unsupported':
    '{file} is of a kind Hone cannot read. Add a PDF, an image, a Word, Excel or PowerPoint file, HTML, Markdown, plain text, CSV, EPUB, an e-mail or a ZIP archive of these.',
  'file/other-format':
    '{file} is of a kind that Hone does not read. Save it as {format} in the program that made it, and add that file.',
  'file/too-large': '{file} is too large to read in a browser tab. Split it and add the parts.',
  'file/unreadable': '{file} could not be read. Save it again from the program that made it, then retry.',
  'file/hangs':
    '{file} kept its reader busy for too long or took too much memory, so reading it was stopped ({reason}). Split it, or save it again from the program that made it.',
  'file/hidden-sheets':
    'Hidden sheets of {file} were not read. If they belong to it, show them in the spreadsheet program and add the file again.',
  'pdf/encrypted': '{file} is password-protected. Remove the password and add it again.',
  'pdf/broken': '{file} is damaged and cannot be opened as a PDF. Export it again and retry.',
  'ocr/failed': 'The text in the picture of {file} could not be recognised. Retry, or add a sharper scan.',
  'ocr/no-paddle':
    'PaddleOCR could not be loaded to read the picture of {file}. Choose Automatic or Tesseract under “How pictures are read” and retry; npm run setup fetches its models.',
  'ocr/bad-language':
    '{file} is no language of Tesseract 4 or 5, or it is damaged. Choose a file such as deu.traineddata or deu.traineddata.gz.',
  'ocr/language-download':
    'The language {language} could not be fetched from {host}. Check the connection and try again, or choose its file.',
  'model/not-found': 'The model {model} was not found. Choose another model, or drop its folder here.',
  'model/not-a-folder':
    'There is no {file} in {folder}. Choose the folder that holds config.json, tokenizer.json and model.safetensors.',
  'model/unsupported':
    'This model cannot be used: {reason}. Hone supports BERT, RoBERTa, XLM-R, DistilBERT, MPNet and ModernBERT encoders (MiniLM, bge, e5, gte and the like).',
  'model/corrupt':
    'The model’s file {file} is incomplete or damaged. Download the model or add its folder again.',
  'model/download-failed':
    'The model could not be downloaded from {url}. Check the connection and retry, or drop the model’s folder here.',
  'engine/shape': 'The model’s weights do not fit together ({message}). Choose another model.',
  'engine/backend-unavailable':
    'The backend {backend} does not work in this browser. Choose the other one under Status.',
  'engine/out-of-memory':
    'The memory of this tab is not enough. Choose a smaller batch or a shorter maximum length, or close other tabs.',
  'training/no-examples': 'There are no accepted pairs to train on. Add pairs first.',
  'training/not-finite':
    'At step {step} the loss was no longer a number, so training was stopped; the last good checkpoint is kept and can be used. Start anew with a tenth of the learning rate, and if it happens again, look for odd rows among the pairs.',
  'training/unknown-argument': 'There is no setting named {name}.',
  'training/wrong-argument': 'The setting {name} has a value it cannot take. It must be {expected}.',
  'training/no-inner-layers':
    'AdaptiveLayerLoss trains layers before the last one, but nothing before it is trained here. Freeze fewer layers, or switch adaptive_layer off.',
  'training/no-half-precision':
    'Mixed precision needs WebGPU on a graphics adapter with float16, which this run does not have. Switch fp16 off, or choose WebGPU under Status.',
  'training/no-classes':
    'There are no two classes with at least two texts each, which batches grouped by label are made of. Add texts, or choose another batch sampler.',
  'loss/texts':
    'Texts in each row: {loss} takes {needed}, and these rows have {found}. Choose a loss that fits, or other columns.',
  'loss/ignores-labels':
    '{loss} would take every row for a match and not look at its label. Choose a loss that learns from labels, or leave that column out.',
  'loss/needs-classes':
    '{loss} needs a class for each row, a name or a whole number from 0. Choose a loss that fits, or the column with the classes.',
  'loss/needs-binary':
    '{loss} needs a label for each row, 1 for texts that mean the same and 0 for others. Choose a loss that fits, or the column with the labels.',
  'loss/needs-scores':
    '{loss} needs a number for each row that says how alike its texts are. Choose a loss that fits, or the column with the scores.',
  'loss/needs-teacher':
    '{loss} needs the scores that a teacher model gave the candidates of each row. Choose a loss that fits, or the column with the scores.',
  'loss/teacher-scores':
    '{loss} needs a teacher’s score for each candidate of a row, and these rows have {found} for {texts} texts. Check that column.',
  'loss/one-class':
    '{loss} learns from texts of different classes, and all of these have the same. Add others.',
  'loss/score-range':
    '{loss} compares scores with cosines, so they must lie between -1 and 1, not from {least} to {greatest}. Divide them, or choose CoSENTLoss, to which only their order matters.',
  'evaluation/no-queries':
    'There is nothing in the test split to measure with. Add questions, or import some to test with.',
  'pairs/bad-row': '{file}, line {line}: this row could not be read and was left out.',
  'pairs/no-columns':
    '{file} has no columns that can serve as question and passage. Name them question and answer in its first row, or choose the columns it has.',
  'pairs/mixed-labels':
    'The labels in the column {column} of {file} are not of one kind: numbers, names or lists of equal length. Check line {line}.',
  'pairs/mixed-tables':
    '{file} has no column of labels while other files have one. Train on one kind of data at a time.',
  'pairs/row-columns':
    '{file} lacks the columns that were chosen for texts and labels, and others cannot serve. Import it by itself and choose its columns.',
  'pairs/other-rows':
    '{file} has rows of another kind than this project has already: other texts, or other labels. Import it into a project of its own, or remove the rows first.',
  'writer/key-refused': 'The key was refused. Check that it is complete and still valid.',
  'writer/unreachable':
    '{url} did not answer. Check that the address is right, the server is running and it allows requests from this page.',
  'writer/rate-limited':
    'The service limits how often it may be asked, and the limit is used up. Go on later.',
  'writer/bad-answer': 'The model’s answer could not be understood. Retry, or choose another model.',
  'writer/unknown-model':
    '{url} knows no model called “{model}”. Check its name, or load it on the server first.',
  'writer/blocked': 'The service refused to write about this passage. The others go on.',
  'network/not-allowed':
    '{host} is not switched on, so nothing was sent. Switch it on beside the model or service you chose, and try again.',
  'project/open-elsewhere':
    'This project is open in another tab, which alone may change it. Close it there and go on here.',
  'worker/lost':
    'A part of the app stopped ({reason}), perhaps for lack of memory. Nothing that was saved is lost; try again.',
  'storage/quota':
    'This device’s storage for the app is full. Remove a project or a model you no longer need, then retry; a private window has little room, a normal one more.',
  'storage/unavailable':
    'This browser does not let the page keep data, so nothing can be saved. Leave private browsing or allow storage for this site.',
  cancelled: 'Cancelled.',
  unexpected:
    'Something went wrong that Hone did not expect: {message}. Retry; if it comes back, reload the page.',
};
