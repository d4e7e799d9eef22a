import type { Collection } from './open-collections';

/**
 * Cranfield 1400 in SMART's tagged text. Questions are numbered by their place, not by the number after `.I`;
 * judgements 1 to 4 are taken as relevant, -1 as not.
 */
export function readCranfield(documents: string, queries: string, judgements: string): Collection {
  const passages = records(documents).map((record) => `${record.T ?? ''} ${record.W ?? ''}`.trim());
  const questions = records(queries).map(({ W }) => ({ text: W ?? '', relevant: new Set<number>() }));
  for (const line of judgements.split('\n')) {
    const [question, passage, code] = line.trim().split(/\s+/).map(Number);
    if (question && passage && code && code > 0) questions[question - 1]?.relevant.add(passage - 1);
  }
  return { passages, questions: questions.filter(({ relevant }) => relevant.size > 0) };
}

function records(text: string): Record<string, string>[] {
  return text
    .split(/^\.I .*$/m)
    .slice(1)
    .map((record) => {
      const fields: Record<string, string> = {};
      for (const part of record.split(/^\.(?=[TABW]\s*$)/m).slice(1)) {
        fields[part[0]!] ??= part.slice(1).replace(/\s+/g, ' ').trim();
      }
      return fields;
    });
}
