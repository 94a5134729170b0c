# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of PyTorch's tensors, as the safetensors package writes them, without it."""
import json
import struct

import torch

NAMES = {torch.float32: "F32", torch.float64: "F64", torch.float16: "F16", torch.bfloat16: "BF16", torch.int64: "I64", torch.uint8: "U8", torch.bool: "BOOL"}
TYPES = {name: dtype for dtype, name in NAMES.items()}


def raw(tensor):
    tensor = tensor.detach().contiguous()
    return (tensor.view(torch.int16) if tensor.dtype == torch.bfloat16 else tensor).numpy().tobytes()


def save(path, tensors):
    """Larger elements first, then by name; the header padded to a multiple of 8."""
    order = sorted(tensors, key=lambda k: (-tensors[k].element_size(), k))
    header, at = {"__metadata__": {"format": "pt"}}, 0
    for key in order:
        size = tensors[key].numel() * tensors[key].element_size()
        header[key] = {"dtype": NAMES[tensors[key].dtype], "shape": list(tensors[key].shape), "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text + b"".join(raw(tensors[key]) for key in order))


def load(path):
    """{name: tensor}, {key: text of the metadata}"""
    data = open(path, "rb").read()
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + length])
    metadata = header.pop("__metadata__", {})

    def tensor(entry):
        a, b = (8 + length + x for x in entry["data_offsets"])
        return torch.frombuffer(bytearray(data[a:b]), dtype=TYPES[entry["dtype"]]).reshape(entry["shape"])
    return {name: tensor(entry) for name, entry in header.items()}, metadata
