"""Makes tokenizer.json: token ids as Hugging Face's tokenizers give them, for the tests of src/models/tokenizer.ts.

    pip install transformers==5.24.0 tokenizers==0.23.3 sentencepiece==0.2.3
    python tests/goldens/models/tokenizer.py public/models/all-MiniLM-L6-v2

Three tokenizers: MiniLM's own (its file is not repeated here), a small cased WordPiece as Chinese BERT models have one, and
a small Unigram behind SentencePiece's nmt_nfkc normalizer as XLM-R and the multilingual MiniLM and e5 models have one. The
last two are trained here, on the texts below.
"""

import json
import pathlib
import sys
import tempfile

import sentencepiece
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from sentencepiece import sentencepiece_model_pb2 as model_pb2

here = pathlib.Path(__file__).parent
minilm = pathlib.Path(sys.argv[1])

texts = [
    "The ferry leaves at 07:45; the next one, at noon.",
    "Unbelievably overqualified re-examinations of micro-organisms",
    "naïve café — Ångström, Žižek, São Tomé, coöperate, Übergrößenträger",
    "e\u0301 decomposed, é composed, ﬁne ﬂuﬀ ligatures, ½ and ² and ™",
    "电机的额定电压是多少？",
    "请在启动水泵之前，先检查阀门是否已经打开。",
    "阀门V-12关闭后，压力降到3.5MPa以下，操作员应立即通知值班工程师。",
    "中文和English混排，以及１２３４全角ＡＢＣ。",
    "𠀀𠮷野家 and 丽 are rare ideographs",
    "日本語のひらがなとカタカナ、漢字。",
    "한국어 문장도 하나 있습니다.",
    "Ελληνικά: ΟΔΥΣΣΕΥΣ, σίγμα τελικό ς",
    "İstanbul'da ısı ölçümü",
    "Привет, как дела? Ёлка и й.",
    "مرحبا بالعالم ١٢٣",
    "हिन्दी में एक वाक्य।",
    "emoji 🙂👩‍👩‍👧 and flags 🇩🇪, skin 👍🏽",
    "tabs\tand\nnew\r\nlines and\u00a0no-break\u3000ideographic\u2003em space",
    "zero\u200bwidth soft\u00adhyphen \ufeffbom \u200djoiner \u0000nul \ufffdreplacement \u0007bell",
    "line\u2028separator and\u2029paragraph, \u0085next",
    "[CLS] special [SEP] tokens [MASK] in text [PAD] [UNK] <s> </s> <mask>",
    "a" * 100 + " " + "b" * 101 + " " + "supercalifragilistic" * 6,
    "x=y+z; if (a<=b && c!=d) { return f[3]**2; } // 100% #tag @user $5 ~^`|\\",
    "“Curly quotes”, ‘single’, «guillemets», „low“ — dash – en … ellipsis • bullet § ¶ † ‡ ¿ ¡",
    "₤ € £ ¥ ₿ ± × ÷ ∑ √ ∞ ≤ ≠ ∂ µ Ω ℃ ℉ № ㎏ ㍿ ①②③ Ⅳ",
    "https://example.org/a_b?c=d&e=f#g mail@example.org C:\\path\\file.txt",
    "",
    "   ",
    "\n",
    "。",
    "A",
    "The quick brown fox jumps over the lazy dog. " * 12,
    "水泵在高温条件下连续运行时，轴承温度不得超过八十摄氏度。" * 12,
]

corpus = texts + [
    "The pump house holds three pumps, of which two run at any time and the third stands by.",
    "Before a valve is opened, the pressure on both sides must be equal to within a tenth of a bar.",
    "值班工程师每两小时记录一次压力、温度和流量。",
    "检修完成以后，应当先空载试运行十分钟，再逐步加载。",
]


def template(tokenizer, first, last):
    return processors.TemplateProcessing(
        single=f"{first} $A {last}",
        pair=f"{first} $A {last} $B {last}",
        special_tokens=[(token, tokenizer.token_to_id(token)) for token in (first, last)],
    )


def chinese_wordpiece():
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer(
        clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=False
    )
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.train_from_iterator(
        corpus,
        trainers.WordPieceTrainer(
            vocab_size=700, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"], show_progress=False
        ),
    )
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.post_processor = template(tokenizer, "[CLS]", "[SEP]")
    return tokenizer


def unigram():
    with tempfile.TemporaryDirectory() as folder:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter([text for text in corpus if text.strip()]),
            model_prefix=f"{folder}/spm",
            vocab_size=450,
            model_type="unigram",
            normalization_rule_name="nmt_nfkc",
            character_coverage=0.995,
            minloglevel=2,
        )
        proto = model_pb2.ModelProto()
        proto.ParseFromString(pathlib.Path(f"{folder}/spm.model").read_bytes())
    # As transformers' XLMRobertaConverter lays it out.
    vocabulary = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    vocabulary += [(piece.piece, piece.score) for piece in proto.pieces[3:]]
    vocabulary += [("<mask>", 0.0)]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=3))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Precompiled(proto.normalizer_spec.precompiled_charsmap),
            normalizers.Replace(__import__("tokenizers").Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")]
    )
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>", "<mask>"])
    tokenizer.post_processor = template(tokenizer, "<s>", "</s>")
    return tokenizer


def encode(tokenizer, maximum):
    tokenizer.no_padding()
    tokenizer.enable_truncation(maximum)
    return [encoding.ids for encoding in tokenizer.encode_batch(texts)]


golden = {"texts": texts, "max_length": 48, "tokenizers": {}}
for name, tokenizer, keep in [
    ("minilm", Tokenizer.from_file(str(minilm / "tokenizer.json")), False),
    ("chinese-wordpiece", chinese_wordpiece(), True),
    ("unigram", unigram(), True),
]:
    file = json.loads(tokenizer.to_str()) if keep else None
    golden["tokenizers"][name] = {
        "file": file,
        "ids": encode(tokenizer, 100_000),
        "cut": encode(tokenizer, golden["max_length"]),
    }
(here / "tokenizer.json").write_text(json.dumps(golden, ensure_ascii=True, separators=(",", ":")) + "\n")
