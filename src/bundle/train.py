"""Repeats this folder's training run with sentence-transformers.

    pip install "sentence-transformers[train]>=5"        (and peft, where run.json says lora)
    python train.py [--base FOLDER_OR_NAME] [--guide FOLDER_OR_NAME] [--out DIR]

Reads run.json (the arguments), base.json (the model it started from, and what was trained on), pairs.jsonl, chunks.jsonl and,
where rows with labels were trained on, rows.jsonl beside this file. The
figures will be close to Hone's and not equal: dropout and the order of batches are drawn by another generator.
"""

import argparse
import inspect
import json
from pathlib import Path

import torch
from datasets import Dataset
from sentence_transformers import SentenceTransformer, SentenceTransformerTrainer, SentenceTransformerTrainingArguments
from sentence_transformers.evaluation import (
    BinaryClassificationEvaluator,
    EmbeddingSimilarityEvaluator,
    InformationRetrievalEvaluator,
    SentenceEvaluator,
    TripletEvaluator,
)
from sentence_transformers import losses
from transformers import EarlyStoppingCallback, TrainerCallback

HERE = Path(__file__).resolve().parent


def read_json(name):
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def read_lines(name):
    with (HERE / name).open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def training_set(pairs):
    """Columns anchor, positive and as many negatives as every pair has."""
    negatives = min(len(pair.get("negatives", [])) for pair in pairs)
    columns = {"anchor": [pair["anchor"] for pair in pairs], "positive": [pair["positive"] for pair in pairs]}
    for nth in range(negatives):
        columns[f"negative_{nth + 1}"] = [pair["negatives"][nth] for pair in pairs]
    return Dataset.from_dict(columns)


def labelled_set(rows, data):
    """The columns of texts in their order, then the labels; names of classes as their numbers."""
    classes = data["classes"]
    number = {name: nth for nth, name in enumerate(classes or [])}
    labels = [number[row[data["label"]]] if classes else row[data["label"]] for row in rows]
    columns = {f"text_{nth}": [row[column] for row in rows] for nth, column in enumerate(data["texts"])}
    return Dataset.from_dict({**columns, "label": labels})


def texts_of(dataset):
    return [dataset[name] for name in dataset.column_names if name != "label"]


def column_prompts(dataset, prompts):
    """The trainer's prompts are by column: a question's before anchors and before a teacher's queries."""
    texts = [name for name in dataset.column_names if name != "label"]
    asks = "label" not in dataset.column_names or len(texts) > 2
    by_column = {name: prompts["query" if asks and nth == 0 else "document"] for nth, name in enumerate(texts)}
    return {name: prompt for name, prompt in by_column.items() if prompt} or None


class Measured(SentenceEvaluator):
    """A number on the dev split that sentence-transformers has no evaluator for."""

    def __init__(self, name, measure):
        super().__init__()
        self.name, self.measure = name, measure
        self.primary_metric = f"dev_{name}"

    def __call__(self, model, output_path=None, epoch=-1, steps=-1):
        return {self.primary_metric: float(self.measure(model))}


def nearest_neighbours(known, held, dimension):
    """The share of texts whose class is the commonest among their five nearest neighbours of the training rows."""
    from sklearn.neighbors import KNeighborsClassifier

    def measure(model):
        first, second = (model.encode(texts_of(part)[0], truncate_dim=dimension) for part in (known, held))
        return KNeighborsClassifier(5, metric="cosine", algorithm="brute").fit(first, known["label"]).score(second, held["label"])

    return measure


def teacher_margins(held, dimension):
    """Spearman's correlation of the teacher's and the model's margins of the first candidate over the others."""
    from scipy.stats import spearmanr

    def measure(model):
        query, *candidates = texts_of(held)
        question = model.encode_query(query, truncate_dim=dimension)
        scores = [model.similarity_pairwise(question, model.encode_document(one, truncate_dim=dimension)).numpy() for one in candidates]
        found, wanted = [], []
        for row, label in enumerate(held["label"]):
            given = label if isinstance(label, list) else [label]
            margins = [given[0] - other for other in given[1:]] if len(given) == len(candidates) else given
            wanted += margins
            found += [float(scores[0][row] - scores[nth + 1][row]) for nth in range(len(margins))]
        return spearmanr(wanted, found)[0]

    return measure


def labelled_evaluator(metric, known, held, dimension):
    columns, labels = texts_of(held), held["label"] if "label" in held.column_names else None
    if metric == "spearman_cosine":
        return EmbeddingSimilarityEvaluator(columns[0], columns[1], labels, name="dev", truncate_dim=dimension)
    if metric == "cosine_ap":
        return BinaryClassificationEvaluator(columns[0], columns[1], labels, name="dev", truncate_dim=dimension)
    if metric == "cosine_accuracy":
        return TripletEvaluator(*columns[:3], name="dev", truncate_dim=dimension)
    measure = nearest_neighbours(known, held, dimension) if metric == "knn_accuracy" else teacher_margins(held, dimension)
    return Measured(metric, measure)


