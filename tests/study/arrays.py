#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole of Fashion-MNIST is read, the same by every way, in seconds and in bounded memory.

  arrays.py PROGRAM [FOLDER]

FOLDER: where Debian's dataset-fashion-mnist is. NumPy reads its files and saves them as .npz and .npy in the types, orders
and ends that people have; a net trained on each is the same to the last digit that is printed.
"""
import gzip
import json
import os
import resource
import subprocess
import sys
import tempfile
import time

import numpy as np

sys.path.append(os.path.join(sys.path[0], "../support"))
from checks import Checks  # noqa: E402

check = Checks()
FASHION = "/usr/share/datasets/fashion-mnist"
MEBIBYTES = 600  # 70,000 pictures are 210 MiB of floats, and as many when they are scaled


def read_idx(path, start, shape):
    with gzip.open(path) as file:
        return np.frombuffer(file.read(), "u1", offset=start).reshape(shape)


def run(program, *lines):
    """JSON objects, seconds, and MiB at most."""
    begun = time.monotonic()
    command = [program, "--batch", "--json", "--quiet"] + [x for line in lines for x in ("-c", line)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        out = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    check(process.returncode == 0, f"{lines[0]}: exit {process.returncode}")
    return [json.loads(line) for line in out.splitlines()], time.monotonic() - begun, usage.ru_maxrss / 1024


def save(folder, train, test):
    """The lines of `task` that read what was saved."""
    x, y = train
    test_x, test_y = test
    path = {name: os.path.join(folder, name) for name in ("deflated.npz", "stored.npz", "x.npy", "y.npy", "test_x.npy", "test_y.npy")}
    np.savez_compressed(path["deflated.npz"], x=x, y=y, test_x=test_x, test_y=test_y)
    np.savez(path["stored.npz"], x_train=x.reshape(len(x), -1).astype(">i2"), y_train=y.astype("i8"), x_test=test_x.reshape(len(test_x), -1).astype("f8"), y_test=test_y)
    np.save(path["x.npy"], np.asfortranarray(x.astype("f4")))
    np.save(path["y.npy"], y.astype(">u4"))
    np.save(path["test_x.npy"], test_x.astype(">f4"))
    np.save(path["test_y.npy"], test_y.astype("f2"))
    files = " ".join(f"{key}={path[key + '.npy']}" for key in ("x", "y", "test_x", "test_y"))
    return [f"task npz {path['deflated.npz']}", f"task npz {path['stored.npz']}", f"task npy {files}"]


def main():
    program, folder = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else FASHION
    train = read_idx(f"{folder}/train-images-idx3-ubyte.gz", 16, (60000, 28, 28)), read_idx(f"{folder}/train-labels-idx1-ubyte.gz", 8, 60000)
    test = read_idx(f"{folder}/t10k-images-idx3-ubyte.gz", 16, (10000, 28, 28)), read_idx(f"{folder}/t10k-labels-idx1-ubyte.gz", 8, 10000)
    with tempfile.TemporaryDirectory() as scratch:
        wanted = None
        for line in [f"task idx {folder}"] + save(scratch, train, test):
            _, seconds, memory = run(program, line)
            found, _, _ = run(program, line, "task", "net hidden=8", "train 1", "metrics")
            print(f"{line.split()[1]}: {seconds:.2f} s, at most {memory:.0f} MiB")
            check(memory < MEBIBYTES, f"{line}: {memory:.0f} MiB")
            check(found[0]["train"] == 60000 and found[0]["test"] == 10000, f"{line}: {found[0]}")
            check(found[1]["arms"][0]["test_accuracy"] > 0.7, f"{line}: {found[1]}")
            found[0].pop("own")  # where they came from is not alike
            wanted = wanted or found
            check(found == wanted, f"{line}: {found}\n  wanted {wanted}")
    sys.exit(check.verdict("arrays"))


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
