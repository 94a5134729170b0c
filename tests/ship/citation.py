#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""CITATION.cff is what the Citation File Format 1.2.0 asks for, and versions agree wherever they stand.

  citation.py
"""
import os
import re
import sys

import yaml

sys.path.append(os.path.join(sys.path[0], "../support"))
from checks import Checks  # noqa: E402

ROOT = os.path.abspath(os.path.join(sys.path[0], "../.."))
# keys that the format has, of those we could use
KEYS = {"cff-version", "message", "title", "type", "version", "date-released", "license", "authors", "abstract", "keywords", "preferred-citation",
        "identifiers", "url", "repository-code", "doi"}
REFERENCE = {"type", "title", "authors", "year", "journal", "identifiers", "url", "doi"}
NAMES = {"family-names", "given-names", "name", "orcid", "affiliation"}


def read(path):
    return open(os.path.join(ROOT, path), encoding="utf-8").read()


def main():
    check = Checks()
    cff = yaml.safe_load(read("CITATION.cff"))
    check(cff["cff-version"] == "1.2.0" and cff["type"] == "software", "cff-version, type")
    for key in ("message", "title", "authors"):
        check(cff.get(key), f"{key} is missing")
    check(set(cff) <= KEYS, f"unknown keys {set(cff) - KEYS}")
    check(set(cff["preferred-citation"]) <= REFERENCE, f"unknown keys {set(cff['preferred-citation']) - REFERENCE}")
    for author in cff["authors"] + cff["preferred-citation"]["authors"]:
        check(isinstance(author, dict) and author and set(author) <= NAMES, f"author {author}")
    check(re.fullmatch(r"\d{4}-\d\d-\d\d", str(cff["date-released"])), "date-released")
    version = re.search(r"^VERSION := (\S+)", read("Makefile"), re.M)[1]
    check(cff["version"] == version, f"CITATION.cff is of {cff['version']}, the program {version}")
    there = os.path.exists(ROOT + "/debian")  # not in an archive
    packaged = re.match(r"fpe-tui \((\S+)-\d+\)", read("debian/changelog"))[1] if there else version
    check(packaged == version, f"debian/changelog is of {packaged}, the program {version}")
    return check.verdict("citation")


sys.exit(main())
