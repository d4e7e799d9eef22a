"""Values and gradients of sentence-transformers' losses that Hone must reproduce.

Run:  python losses.py            (needs torch and sentence-transformers)
Writes losses.json: for each case the loss as Hone's run.json names it, its columns, labels and guide, MatryoshkaLoss' dimensions
where it stands inside one, the value, and the gradient of every column, in float64. Inputs are matrices of sines.
"""

import json
import math
from pathlib import Path

import sentence_transformers
import torch
from sentence_transformers.sentence_transformer import losses as L
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
ROWS, WIDTH = 7, 8
Triplet = L.TripletDistanceMetric
Siamese = L.SiameseDistanceMetric
Batch = L.BatchHardTripletLossDistanceFunction


class Nothing(torch.nn.Module):
    """Stands for the model where a loss is computed from embeddings."""

    device = torch.device("cpu")

    def get_embedding_dimension(self):
        return WIDTH


def matrix(k, rows=ROWS):
    return torch.tensor(
        [[math.sin(2 + 0.6 * i + 1.1 * j * (k + 1) + 0.2 * k * i * j) for j in range(WIDTH)] for i in range(rows)]
    )


LABELS = {
    "class": [0, 0, 1, 1, 2, 2, 2],
    "one class": [1] * ROWS,
    "binary": [1, 0, 1, 1, 0, 0, 1],
    "ones": [1] * ROWS,
    "zeros": [0] * ROWS,
    "score": [0.1, 0.9, 0.4, 0.4, 0.7, 1.0, -0.3],
    "equal": [0.5] * ROWS,
    "two": [[0.3, 0.1], [2.0, -1.0], [0.4, 0.4], [0.0, 1.5], [0.7, 0.2], [1.0, 0.0], [3.0, 2.5]],
    "three": [[0.3, 0.1, 0.2], [2, -1, 0], [0.4, 0.4, 0.4], [0, 1.5, 1], [0.7, 0.2, -0.2], [1, 0, 0], [3, 2.5, 2]],
    "margin": [0.2, 1.5, 0.0, -1.0, 0.5, 1.0, 0.4],
}
CASES = []


def case(name, loss, columns, labels=None, matryoshka=None, guide=None, **parameters):
    CASES.append(
        {"name": name, "loss": loss, "columns": columns, "labels": labels, "matryoshka": matryoshka, "guide": guide, "parameters": parameters}
    )


MNRL = "MultipleNegativesRankingLoss"
ALL = ["query_to_doc", "query_to_query", "doc_to_query", "doc_to_doc"]
for count in (2, 3, 4):
    case(f"mnrl {count} columns", MNRL, list(range(count)))
    case(f"mnrl {count} columns, all directions", MNRL, list(range(count)), directions=ALL)
case("mnrl scale 5", MNRL, [0, 1], scale=5.0)
case("mnrl symmetric", MNRL, [0, 1, 2], directions=["query_to_doc", "doc_to_query"], partition_mode="per_direction")
for mode in ("in_batch_negatives", "hard_negatives", "all_negatives"):
    case(f"mnrl {mode}", MNRL, [0, 1, 2, 3], hardness_mode=mode, hardness_strength=4.0)
for metric in ("EUCLIDEAN", "COSINE", "MANHATTAN"):
    for margin in (5, 0.5):
        case(f"triplet {metric} {margin}", "TripletLoss", [0, 1, 2], distance_metric=f"TripletDistanceMetric.{metric}", triplet_margin=margin)
for metric in ("EUCLIDEAN", "COSINE_DISTANCE", "MANHATTAN"):
    for margin in (0.5, 3):
        both = {"distance_metric": f"SiameseDistanceMetric.{metric}", "margin": margin}
        case(f"contrastive {metric} {margin}", "ContrastiveLoss", [0, 1], "binary", **both)
        case(f"online contrastive {metric} {margin}", "OnlineContrastiveLoss", [0, 1], "binary", **both)
case("contrastive sum", "ContrastiveLoss", [0, 1], "binary", size_average=False)
for labels in ("ones", "zeros"):
    case(f"online contrastive {labels}", "OnlineContrastiveLoss", [0, 1], labels, margin=1.5)
case("cosine similarity", "CosineSimilarityLoss", [0, 1], "score")
for loss in ("CoSENTLoss", "AnglELoss"):
    case(loss, loss, [0, 1], "score")
    case(f"{loss} equal scores", loss, [0, 1], "equal")
    case(f"{loss} scale 3", loss, [0, 1], "score", scale=3.0)
