import { HoneError } from '../errors/hone-error';
import type { Job, Notice } from '../project/contract';
import { Application } from '../project/hone.svelte';
import type { OpenProject } from '../project/project.svelte';
import { parseQuestions, questionExamples } from '../project/sample-questions';
import type { Workers } from '../project/workers';
import { parseArguments } from '../training/arguments';
import { sentence } from './failure';
import type { Host } from './host';
import { chosenModel } from './model';
import { joined, labelledSummary, summary } from './summary';

/** DIR/hone.zip and DIR/evaluation.json: a project of the app, taken through its steps. */
export async function run(host: Host, workers: Workers): Promise<{ failures: string[]; summary: string }> {
  const application = new Application(workers, { keepOffline: false });
  await application.start();
  await application.changeSettings({ runtime: host.options.runtime, language: 'en' });
  const project = await application.create('Hone');
  const stopWatching = watch(host, project);
  try {
    const failures = await addFiles(host, project);
    failures.push(...(await addData(host, project)));
    await prepareTraining(host, project);
    await addQuestions(host, project, (notice) => failures.push(notice));
    const { parts } = project;
    if (host.options.writer) await parts.writing.start(host.options.writer);
    failures.push(...said(application.notices));
    const { documents, pairs, rows } = parts;
    host.say(
      `${documents.used.length} chunks, ${pairs.counts.accepted} pairs, ${rows.counts.accepted} rows with labels`,
    );
    await parts.startTraining();
    const text = await evaluate(host, project);
    const info = parts.models.info;
    if (!info) throw new HoneError('unexpected', { message: 'the model was not read' });
    await host.write('hone.zip', await parts.bundle(info.dimension));
    return { failures, summary: text };
  } finally {
    stopWatching();
  }
}

async function addFiles(host: Host, project: OpenProject): Promise<string[]> {
  const { parts } = project;
  await parts.chooseModel(await chosenModel(host));
  const files = await Promise.all(host.inputs('file').map((input) => host.readAsFile(input)));
  await parts.documents.add(files);
  return parts.documents.entries.flatMap(({ error }) =>
    error ? [sentence(new HoneError(error.code, error.parameters))] : [],
  );
}

/** --data: rows with labels, or pairs, as the app imports them. */
async function addData(host: Host, project: OpenProject): Promise<string[]> {
  const files = await Promise.all(host.inputs('data').map((input) => host.readAsFile(input)));
  if (files.length === 0) return [];
  const { mapping, rowMapping } = await project.parts.exchange.preview(files);
  const lost = rowMapping
    ? await project.labelled.import(files, rowMapping)
    : await project.parts.exchange.import(files, mapping);
  return lost.map(({ error }) => sentence(new HoneError(error.code, error.parameters)));
}

async function prepareTraining(host: Host, { parts }: OpenProject): Promise<void> {
  const { info } = parts.models;
  const given = host.options.arguments;
  if (given === undefined || !info) return;
  const { loss } = parts.trainingArguments;
  const named = typeof given === 'object' && given !== null ? { loss, ...given } : given;
  await parts.changeTrainingArguments(parseArguments(named, info));
}

/** questions.jsonl as the sample has it (answer_quote), or pairs in any format that can be imported; only to test. */
async function addQuestions(
  host: Host,
  { parts }: OpenProject,
  failed: (message: string) => void,
): Promise<void> {
  const input = host.inputs('questions')[0];
  if (!input) return;
  const file = await host.readAsFile(input);
  const text = await file.text();
  if (!text.includes('"answer_quote"')) {
    const { mapping } = await parts.exchange.preview([file]);
    const lost = await parts.exchange.import([file], { ...mapping, split: 'test' });
    for (const { error } of lost) failed(sentence(new HoneError(error.code, error.parameters)));
    return;
  }
  const { examples, lost } = questionExamples(
    parseQuestions(text, file.name),
    parts.documents.used,
    file.name,
  );
  if (lost.length > 0) failed(`${file.name}: no passage was found for ${lost.join(', ')}.`);
  await parts.pairs.add(examples);
}

async function evaluate(host: Host, { parts }: OpenProject): Promise<string> {
  const { pairs, rows, evaluating } = parts;
  if (pairs.counts.bySplit.test + rows.counts.bySplit.test === 0)
    return 'Nothing to test with: nothing was measured.';
  await parts.evaluate();
  const { evaluation, labelled } = evaluating;
  await host.writeJson('evaluation.json', joined(evaluation, labelled));
  return [
    ...(evaluation ? [summary(evaluation)] : []),
    ...labelled.flatMap((one) => labelledSummary(one)),
  ].join('\n');
}

const said = (notices: readonly Notice[]): string[] =>
  notices.flatMap(({ kind, code, parameters }) =>
    kind === 'error' ? [sentence(new HoneError(code as HoneError['code'], parameters))] : [],
  );

/** Says every second what the jobs are at. */
function watch(host: Host, project: OpenProject): () => void {
  const line = (job: Job) => {
    const { run } = project;
    const training = job.kind === 'train' && run ? ` step ${run.step}/${run.totalSteps}` : '';
    const percent = Math.floor(job.fraction * 20) * 5;
    return `${job.kind}${training} ${percent}% ${job.note}`.trim();
  };
  const timer = setInterval(() => project.jobs.forEach((job) => host.say(line(job))), 1000);
  return () => clearInterval(timer);
}
