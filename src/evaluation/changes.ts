import type { ExampleSource } from '../pairs/types';
import { rankingDepth, type Ranking } from './ranking';
import type { QuestionChange } from './types';

export interface RankedQuestion {
  id: string;
  text: string;
  source: ExampleSource;
  /** Indices into the corpus; never empty, though ids that the corpus lacks are not among them. */
  relevant: ReadonlySet<number>;
  relevantIds: readonly string[];
  base: Ranking;
  tuned: Ranking;
}

/** Questions whose first relevant passage moved up (`won`) or down (`lost`), the greatest moves first. */
export function questionChanges(
  questions: readonly RankedQuestion[],
  corpusIds: readonly string[],
): { won: QuestionChange[]; lost: QuestionChange[] } {
  const changes = questions.map((question): QuestionChange => {
    const [base, tuned] = [firstRelevant(question, question.base), firstRelevant(question, question.tuned)];
    const shown = tuned ?? base;
    return {
      queryId: question.id,
      query: question.text,
      source: question.source,
      baseRank: base?.rank ?? null,
      tunedRank: tuned?.rank ?? null,
      relevantId: shown ? corpusIds[shown.document]! : question.relevantIds[0]!,
    };
  });
  const byMove = changes.sort((a, b) => Math.abs(places(b)) - Math.abs(places(a)));
  return {
    won: byMove.filter((change) => places(change) > 0),
    lost: byMove.filter((change) => places(change) < 0),
  };
}

/** Places gained; a passage outside the first 100 counts as the 101st. */
function places({ baseRank, tunedRank }: QuestionChange): number {
  return (baseRank ?? rankingDepth + 1) - (tunedRank ?? rankingDepth + 1);
}

function firstRelevant(
  question: RankedQuestion,
  ranking: Ranking,
): { rank: number; document: number } | null {
  const at = ranking.documents.findIndex((document) => question.relevant.has(document));
  return at === -1 ? null : { rank: at + 1, document: ranking.documents[at]! };
}
