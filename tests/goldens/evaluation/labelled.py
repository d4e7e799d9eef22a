"""Metrics of sentence-transformers' evaluators of labelled data, and of scikit-learn's nearest neighbours.

Writes labelled.json beside this file: vectors (sines rounded to float32), labels, and for several cases what
EmbeddingSimilarityEvaluator, TripletEvaluator and BinaryClassificationEvaluator say of them and
KNeighborsClassifier(metric='cosine') gets right; how a teacher's margins go with the cosines', by scipy.

Run with: python tests/goldens/evaluation/labelled.py
"""

import json
import math
from pathlib import Path

import numpy
import scipy
import sentence_transformers
import sklearn
from scipy import stats
from sentence_transformers.sentence_transformer import evaluation as E
from sklearn.neighbors import KNeighborsClassifier

WIDTH, ROWS = 12, 60
NAMES = ["cosine", "dot", "manhattan", "euclidean"]


def vectors(k, rows=ROWS):
    values = [[math.sin(1 + 0.7 * i * (k + 1) + 1.3 * j + 0.05 * i * j) + 0.3 * math.cos(i + k) for j in range(WIDTH)] for i in range(rows)]
    return numpy.array(values, dtype=numpy.float32)


class Model:
    """Looks up the vectors of texts that are their names."""

    similarity_fn_name = "cosine"
    model_card_data = None

    def __init__(self, known):
        self.known = known

    def encode(self, sentences, truncate_dim=None, **_):
        return numpy.stack([self.known[text] for text in sentences])[:, :truncate_dim]

    encode_query = encode
    encode_document = encode


def texts(name, matrix, known):
    names = [f"{name}{i}" for i in range(len(matrix))]
    known.update(zip(names, matrix))
    return names


def plain(metrics):
    return {name: float(value) for name, value in metrics.items() if "max" not in name}


class Unstored:
    def store_metrics_in_model_card_data(self, *_):
        pass


def evaluator(kind, *data):
    cls = type(kind.__name__, (Unstored, kind), {})
    return cls(*data, similarity_fn_names=NAMES, write_csv=False)


known = {}
a, b, c = (vectors(k) for k in range(3))
# Some texts are near each other, so that labels can be learnt; some pairs are there twice, so that scores tie exactly.
b[::3] = a[::3] + 0.25 * b[::3]
for twice, once in ((5, 2), (10, 8), (13, 9)):
    a[twice], b[twice] = a[once], b[once]
names = [texts(name, matrix, known) for name, matrix in (("a", a), ("b", b), ("c", c))]
scores = [round(math.sin(i * 0.37) * 0.5 + (0.4 if i % 3 == 0 else 0), 1) for i in range(ROWS)]
labels = [1 if i % 3 == 0 or i in (5, 7) else 0 for i in range(ROWS)]
model = Model(known)
out = {
    "versions": {"sentence_transformers": sentence_transformers.__version__, "sklearn": sklearn.__version__, "numpy": numpy.__version__, "scipy": scipy.__version__},
    "width": WIDTH,
    "a": a.tolist(),
    "b": b.tolist(),
    "c": c.tolist(),
    "scores": scores,
    "labels": labels,
    "similarity": plain(evaluator(E.EmbeddingSimilarityEvaluator, names[0], names[1], scores)(model)),
    "triplet": plain(evaluator(E.TripletEvaluator, names[0], names[1], names[2])(model)),
    "binary": [
        {"labels": one, "metrics": plain(evaluator(E.BinaryClassificationEvaluator, names[0], names[1], one)(model))}
        for one in (labels, [1 - label for label in labels], [1] * (ROWS - 1) + [0])
    ],
}
classes = [(i * 7 // 5) % 4 for i in range(ROWS)]
seen, held = slice(0, 40), slice(40, ROWS)
out["classes"] = classes
out["neighbours"] = [
    {"k": k, "accuracy": float(KNeighborsClassifier(k, metric="cosine", algorithm="brute").fit(b[seen], classes[seen]).score(b[held], classes[held]))}
    for k in (1, 3, 5, 8)
]
# A teacher's scores of two candidates: the margins of the first over the second, and how the model's go with them.
cosine = lambda x, y: (x * y).sum(1) / (numpy.linalg.norm(x, axis=1) * numpy.linalg.norm(y, axis=1))
margins = (cosine(a.astype(float), b.astype(float)) - cosine(a.astype(float), c.astype(float))).tolist()
teacher = [[round(math.sin(i * 0.61), 1), round(math.cos(i * 0.23), 1)] for i in range(ROWS)]
wanted = [first - second for first, second in teacher]
decided = [(w > 0) == (m > 0) for w, m in zip(wanted, margins) if w != 0]
out["teacher"] = teacher
out["margins"] = {
    "spearman_margin": float(stats.spearmanr(wanted, margins)[0]),
    "pearson_margin": float(stats.pearsonr(wanted, margins)[0]),
    "order_accuracy": sum(decided) / len(decided),
}
(Path(__file__).parent / "labelled.json").write_text(json.dumps(out) + "\n")
print(json.dumps({key: out[key] for key in ("similarity", "triplet", "binary", "neighbours", "margins")}, indent=1))
