#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""PyTorch saves, the program widens four-fold at the same non-zeros, PyTorch loads: same logits, higher accuracy.

    tests/study/torch_roundtrip.py [PROGRAM]      (default ./fpe-tui)

On images of Fashion-MNIST (Debian: dataset-fashion-mnist). Through `expand` in each form of masks, in a checkpoint that
holds convolutions too, and through import, split, train, export.
"""
import gzip
import json
import os
import subprocess
import sys
import tempfile

import torch
from torch import nn
from torch.nn import functional
from torch.nn.utils import prune

sys.path.append(os.path.join(sys.path[0], "../support"))
import safetensors  # noqa: E402
from checks import Checks  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "./fpe-tui")
IMAGES = "/usr/share/datasets/fashion-mnist/"
check = Checks()


def read_idx(name, header):
    data = gzip.open(IMAGES + name).read()[header:]
    return torch.frombuffer(bytearray(data), dtype=torch.uint8)


def images(part, count):
    x = read_idx(part + "-images-idx3-ubyte.gz", 16).reshape(-1, 784)[:count].float() / 255
    return x, read_idx(part + "-labels-idx1-ubyte.gz", 8)[:count].long()


def program(*lines):
    """Its JSON objects."""
    got = subprocess.run([PROGRAM, "--batch", "--quiet", "--json"] + [x for line in lines for x in ("-c", line)],
                         capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if got.returncode:
        sys.exit(f"{lines}: {got.stderr}")
    return [json.loads(line) for line in got.stdout.splitlines()]


def classifier(hidden):
    return nn.Sequential(nn.Linear(784, hidden), nn.ReLU(), nn.Linear(hidden, 10))


def train(net, x, y, epochs):
    optimizer = torch.optim.Adam(net.parameters(), 0.001)
    for _ in range(epochs):
        for batch in torch.randperm(len(x)).split(256):
            optimizer.zero_grad()
            functional.cross_entropy(net(x[batch]), y[batch]).backward()
            optimizer.step()


def measure(logits, y):
    return (logits.argmax(1) == y).double().mean().item(), functional.cross_entropy(logits.double(), y).item()


def logits_here(folder, *lines, layer=2):
    """Of the test samples, by the program: of the arm that the lines end with."""
    program(*lines, f"export data {folder}/logits.safetensors layer={layer}")
    return safetensors.load(folder + "/logits.safetensors")[0]["test_x"]


def same(logits, want, what):
    worst = (logits - want).abs().max().item() / want.abs().max().item()
    check(worst <= 1e-5, f"{what}: logits differ by {worst:.2g} of the largest")


def agree(logits, y, arm, what):
    """PyTorch's accuracy and loss are what the program says of the arm."""
    accuracy, loss = measure(logits, y)
    check(abs(accuracy - arm["test_accuracy"]) < 1.5 / len(y), f"{what}: accuracy {accuracy} in PyTorch, {arm['test_accuracy']} here")
    check(abs(loss - arm["test_loss"]) < 1e-5 * loss, f"{what}: loss {loss} in PyTorch, {arm['test_loss']} here")
    return accuracy


def by_masks(path, net, what):
    """The net with the weights of a file whose masks stand beside them; as many as there were."""
    state, metadata = safetensors.load(path)
    masks = {k: state.pop(k) for k in list(state) if k.endswith("weight_mask")}
    check("fpe" in metadata, f"{what}: the file says where it comes from")
    check(all((state[k[:-5]][mask == 0] == 0).all() for k, mask in masks.items()), f"{what}: weights outside of masks are 0")
    net.load_state_dict(state)
    return sum(int(mask.sum()) for mask in masks.values())


def expand_in_each_form(folder, test_x, test_y, budget):
    model, wide = folder + "/model.safetensors", folder + "/wide.safetensors"
    run = ["set lr=0.001 batch=256", f"import {folder}/samples.safetensors"]
    dense, split = program(*run, f"expand {model} {wide} alpha=4")[-1]["arms"]
    net = classifier(32)
    check(by_masks(wide, net, "masks") == budget == split["nnz"], "expand: as many weights as there were")
    logits = net(test_x).detach()
    same(logits, logits_here(folder, run[1], f"import {wide}"), "expand, and import")
    accuracy = agree(logits, test_y, split, "expand")
    check(accuracy > dense["test_accuracy"], f"expand: {accuracy} is not more than {dense['test_accuracy']}, dense trained as long")
    print(f"held-out accuracy: {dense['test_accuracy']:.4f} without a split, {accuracy:.4f} with 4 children each, {budget} weights")

    program(*run, f"expand {model} {wide} alpha=4 prune=zeros")
    net = classifier(32)
    net.load_state_dict(safetensors.load(wide)[0])
    same(net(test_x), logits, "prune=zeros")
    program(*run, f"expand {model} {wide} alpha=4 prune=torch")
    net = classifier(32)
    for layer in (net[0], net[2]):
        prune.identity(layer, "weight")
    net.load_state_dict(safetensors.load(wide)[0])
    same(net(test_x), logits, "prune=torch")
    return logits


