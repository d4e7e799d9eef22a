"""Loads an exported adapter with PEFT on its base model and compares it with the merged model beside it.

    python tests/python/check_adapter.py BASE FOLDER      (pip install peft)

BASE is the base model's folder, FOLDER what was exported (adapter/, model/). Prints a line of JSON: how many of the adapter's
tensors PEFT took up, and the largest difference of the last hidden state from that of the merged model.
"""

import json
import sys
from pathlib import Path

import torch
from peft import PeftModel, get_peft_model_state_dict
from safetensors.torch import load_file
from transformers import AutoModel

base, folder = map(Path, sys.argv[1:])
ids = torch.tensor([[2, 10, 11, 30, 12, 3], [2, 5, 40, 3, 0, 0]])
mask = (ids > 0).long()
with torch.no_grad():
    plain = AutoModel.from_pretrained(base, add_pooling_layer=False).eval()
    before = plain(input_ids=ids, attention_mask=mask).last_hidden_state.clone()
    adapted = PeftModel.from_pretrained(plain, folder / "adapter").eval()
    after = adapted(input_ids=ids, attention_mask=mask).last_hidden_state
    merged = AutoModel.from_pretrained(folder / "model", add_pooling_layer=False).eval()
    expected = merged(input_ids=ids, attention_mask=mask).last_hidden_state
stored = load_file(folder / "adapter/adapter_model.safetensors")
taken = get_peft_model_state_dict(adapted)
same = sum(name in taken and torch.equal(taken[name], value) for name, value in stored.items())
real = mask[..., None].bool()
print(
    json.dumps(
        {
            "stored": len(stored),
            "taken": len(taken),
            "same": same,
            "difference": float((after - expected).masked_select(real).abs().max()),
            "change": float((after - before).masked_select(real).abs().max()),
        }
    )
)
