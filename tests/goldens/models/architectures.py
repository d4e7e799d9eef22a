"""Makes architectures.json: tiny encoders of every supported kind as transformers computes them, for the tests of
src/models/architectures: embeddings of a few token sequences and the gradient of every parameter.

    pip install torch==2.13.0 transformers==5.24.0 sentence-transformers==6.2.0
    python tests/goldens/models/architectures.py

Weights are not stored: `values` makes them from their names by a formula that tests/unit/models/formula-weights.ts repeats.
For each case: the text of config.json as transformers saves it (or as an older one is on the Hub), the pooling, Dense modules, the pooled
vectors before any normalisation (base64, float32 little-endian), and the gradients of Σ vectors ⊙ direction (but the last vector) by name.
"""

import base64
import json
import pathlib
import tempfile

import numpy as np
import sentence_transformers
import torch
import transformers
from sentence_transformers.sentence_transformer.modules import Dense, Pooling

here = pathlib.Path(__file__).parent

sizes = dict(vocab_size=40, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=24)
distil = dict(vocab_size=40, dim=16, n_layers=2, n_heads=2, hidden_dim=24, max_position_embeddings=30)
modern = dict(
    sizes,
    num_hidden_layers=3,
    max_position_embeddings=48,
    pad_token_id=0,
    bos_token_id=2,
    eos_token_id=3,
    cls_token_id=2,
    sep_token_id=3,
    local_attention=6,
)
older_modern = dict(
    model_type="modernbert",
    architectures=["ModernBertForMaskedLM"],
    **modern,
    global_attn_every_n_layers=2,
    global_rope_theta=80000.0,
    local_rope_theta=5000.0,
    norm_bias=True,
    attention_bias=True,
    mlp_bias=True,
    norm_eps=1e-5,
)
cases = {
    "bert": (transformers.BertConfig(**sizes, max_position_embeddings=30), "lasttoken", [(12, "gelu", True)]),
    "roberta": (
        transformers.RobertaConfig(**sizes, max_position_embeddings=32, type_vocab_size=1, layer_norm_eps=1e-5),
        "mean",
        [],
    ),
    "xlm-roberta": (
        transformers.XLMRobertaConfig(**sizes, max_position_embeddings=32, type_vocab_size=1, hidden_act="gelu_new"),
        "cls",
        [],
    ),
    "distilbert": (transformers.DistilBertConfig(**distil), "max", []),
    "mpnet": (transformers.MPNetConfig(**sizes, max_position_embeddings=32), "mean_sqrt_len_tokens", []),
    "modernbert": (
        transformers.ModernBertConfig(**modern, layer_types=["full_attention", "sliding_attention", "full_attention"]),
        "weightedmean",
        [],
    ),
    "modernbert-older": (older_modern, "mean", [(20, "tanh", True), (8, "identity", False)]),
}
activations = {"gelu": torch.nn.GELU, "tanh": torch.nn.Tanh, "identity": torch.nn.Identity, "relu": torch.nn.ReLU}


def values(name, count):
    """`count` numbers from -0.5 to 0.5 that follow from the name: FNV-1a of it, then murmur3's finaliser of each index."""
    seed = 2166136261
    for byte in name.encode():
        seed = (seed ^ byte) * 16777619 % 2**32
    x = (np.arange(count, dtype=np.uint64) * 2654435761 + seed) % 2**32
    x ^= x >> 16
    x = x * 0x85EBCA6B % 2**32
    x ^= x >> 13
    x = x * 0xC2B2AE35 % 2**32
    x ^= x >> 16
    return (x >> 8).astype(np.float64) / 2**24 - 0.5


def fill(name, parameter):
    # Weights of a norm are around 1; all are large enough for every part of the model to matter.
    norm = parameter.ndim == 1 and name.endswith("weight")
    numbers = values(name, parameter.numel()) * (0.4 if parameter.ndim == 1 else 0.5) + norm
    parameter.data = torch.tensor(numbers.astype(np.float32)).reshape(parameter.shape)


def array(tensor):
    return base64.b64encode(tensor.detach().to(torch.float32).contiguous().numpy().tobytes()).decode()


def sequences(most):
    lengths = [3, 1, most, 9, 9, 14]
    made = [((values(f"text {i}", n) + 0.5) * 36).astype(int) + 4 for i, n in enumerate(lengths)]
    # A padding token in a text itself has no position of its own in RoBERTa and MPNet. The last text is not in the gradients,
    # since torch leaves the padding's rows of tables out of them.
    made[-1][4] = 1
    return [ids.tolist() for ids in made]


def encoder_of(config):
    """Also what config.json says."""
    with tempfile.TemporaryDirectory() as folder:
        if isinstance(config, dict):
            (pathlib.Path(folder) / "config.json").write_text(json.dumps(config))
            config = transformers.AutoConfig.from_pretrained(folder)
        else:
            config.save_pretrained(folder)
        text = (pathlib.Path(folder) / "config.json").read_text()
    return transformers.AutoModel.from_config(config, attn_implementation="eager").eval(), text


def golden(config, mode, dense):
    model, text = encoder_of(config)
    parameters = {name: p for name, p in model.named_parameters() if not name.startswith("pooler.")}
    modules = []
    width = model.config.hidden_size
    for i, (out, activation, bias) in enumerate(dense):
        module = Dense(width, out, bias=bias, activation_function=activations[activation]())
        parameters |= {f"{i + 2}_Dense.{name}": p for name, p in module.named_parameters()}
        modules.append((module, dict(path=f"{i + 2}_Dense", in_features=width, out_features=out, bias=bias, activation=activation)))
        width = out
    for name, parameter in parameters.items():
        fill(name, parameter)

    texts = sequences(26)
    longest = max(map(len, texts))
    ids = torch.tensor([t + [model.config.pad_token_id] * (longest - len(t)) for t in texts])
    mask = torch.tensor([[1] * len(t) + [0] * (longest - len(t)) for t in texts])
    features = {"token_embeddings": model(input_ids=ids, attention_mask=mask).last_hidden_state, "attention_mask": mask}
    for module in [Pooling(model.config.hidden_size, pooling_mode=mode), *(m for m, _ in modules)]:
        features = module(features)
    vectors = features["sentence_embedding"]
    direction = values("direction", vectors.numel()).astype(np.float32)
    (vectors * torch.tensor(direction).reshape(vectors.shape))[:-1].sum().backward()
    return {
        "config": text,
        "pooling": mode,
        "dense": [settings for _, settings in modules],
        "texts": texts,
        "vectors": array(vectors),
        "gradients": {name: {"shape": list(p.shape), "data": array(p.grad)} for name, p in parameters.items()},
    }


mpnet_bucket = transformers.models.mpnet.modeling_mpnet.MPNetEncoder.relative_position_bucket
golden_file = {
    "versions": {
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "sentence_transformers": sentence_transformers.__version__,
    },
    "cases": {name: golden(*case) for name, case in cases.items()},
    # By distance of the key from the query, from -511 to 511.
    "mpnet_buckets": mpnet_bucket(torch.arange(-511, 512)).tolist(),
}
(here / "architectures.json").write_text(json.dumps(golden_file, separators=(",", ":")) + "\n")
