"""Metrics of sentence-transformers' InformationRetrievalEvaluator over vectors of +1 and -1.

With 64, 16 and 4 of them the norms are 8, 4 and 2, so scores tie often and tie exactly in any precision, also at
the 100th place, where the evaluator's cut-off falls. Ids are chosen so that their order by code point differs from the
order of their UTF-16 units and from the corpus order. Writes information_retrieval.json beside this file.

Run with: python tests/goldens/evaluation/information_retrieval.py
"""

import json
from pathlib import Path

import sentence_transformers
import torch
from sentence_transformers.sentence_transformer.evaluation import InformationRetrievalEvaluator

WIDTH, QUERIES, PASSAGES, DIMENSIONS = 64, 40, 320, (64, 16, 4)

state = 20261124


def draw(below: int) -> int:
    """A linear congruential generator (Numerical Recipes), so that the file can be made again anywhere."""
    global state
    state = (1664525 * state + 1013904223) % 2**32
    return (state >> 12) % below


def signs(rows: int) -> list[str]:
    return ["".join("+-"[draw(2)] for _ in range(WIDTH)) for _ in range(rows)]


class Model:
    """Looks texts up; `similarity` is the evaluator's default, cosine."""

    def __init__(self, vectors: dict[str, str]):
        self.vectors = vectors
        self.similarity_fn_name = "cosine"
        self.similarity = sentence_transformers.util.cos_sim

    def encode_query(self, sentences, truncate_dim=None, **_):
        rows = [[1.0 if sign == "+" else -1.0 for sign in self.vectors[text]] for text in sentences]
        return torch.tensor(rows)[:, :truncate_dim]

    encode_document = encode_query


prefixes = ["d", "D", "\uff5a", "\U0001f600", "\u4e2d", ""]
ids = [f"{prefixes[draw(len(prefixes))]}{index}" for index in range(PASSAGES)]
query_ids = [f"q{index}" for index in range(QUERIES)]
passages, queries = signs(PASSAGES), signs(QUERIES)
for index in range(3 * QUERIES):  # passages near a question: some of its signs drawn anew
    row = list(queries[index % QUERIES])
    for _ in range(draw(16)):
        row[draw(WIDTH)] = "+-"[draw(2)]
    passages[index] = "".join(row)
relevant = {}
for index, query in enumerate(query_ids):
    near = [ids[index + QUERIES * nth] for nth in range(3) if draw(3) > 0]
    count = 150 if index == 0 else 1 + draw(3)
    relevant[query] = sorted({*near, *(ids[draw(PASSAGES)] for _ in range(count))}) if index != 1 else []
relevant["q2"].append("not in the corpus")

vectors = {f"passage {id}": row for id, row in zip(ids, passages)} | {f"query {id}": row for id, row in zip(query_ids, queries)}
model = Model(vectors)
metrics = {}
for dimension in DIMENSIONS:
    evaluator = InformationRetrievalEvaluator(
        {id: f"query {id}" for id in query_ids},
        {id: f"passage {id}" for id in ids},
        {query: set(found) for query, found in relevant.items()},
        truncate_dim=dimension,
        mrr_at_k=[10],
        corpus_chunk_size=100,
        score_functions={"cosine": sentence_transformers.util.cos_sim},
    )
    by_name = evaluator.compute_all_metrics(model)["cosine"]
    metrics[dimension] = {
        name.replace("@k", f"@{k}"): float(value) for name, values in by_name.items() for k, value in values.items()
    }

golden = {
    "made_by": f"sentence-transformers {sentence_transformers.__version__}, torch {torch.__version__}",
    "width": WIDTH,
    "queries": dict(zip(query_ids, queries)),
    "corpus": dict(zip(ids, passages)),
    "relevant": relevant,
    "metrics": metrics,
}
path = Path(__file__).with_suffix(".json")
path.write_text(json.dumps(golden, indent=1) + "\n")
print(json.dumps(metrics, indent=1))
