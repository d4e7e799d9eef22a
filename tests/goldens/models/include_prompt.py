"""Poolings that leave a prompt's tokens out, as sentence-transformers does with include_prompt=False.

Run:  python include_prompt.py    (torch 2.13, transformers 5.24, sentence-transformers 6.2)
Writes include_prompt.json: for the tiny BERT of ../engine/engine.py and each pooling, the unit vectors of a batch whose queries
begin with a prompt of three tokens, the loss, and the gradients of two weights. float32 little-endian, base64.
"""

import json
import sys
from pathlib import Path

from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer import losses
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "engine"))
import engine  # noqa: E402

PROMPT = 3
POOLINGS = ["cls", "mean", "max", "weightedmean", "mean_sqrt_len_tokens", "lasttoken"]
WATCHED = ["embeddings.word_embeddings.weight", "encoder.layer.1.output.dense.weight"]


def columns():
    """The batch's queries, shorter ones made as long as the prompt and a token, and its passages."""
    queries, passages = engine.batch(0)[:2]
    return [[(text + [7, 8, 9, 10])[: max(len(text), PROMPT + 1)] for text in queries], passages]


def run(pooling):
    _, bert = engine.build("mean")
    modules = [engine.Encoder(bert), Pooling(32, pooling_mode=pooling, include_prompt=False), Normalize()]
    model = SentenceTransformer(modules=modules, device="cpu")

    def features():
        queries, passages = [engine.features(column) for column in columns()]
        return [{**queries, "prompt_length": PROMPT}, passages]

    vectors = [model(one)["sentence_embedding"] for one in features()]
    value = losses.MultipleNegativesRankingLoss(model)(features(), None)
    value.backward()
    gradients = {name: engine.array(dict(bert.named_parameters())[name].grad) for name in WATCHED}
    return {"vectors": [engine.array(one) for one in vectors], "loss": value.item(), "gradients": gradients}


if __name__ == "__main__":
    golden = {"versions": engine.VERSIONS, "prompt": PROMPT, "columns": columns(), "poolings": {name: run(name) for name in POOLINGS}}
    (HERE / "include_prompt.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
