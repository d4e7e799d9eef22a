"""Makes schedule_and_sampler.json: learning rates of transformers' schedules and batches of sentence-transformers' samplers.

    pip install transformers==5.24.0 sentence-transformers==6.2.0
    python tests/goldens/training/schedule_and_sampler.py

The shuffle that torch drew is written down beside the batches, for ours is drawn by another generator.
"""

import json
import pathlib
import random
import types
from unittest import mock

import torch
from sentence_transformers.base.sampler import NoDuplicatesBatchSampler
from transformers import get_scheduler
from transformers.training_args import TrainingArguments

here = pathlib.Path(__file__).parent


class Table:
    """The part of datasets.Dataset that the sampler reads."""

    def __init__(self, columns):
        self.columns, self.column_names = columns, list(columns)

    def __len__(self):
        return len(self.columns["anchor"])

    def __getitem__(self, index):
        return {name: values[index] for name, values in self.columns.items()}


def schedule(kind, asked, total, kwargs=None):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=2e-5)
    # The method alone: making whole TrainingArguments asks for accelerate.
    warmup = TrainingArguments.get_warmup_steps(types.SimpleNamespace(warmup_steps=asked), total)
    scheduler = get_scheduler(kind, optimizer, num_warmup_steps=warmup, num_training_steps=total, scheduler_specific_kwargs=kwargs)
    rates = []
    for _ in range(total):
        rates.append(scheduler.get_last_lr()[0])
        optimizer.step()
        scheduler.step()
    return {"type": kind, "kwargs": kwargs, "asked": asked, "total": total, "warmup": warmup, "rates": rates}


def batches(examples, size, seed):
    orders = []
    randperm = torch.randperm

    def recorded(*args, **kwargs):
        order = randperm(*args, **kwargs)
        orders.append(order.tolist())
        return order

    columns = {"anchor": [e[0] for e in examples], "positive": [e[1] for e in examples]}
    if len(examples[0]) > 2:
        columns["negative"] = [e[2] for e in examples]
    sampler = NoDuplicatesBatchSampler(
        Table(columns), batch_size=size, drop_last=False, generator=torch.Generator(), seed=seed
    )
    with mock.patch("torch.randperm", recorded):
        drawn = [[int(index) for index in batch] for batch in sampler]
    assert len(orders) == 1
    return {"examples": examples, "size": size, "order": orders[0], "batches": drawn}


chance = random.Random(5)
repeated = [[f"question {i}", f"passage {chance.randrange(12)}"] for i in range(60)]
triplets = [[f"question {i}", f"passage {chance.randrange(20)}", f"passage {chance.randrange(20)}"] for i in range(50)]
golden = {
    "schedules": [
        schedule(kind, asked, total, kwargs)
        for kind, kwargs in [
            ("linear", None),
            ("cosine", None),
            ("cosine", {"num_cycles": 1.25}),
            ("cosine_with_restarts", None),
            ("cosine_with_restarts", {"num_cycles": 3}),
            ("polynomial", None),
            ("polynomial", {"power": 2.5, "lr_end": 3e-6}),
            ("constant", None),
            ("constant_with_warmup", None),
        ]
        # A share of all steps, none, or a number of them.
        for asked, total in [(0.1, 25), (0.0, 7), (0.33, 10), (4, 13)]
    ],
    "no_duplicates": [
        batches([[f"question {i}", f"passage {i}"] for i in range(21)], 8, 42),
        batches(repeated, 8, 42),
        batches(triplets, 6, 7),
        batches([["same", "same"], ["same", "other"], ["another", "one"]], 2, 0),
    ],
}
(here / "schedule_and_sampler.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
