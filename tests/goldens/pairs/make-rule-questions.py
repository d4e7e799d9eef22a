#!/usr/bin/env python3
"""Makes rule-questions.json: what the measured reference of the rule-based writer finds in passages.json.

    python make-rule-questions.py PATH/TO/rule_writer_reference.py

Sentences and template questions hold no chance, so they must be equal. The reference asks 'when' of a sentence with an
amount only if the words before the amount form a clause (a variable is reused there); a golden with such a sentence would differ.
"""
import importlib.util
import json
import pathlib
import sys

here = pathlib.Path(__file__).parent
spec = importlib.util.spec_from_file_location("reference", sys.argv[1])
reference = importlib.util.module_from_spec(spec)
spec.loader.exec_module(reference)
names = {"why": "why", "def": "definition", "aux": "auxiliary", "pass": "passive", "obj": "object", "subj": "subject",
         "num": "number", "when": "when"}
golden = []
for text in json.loads((here / "passages.json").read_text(encoding="utf-8")):
    sentences = reference.sents(text)
    golden.append({
        "sentences": sentences,
        "questions": [{"template": names[kind], "question": question}
                      for sentence in sentences for kind, question in reference.templates(sentence)],
    })
out = json.dumps({"python": sys.version.split()[0], "passages": golden}, ensure_ascii=False, indent=1)
(here / "rule-questions.json").write_text(out + "\n", encoding="utf-8")