def dev_evaluator(pairs, chunks, dimension, model):
    """nDCG@10 on the dev split; only its real questions count where there are any."""
    real = [pair for pair in pairs if pair["source"] in ("person", "import")]
    pairs = real or pairs
    corpus = {chunk["id"]: chunk["text"] for chunk in chunks}
    queries, relevant = {}, {}
    for nth, pair in enumerate(pairs):
        passage = pair.get("chunk")
        if passage not in corpus:
            passage = f"positive {nth}"
            corpus[passage] = pair["positive"]
        queries[str(nth)] = pair["anchor"]
        relevant[str(nth)] = {passage}
    return InformationRetrievalEvaluator(queries, corpus, relevant, name="dev", truncate_dim=dimension)


def set_dropout(model, probability):
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = probability


def warmup(run):
    """warmup_steps, or a share of all steps, which transformers 4 calls warmup_ratio."""
    if "warmup_ratio" in inspect.signature(SentenceTransformerTrainingArguments).parameters:
        steps, ratio = run["warmup_steps"], run["warmup_ratio"]
        return {"warmup_steps": int(steps)} if steps >= 1 else {"warmup_ratio": steps or ratio}
    return {"warmup_steps": run["warmup_steps"] or run["warmup_ratio"]}


def encoder_layers(encoder):
    """The encoder's list of layers, whatever the architecture calls it."""
    return next(part for part in encoder.modules() if isinstance(part, torch.nn.ModuleList))


def freeze(model, run):
    encoder = model[0].auto_model
    if run["freeze_embeddings"]:
        encoder.embeddings.requires_grad_(False)
    layers = encoder_layers(encoder)
    for layer in layers[: run["freeze_layers"]]:
        layer.requires_grad_(False)
    if run["freeze_layers"] > 0 and hasattr(encoder.encoder, "relative_attention_bias"):
        encoder.encoder.relative_attention_bias.requires_grad_(False)


def add_adapters(model, run):
    """Adapters on the encoder (pip install peft), which alone are then trained; frozen layers get none."""
    from peft import LoraConfig, get_peft_model

    settings = {name: value for name, value in run["lora"].items() if value is not None}
    encoder = model[0].auto_model
    if run["freeze_layers"] > 0:
        settings["layers_to_transform"] = list(range(run["freeze_layers"], len(encoder_layers(encoder))))
    model.requires_grad_(False)
    get_peft_model(encoder, LoraConfig(**settings))


class BestAdapters(TrainerCallback):
    """Keeps the adapters of the best dev evaluation: a checkpoint with adapters beside the weights does not load by itself."""

    def __init__(self, model):
        self.model, self.best, self.adapters = model, None, None

    def on_evaluate(self, args, state, control, metrics, **kwargs):
        score = metrics[args.metric_for_best_model]
        if self.best is None or score > self.best:
            self.best = score
            self.adapters = {n: p.detach().clone() for n, p in self.model.named_parameters() if p.requires_grad}

    def restore(self):
        self.model.load_state_dict(self.adapters or {}, strict=False)


def merge_adapters(model):
    from peft.tuners.lora import LoraLayer

    encoder = model[0].auto_model
    for name, module in list(encoder.named_modules()):
        if isinstance(module, LoraLayer):
            module.merge()
            parent, _, own = name.rpartition(".")
            setattr(encoder.get_submodule(parent), own, module.get_base_layer())


def guide_of(run, base, given):
    """GISTEmbedLoss' guide: the base model, or the one that run.json names."""
    named = run.get("guide")
    if given or not named:
        return SentenceTransformer(given) if given else base
    if named["kind"] != "hub":
        raise SystemExit(f"the guide ({named['id']}) came from a folder: say where it is with --guide")
    return SentenceTransformer(named["repository"], revision=named["revision"])


def loss_of(model, run, base, guide, dataset):
    """The loss by its name, inside MatryoshkaLoss, and that inside AdaptiveLayerLoss where run.json says so."""
    kind = getattr(losses, run["loss"])
    parameters = dict(run.get("loss_parameters", {}))
    if "scale" in inspect.signature(kind.__init__).parameters:
        parameters.setdefault("scale", run["scale"])
    metric = parameters.get("distance_metric", "")
    if "." in metric:
        holder, name = metric.split(".")
        parameters["distance_metric"] = getattr(getattr(losses, holder), name)
    elif metric:
        parameters["distance_metric"] = getattr(losses.BatchHardTripletLossDistanceFunction, metric)
    if "directions" in parameters:
        parameters["directions"] = tuple(parameters["directions"])
    if run["loss"] == "GISTEmbedLoss":
        parameters["guide"] = guide_of(run, base, guide).to(model.device)
    if run["loss"] == "SoftmaxLoss":
        parameters.setdefault("num_labels", max(2, max(dataset["label"]) + 1))
        return kind(model, sentence_embedding_dimension=model.get_sentence_embedding_dimension(), **parameters)
    matryoshka = losses.MatryoshkaLoss(
        model,
        kind(model, **parameters),
        matryoshka_dims=run["matryoshka_dims"],
        matryoshka_weights=run["matryoshka_weights"],
        n_dims_per_step=run.get("n_dims_per_step", -1),
    )
    adaptive = run.get("adaptive_layer")
    return losses.AdaptiveLayerLoss(model, matryoshka, **adaptive) if adaptive else matryoshka


