"""AdaptiveLayerLoss and Matryoshka2dLoss as sentence-transformers computes them.

Run:  python adaptive_layer.py    (torch 2.13, transformers 5.24, sentence-transformers 6.2, peft 0.21)
Writes adaptive_layer.json. `cases`: value and gradient of every column at every layer, in float64, of matrices of sines as
in losses.py. `runs`: ten optimizer steps of the tiny BERT of ../engine/engine.py, all of it trained and with adapters, with
the layers and dimensions that were drawn for each step.
"""

import json
import random
import sys
from pathlib import Path

import torch
from peft import LoraConfig, get_peft_model
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Transformer
from sentence_transformers.sentence_transformer import losses as L
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent / "engine"))
import losses as plain  # noqa: E402
import engine  # noqa: E402

LAYERS = 3  # before the last


class Config:
    output_hidden_states = False


class Given(Transformer):
    """A transformer whose layers' token embeddings are features already."""

    def __init__(self):
        torch.nn.Module.__init__(self)
        self.auto_model = torch.nn.Module()
        self.auto_model.config = Config()

    def forward(self, features, **_):
        features.update(all_layer_embeddings=features["x"], token_embeddings=features["x"][-1])
        return features


class Modules(SentenceTransformer):
    device = torch.device("cpu")


class Pool(torch.nn.Module):
    def forward(self, features, **_):
        features["sentence_embedding"] = features["token_embeddings"]
        return features

    def get_embedding_dimension(self):
        return plain.WIDTH


class Bert(Transformer):
    """engine.Encoder with its layers' states."""

    def __init__(self, bert):
        torch.nn.Module.__init__(self)
        self.bert = bert

    @property
    def auto_model(self):
        return self.bert

    def forward(self, features, **_):
        out = self.bert(
            input_ids=features["input_ids"], attention_mask=features["attention_mask"], output_hidden_states=True
        )
        features.update(token_embeddings=out.last_hidden_state, all_layer_embeddings=out.hidden_states)
        return features


class Drawn:
    """random.sample that gives what was chosen before, or notes what it chose."""

    def __init__(self, given=None):
        self.given, self.noted, self.real = given, [], random.sample

    def __enter__(self):
        random.sample = self.sample
        return self

    def __exit__(self, *_):
        random.sample = self.real

    def sample(self, population, k):
        chosen = list(self.given.pop(0)) if self.given else self.real(population, k)
        self.noted.append(list(chosen))
        return list(chosen)


def wrapped(model, loss, matryoshka, adaptive):
    if matryoshka:
        return L.Matryoshka2dLoss(
            model, loss, matryoshka["dims"], matryoshka["weights"], n_dims_per_step=matryoshka.get("per_step", -1), **adaptive
        )
    return L.AdaptiveLayerLoss(model, loss, **adaptive)


M = {"dims": [8, 5, 2], "weights": [1.0, 0.6, 0.3]}
ALL = {"n_layers_per_step": -1}
CASES = []


def case(name, loss, columns, labels=None, matryoshka=None, guide=None, adaptive=None, drawn=None, **parameters):
    CASES.append(
        {"name": name, "loss": loss, "columns": columns, "labels": labels, "matryoshka": matryoshka, "guide": guide,
         "adaptive": ALL if adaptive is None else adaptive, "drawn": drawn or [], "parameters": parameters}
    )


case("mnrl, all layers", plain.MNRL, 2)
case("mnrl, a layer by lot", plain.MNRL, 2, adaptive={}, drawn=[[1]])
case("mnrl, two layers by lot", plain.MNRL, 3, adaptive={"n_layers_per_step": 2}, drawn=[[0, 2]])
case("mnrl, more layers than there are", plain.MNRL, 2, adaptive={"n_layers_per_step": 9})
case("mnrl, no divergence", plain.MNRL, 2, adaptive={**ALL, "kl_temperature": 0})
case("mnrl, log", plain.MNRL, 2, adaptive={**ALL, "layer_weighting": "log"})
case("mnrl, linear", plain.MNRL, 2, adaptive={**ALL, "layer_weighting": "linear"})
weights = {"last_layer_weight": 0.7, "prior_layers_weight": 1.8, "kl_div_weight": 2.5, "kl_temperature": 0.8}
case("mnrl, other weights", plain.MNRL, 2, adaptive={**ALL, **weights})
case("triplet", "TripletLoss", 3, triplet_margin=0.5)
case("contrastive", "ContrastiveLoss", 2, "binary")
case("online contrastive", "OnlineContrastiveLoss", 2, "binary")
case("cosine similarity", "CosineSimilarityLoss", 2, "score")
case("cosent", "CoSENTLoss", 2, "score")
case("angle", "AnglELoss", 2, "score")
case("batch all", "BatchAllTripletLoss", 1, "class", margin=0.4)
case("batch hard", "BatchHardTripletLoss", 1, "class", margin=0.4)
case("batch semi-hard", "BatchSemiHardTripletLoss", 1, "class", margin=0.4)
case("soft margin", "BatchHardSoftMarginTripletLoss", 1, "class")
case("distill KL", "DistillKLDivLoss", 3, "two")
case("margin MSE", "MarginMSELoss", 3, "margin")
case("GIST", "GISTEmbedLoss", 2, guide=plain.GUIDE[:2], temperature=0.1)
case("mega batch", "MegaBatchMarginLoss", 2)
case("softmax", "SoftmaxLoss", 2, "class", num_labels=3)
case("2d mnrl, all", plain.MNRL, 2, matryoshka=M)
# Dimensions at the last layer, the layer, the dimensions at it.
case("2d mnrl, by lot", plain.MNRL, 2, matryoshka={**M, "per_step": 1}, adaptive={}, drawn=[[1], [2], [0]])
case("2d cosent, by lot", "CoSENTLoss", 2, "score", matryoshka={**M, "per_step": 2}, adaptive={"n_layers_per_step": 2}, drawn=[[0, 1], [0, 1], [1, 2], [0, 2]])
case("2d batch all", "BatchAllTripletLoss", 1, "class", matryoshka=M, margin=0.4)


