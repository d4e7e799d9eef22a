"""Makes bpe.json: token ids of byte-pair tokenizers, and of MPNet's WordPiece, as Hugging Face's tokenizers give them, for
the tests of src/models/tokenizer.ts. The texts are those of tokenizer.json; the vocabularies are trained here, on them.

    pip install tokenizers==0.23.3
    python tests/goldens/models/bpe.py
"""

import json
import pathlib

import tokenizers
from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

here = pathlib.Path(__file__).parent
given = json.loads((here / "tokenizer.json").read_text())
# Besides: endings and contractions that GPT-2's pattern knows, spaces in every number, a special token behind a space.
texts = given["texts"] + [
    "It's what they'd said: we'll, I've, you're, DON'T, ain't ’tis",
    "  two leading,   three inside, trailing    ",
    "behind a space <mask> and [MASK] again,<mask>without",
    "e\u0301\u0323 A\u030a and \u1e9b\u0323 \u212b in other compositions",
    "1234567890 3.14159 1,000,000 ½ ² Ⅷ ١٢٣",
    "\t\t\tdef f(x):\n\n\n    return x\r\n\r\n",
    "a\ufeffb\u0085c\u200bd \u180e e\u001cf",
]
roberta_special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
bert_special = ["[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]"]


def train(tokenizer, special, size=520, **settings):
    trainer = trainers.BpeTrainer(vocab_size=size, special_tokens=special, show_progress=False, **settings)
    tokenizer.train_from_iterator(texts, trainer)


def add_special(tokenizer, names, mask):
    """The mask takes the space before it, as in RoBERTa's and ModernBERT's files."""
    for name in names:
        tokenizer.add_special_tokens([AddedToken(name, lstrip=name == mask, normalized=False, special=True)])


def template(tokenizer, first, last):
    ids = [(token, tokenizer.token_to_id(token)) for token in (first, last)]
    return processors.TemplateProcessing(single=f"{first} $A {last}", pair=f"{first} $A {last} $B {last}", special_tokens=ids)


def roberta():
    """RoBERTa's: GPT-2's bytes and pattern."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    train(tokenizer, roberta_special, initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    add_special(tokenizer, roberta_special, "<mask>")
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), trim_offsets=True, add_prefix_space=False)
    return tokenizer


def modernbert():
    """ModernBERT's: the same behind NFC, with runs of spaces as tokens of their own."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    train(tokenizer, ["|||IP_ADDRESS|||", "<|padding|>"], initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    tokenizer.add_tokens([AddedToken(" " * n, normalized=True, special=False) for n in (24, 5, 4, 3, 2)])
    tokenizer.add_tokens([AddedToken("|||EMAIL_ADDRESS|||", normalized=True, special=False)])
    add_special(tokenizer, bert_special, "[MASK]")
    tokenizer.post_processor = template(tokenizer, "[CLS]", "[SEP]")
    return tokenizer


def gemma():
    """Gemma's, which multilingual ModernBERTs use: '▁' for a space, and bytes for characters that are not known."""
    tokenizer = Tokenizer(models.BPE(byte_fallback=True, fuse_unk=True, unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
    special = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>"]
    train(tokenizer, special + [f"<0x{byte:02X}>" for byte in range(256)], size=900, limit_alphabet=160)
    file = json.loads(tokenizer.to_str())
    # Bytes are pieces of the vocabulary, not tokens that text is searched for.
    file["added_tokens"] = [token for token in file["added_tokens"] if token["content"] in special]
    tokenizer = Tokenizer.from_str(json.dumps(file))
    tokenizer.post_processor = template(tokenizer, "<bos>", "<eos>")
    return tokenizer


def split():
    """A pattern of its own before the bytes, whole words first, as newer byte-pair tokenizers have it."""
    pattern = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
    tokenizer = Tokenizer(models.BPE(ignore_merges=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(pattern), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    train(tokenizer, roberta_special, initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    add_special(tokenizer, roberta_special, "<mask>")
    tokenizer.post_processor = template(tokenizer, "<s>", "</s>")
    return tokenizer


def mpnet():
    """MPNet's: BERT's WordPiece between RoBERTa's special tokens."""
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(vocab_size=700, special_tokens=["<s>", "<pad>", "</s>", "<unk>", "[UNK]", "<mask>"], show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    add_special(tokenizer, ["<s>", "<pad>", "</s>", "<unk>", "[UNK]", "<mask>"], "<mask>")
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), trim_offsets=True, add_prefix_space=False)
    return tokenizer


def encode(tokenizer, maximum):
    tokenizer.no_padding()
    tokenizer.enable_truncation(maximum)
    return [encoding.ids for encoding in tokenizer.encode_batch(texts)]


golden = {"tokenizers_version": tokenizers.__version__, "texts": texts, "max_length": 48, "tokenizers": {}}
for make in (roberta, modernbert, gemma, split, mpnet):
    tokenizer = make()
    golden["tokenizers"][make.__name__] = {
        "file": json.loads(tokenizer.to_str()),
        "ids": encode(tokenizer, 100_000),
        "cut": encode(tokenizer, golden["max_length"]),
    }
(here / "bpe.json").write_text(json.dumps(golden, ensure_ascii=True, separators=(",", ":")) + "\n")
