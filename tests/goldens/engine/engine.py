"""Numbers from PyTorch and sentence-transformers that Hone's engine must reproduce.

Run:  python engine.py            (needs torch, transformers, sentence-transformers; MiniLM: --minilm FOLDER)
Writes tiny-bert.json (a randomly initialised BERT with every gradient of a full loss and 20 optimizer steps, for both
poolings) and, with --minilm, minilm.json (embeddings of a few sentences). Arrays are float32 little-endian, base64.
"""

import argparse
import base64
import json
from pathlib import Path

import sentence_transformers
import torch
import transformers
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer import losses
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling

HERE = Path(__file__).parent
VERSIONS = {
    "torch": torch.__version__,
    "transformers": transformers.__version__,
    "sentence_transformers": sentence_transformers.__version__,
}
CONFIG = {
    "model_type": "bert",
    "vocab_size": 120,
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 48,
    "hidden_act": "gelu",
    "hidden_dropout_prob": 0.1,
    "attention_probs_dropout_prob": 0.1,
    "max_position_embeddings": 24,
    "type_vocab_size": 2,
    "layer_norm_eps": 1e-12,
}
DIMS, WEIGHTS = [32, 16, 8], [1.0, 0.7, 0.4]
OPTIMIZER = {"learning_rate": 2e-3, "weight_decay": 0.01, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "max_grad_norm": 1.0}
STEPS = 20


def array(tensor):
    return base64.b64encode(tensor.detach().to(torch.float32).contiguous().numpy().tobytes()).decode()


def weights_of(module, values=lambda parameter: parameter):
    return {n: {"shape": list(p.shape), "data": array(values(p))} for n, p in module.named_parameters()}


class Encoder(torch.nn.Module):
    """The part of sentence-transformers' Transformer that is not the tokenizer."""

    def __init__(self, bert):
        super().__init__()
        self.bert = bert

    def forward(self, features, **_):
        out = self.bert(input_ids=features["input_ids"], attention_mask=features["attention_mask"])
        features["token_embeddings"] = out.last_hidden_state
        return features


def build(pooling):
    torch.manual_seed(7)
    bert = transformers.BertModel(transformers.BertConfig(**CONFIG), add_pooling_layer=False)
    with torch.no_grad():
        for name, parameter in bert.named_parameters():
            centre = 1.0 if name.endswith("LayerNorm.weight") else 0.0
            parameter.copy_(centre + 0.12 * torch.randn_like(parameter))
    bert.eval()  # dropout off
    model = SentenceTransformer(modules=[Encoder(bert), Pooling(32, pooling_mode=pooling), Normalize()], device="cpu")
    return model, bert


def texts(generator, n, low, high):
    lengths = torch.randint(low, high + 1, (n,), generator=generator)
    return [torch.randint(1, CONFIG["vocab_size"], (int(k),), generator=generator).tolist() for k in lengths]


def features(sequences):
    longest = max(map(len, sequences))
    ids = torch.tensor([s + [0] * (longest - len(s)) for s in sequences])
    mask = torch.tensor([[1] * len(s) + [0] * (longest - len(s)) for s in sequences])
    return {"input_ids": ids, "attention_mask": mask}


def batch(seed):
    generator = torch.Generator().manual_seed(seed)
    return [texts(generator, 6, 2, 7), texts(generator, 6, 4, 24), texts(generator, 6, 3, 20)]


def golden(pooling):
    model, bert = build(pooling)
    loss_of = losses.MatryoshkaLoss(model, losses.MultipleNegativesRankingLoss(model), DIMS, WEIGHTS)
    initial = weights_of(bert)
    first = batch(0)
    with torch.no_grad():
        embeddings = [model(features(column))["sentence_embedding"] for column in first]
    loss = loss_of([features(column) for column in first], None)
    loss.backward()
    gradients = weights_of(bert, lambda p: p.grad)
    model.zero_grad()

    # transformers.Trainer's rule: no decay on biases and LayerNorm weights.
    plain = [p for n, p in bert.named_parameters() if n.endswith("bias") or "LayerNorm" in n]
    decayed = [p for n, p in bert.named_parameters() if not (n.endswith("bias") or "LayerNorm" in n)]
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": OPTIMIZER["weight_decay"]}, {"params": plain, "weight_decay": 0.0}],
        lr=OPTIMIZER["learning_rate"],
        betas=(OPTIMIZER["beta1"], OPTIMIZER["beta2"]),
        eps=OPTIMIZER["epsilon"],
    )
    steps = []
    for step in range(STEPS):
        columns = batch(step % 4)
        optimizer.zero_grad()
        value = loss_of([features(column) for column in columns], None)
        value.backward()
        norm = torch.nn.utils.clip_grad_norm_(bert.parameters(), OPTIMIZER["max_grad_norm"])
        optimizer.step()
        steps.append({"loss": value.item(), "gradNorm": norm.item()})
    return {
        "weights": initial,
        "embeddings": [array(e) for e in embeddings],
        "loss": loss.item(),
        "gradients": gradients,
        "steps": steps,
    }


SENTENCES = [
    "How do I reset the pump?",
    "Hold the red button for five seconds until the pressure gauge reads zero.",
    "The valve must be inspected every 500 hours; replace the seal when its thickness is below 2 mm.",
    "A man is eating food.",
    "naïve café — 45% of Δt",
]


def minilm(folder):
    model = SentenceTransformer(folder, device="cpu")
    ids = [model.tokenizer(sentence)["input_ids"] for sentence in SENTENCES]
    return {"versions": VERSIONS, "sentences": SENTENCES, "ids": ids, "embeddings": array(model.encode(SENTENCES, convert_to_tensor=True))}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--minilm")
    minilm_folder = parser.parse_args().minilm
    poolings = {name: golden(name) for name in ("mean", "cls")}
    assert poolings["mean"]["weights"] == poolings["cls"]["weights"]
    weights = poolings["mean"].pop("weights")
    poolings["cls"].pop("weights")
    tiny = {
        "versions": VERSIONS,
        "config": CONFIG,
        "loss": {"scale": 20, "matryoshkaDims": DIMS, "matryoshkaWeights": WEIGHTS},
        "optimizer": OPTIMIZER,
        "batches": [batch(seed) for seed in range(4)],
        "weights": weights,
        "poolings": poolings,
    }
    (HERE / "tiny-bert.json").write_text(json.dumps(tiny))
    if minilm_folder:
        (HERE / "minilm.json").write_text(json.dumps(minilm(minilm_folder)))