def run(one):
    texts = [[plain.matrix(column * (LAYERS + 1) + k).requires_grad_() for k in range(LAYERS + 1)] for column in range(one["columns"])]
    model = Modules(modules=[Given(), Pool(), Normalize()], device="cpu")
    loss = plain.made(one["loss"], one["parameters"], model)
    if one["guide"]:
        guide = plain.Model()
        vectors = iter([plain.matrix(k) for k in one["guide"]] * 9)
        guide.forward = lambda features, **_: {"sentence_embedding": next(vectors)}
        loss.guide = guide
    labels = None if one["labels"] is None else torch.tensor(plain.LABELS[one["labels"]])
    whole = wrapped(model, loss, one["matryoshka"], one["adaptive"])
    with Drawn(list(one["drawn"])):
        value = whole([{"x": layers} for layers in texts], labels)
    value.backward()
    grad = [[torch.zeros_like(x).tolist() if x.grad is None else x.grad.tolist() for x in layers] for layers in texts]
    result = {**one, "value": value.item(), "grad": grad}
    if one["loss"] == "SoftmaxLoss":
        weight, bias = loss.classifier.weight, loss.classifier.bias
        result["classifier"] = {"weight": weight.tolist(), "bias": bias.tolist(), "d_weight": weight.grad.tolist(), "d_bias": bias.grad.tolist()}
    print(f"{one['name']:50s} {value.item():.8f}")
    return result


def steps(lora, matryoshka, adaptive, count=10):
    torch.set_default_dtype(torch.float32)
    random.seed(5)
    _, bert = engine.build("mean")
    model = SentenceTransformer(modules=[Bert(bert), Pooling(32, pooling_mode="mean"), Normalize()], device="cpu")
    found = {"lora": lora, "matryoshka": matryoshka, "adaptive": adaptive}
    if lora:
        get_peft_model(bert, LoraConfig(r=4, lora_alpha=8, lora_dropout=0.0, target_modules=["query", "value"])).eval()
        generator = torch.Generator().manual_seed(11)
        named = [(name, p) for name, p in bert.named_parameters() if p.requires_grad]
        with torch.no_grad():
            for _, parameter in named:
                parameter.copy_(0.1 * torch.randn(parameter.shape, generator=generator))
        found["adapters"] = {n.replace(".default", ""): {"shape": list(p.shape), "data": engine.array(p)} for n, p in named}
    trained = [p for p in bert.parameters() if p.requires_grad]
    loss = wrapped(model, L.MultipleNegativesRankingLoss(model), matryoshka, adaptive)
    decayed = [p for n, p in bert.named_parameters() if p.requires_grad and not (n.endswith("bias") or "LayerNorm" in n)]
    plain_ones = [p for n, p in bert.named_parameters() if p.requires_grad and (n.endswith("bias") or "LayerNorm" in n)]
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": engine.OPTIMIZER["weight_decay"]}, {"params": plain_ones, "weight_decay": 0.0}],
        lr=engine.OPTIMIZER["learning_rate"],
    )
    taken = []
    for step in range(count):
        optimizer.zero_grad()
        # Adapters do not change what the first layer is given, which Hone then does not draw.
        with Drawn([[1]] if lora else None) as drawn:
            value = loss([engine.features(column) for column in engine.batch(step % 4)], None)
        value.backward()
        norm = torch.nn.utils.clip_grad_norm_(trained, engine.OPTIMIZER["max_grad_norm"])
        optimizer.step()
        taken.append({"drawn": drawn.noted, "loss": value.item(), "gradNorm": norm.item()})
    print(lora, [f"{one['loss']:.5f}" for one in taken])
    return {**found, "steps": taken}


TWO = {"dims": [32, 16, 8], "weights": [1.0, 0.7, 0.4], "per_step": 1}

if __name__ == "__main__":
    out = {
        "versions": engine.VERSIONS,
        "inputs": [plain.matrix(k).tolist() for k in range(3 * (LAYERS + 1))],
        "labels": plain.LABELS,
        "cases": plain.rounded([run(one) for one in CASES]),
        "runs": [
            steps(False, None, {"n_layers_per_step": -1, "layer_weighting": "log"}),
            steps(False, None, {}),
            steps(False, TWO, {}),
            steps(True, None, {}),
        ],
    }
    (HERE / "adaptive_layer.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")
