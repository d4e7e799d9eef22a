"""Loads an exported bundle as a stranger would and compares it with the vectors Hone itself made.

    python tests/python/check_bundle.py FOLDER VECTORS.jsonl [FOLDER VECTORS.jsonl ...]

FOLDER is the zip itself or what was in it (model/, onnx/, ...). VECTORS.jsonl has a line for each text:
{"text": ..., "kind": "query" | "document", "vector": [...]} at full dimension. Compared within 1e-5, every number:
SentenceTransformer(FOLDER/model), onnx/model_pooled.onnx as it is, onnx/model.onnx with the folder's pooling, and the vectors
of chunks.jsonl. train.py, where there is one, must at least be Python. Prints a folder's largest differences as a line of
JSON; ends with 1 when one is too large.
"""

import ast
import json
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from sentence_transformers import SentenceTransformer

TOLERANCE = 1e-5


def unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def pooled(model, hidden, mask, lengths):
    """By the folder's own modules after the encoder; texts behind prompts of equal length go together."""
    vectors = {}
    for length in set(lengths.tolist()):
        rows = np.flatnonzero(lengths == length)
        features = {"token_embeddings": torch.from_numpy(hidden[rows]), "attention_mask": torch.from_numpy(mask[rows])}
        if length:
            features["prompt_length"] = length
        with torch.no_grad():
            for module in list(model)[1:]:
                features = module(features)
        vectors.update(zip(rows.tolist(), features["sentence_embedding"].numpy()))
    return unit(np.stack([vectors[row] for row in range(len(lengths))]))


def run(path, ids, mask, lengths):
    onnx.checker.check_model(str(path), full_check=True)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    names = {given.name for given in session.get_inputs()}
    feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids), "prompt_length": lengths}
    (output,) = session.run(None, {name: feeds[name] for name in names})
    return output


def read_lines(path):
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def check(folder, vectors):
    expected = read_lines(vectors)
    model = SentenceTransformer(str(folder / "model"), device="cpu")
    own = np.array([row["vector"] for row in expected], dtype=np.float32)
    encode = {"query": model.encode_query, "document": model.encode_document}
    loaded = np.stack([encode[row["kind"]]([row["text"]], convert_to_numpy=True)[0] for row in expected])

    prompts = [model.prompts.get(row["kind"], "") + row["text"] for row in expected]
    tokens = model.tokenizer(
        prompts, padding=True, truncation=True, max_length=model.max_seq_length, return_tensors="np"
    )
    ids, mask = tokens["input_ids"].astype(np.int64), tokens["attention_mask"].astype(np.int64)
    prefixes = [model.prompts.get(row["kind"], "") for row in expected]
    lengths = np.array([model[0]._get_prompt_length(prefix) if prefix else 0 for prefix in prefixes], dtype=np.int64)
    hidden = run(folder / "onnx/model.onnx", ids, mask, lengths)

    worst = {
        "sentence_transformers": loaded - own,
        "model.onnx": pooled(model, hidden, mask, lengths) - own,
        "model_pooled.onnx": run(folder / "onnx/model_pooled.onnx", ids, mask, lengths) - own,
    }
    chunks = read_lines(folder / "chunks.jsonl")
    if chunks:
        given = np.array([chunk["vector"] for chunk in chunks], dtype=np.float32)
        made = model.encode_document([chunk["text"] for chunk in chunks], convert_to_numpy=True)
        worst["chunks.jsonl"] = unit(made[:, : given.shape[1]]) - given
    report = {name: float(np.abs(difference).max()) for name, difference in worst.items()}
    script = folder / "train.py"
    if script.exists():
        ast.parse(script.read_text(encoding="utf-8"))
    print(json.dumps({"texts": len(expected), "chunks": len(chunks), "largest_difference": report}))
    return all(value <= TOLERANCE for value in report.values())


def main(paths):
    if not paths or len(paths) % 2:
        sys.exit(__doc__)
    good = True
    for bundle, vectors in zip(paths[::2], paths[1::2]):
        with tempfile.TemporaryDirectory() as unpacked:
            if bundle.is_file():
                with zipfile.ZipFile(bundle) as archive:
                    archive.extractall(unpacked)  # checks every file's CRC
            good = check(Path(unpacked) if bundle.is_file() else bundle, vectors) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main([Path(path) for path in sys.argv[1:]]))
