#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts of others at every place where text comes out: nothing that a terminal obeys, files that other programs read.

  hostile.py PROGRAM
"""
import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
import xml.etree.ElementTree as xml
import zipfile

sys.path.append(os.path.join(sys.path[0], "../support"))
from checks import Checks  # noqa: E402

check = Checks()

PAYLOADS = {
    "colour": b"\x1b[31mred",
    "title": b"\x1b]0;owned\x07",
    "c0": b"a\x01\x08\x0c\r\x7fb",
    "tab": b"a\tb",
    "c1": "a\x9b31m\x85b".encode(),
    "c1 raw": b"a\x9b31m\x9db",
    "override": "a\u202egpj.exe".encode(),
    "isolate": "a\u2067b\u2069".encode(),
    "marks": "a\u200e\u200f\u061cb".encode(),
    "separators": "a\u2028b\u2029c".encode(),
    "invalid": b"a\xff\xfe\xc3(b",
    "cut": b"a\xe2\x82",
    "overlong": b"a\xc0\xafb\xe0\x80\xafc",
    "surrogate": b"a\xed\xa0\x80b",
    "past the last": b"a\xf4\x90\x80\x80b",
    "noncharacters": "a\ufdd0\ufffe\uffff\U0001fffe\U0010ffffb".encode(),
    "markup": b"<script>&amp;]]><!--",
    "long": "é\u202e".encode() * 2000,
    "equals": b"=1+cmd|x!A0",
    "plus": b"+1+1",
    "minus": b"-2+3",
    "at": b"@SUM(1)",
    "number": b"-1.5e3",
}
BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def hidden(char):
    code = ord(char)
    return (char != "\n" and unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")) or char in BIDI \
        or 0xfdd0 <= code <= 0xfdef or code & 0xfffe == 0xfffe


def shown(data):
    """The text, or what is wrong."""
    text = data.decode("utf-8")
    bad = {f"U+{ord(c):04X}" for c in text if hidden(c)}
    if bad:
        raise ValueError("lets through " + " ".join(sorted(bad)))
    return text


def json_lines(data):
    for line in shown(data).splitlines():
        json.loads(line)


def svg(data):
    shown(data)
    xml.fromstring(data)


def png(data):
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        raise ValueError("no PNG")


def table(data):
    for row in csv.reader(io.StringIO(shown(data))):
        for cell in row:
            if cell[:1] in "=+-@\t\r" and cell and not re.fullmatch(r"[+-]?[\d.]+(e[+-]?\d+)?|-inf", cell):
                raise ValueError(f"a formula: {cell[:40]!r}")


def holds(form, data, what):
    try:
        form(data)
        check(True, what)
    except (ValueError, xml.ParseError, csv.Error) as error:
        check(False, f"{what}: {error}")


def run(program, what, *arguments, codes=(0, 1, 2, 3), json_out=False, env=None):
    got = subprocess.run([program.encode(), *arguments], capture_output=True, stdin=subprocess.DEVNULL,
                         env=dict(os.environb, NO_COLOR=b"", ACCESSIBLE=b"", **(env or {})))
    check(got.returncode in codes, f"{what}: exit {got.returncode}: {got.stderr[:200]!r}")
    holds(json_lines if json_out else shown, got.stdout, what + ", output")
    holds(shown, got.stderr, what + ", messages")
    return got


def commands(*lines):
    return [x for line in lines for x in (b"-c", line)]


def on_command_line(program, what, payload, folder):
    """Usage errors, names of files, lines that are refused, the log."""
    quoted = payload.replace(b"'", b"")
    log = os.path.join(folder, b"log")
    for options in ([], [b"--json"], [b"--accessible"]):
        name = what + "".join(o.decode() for o in options)
        js = options == [b"--json"]
        for arguments in ([b"--" + payload], [b"--size", payload], [b"--seed=" + payload], [b"--color", payload],
                          [b"-" + payload], [b"x", payload], [b"/nowhere/" + payload],
                          [b"--log", b"/nowhere/" + payload, b"-c", b"say a"]):
            run(program, name + " as argument", *options, *arguments, json_out=js, codes=(0, 1, 2, 3))
        run(program, name + " said", b"-b", *options, b"--log", log, *commands(b"say '" + quoted + b"'"), json_out=js)
        if os.path.exists(log):  # else the line was refused
            with open(log, "rb") as file:
                holds(json_lines if js else shown, file.read(), name + " said, log")
        run(program, name + " as command", b"-b", b"-k", *options, *commands(quoted, b"task " + quoted, b"train '" + quoted + b"'"), json_out=js)
        run(program, name + " as file", b"-b", b"-k", *options, json_out=js,
            *commands(*(verb + b" '/nowhere/" + quoted + b".csv'" for verb in (b"task csv", b"import", b"export data", b"include", b"plot curves"))))


def as_script_name(program, what, payload, folder):
    path = os.path.join(folder, payload.replace(b"/", b"") + b".fpe")
    try:
        with open(path, "wb") as file:
            file.write(b"say a\nnonsense " + payload + b"\n")
    except OSError:  # too long a name
        return
    for options in ([], [b"--json"]):
        run(program, what + " as script", b"-b", *options, path, codes=(3,), json_out=bool(options))
    with open(path, "wb") as file:
        file.write(b"task xor clauses=4\nplot screen\nassert 1 == 2\n")
    run(program, what + " as played script", b"-b", path, codes=(1,))


def as_tensor_name(program, what, payload, folder):
    path = os.path.join(folder, b"m.npz")
    array = b"\x93NUMPY\x01\x00v\x00" + b"{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }".ljust(117) + b"\n" + bytes(16)
    member = (payload[:200] + b".weight.npy").replace(b"\x00", b"")
    with zipfile.ZipFile(os.fsdecode(path), "w") as archive:
        archive.writestr("@" * len(member), array)
    with open(path, "rb") as file:
        data = file.read().replace(b"@" * len(member), member)
    with open(path, "wb") as file:
        file.write(data)
    for options in ([], [b"--json"], [b"--accessible"]):
        run(program, what + " as tensor", b"-b", *options, *commands(b"import '" + path + b"'", b"summary"), json_out=options == [b"--json"])


FIGURES = ["data", "network", "matrix", "curves", "screen", "sample"]
FORMS = {"svg": svg, "png": png, "txt": shown, "csv": table}


def as_names(program, what, payload, folder):
    """Of inputs and classes: in reports, figures and files."""
    name = payload[:60].decode("utf-8", "ignore").encode().replace(b'"', b'""')
    source = os.path.join(folder, b"in.csv")
    with open(source, "wb") as file:
        file.write(b'"' + name + b'",b,y\n' + b"".join(b'%d,%d,"%s"\n' % (i & 1, i >> 1 & 1, name if i & 1 else b"other") for i in range(16)))
    setup = [b"task csv '" + source + b"'", b"net hidden=2 seed=1", b"train 2"]
    got = run(program, what + " as names", b"-b", *commands(*setup, b"task", b"summary", b"data"))
    if got.returncode == 1 and b"control characters" in got.stderr:
        return
    run(program, what + " as names, json", b"-b", b"--json", b"-k", *commands(*setup, b"task", b"data", b"summary"), json_out=True)
    out = {os.path.join(folder, f"{figure}.{form}".encode()): (figure, form) for figure in FIGURES for form in FORMS if (figure, form) != ("screen", "csv")}
    plots = [b"plot %s '%s'" % (figure.encode(), path) for path, (figure, _) in out.items()]
    exports = [os.path.join(folder, b"export_%d.csv" % i) for i in range(2)]
    for path in [*out, *exports]:
        if os.path.exists(path):
            os.unlink(path)
    got = run(program, what + " in files", b"-b", b"-k",
              *commands(*setup, b"export data '%s'" % exports[0], b"export '%s'" % exports[1], b"plot screen", *plots))
    check(b"PNG" not in got.stderr and b"XML" not in got.stderr, f"{what}: {got.stderr[:300]!r}")
    written = 0
    for path, form in [*((p, f) for p, (_, f) in out.items()), *((p, "csv") for p in exports)]:
        if not os.path.exists(path):
            continue
        written += 1
        with open(path, "rb") as file:
            holds(FORMS[form], file.read(), f"{what} in {os.path.basename(path).decode()}")
    check(written >= 12, f"{what}: only {written} files: {got.stderr[:400]!r}")
    # what was guarded is read as it was
    again = os.path.join(folder, b"again.csv")
    with open(exports[0], newline="", encoding="utf-8") as file, open(again, "w", newline="", encoding="utf-8") as out_file:
        csv.writer(out_file).writerows(row[1:] for row in csv.reader(file))  # without the column of parts
    said = [run(program, what + " read again", b"-b", b"--json", *commands(b"task csv '" + path + b"' label=y", b"task"), json_out=True)
            for path in (source, again)]
    classes = [re.findall(rb'"class":("[^"]*"),', a.stdout) for a in said]
    check(what in ("marks", "tab", "number") or (len(classes[0]) == 2 and sorted(classes[0]) == sorted(classes[1])), f"{what}: classes differ when read again: {classes}")


def as_caption(program, what, payload, folder):
    """Of a picture: settings name the source, titles the arm."""
    folder = os.path.join(folder, payload[:40].replace(b"/", b"").replace(b"'", b"") + b"_")
    os.mkdir(folder)
    quoted = b"'" + folder + b"/s.cnf'"
    with open(os.path.join(folder, b"s.cnf"), "w") as file:
        file.write("p cnf 4 2\n1 2 0\n3 4 0\n")
    for form, check_form in FORMS.items():
        path = os.path.join(os.path.dirname(folder), b"figure." + form.encode())
        if os.path.exists(path):
            os.unlink(path)
        got = run(program, f"{what} as source of a figure", b"-b",
                  *commands(b"task dimacs " + quoted, b"net hidden=2", b"train 2", b"plot curves '" + path + b"'"))
        if got.returncode == 3:  # no line can say it
            continue
        check(got.returncode == 0, f"{what}: exit {got.returncode}: {got.stderr[:300]!r}")
        if got.returncode == 0:
            with open(path, "rb") as file:
                holds(check_form, file.read(), f"{what} in the caption of a {form}")


CARRIERS = [on_command_line, as_script_name, as_tensor_name, as_names, as_caption]


def main(program):
    for name, payload in PAYLOADS.items():
        for carrier in CARRIERS:
            with tempfile.TemporaryDirectory() as folder:
                carrier(program, name, payload, folder.encode())
    return check.verdict("hostile")


sys.exit(main(os.path.abspath(sys.argv[1])))
