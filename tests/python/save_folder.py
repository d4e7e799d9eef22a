"""Saves a sentence-transformers folder as its own save_pretrained writes it, for Hone to read.

    python tests/python/save_folder.py FOLDER float16|bfloat16 < TEXTS.json

A tiny ModernBERT with a byte-pair tokenizer (from tests/goldens/models/bpe.json), last-token pooling, a Dense module and
Normalize; the weights rounded to the type and spread over several files. Prints the texts' vectors, computed in float32
from that folder, as a line of JSON.
"""

import json
import sys
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Dense, Normalize, Pooling, Transformer
from tokenizers import Tokenizer
from transformers import ModernBertConfig, ModernBertModel, PreTrainedTokenizerFast

folder, name = sys.argv[1:]
kind = getattr(torch, name)
root = Path(__file__).parents[2]

file = json.loads((root / "tests/goldens/models/bpe.json").read_text())["tokenizers"]["modernbert"]["file"]
tokenizer = PreTrainedTokenizerFast(
    tokenizer_object=Tokenizer.from_str(json.dumps(file)), pad_token="[PAD]", unk_token="[UNK]", model_max_length=60
)
ids = {token: tokenizer.convert_tokens_to_ids(token) for token in ("[PAD]", "[CLS]", "[SEP]")}
torch.manual_seed(3)
encoder = ModernBertModel(
    ModernBertConfig(
        vocab_size=len(tokenizer),
        hidden_size=24,
        num_hidden_layers=4,
        num_attention_heads=2,
        intermediate_size=40,
        max_position_embeddings=64,
        local_attention=8,
        initializer_range=0.3,
        pad_token_id=ids["[PAD]"],
        bos_token_id=ids["[CLS]"],
        eos_token_id=ids["[SEP]"],
        cls_token_id=ids["[CLS]"],
        sep_token_id=ids["[SEP]"],
    )
)
plain = Path(folder) / "encoder"
encoder.save_pretrained(plain)
tokenizer.save_pretrained(plain)
transformer = Transformer(str(plain), max_seq_length=50)
dense = Dense(24, 16, activation_function=torch.nn.GELU())
model = SentenceTransformer(modules=[transformer, Pooling(24, pooling_mode="lasttoken"), dense, Normalize()], device="cpu")
model.to(kind)
model.save_pretrained(str(Path(folder) / "model"))
# save_pretrained of sentence-transformers takes no shard size; that of its encoder does.
for stored in (Path(folder) / "model").glob("model*.safetensors"):
    stored.unlink()
model[0].auto_model.save_pretrained(Path(folder) / "model", max_shard_size="8KB")
loaded = SentenceTransformer(str(Path(folder) / "model"), model_kwargs={"dtype": torch.float32}, device="cpu")
loaded.to(torch.float32)
vectors = loaded.encode(json.load(sys.stdin), convert_to_numpy=True)
print(json.dumps(vectors.tolist()))