def step_by_step(folder, test_x, test_y, budget):
    """import, split, train, export; and again, byte for byte."""
    out, again = folder + "/out.safetensors", folder + "/again.safetensors"
    told = program("set lr=0.001 batch=256", f"import {folder}/samples.safetensors", f"import {folder}/model.safetensors as=saved",
                   "split by=gram alpha=4 layer=all", "train 12", "metrics", f"export {out} arm=gram",
                   f"export data {folder}/gram.safetensors arm=gram layer=2",
                   f"import {out} as=back", f"export {again} arm=back", f"metrics arm=back")
    saved, gram = [o for o in told if o["command"] == "metrics"][0]["arms"]
    net = classifier(32)
    state, _ = safetensors.load(out)
    names = {"fc1": "0", "fc2": "2"}
    check(sum(int(v.sum()) for k, v in state.items() if k.endswith("_mask")) == budget == gram["nnz"], "export: as many weights as there were")
    net.load_state_dict({names[k[:3]] + k[3:]: v for k, v in state.items() if not k.endswith("_mask") and k[:3] in names})
    same(net(test_x).detach(), safetensors.load(folder + "/gram.safetensors")[0]["test_x"], "export")
    accuracy = agree(net(test_x).detach(), test_y, gram, "export")
    check(accuracy > saved["test_accuracy"], "export: more accurate than dense trained as long")
    check(open(out, "rb").read() == open(again, "rb").read(), "export, import, export: the same bytes")
    back = told[-1]["arms"][0]
    check(back["cosine_cross"] == gram["cosine_cross"], "siblings are known again")


