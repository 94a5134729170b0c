#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small models as PyTorch 1.13 leaves them, most with samples x, y and the logits that PyTorch computes for them.

  make_models.py [FOLDER]      default: models/ beside this script

and ../../scenarios/expand_model.safetensors, a classifier of Boolean inputs without samples (default folder only)
"""
import os
import sys

import torch
from torch import nn
from torch.nn import functional
from torch.nn.utils import prune

sys.path.append(os.path.join(sys.path[0], "../support"))
import safetensors  # noqa: E402

FOLDER = sys.argv[1] if len(sys.argv) > 1 else os.path.join(sys.path[0], "models")


def save(name, tensors):
    safetensors.save(os.path.join(FOLDER, name + ".safetensors"), tensors)


def samples(net, inputs, n=12):
    """x, y and logits; y are the classes of the logits, but for every fourth sample."""
    x = torch.randn(n, inputs)
    logits = net(x).detach()
    y = logits.argmax(1)
    y[::4] = (y[::4] + 1) % logits.shape[1]
    return {"x": x, "y": y, "logits": logits}


def mlp(bias=True):
    return nn.Sequential(nn.Linear(6, 5, bias), nn.ReLU(), nn.Linear(5, 4, bias), nn.ReLU(), nn.Linear(4, 3, bias))


def renamed(net, names):
    """The weights of its linear layers under other names."""
    layers = [m for m in net.modules() if isinstance(m, nn.Linear)]
    return {f"{name}.{key}": value for name, layer in zip(names, layers) for key, value in layer.state_dict().items()}


def exact(net, dtype):
    """The net whose weights are what is left of them in another type, and they in that type."""
    state = {key: value.to(dtype) for key, value in net.state_dict().items()}
    net.load_state_dict({key: value.float() for key, value in state.items()})
    return state


class Picture(nn.Module):
    """A small convolutional net: what is trained here is its head."""

    def __init__(self):
        super().__init__()
        self.conv1, self.bn1, self.conv2 = nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.Conv2d(2, 2, 1)
        self.fc1, self.fc2 = nn.Linear(18, 5), nn.Linear(5, 3)

    def head(self, x):
        return self.fc2(torch.relu(self.fc1(x)))


class Reader(nn.Module):
    """A transformer encoder of two blocks with a classifier."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(11, 6)
        self.layers = nn.ModuleList(nn.TransformerEncoderLayer(6, 2, 9) for _ in range(2))
        self.classifier = nn.Linear(6, 3)

    def block(self, x):
        return self.layers[1].linear2(torch.relu(self.layers[1].linear1(x)))


def clauses(x):
    """8 of 4 inputs each; the third and fourth of each are negated: a sample is positive if one holds."""
    literals = x.reshape(-1, 8, 4) ^ torch.tensor([0, 0, 1, 1])
    return literals.all(2).any(1)


def classifier():
    """8 hidden neurons for the 8 clauses, after ten epochs."""
    net = nn.Sequential(nn.Linear(32, 8), nn.ReLU(), nn.Linear(8, 1))
    x = torch.randint(0, 2, (40000, 32))
    y = clauses(x)
    pick = torch.cat((y.nonzero()[:4000, 0], (~y).nonzero()[:4000, 0]))
    x, y = x[pick].float(), y[pick].float()
    optimizer = torch.optim.Adam(net.parameters(), 0.01)
    for _ in range(10):
        for batch in torch.randperm(len(x)).split(500):
            optimizer.zero_grad()
            functional.binary_cross_entropy_with_logits(net(x[batch])[:, 0], y[batch]).backward()
            optimizer.step()
    print("classifier: accuracy", ((net(x)[:, 0] > 0) == (y > 0.5)).float().mean().item())
    return net


def main():
    os.makedirs(FOLDER, exist_ok=True)
    torch.manual_seed(7)
    net = mlp()
    save("sequential", {**net.state_dict(), **samples(net, 6)})
    net = mlp()
    save("prefixed", {**renamed(net, ["_orig_mod.module.model.fc%d" % i for i in (1, 2, 3)]), **samples(net, 6)})
    net = mlp()
    save("by_shape", {**renamed(net, ["input", "hidden", "classifier"]), **samples(net, 6)})
    net = mlp(bias=False)
    save("no_bias", {**net.state_dict(), **samples(net, 6)})
    net = mlp()
    for i, amount in ((0, .5), (2, .25)):
        prune.l1_unstructured(net[i], "weight", amount)
    prune.random_unstructured(net[0], "bias", 2)
    save("pruned", {**net.state_dict(), **samples(net, 6)})
    for name, dtype in (("half", torch.float16), ("bfloat", torch.bfloat16)):
        net = mlp()
        save(name, {**exact(net, dtype), **samples(net, 6)})
    net = mlp().double()
    state = net.state_dict()
    save("double", {**state, **samples(net.float(), 6)})
    body, head = nn.Sequential(nn.Linear(8, 7), nn.ReLU(), nn.Linear(7, 6)), nn.Sequential(nn.Linear(6, 4), nn.ReLU(), nn.Linear(4, 3))
    both = nn.ModuleDict({"body": body, "head": head})
    save("two_stacks", {**both.state_dict(), **samples(head, 6)})
    net = Picture()
    save("picture", {**net.state_dict(), **samples(net.head, 18)})
    net = Reader()
    save("transformer", {**net.state_dict(), **samples(net.block, 6)})
    save("pointwise", nn.Sequential(nn.Conv2d(6, 5, 1), nn.ReLU(), nn.Conv2d(5, 3, 1)).state_dict())
    save("recurrent", nn.ModuleDict({"lstm": nn.LSTM(6, 5), "norm": nn.LayerNorm(5)}).state_dict())
    if len(sys.argv) == 1:
        save("../../../scenarios/expand_model", classifier().state_dict())
    more()


def more():
    """Nets of each activation, with biases on some layers, with an output for each of two classes, of real targets."""
    torch.manual_seed(8)
    for name, kind in (("leaky", nn.LeakyReLU), ("tanh", nn.Tanh), ("sigmoid", nn.Sigmoid), ("gelu", nn.GELU)):
        net = nn.Sequential(nn.Linear(6, 5), kind(), nn.Linear(5, 4), kind(), nn.Linear(4, 3))
        save(name, {**net.state_dict(), **samples(net, 6)})
    net = nn.Sequential(nn.Linear(6, 5), nn.ReLU(), nn.Linear(5, 4, False), nn.ReLU(), nn.Linear(4, 3))
    save("some_bias", {**net.state_dict(), **samples(net, 6)})
    net = nn.Sequential(nn.Linear(6, 5), nn.ReLU(), nn.Linear(5, 2))
    save("two_logits", {**net.state_dict(), **samples(net, 6, 40)})
    net = nn.Sequential(nn.Linear(6, 5), nn.Tanh(), nn.Linear(5, 2))
    told = samples(net, 6, 40)
    save("targets", {**net.state_dict(), **told, "y": told["logits"] + 0.1 * torch.randn(40, 2)})


main()
