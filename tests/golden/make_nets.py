#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write nets.safetensors: what PyTorch makes of small nets of every activation and loss.

A case is ACTIVATION.LOSS.MASK.BIAS, as tanh.squared.masked.no. Of each: `start`, `mask`, `grad`
and `after10` (ten full-batch Adam steps at lr .01), all numbers of the net in one row: of each
layer its weights, then its biases (without them zeros); `logits` [n, C]; `loss` before and after.
`x` [n, d] of zeros and ones, `binary`, `softmax` (labels) and `squared` (targets) are the samples
of all. `pair` is a softmax of two logits on the binary labels. Computed in double from weights
that floats hold, so what is stored is right to a float's rounding.
"""
import json
import struct
import sys

import numpy
import torch
from torch import nn

N, WIDTHS = 33, [6, 5, 4]
ACTIVATIONS = {"relu": nn.ReLU, "leaky": nn.LeakyReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "gelu": nn.GELU}
OUTPUTS = {"binary": 1, "pair": 2, "softmax": 3, "squared": 2}


def net_of(activation, outputs, biased):
    widths, parts = WIDTHS + [outputs], []
    for i in range(len(widths) - 1):
        parts += [nn.Linear(widths[i], widths[i + 1], bias=biased), ACTIVATIONS[activation]()]
    return nn.Sequential(*parts[:-1])


def linears(net):
    return [part for part in net if isinstance(part, nn.Linear)]


def row(net, of):
    """of(parameter), layer by layer; zeros for biases that are not there."""
    out = []
    for layer in linears(net):
        out.append(of(layer.weight).reshape(-1))
        out.append(of(layer.bias) if layer.bias is not None else torch.zeros(layer.out_features))
    return torch.cat([o.detach().double() for o in out]).numpy().astype(numpy.float32)


def loss_of(name, logits, samples):
    if name == "binary":
        return nn.BCEWithLogitsLoss()(logits[:, 0], samples["binary"].double())
    if name == "squared":
        return nn.MSELoss()(logits, samples["squared"])
    return nn.CrossEntropyLoss()(logits, samples["binary" if name == "pair" else name])


def case(tensors, activation, loss, masked, biased, samples):
    name = f"{activation}.{loss}.{'masked' if masked else 'dense'}.{'yes' if biased else 'no'}"
    net = net_of(activation, OUTPUTS[loss], biased).double()
    masks = [(torch.rand_like(layer.weight) < (.6 if masked else 2)).double() for layer in linears(net)]

    def keep():
        with torch.no_grad():
            for layer, mask in zip(linears(net), masks):
                layer.weight *= mask

    with torch.no_grad():
        for parameter in net.parameters():
            parameter.copy_((2 * parameter).float().double())
    keep()
    optimizer = torch.optim.Adam(net.parameters(), lr=.01)
    tensors[f"{name}.start"] = row(net, lambda p: p)
    tensors[f"{name}.mask"] = numpy.concatenate([m.reshape(-1).numpy() for m in masks]).astype(numpy.float32)
    for step in range(10):
        optimizer.zero_grad()
        logits = net(samples["x"])
        value = loss_of(loss, logits, samples)
        value.backward()
        for layer, mask in zip(linears(net), masks):
            layer.weight.grad *= mask
        if step == 0:
            tensors[f"{name}.logits"] = logits.detach().numpy().astype(numpy.float32)
            tensors[f"{name}.grad"] = row(net, lambda p: p.grad)
            before = value.item()
        optimizer.step()
        keep()
    tensors[f"{name}.after10"] = row(net, lambda p: p)
    after = loss_of(loss, net(samples["x"]), samples).item()
    tensors[f"{name}.loss"] = numpy.array([before, after], numpy.float32)


def write(path, tensors):
    types = {"float32": "F32", "int64": "I64"}
    header, blob = {}, b""
    for name, value in tensors.items():
        data = numpy.ascontiguousarray(value).tobytes()
        header[name] = {"dtype": types[str(value.dtype)], "shape": list(value.shape),
                        "data_offsets": [len(blob), len(blob) + len(data)]}
        blob += data
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + blob)


def main():
    torch.manual_seed(1)
    samples = {"x": torch.randint(2, (N, WIDTHS[0])).double(),
               "binary": torch.randint(2, (N,)), "softmax": torch.randint(3, (N,)),
               "squared": torch.randn(N, 2).float().double()}
    tensors = {"x": samples["x"].numpy().astype(numpy.float32), "binary": samples["binary"].numpy(),
               "softmax": samples["softmax"].numpy(), "squared": samples["squared"].numpy().astype(numpy.float32)}
    for activation in ACTIVATIONS:
        for loss in OUTPUTS:
            for masked in (False, True):
                for biased in (True, False):
                    case(tensors, activation, loss, masked, biased, samples)
    write(sys.argv[1] if len(sys.argv) > 1 else "tests/golden/nets.safetensors", tensors)


if __name__ == "__main__":
    main()
