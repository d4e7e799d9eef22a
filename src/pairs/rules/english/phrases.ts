import { functionWords, spaced } from './grammar';

export interface Candidate {
  /** In lower case, as counted. */
  words: string[];
  shown: string;
}

const between = /[.,;:!?()[\]"“”\n/]|\s[-–—]\s/;
const plainWord = /^[A-Za-z][A-Za-z0-9\-'’]*$/;
const longestRun = 3;

/** Runs of up to three content words, each listed once. */
export function englishCandidates(text: string): Candidate[] {
  const candidates = new Map<string, Candidate>();
  for (const segment of text.split(between)) {
    let run: string[] = [];
    const close = (): void => {
      const shown = run.join(' ');
      const key = shown.toLowerCase();
      if (run.length > 0 && !candidates.has(key)) candidates.set(key, { words: key.split(' '), shown });
      run = [];
    };
    for (const token of spaced(segment)) {
      const word = token.replace(/^['’*]+|['’*]+$/g, '');
      const tells = word.length >= 3 && plainWord.test(word) && !functionWords.has(word.toLowerCase());
      if (!tells || run.length >= longestRun) close();
      if (tells) run.push(word);
    }
    close();
  }
  return [...candidates.values()];
}
