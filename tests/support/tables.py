# SPDX-License-Identifier: GPL-3.0-or-later
"""What the program's tables say, for the tests: {table: [row, …]} of `help tables`."""
import json
import subprocess


def tables(program):
    got = subprocess.run([program, "--batch", "--quiet", "--json", "-c", "help tables"], capture_output=True, text=True,
                         stdin=subprocess.DEVNULL, check=True)
    return {table["name"]: table["rows"] for table in json.loads(got.stdout)["tables"]}
