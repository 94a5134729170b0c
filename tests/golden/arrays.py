#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes tests/golden/arrays/ and the corpora of tests/fuzz/ by NumPy and PyTorch, as people save arrays.

Element i (row-major) of an array of floats is (3 i mod 7) - 2.5, of signed numbers (5 i mod 11) - 3,
of unsigned ones 5 i mod 11, of bools whether i is a multiple of 3.
"""
import gzip
import io
import os
import struct
import zipfile

import numpy as np
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
ARRAYS = os.path.join(HERE, "arrays")
CORPUS = os.path.join(HERE, "..", "fuzz", "corpus")
KINDS = {"f": lambda i: (3 * i % 7) - 2.5, "i": lambda i: (5 * i % 11) - 3, "u": lambda i: 5 * i % 11, "b": lambda i: i % 3 == 0}
TYPES = ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1"]


def filled(dtype, shape):
    kind = np.dtype(dtype).kind
    return KINDS[kind](np.arange(int(np.prod(shape)))).reshape(shape).astype(dtype)


def every_type():
    """By name f4.big.fortran: all types, both ends, both orders."""
    out = {}
    for code in TYPES:
        for end, mark in (("little", "<"), ("big", ">")):
            for order in "CF":
                out[f"{code}.{end}.{order}"] = np.array(filled(mark + code, (3, 4)), order=order)
    out["deep"] = filled("<i2", (2, 1, 3, 2))
    out["line"] = filled("<f4", (5,))
    out["scalar"] = filled("<f4", ())
    out["empty"] = filled("<f4", (0, 4))
    return out


def put(folder, name, data):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "wb") as out:
        out.write(data)


def npy(array, version=None):
    out = io.BytesIO()
    np.lib.format.write_array(out, np.asanyarray(array), version=version)
    return out.getvalue()


def npz(arrays, save=np.savez):
    out = io.BytesIO()
    save(out, **arrays)
    return out.getvalue()


class Pipe(io.BytesIO):
    """Where nobody can go back to write sizes: they come behind the data."""

    def seekable(self):
        return False

    def tell(self):
        raise OSError

    def seek(self, *_):
        raise OSError


def npz_streamed(arrays):
    out = Pipe()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            archive.writestr(zipfile.ZipInfo(name + ".npy"), npy(array), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def npz_of_64_bits(arrays):
    """The directory of a large file: its numbers stand in zip64 records."""
    data, directory = b"", b""
    for name, array in arrays.items():
        body, name = npy(array), (name + ".npy").encode()
        facts = struct.pack("<HHHHHIIIHH", 45, 0, 0, 0, 33, zipfile.crc32(body), 0xFFFFFFFF, 0xFFFFFFFF, len(name), 20)
        extra = struct.pack("<HHQQ", 1, 16, len(body), len(body))
        central = struct.pack("<HHQQQ", 1, 24, len(body), len(body), len(data))
        directory += (b"PK\1\2" + struct.pack("<H", 45) + facts[:-2] + struct.pack("<HHHHII", len(central), 0, 0, 0, 0, 0xFFFFFFFF) + name + central)
        data += b"PK\3\4" + facts + name + extra + body
    end = len(data) + len(directory)
    n = len(arrays)
    return (data + directory + b"PK\6\6" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, n, n, len(directory), len(data))
            + b"PK\6\7" + struct.pack("<IQI", 0, end, 1) + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0))


def idx(array):
    codes = {"u1": 8, "i1": 9, "i2": 0x0B, "i4": 0x0C, "f4": 0x0D, "f8": 0x0E}
    code = codes[array.dtype.str[1:]]
    return struct.pack(">BBBB", 0, 0, code, array.ndim) + struct.pack(f">{array.ndim}I", *array.shape) + array.astype(array.dtype.newbyteorder(">")).tobytes()


def pictures(count, seed):
    """4 x 3 pictures of two classes: bright above, bright below."""
    rng = np.random.default_rng(seed)
    y = (np.arange(count) % 2).astype("u1")
    x = rng.integers(0, 60, (count, 4, 3))
    x[y == 0, :2] += 150
    x[y == 1, 2:] += 150
    return x.astype("u1"), y


def main():
    few = {"x": filled("<u1", (4, 3)), "y": np.array([0, 1, 2, 1])}
    net = {"fc1.weight": filled("<f4", (2, 3)), "fc1.bias": filled("<f4", (2,)), "fc2.weight": filled("<f8", (1, 2)), "fc2.bias": filled("<f2", (1,))}
    x, y = pictures(24, 1)
    test_x, test_y = pictures(8, 2)
    rng = np.random.default_rng(3)
    table = np.asfortranarray(rng.normal(size=(30, 4)).astype(">f4"))
    target = (table @ np.array([1, -2, 0.5, 0])).astype("f8")

    put(ARRAYS, "types.npz", npz(every_type()))
    put(ARRAYS, "types_deflated.npz", npz(every_type(), np.savez_compressed))
    for version in ((1, 0), (2, 0), (3, 0)):
        put(ARRAYS, f"v{version[0]}.npy", npy(filled("<f4", (3, 4)), version))
    put(ARRAYS, "objects.npy", npy(np.array([{}, 1], dtype=object)))
    put(ARRAYS, "streamed.npz", npz_streamed(few))
    put(ARRAYS, "zip64.npz", npz_of_64_bits(few))
    put(ARRAYS, "net.npz", npz(net, np.savez_compressed))
    put(ARRAYS, "pictures.npz", npz({"x": x, "y": y, "test_x": test_x, "test_y": test_y}, np.savez_compressed))
    put(ARRAYS, "x.npy", npy(table))
    put(ARRAYS, "target.npy", npy(target))
    put(ARRAYS, "label.npy", npy((target > 0).astype("i1")))
    folder = os.path.join(ARRAYS, "idx")
    put(folder, "train-images-idx3-ubyte.gz", gzip.compress(idx(x), mtime=0))
    put(folder, "train-labels.idx1-ubyte", idx(y))
    put(folder, "t10k-images-idx3-ubyte", idx(test_x))
    put(folder, "t10k-labels-idx1-ubyte.gz", gzip.compress(idx(test_y), mtime=0))

    torch.manual_seed(1)
    for name, zipped in (("checkpoint.pt", True), ("checkpoint_old.pt", False)):
        torch.save(torch.nn.Linear(2, 1).state_dict(), os.path.join(ARRAYS, name), _use_new_zipfile_serialization=zipped)
    put(ARRAYS, "pointer.safetensors", b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"a" * 64 + b"\nsize 1234\n")

    for i, code in enumerate(TYPES):
        put(os.path.join(CORPUS, "npy"), f"{code}.npy", npy(filled((">" if i % 2 else "<") + code, (2, 3)), (1 + i % 3, 0)))
    put(os.path.join(CORPUS, "npy"), "fortran.npy", npy(np.asfortranarray(filled("<f4", (2, 3, 2)))))
    put(os.path.join(CORPUS, "npy"), "scalar.npy", npy(filled("<f8", ())))
    put(os.path.join(CORPUS, "npy"), "objects.npy", npy(np.array([{}, 1], dtype=object)))
    put(os.path.join(CORPUS, "npy"), "fields.npy", npy(np.zeros(2, dtype=[("a", "<f4"), ("b", "<i2")])))
    metadata = np.frombuffer(b'{"made":"by hand"}', "u1")
    put(os.path.join(CORPUS, "npz"), "few.npz", npz(few))
    put(os.path.join(CORPUS, "npz"), "few_deflated.npz", npz(few, np.savez_compressed))
    put(os.path.join(CORPUS, "npz"), "net.npz", npz({**net, "__metadata__": metadata}, np.savez_compressed))
    put(os.path.join(CORPUS, "npz"), "streamed.npz", npz_streamed(few))
    put(os.path.join(CORPUS, "npz"), "zip64.npz", npz_of_64_bits(few))
    put(os.path.join(CORPUS, "npz"), "zeros.npz", npz({"x": np.zeros((300, 40), "u1"), "y": np.zeros(300, "u1")}, np.savez_compressed))
    for code in ("u1", "i1", "i2", "i4", "f4", "f8"):
        put(os.path.join(CORPUS, "idx"), f"{code}.idx", idx(filled("<" + code, (3, 2))))
    put(os.path.join(CORPUS, "idx"), "pictures.idx", idx(x[:3]))


main()
