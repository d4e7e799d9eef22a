"""Makes recipes.json: gradients and steps of a tiny BERT with adapters, by PEFT, and with frozen parts, by PyTorch.

    pip install torch==2.13.0 transformers==5.24.0 sentence-transformers==6.2.0 peft==0.21.2
    python tests/goldens/training/recipes.py

The model, its batches and its loss are those of ../engine/tiny-bert.json. Arrays are float32 little-endian, base64.
"""

import json
import pathlib
import sys

import peft
import torch
from peft import LoraConfig, get_peft_model
from sentence_transformers.sentence_transformer import losses

here = pathlib.Path(__file__).parent
sys.path.insert(0, str(here.parent / "engine"))
from engine import DIMS, OPTIMIZER, STEPS, VERSIONS, WEIGHTS, array, batch, build, features  # noqa: E402


def tensors(named):
    return {name: {"shape": list(value.shape), "data": array(value)} for name, value in named}


def trained(bert):
    return [(name, parameter) for name, parameter in bert.named_parameters() if parameter.requires_grad]


def loss_over(model):
    loss = losses.MatryoshkaLoss(model, losses.MultipleNegativesRankingLoss(model), DIMS, WEIGHTS)
    return lambda seed: loss([features(column) for column in batch(seed)], None)


def gradients(bert, loss, rename=lambda name: name):
    value = loss(0)
    value.backward()
    found = tensors((rename(name), parameter.grad) for name, parameter in trained(bert))
    bert.zero_grad()
    return {"loss": value.item(), "gradients": found}


def steps(bert, loss):
    decayed = [p for n, p in trained(bert) if not (n.endswith("bias") or "LayerNorm" in n)]
    plain = [p for n, p in trained(bert) if n.endswith("bias") or "LayerNorm" in n]
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": OPTIMIZER["weight_decay"]}, {"params": plain, "weight_decay": 0.0}],
        lr=OPTIMIZER["learning_rate"],
        betas=(OPTIMIZER["beta1"], OPTIMIZER["beta2"]),
        eps=OPTIMIZER["epsilon"],
    )
    taken = []
    for step in range(STEPS):
        optimizer.zero_grad()
        value = loss(step % 4)
        value.backward()
        norm = torch.nn.utils.clip_grad_norm_([p for _, p in trained(bert)], OPTIMIZER["max_grad_norm"])
        optimizer.step()
        taken.append({"loss": value.item(), "gradNorm": norm.item()})
    return taken


def lora(targets, r, alpha):
    model, bert = build("mean")
    settings = LoraConfig(r=r, lora_alpha=alpha, lora_dropout=0.0, target_modules=targets)
    adapted = get_peft_model(bert, settings)
    adapted.eval()
    generator = torch.Generator().manual_seed(11)
    with torch.no_grad():
        for _, parameter in trained(bert):
            parameter.copy_(0.1 * torch.randn(parameter.shape, generator=generator))

    def rename(name):
        return name.replace(".default", "")

    loss = loss_over(model)
    golden = {"target_modules": targets, "r": r, "lora_alpha": alpha}
    golden["adapters"] = tensors((rename(name), parameter) for name, parameter in trained(bert))
    golden |= gradients(bert, loss, rename)
    golden["steps"] = steps(bert, loss)
    golden["adapted"] = tensors((rename(name), parameter) for name, parameter in trained(bert))
    targeted = {name.split(".lora_")[0] + ".weight" for name in golden["adapters"]}
    merged = adapted.merge_and_unload()
    golden["merged"] = tensors((name, value) for name, value in merged.state_dict().items() if name in targeted)
    return golden


def frozen(embeddings, layers):
    model, bert = build("mean")
    parts = [bert.embeddings] if embeddings or layers else []
    for part in [*parts, *bert.encoder.layer[:layers]]:
        part.requires_grad_(False)
    loss = loss_over(model)
    return {"embeddings": embeddings, "layers": layers, **gradients(bert, loss), "steps": steps(bert, loss)}


golden = {
    "versions": {**VERSIONS, "peft": peft.__version__},
    "lora": [lora(["query", "value"], 4, 8), lora(["attention.output.dense", "intermediate.dense"], 3, 3), lora("all-linear", 2, 4)],
    "frozen": [frozen(True, 0), frozen(True, 1)],
}
(here / "recipes.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
