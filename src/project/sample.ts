import { HoneError } from '../errors/hone-error';
import type { WriterSettings } from '../pairs/types';
import type { ProjectContext } from './context';
import type { ProjectSteps } from './project-steps.svelte';
import { parseQuestions, questionExamples, type WrittenQuestion } from './sample-questions';

interface SampleManifest {
  files: { file: string; language: string }[];
  questions: { file: string; language: string }[];
  tuned_language: string;
  writer: WriterSettings;
}

/**
 * The sample from files to verdict. Every stage looks at what is there already, so that a closed tab goes on where it was.
 * Its hand-written questions are used only to test.
 */
export async function runSample(context: ProjectContext, steps: ProjectSteps): Promise<void> {
  // A project just made both starts it and, once read, goes on with it: it runs once.
  if (context.jobs.isRunning('sample')) return;
  let stopped = false;
  const cancel = () => {
    if (stopped) return;
    stopped = true;
    context.jobs.cancelAll();
  };
  await context.jobs.run('sample', 'documents', { cancel }, async (job) => {
    const manifest = JSON.parse(await (await fetchSample('sample.json')).text()) as SampleManifest;
    const stages: (() => Promise<void>)[] = [
      () => addDocuments(steps, manifest),
      () => addQuestions(steps, manifest),
      () => writePairs(steps, manifest),
      () => train(steps),
      () => evaluate(steps),
    ];
    for (const [index, stage] of stages.entries()) {
      if (stopped) throw new HoneError('cancelled');
      await stage();
      job.progress({ done: index + 1, total: stages.length });
    }
  });
  await context.record.change({ sampleUnfinished: false });
}

async function fetchSample(file: string): Promise<Blob> {
  const response = await fetch(new URL(`${import.meta.env.BASE_URL}sample/${file}`, location.href));
  if (!response.ok) throw new HoneError('file/unreadable', { file });
  return response.blob();
}

async function addDocuments(steps: ProjectSteps, { files }: SampleManifest): Promise<void> {
  await steps.models.load();
  const known = steps.documents.entries.map(({ name }) => name);
  const missing = files.filter(({ file }) => !known.includes(file));
  const fetched = await Promise.all(
    missing.map(async ({ file }) => new File([await fetchSample(file)], file, { type: 'application/pdf' })),
  );
  await steps.documents.add(fetched);
}

async function addQuestions(steps: ProjectSteps, manifest: SampleManifest): Promise<void> {
  for (const { file, language } of manifest.questions) {
    if (language !== manifest.tuned_language) continue;
    if (steps.pairs.examples.some(({ writer }) => writer === file)) continue;
    const questions: WrittenQuestion[] = parseQuestions(await (await fetchSample(file)).text(), file);
    const { examples, lost } = questionExamples(questions, steps.documents.used, file);
    if (lost.length > 0) console.warn(`${file}: no passage found for ${lost.join(', ')}`);
    await steps.pairs.add(examples);
  }
}

async function writePairs(steps: ProjectSteps, { writer }: SampleManifest): Promise<void> {
  if (!steps.pairs.examples.some(({ source }) => source === 'rules')) await steps.writing.start(writer);
}

async function train(steps: ProjectSteps): Promise<void> {
  const { run } = steps.training;
  if (!run) await steps.startTraining();
  else if (run.state !== 'finished') await steps.training.resume();
}

async function evaluate(steps: ProjectSteps): Promise<void> {
  if (!steps.evaluating.advice) await steps.advise();
  if (!steps.evaluating.evaluation) await steps.evaluate();
}
