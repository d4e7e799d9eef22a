"""Makes tensor_types.safetensors (one tensor of each floating-point type, and position_ids) and tensor_types.json, its numbers.

    pip install torch==2.13.0 safetensors==0.8.0
    python tests/goldens/models/tensor_types.py
"""

import json
import pathlib

import torch
from safetensors.torch import save_file

here = pathlib.Path(__file__).parent
values = torch.tensor(
    [0.0, -0.0, 1.0, -2.5, 3.140625, 65504.0, 6.103515625e-05, 5.960464477539063e-08, -6.0975551605224609e-05,
     float("inf"), float("-inf"), 1 / 3]
)
tensors = {
    "half": values.to(torch.float16).reshape(3, 4),
    "brain": values.to(torch.bfloat16).reshape(2, 6),
    "single": values.to(torch.float32),
    "double": values.to(torch.float64).reshape(12, 1),
    "scalar": torch.tensor(7.25),
    "empty": torch.zeros(0, 4),
    "position_ids": torch.arange(5).unsqueeze(0),
}
save_file(tensors, here / "tensor_types.safetensors", metadata={"format": "pt"})
floats = {name: tensor for name, tensor in tensors.items() if tensor.is_floating_point()}
golden = {
    name: {"shape": list(tensor.shape), "values": [str(value) for value in tensor.to(torch.float32).flatten().tolist()]}
    for name, tensor in floats.items()
}
(here / "tensor_types.json").write_text(json.dumps(golden, indent=1) + "\n")