case("AnglELoss with negatives", "AnglELoss", [0, 1, 2, 3], "score")
for loss in ("BatchAllTripletLoss", "BatchHardTripletLoss", "BatchSemiHardTripletLoss"):
    for metric in ("euclidean_distance", "cosine_distance"):
        for margin in (5, 0.2):
            case(f"{loss} {metric} {margin}", loss, [0], "class", distance_metric=metric, margin=margin)
    case(f"{loss} one class", loss, [0], "one class")
for metric in ("euclidean_distance", "cosine_distance"):
    case(f"soft margin {metric}", "BatchHardSoftMarginTripletLoss", [0], "class", distance_metric=metric)
case("distill KL", "DistillKLDivLoss", [0, 1, 2], "two")
case("distill KL, three", "DistillKLDivLoss", [0, 1, 2, 3], "three", temperature=2.0)
case("distill KL, two temperatures", "DistillKLDivLoss", [0, 1, 2], "two", student_temperature=0.5, teacher_temperature=3.0)
case("margin MSE", "MarginMSELoss", [0, 1, 2], "margin")
case("margin MSE of scores", "MarginMSELoss", [0, 1, 2], "two")
case("margin MSE, two negatives", "MarginMSELoss", [0, 1, 2, 3], "two")
case("margin MSE of scores, two negatives", "MarginMSELoss", [0, 1, 2, 3], "three")
GUIDE = [4, 5, 6]
case("GIST pairs", "GISTEmbedLoss", [0, 1], guide=GUIDE[:2])
case("GIST triplets", "GISTEmbedLoss", [0, 1, 2], guide=GUIDE, temperature=0.1)
case("GIST without anchors", "GISTEmbedLoss", [0, 1], guide=GUIDE[:2], contrast_anchors=False, temperature=0.1)
case("GIST relative", "GISTEmbedLoss", [0, 1, 2], guide=GUIDE, contrast_positives=False, temperature=0.1, margin_strategy="relative", margin=0.05)
case("GIST absolute", "GISTEmbedLoss", [0, 1, 2], guide=GUIDE, temperature=0.1, margin=0.1)
case("mega batch", "MegaBatchMarginLoss", [0, 1])
case("mega batch, other margins", "MegaBatchMarginLoss", [0, 1], positive_margin=0.5, negative_margin=-0.2)
case("softmax", "SoftmaxLoss", [0, 1], "class", num_labels=3)
case("softmax of products", "SoftmaxLoss", [0, 1], "class", num_labels=4, concatenation_sent_rep=False, concatenation_sent_multiplication=True)
M = {"dims": [8, 5, 2], "weights": [1.0, 0.6, 0.3]}
case("matryoshka mnrl", MNRL, [0, 1, 2], matryoshka=M)
case("matryoshka mnrl hardness", MNRL, [0, 1, 2], matryoshka=M, hardness_mode="all_negatives", hardness_strength=3.0)
case("matryoshka triplet", "TripletLoss", [0, 1, 2], matryoshka=M, triplet_margin=0.5)
case("matryoshka contrastive", "ContrastiveLoss", [0, 1], "binary", matryoshka=M)
case("matryoshka online contrastive", "OnlineContrastiveLoss", [0, 1], "binary", matryoshka=M, margin=1.0)
case("matryoshka cosent", "CoSENTLoss", [0, 1], "score", matryoshka=M)
case("matryoshka angle", "AnglELoss", [0, 1], "score", matryoshka=M)
case("matryoshka cosine similarity", "CosineSimilarityLoss", [0, 1], "score", matryoshka=M)
case("matryoshka batch all", "BatchAllTripletLoss", [0], "class", matryoshka=M, margin=0.4)
case("matryoshka batch hard", "BatchHardTripletLoss", [0], "class", matryoshka=M, margin=0.4)
case("matryoshka batch semi-hard", "BatchSemiHardTripletLoss", [0], "class", matryoshka=M, margin=0.4)
case("matryoshka soft margin", "BatchHardSoftMarginTripletLoss", [0], "class", matryoshka=M)
case("matryoshka distill KL", "DistillKLDivLoss", [0, 1, 2], "two", matryoshka=M)
case("matryoshka margin MSE", "MarginMSELoss", [0, 1, 2], "margin", matryoshka=M)
case("matryoshka GIST", "GISTEmbedLoss", [0, 1], guide=GUIDE[:2], matryoshka=M, temperature=0.1)
case("matryoshka mega batch", "MegaBatchMarginLoss", [0, 1], matryoshka=M)


