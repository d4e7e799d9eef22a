export const welcome = {
  title: 'Search that knows your field',
  what: 'Hone turns your own documents into an embedding model that understands their words. It measures honestly whether tuning helped, and hands you the result to use anywhere.',
  private:
    'Everything happens in this browser tab: nothing is installed, and nothing is uploaded unless you switch it on.',
  dropHere: 'Drop files here to begin',
  chooseFiles: 'Choose files',
  chooseFolder: 'Choose a folder',
  trySample: 'Try the sample',
  preparingSample: 'Preparing the sample…',
  aboutSample:
    'The sample is a handbook of an invented field, with questions written by hand. It goes from files to verdict on its own.',
  yourProjects: 'Your projects',
  how: 'Five steps',
  'how-documents': 'PDFs, scans and text become passages, each with its place on the page.',
  'how-pairs': 'Questions for those passages: yours, a model’s, or imported.',
  'how-train': 'The model learns from them, on your own machine.',
  'how-evaluate': 'Before and after, on questions it has never seen.',
  'how-use': 'Search your documents and take the model away.',
};
