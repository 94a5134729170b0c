#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Models that PyTorch saved: its logits one by one, and round trips in every form.

  models.py PROGRAM

tests/golden/make_models.py made the models; tests/study/torch_roundtrip.py has PyTorch itself.
"""
import json
import os
import subprocess
import sys
import tempfile

sys.path.append(os.path.join(sys.path[0], "../support"))
from checks import Checks  # noqa: E402
from tensors import READERS, read_safetensors  # noqa: E402

MODELS = os.path.abspath(os.path.join(sys.path[0], "../golden/models"))
ASKED = {  # what a file does not say of itself
    "two_stacks": "map=fc1:head.0,fc2:head.2",
    "transformer": "map=fc1:layers.1.linear1,fc2:layers.1.linear2",
    "targets": "activation=tanh",
    **{name: "activation=" + name for name in ("leaky", "tanh", "sigmoid", "gelu")},
}
FORMS = ["", "prune=torch"]
check = Checks()


def run(program, *lines):
    """Its JSON objects, by command the last one."""
    commands = [x for line in lines for x in ("-c", line)]
    got = subprocess.run([program, "--batch", "--quiet", "--json", *commands], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if got.returncode:
        sys.exit(f"{lines}: {got.stderr}")
    return {told["command"]: told for told in map(json.loads, got.stdout.splitlines())}


def logits(path):
    return read_safetensors(path)[0]["x"]


def whole(path):
    return open(path, "rb").read()


def with_logits():
    for name in sorted(f[:-len(".safetensors")] for f in os.listdir(MODELS)):
        path = f"{MODELS}/{name}.safetensors"
        if b'"logits"' in whole(path):
            yield name, path, read_safetensors(path)[0]["logits"]


def same_logits(got, want, what):
    most = max(abs(v) for v in want[1])
    worst = max(abs(a - b) for a, b in zip(got[1], want[1]))
    check(got[0] == want[0] and worst <= 1e-5 * most, f"{what}: {got[0]} logits differ by {worst / most:.2g} of the largest")


def there_and_back(program, name, path, want):
    begin = f"import {path} {ASKED.get(name, '')}"
    layers = len(run(program, begin)["import"]["layers"])
    lines = [begin, f"export data l.safetensors layer={layers}", "split by=random alpha=2 layer=all", "train 2", f"export data m.safetensors arm=random layer={layers}"]
    for ending in READERS:
        for i, form in enumerate(FORMS):
            for arm in ("random", "dense"):
                a, b = f"a{arm}{i}{ending}", f"b{arm}{i}{ending}"
                lines += [f"export {a} arm={arm} {form}", f"import {a} as=back", f"export {b} arm=back {form}"]
                lines += [f"export data {arm}{i}{ending}.safetensors arm=back layer={layers}", "drop back"]
    told = run(program, *lines, "metrics", "summary")
    same_logits(logits("l.safetensors"), want, name)
    check(logits("m.safetensors") != logits("l.safetensors"), f"{name}: training changes nothing")
    for ending in READERS:
        for i, form in enumerate(FORMS):
            for arm in ("random", "dense"):
                what = f"{name}: {arm}{ending} {form}"
                check(whole(f"a{arm}{i}{ending}") == whole(f"b{arm}{i}{ending}"), f"{what}: export, import, export is another file")
            check(logits(f"random{i}{ending}.safetensors") == logits("m.safetensors"), f"{name}: {ending} {form}: the net that comes back has other logits")
    for arm in told["metrics"]["arms"]:
        check(arm["nnz"] == arm["budget"], f"{name}: {arm['arm']} has {arm['nnz']} weights of {arm['budget']}")
    biases = [[layer["biases"] > 0 for layer in arm["layers"]] for arm in told["summary"]["arms"]]
    has = [layer["bias"] for layer in run(program, begin)["import"]["layers"]]
    check(all(b == has for b in biases), f"{name}: biases {biases}, in the file {has}")


def expanded(program, name, path):
    """expand: what it writes is read as the net that it measured, in each form; nothing of the file is lost."""
    before = read_safetensors(path)[0]
    asked = ASKED.get(name, "")
    found = []
    for form in ("masks", "torch", "zeros"):
        run(program, f"expand {path} {form}.safetensors by=random alpha=2 epochs=2 prune={form} {asked}")
        after = read_safetensors(form + ".safetensors")[0]
        got = run(program, f"import {form}.safetensors {asked}", f"export data {form}.l.safetensors layer={len(run(program, f'import {path} {asked}')['import']['layers'])}", "summary")
        found.append(logits(form + ".l.safetensors"))
        kept = [k for k in before if k in after and before[k][0] == after[k][0]]
        check(set("xy") <= set(kept) and all(before[k] == after[k] for k in kept if k in ("x", "y", "logits") or "conv" in k or "norm" in k), f"{name}: {form}: a tensor that is none of the net changed")
        check(form == "zeros" or got["summary"]["arms"][0]["nnz"] == got["summary"]["arms"][0]["budget"], f"{name}: {form}: nnz is not the budget")
    check(found[0] == found[1] == found[2], f"{name}: the forms of expand have different logits")
    check(found[0][1] != before["logits"][1], f"{name}: expand changed nothing")


def twice(program):
    """A net that was expanded twice is held to what it began with."""
    path = MODELS + "/some_bias.safetensors"
    run(program, f"expand {path} once.safetensors by=random alpha=2 epochs=1", "expand once.safetensors twice.safetensors by=random alpha=2 layer=1 epochs=1")
    told = json.loads(read_safetensors("twice.safetensors")[1]["fpe"])
    check((told["budget"], told["biases"]) == (62, 8), f"expanded twice: budget {told['budget']}, biases {told['biases']}")
    check([s["split"] for s in told["steps"]] == ["dense", "random", "random"] and told["epoch"] == 2, f"expanded twice: {told['steps']}")


def studies_follow(program, name, path):
    """compare makes nets like the one that was imported."""
    told = run(program, f"import {path} {ASKED.get(name, '')}", "metrics", "compare by=random seeds=1 warmup=1 epochs=2")
    imported, dense = told["metrics"]["arms"][0], told["compare"]["rows"][0]
    for key in ("nnz", "parameters"):
        here = dense[key]["mean"] if isinstance(dense[key], dict) else dense[key]
        check(here == imported[key], f"{name}: compare has {key} {here}, the import {imported[key]}")


def main():
    program = os.path.abspath(sys.argv[1])
    models = list(with_logits())
    check(len(models) >= 18, f"{len(models)} models")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for name, path, want in models:
            there_and_back(program, name, path, want)
            expanded(program, name, path)
        twice(program)
        for name in ("some_bias", "no_bias", "two_logits", "targets"):
            studies_follow(program, name, f"{MODELS}/{name}.safetensors")
        os.chdir("/")
    return check.verdict("models")


sys.exit(main())
