"""Losses of 100 training steps by sentence-transformers, dropout off, which Hone must follow from the same start.

Run:  python hundred_steps.py [--minilm FOLDER]     (needs torch, transformers, sentence-transformers)
Writes hundred_steps_tiny.json, and with --minilm hundred_steps_minilm.json: for the tiny BERT of ../engine/engine.py and for
MiniLM, the texts' token ids, the order of the batches, the settings, and every step's loss and gradient norm. MiniLM's texts are
our own sample's questions with their answers.
"""

import argparse
import json
import random
import sys
from pathlib import Path

import torch
import transformers
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer import losses

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "engine"))
import engine  # noqa: E402

SAMPLE = HERE.parents[2] / "public" / "sample" / "questions.jsonl"
STEPS = 100
WARMUP = 10
OPTIMIZER = {"weight_decay": 0.01, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "max_grad_norm": 1.0}


def run(model, trained, rows, batches, dims, rate):
    """rows: token ids by column for each example; batches: examples of each step."""
    loss_of = losses.MatryoshkaLoss(model, losses.MultipleNegativesRankingLoss(model), dims)
    plain = [p for n, p in trained.named_parameters() if n.endswith("bias") or "LayerNorm" in n]
    decayed = [p for n, p in trained.named_parameters() if not (n.endswith("bias") or "LayerNorm" in n)]
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": OPTIMIZER["weight_decay"]}, {"params": plain, "weight_decay": 0.0}],
        lr=rate,
        betas=(OPTIMIZER["beta1"], OPTIMIZER["beta2"]),
        eps=OPTIMIZER["epsilon"],
    )
    schedule = transformers.get_linear_schedule_with_warmup(optimizer, WARMUP, STEPS)
    steps = []
    for examples in batches:
        columns = [[rows[i][column] for i in examples] for column in range(2)]
        optimizer.zero_grad()
        value = loss_of([engine.features(column) for column in columns], None)
        value.backward()
        norm = torch.nn.utils.clip_grad_norm_(trained.parameters(), OPTIMIZER["max_grad_norm"])
        optimizer.step()
        schedule.step()
        steps.append({"loss": value.item(), "gradNorm": norm.item()})
    return {"rows": rows, "batches": batches, "dims": dims, "learningRate": rate, "steps": steps}


def order(count, size):
    """Examples of 100 batches: every example once before any comes again."""
    draw = random.Random(3)
    batches, left = [], []
    while len(batches) < STEPS:
        if len(left) < size:
            left = draw.sample(range(count), count)
        batches.append([left.pop() for _ in range(size)])
    return batches


def tiny():
    model, bert = engine.build("mean")
    generator = torch.Generator().manual_seed(11)
    rows = [[engine.texts(generator, 1, 2, 7)[0], engine.texts(generator, 1, 4, 24)[0]] for _ in range(60)]
    return run(model, bert, rows, order(60, 8), engine.DIMS, 2e-4)


def minilm(folder):
    model = SentenceTransformer(folder, device="cpu")
    model.eval()
    examples = [json.loads(line) for line in SAMPLE.read_text(encoding="utf8").splitlines()]

    def ids(text):
        return model.tokenizer(text, truncation=True, max_length=32)["input_ids"]

    rows = [[ids(e["question"]), ids(e["answer_quote"])] for e in examples][:40]
    return run(model, model[0].auto_model, rows, order(len(rows), 4), [384, 128], 2e-5)


def write(name, golden):
    whole = {"versions": engine.VERSIONS, "warmupSteps": WARMUP, "optimizer": OPTIMIZER, **golden}
    (HERE / f"hundred_steps_{name}.json").write_text(json.dumps(whole, separators=(",", ":")))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--minilm")
    folder = parser.parse_args().minilm
    write("tiny", tiny())
    if folder:
        write("minilm", minilm(folder))