class Columns(torch.nn.Module):
    """A model whose features are embeddings already."""

    device = torch.device("cpu")

    def get_embedding_dimension(self):
        return WIDTH

    def forward(self, features, **_):
        return {"sentence_embedding": features["x"]}


def made(name, parameters, model):
    given = dict(parameters)
    if "distance_metric" in given:
        metric = given["distance_metric"]
        if metric.startswith("TripletDistanceMetric."):
            given["distance_metric"] = getattr(Triplet, metric.split(".")[1])
        elif metric.startswith("SiameseDistanceMetric."):
            given["distance_metric"] = getattr(Siamese, metric.split(".")[1])
        else:
            given["distance_metric"] = getattr(Batch, metric)
    if "directions" in given:
        given["directions"] = tuple(given["directions"])
    if name == "SoftmaxLoss":
        loss = L.SoftmaxLoss(model, embedding_dimension=WIDTH, **given)
        width, count = loss.classifier.in_features, loss.classifier.out_features
        weight = torch.tensor([[math.sin(1 + 0.3 * i + 0.9 * j) for j in range(width)] for i in range(count)])
        loss.classifier.weight = torch.nn.Parameter(weight)
        loss.classifier.bias = torch.nn.Parameter(torch.tensor([math.cos(1 + i) for i in range(count)]))
        return loss
    if name == "GISTEmbedLoss":
        # Its constructor asks for tokenizers, which embeddings do not have.
        loss = L.GISTEmbedLoss.__new__(L.GISTEmbedLoss)
        torch.nn.Module.__init__(loss)
        defaults = {"temperature": 0.01, "margin_strategy": "absolute", "margin": 0.0, "contrast_anchors": True, "contrast_positives": True}
        for key, value in {**defaults, **given}.items():
            setattr(loss, key, value)
        loss.model, loss.gather_across_devices, loss.must_retokenize = model, False, False
        loss.similarity_fct, loss.cross_entropy_loss = torch.nn.CosineSimilarity(dim=-1), torch.nn.CrossEntropyLoss()
        return loss
    if name == "MegaBatchMarginLoss":
        given["use_mini_batched_version"] = False
    return getattr(L, name)(model, **given)


class Model(Columns):
    """Embeds by looking up; calling it must go through `forward`, which MatryoshkaLoss replaces."""

    def __call__(self, features, **more):
        return self.forward(features, **more)


def run(one):
    columns = [matrix(k).requires_grad_() for k in one["columns"]]
    model = Model()
    loss = made(one["loss"], one["parameters"], model)
    if one["guide"]:
        guide = Model()
        vectors = iter([matrix(k) for k in one["guide"]] * 9)
        guide.forward = lambda features, **_: {"sentence_embedding": next(vectors)}
        loss.guide = guide
    labels = None if one["labels"] is None else torch.tensor(LABELS[one["labels"]])
    if one["matryoshka"]:
        whole = L.MatryoshkaLoss(model, loss, one["matryoshka"]["dims"], one["matryoshka"]["weights"])
    else:
        whole = loss
    from sentence_transformers.base.losses.merged_forward import column_merging_disabled

    with column_merging_disabled():
        value = whole([{"x": x} for x in columns], labels)
    value.backward()
    result = {**one, "value": value.item(), "grad": [x.grad.tolist() for x in columns]}
    if one["loss"] == "SoftmaxLoss":
        weight, bias = loss.classifier.weight, loss.classifier.bias
        result["classifier"] = {"weight": weight.tolist(), "bias": bias.tolist(), "d_weight": weight.grad.tolist(), "d_bias": bias.grad.tolist()}
    print(f"{one['name']:50s} {value.item():.8f}")
    return result


def rounded(value):
    if isinstance(value, float):
        return float(f"{value:.10g}")
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    return [rounded(item) for item in value] if isinstance(value, list) else value


if __name__ == "__main__":
    out = {
        "versions": {"torch": torch.__version__, "sentence_transformers": sentence_transformers.__version__},
        "inputs": [matrix(k).tolist() for k in range(7)],
        "labels": LABELS,
        "cases": [run(one) for one in CASES],
    }
    (Path(__file__).parent / "losses.json").write_text(json.dumps(rounded(out)) + "\n")
