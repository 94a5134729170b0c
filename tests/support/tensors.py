# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of tensors as plain lists: {name: (shape, [numbers])} and the strings of the metadata."""
import ast
import json
import struct
import zipfile

FORMATS = {"F64": "d", "F32": "f", "F16": "e", "BF16": "H", "I64": "q", "I32": "i", "U8": "B", "BOOL": "?",
           "<f8": "d", "<f4": "f", "<f2": "e", "<i8": "q", "<i4": "i", "|u1": "B", "|b1": "?"}


def numbers(kind, data):
    """Of BF16 the bits."""
    return list(struct.unpack(f"<{len(data) // struct.calcsize('<' + FORMATS[kind])}{FORMATS[kind]}", data))


def read_safetensors(path):
    whole = open(path, "rb").read()
    size = struct.unpack("<Q", whole[:8])[0]
    head = json.loads(whole[8:8 + size])
    told = head.pop("__metadata__", {})
    tensors = {}
    for name, t in head.items():
        first, last = (8 + size + x for x in t["data_offsets"])
        if first % struct.calcsize("<" + FORMATS[t["dtype"]]):
            raise ValueError(f"{path}: {name} is not aligned")
        tensors[name] = (tuple(t["shape"]), numbers(t["dtype"], whole[first:last]))
    return tensors, told


def read_npz(path):
    tensors = {}
    with zipfile.ZipFile(path) as archive:
        for entry in archive.namelist():
            data = archive.read(entry)
            size = struct.unpack("<H", data[8:10])[0]
            head = ast.literal_eval(data[10:10 + size].decode())
            tensors[entry[:-4]] = (head["shape"], numbers(head["descr"], data[10 + size:]))
    return tensors, json.loads(bytes(tensors.pop("__metadata__")[1]))


READERS = {".safetensors": read_safetensors, ".npz": read_npz}