class Picture(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.conv, self.norm = nn.Conv2d(1, 4, 5, 3), nn.BatchNorm2d(4)
        self.head = nn.Sequential(nn.Linear(256, hidden), nn.ReLU(), nn.Linear(hidden, 10))

    def features(self, x):
        return torch.relu(self.norm(self.conv(x.reshape(-1, 1, 28, 28)))).flatten(1)

    def forward(self, x):
        return self.head(self.features(x))


def one_block(folder, x, y, test_x, test_y):
    """The head of a convolutional net, trained on its features; the rest is copied byte for byte."""
    net, path, wide = Picture(4), folder + "/picture.safetensors", folder + "/picture_wide.safetensors"
    train(net, x, y, 2)
    net.eval()
    state = net.state_dict()
    features, test_features = net.features(x).detach(), net.features(test_x).detach()
    safetensors.save(path, state)
    safetensors.save(folder + "/features.safetensors", {"x": features, "y": y, "test_x": test_features, "test_y": test_y})
    told = program("set lr=0.001 batch=256", f"import {folder}/features.safetensors",
                   f"expand {path} {wide} alpha=4 map=fc1:head.0,fc2:head.2 prune=zeros")[-1]
    after, _ = safetensors.load(wide)
    for name, tensor in state.items():
        if not name.startswith("head."):
            check(safetensors.raw(after[name]) == safetensors.raw(tensor), f"{name} is copied byte for byte")
    wider = Picture(16)
    wider.load_state_dict(after)
    wider.eval()
    agree(wider(test_x).detach(), test_y, told["arms"][1], "one block")


def tables(n, outputs, real):
    """A table of 20 columns: real targets, or classes of them."""
    x = torch.randn(n, 20)
    hidden = torch.tanh(x @ torch.randn(20, 12) / 2) @ torch.randn(12, outputs)
    return x, hidden if real else hidden.argmax(1)


KINDS = [  # name, activation, its name here, biases of the layers, outputs, real targets?, type
    ("ReLU", nn.ReLU, "relu", (True, True, True), 3, False, torch.float32),
    ("leaky", nn.LeakyReLU, "leaky", (True, True, True), 3, False, torch.float32),
    ("tanh", nn.Tanh, "tanh", (True, True, True), 3, False, torch.float32),
    ("sigmoid", nn.Sigmoid, "sigmoid", (True, True, True), 3, False, torch.float32),
    ("GELU", nn.GELU, "gelu", (True, True, True), 3, False, torch.float32),
    ("no biases", nn.ReLU, "relu", (False, False, False), 3, False, torch.float32),
    ("biases of the last layer", nn.ReLU, "relu", (False, False, True), 3, False, torch.float32),
    ("two logits", nn.ReLU, "relu", (True, True, True), 2, False, torch.float32),
    ("real targets", nn.Tanh, "tanh", (True, True, True), 2, True, torch.float32),
    ("half", nn.ReLU, "relu", (True, True, True), 3, False, torch.float16),
    ("bfloat", nn.ReLU, "relu", (True, False, True), 3, False, torch.bfloat16),
    ("double", nn.GELU, "gelu", (True, True, True), 3, False, torch.float64),
]


def each_kind(folder, name, activation, here, biases, outputs, real, dtype):
    """Widened four-fold and back: as many weights, the logits one by one, and what the program says of them."""
    def net(hidden):
        return nn.Sequential(nn.Linear(20, hidden, biases[0]), activation(), nn.Linear(hidden, hidden, biases[1]), activation(),
                             nn.Linear(hidden, outputs, biases[2]))
    torch.manual_seed(5)
    x, y = tables(1000, outputs, real)
    small, model, wide = net(6), folder + "/kind.safetensors", folder + "/kind_wide.safetensors"
    optimizer = torch.optim.Adam(small.parameters(), 0.01)
    for _ in range(60):
        optimizer.zero_grad()
        (functional.mse_loss if real else functional.cross_entropy)(small(x[:600]), y[:600]).backward()
        optimizer.step()
    state = {k: v.to(dtype) for k, v in small.state_dict().items()}
    safetensors.save(model, state)
    samples = f"import {folder}/table.safetensors"
    safetensors.save(folder + "/table.safetensors", {"x": x[:600], "y": y[:600], "test_x": x[600:], "test_y": y[600:]})
    small.load_state_dict({k: v.float() for k, v in state.items()})
    first = logits_here(folder, samples, f"import {model} activation={here}", layer=3)
    same(small(x[600:]).detach(), first, name + ": as it was saved")
    dense, split = program("set lr=0.003 batch=50", samples, f"expand {model} {wide} alpha=4 activation={here} epochs=20")[-1]["arms"]
    wider = net(24)
    budget = sum(p.numel() for k, p in small.named_parameters() if k.endswith("weight"))
    after, _ = safetensors.load(wide)
    check(all(v.dtype == dtype for k, v in after.items() if not k.endswith("_mask")), f"{name}: types {[v.dtype for v in after.values()]}")
    check(by_masks(wide, wider, name) == budget == split["nnz"], f"{name}: {split['nnz']} weights of {budget}")
    logits = wider(x[600:]).detach()
    same(logits, logits_here(folder, samples, f"import {wide}", layer=3), name + ": expanded")
    if real:
        loss = functional.mse_loss(logits.double(), y[600:].double()).item()
        check(abs(loss - split["test_loss"]) < 1e-5 * loss, f"{name}: loss {loss} in PyTorch, {split['test_loss']} here")
    else:
        agree(logits, y[600:], split, name)
    print(f"{name}: {budget} weights; loss {dense['test_loss']:.4f} without a split, {split['test_loss']:.4f} with 4 children each")


def main():
    if not os.path.isdir(IMAGES):
        sys.exit("the images are missing: apt-get install dataset-fashion-mnist")
    torch.manual_seed(1)
    torch.set_num_threads(1)
    (x, y), (test_x, test_y) = images("train", 20000), images("t10k", 10000)
    mean, sd = x.mean(), x.std()
    x, test_x = (x - mean) / sd, (test_x - mean) / sd
    net = classifier(8)
    train(net, x, y, 3)
    with tempfile.TemporaryDirectory() as folder:
        safetensors.save(folder + "/model.safetensors", net.state_dict())
        safetensors.save(folder + "/samples.safetensors", {"x": x, "y": y, "test_x": test_x, "test_y": test_y})
        budget = 784 * 8 + 8 * 10
        expand_in_each_form(folder, test_x, test_y, budget)
        one_block(folder, x, y, test_x, test_y)
        step_by_step(folder, test_x, test_y, budget)
        for kind in KINDS:
            each_kind(folder, *kind)
    return check.verdict("round trip")


sys.exit(main())
