"""Times training steps of sentence-transformers: all-MiniLM-L6-v2, MNRL in MatryoshkaLoss, AdamW, clipping, dropout on.

usage: sentence_transformers_step.py MODEL_DIR BATCHES.json THREADS
BATCHES.json: [[[question, passage], ...], ...]. Prints {"seconds": [...], "versions": {...}}; the first batch is run once more
before, as the warm-up. The loop is what the trainer does in a step, without its logging.
"""

import json
import sys
import time

import sentence_transformers
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.losses import MatryoshkaLoss, MultipleNegativesRankingLoss

folder, path, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
torch.set_num_threads(threads)
torch.manual_seed(42)
batches = json.load(open(path))
model = SentenceTransformer(folder, device="cpu")
model.max_seq_length = 256
model.train()
loss = MatryoshkaLoss(model, MultipleNegativesRankingLoss(model), matryoshka_dims=[384, 256, 128, 64])
optimizer = torch.optim.AdamW(model.parameters(), lr=2e-5, weight_decay=0.0)
seconds = []
for batch in [batches[0], *batches]:
    begun = time.perf_counter()
    features = [model.preprocess([pair[column] for pair in batch]) for column in (0, 1)]
    value = loss(features, torch.empty(0))
    value.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad()
    value.item()
    seconds.append(time.perf_counter() - begun)
print(
    json.dumps(
        {
            "seconds": seconds[1:],
            "versions": {"torch": torch.__version__, "sentence-transformers": sentence_transformers.__version__},
        }
    )
)