def average(model, base, mix):
    """weights = (1 - mix) * base + mix * tuned"""
    start = base.state_dict()
    with torch.no_grad():
        for name, weight in model.state_dict().items():
            if weight.is_floating_point():
                weight.copy_(mix * weight + (1 - mix) * start[name].to(weight.device))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", help="base model: a folder or a name on the Hugging Face Hub")
    parser.add_argument("--guide", help="GISTEmbedLoss: the guide, where run.json names one that came from a folder")
    parser.add_argument("--out", default="tuned", help="where the tuned model goes")
    options = parser.parse_args()

    run, origin, chunks = read_json("run.json"), read_json("base.json"), read_lines("chunks.jsonl")
    data, metric = origin["data"], origin["dev_metric"]
    rows = read_lines(data["file"])
    name = options.base or origin["repository"]
    if name is None:
        parser.error(f"the base model ({origin['name']}) came from a folder: say where it is with --base")
    revision = None if options.base else origin["revision"]

    model = SentenceTransformer(name, revision=revision)
    base = SentenceTransformer(name, revision=revision, device="cpu")
    model.max_seq_length = run["max_seq_length"]
    prompts = origin["prompts"]
    model.prompts = base.prompts = {**model.prompts, **prompts}
    if run["dropout"] is not None:
        set_dropout(model, run["dropout"])
    freeze(model, run)
    if run["lora"] is not None:
        add_adapters(model, run)

    by_split = {split: [row for row in rows if row["split"] == split] for split in ("train", "dev")}
    dataset_of = training_set if data["file"] == "pairs.jsonl" else lambda rows: labelled_set(rows, data)
    dataset = dataset_of(by_split["train"])
    loss = loss_of(model, run, base, options.guide, dataset)
    evaluator, best, callbacks = None, {}, []
    if metric is not None:
        held = [row for row in by_split["dev"] if metric != "cosine_accuracy" or row.get("negatives")]
        evaluator = labelled_evaluator(metric, dataset, dataset_of(held), run["metric_dim"])
    elif by_split["dev"] and data["file"] == "pairs.jsonl":
        evaluator = dev_evaluator(by_split["dev"], chunks, run["metric_dim"], model)
    if evaluator is not None:
        best = {
            "eval_strategy": "epoch",
            "save_strategy": "epoch",
            "load_best_model_at_end": run["lora"] is None,
            "metric_for_best_model": f"eval_dev_{metric or 'cosine_ndcg@10'}",
            "greater_is_better": True,
        }
        if run["early_stopping_patience"] is not None:
            callbacks = [EarlyStoppingCallback(run["early_stopping_patience"], run["early_stopping_threshold"])]
    arguments = SentenceTransformerTrainingArguments(
        output_dir=f"{options.out}-checkpoints",
        num_train_epochs=run["num_train_epochs"],
        per_device_train_batch_size=run["per_device_train_batch_size"],
        gradient_accumulation_steps=run["gradient_accumulation_steps"],
        learning_rate=run["learning_rate"],
        lr_scheduler_type=run["lr_scheduler_type"],
        lr_scheduler_kwargs=run["lr_scheduler_kwargs"] or {},
        **warmup(run),
        weight_decay=run["weight_decay"],
        adam_beta1=run["adam_beta1"],
        adam_beta2=run["adam_beta2"],
        adam_epsilon=run["adam_epsilon"],
        max_grad_norm=run["max_grad_norm"],
        seed=run["seed"],
        batch_sampler=run["batch_sampler"],
        fp16=run.get("fp16", False) and torch.cuda.is_available(),
        logging_steps=1,
        prompts=column_prompts(dataset, prompts),
        report_to="none",
        **best,
    )
    best_adapters = BestAdapters(model)
    if run["lora"] is not None:
        callbacks.append(best_adapters)
    trainer = SentenceTransformerTrainer(
        model=model,
        args=arguments,
        train_dataset=dataset,
        loss=loss,
        evaluator=evaluator,
        callbacks=callbacks,
    )
    trainer.train()
    if run["lora"] is not None:
        best_adapters.restore()
        merge_adapters(model)
    if origin["mix"] is not None and origin["mix"] != 1:
        average(model, base, origin["mix"])
    model.save_pretrained(options.out)


if __name__ == "__main__":
    main()
