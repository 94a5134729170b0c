#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What bash, zsh and fish complete after fpe-tui; shells that are not there are left out.

  completion.py PROGRAM
"""
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.append(os.path.join(sys.path[0], "../support"))
from checks import Checks  # noqa: E402
from tables import tables  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
check = Checks()

#         what is typed              -> some of what is offered            what is not
ASKED = [("fpe-tui --j", ["--json", "--jobs"], ["--batch"]),
         ("fpe-tui --color ", ["auto", "always", "never"], ["--json"]),
         ("fpe-tui --completion ", ["bash", "zsh", "fish"], []),
         ("fpe-tui -c spl", ["split"], ["speed"]),
         ("fpe-tui --command sp", ["split", "speed"], ["quit"]),
         ("fpe-tui quick", ["quickstart"], ["atlas"]),
         ("fpe-tui paper/cap", ["paper/capacity"], []),
         ("fpe-tui ow", ["own.fpe"], []),  # fish puts others behind it
         ("fpe-tui --log ow", ["own.fpe", "owned.txt"], [])]


def script(shell):
    return subprocess.run([PROGRAM, "--completion", shell], capture_output=True, text=True, check=True).stdout


def of_bash(line, folder, env):
    """As readline would call it."""
    words = line.split(" ")
    asked = f"source {folder}/bash; COMP_WORDS=({' '.join(w or chr(39) * 2 for w in words)}); COMP_CWORD={len(words) - 1}; " \
            "_fpe_tui fpe-tui; printf '%s\\n' \"${COMPREPLY[@]}\""
    return subprocess.run(["bash", "--norc", "-c", asked], capture_output=True, text=True, cwd=folder + "/here", env=env, check=False)


def of_fish(line, folder, env):
    return subprocess.run(["fish", "--no-config", "-c", f"source {folder}/fish; complete -C '{line}'"], capture_output=True, text=True,
                          cwd=folder + "/here", env=env, check=False)


ZSH = """
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z 'PS1=; autoload -U compinit; compinit -u -D; fpath=(%(folder)s/site $fpath); autoload -U _fpe-tui; compdef _fpe-tui fpe-tui'
zpty -w z 'zstyle ":completion:*" list-prompt ""; zstyle ":completion:*" menu no; LISTMAX=1000; setopt noautomenu; stty columns 200 rows 60; print rea""dy'
zpty -r z out '*ready*'
zpty -w -n z $'%(line)s\\t\\t'
typeset -F SECONDS=0
while (( SECONDS < 20 )); do zpty -r -t z part && out+=$part && [[ $out == *%(until)s* ]] && break; done
print -r -- $out
"""


def of_zsh(line, folder, env, until):
    text = ZSH % {"folder": folder, "line": line, "until": until}
    return subprocess.run(["zsh", "-f", "-c", text], capture_output=True, text=True, cwd=folder + "/here", env=env, check=False)


def ask(shell, way, folder, env):
    for line, offered, others in ASKED:
        got = way(line, folder, env)
        words = [row.split("\t")[0].rstrip("/ ") for row in got.stdout.splitlines()]
        for word in offered:
            check(word in words, f"{shell}: {line!r} does not offer {word}: {words} {got.stderr}")
        for word in others:
            check(word not in words, f"{shell}: {line!r} offers {word}")


def main():
    check(set(tables(PROGRAM)) >= {"options"}, "options are no table")
    with tempfile.TemporaryDirectory() as folder:
        os.makedirs(folder + "/here")
        os.makedirs(folder + "/site")
        os.makedirs(folder + "/bin")
        os.symlink(PROGRAM, folder + "/bin/fpe-tui")
        # a scenario whose name a shell must not run
        evil = folder + "/data/fpe-tui/scenarios"
        os.makedirs(evil)
        for path in (evil + "/$(touch gone).fpe", evil + "/`touch gone`.fpe", folder + "/here/own.fpe", folder + "/here/owned.txt"):
            with open(path, "w", encoding="utf-8") as file:
                file.write("# A scenario.\nsay hello\n")
        env = {"PATH": folder + "/bin:" + os.environ["PATH"], "HOME": folder, "XDG_DATA_HOME": folder + "/data", "TERM": "xterm", "LC_ALL": "C.UTF-8"}
        for shell in ("bash", "zsh", "fish"):
            with open(f"{folder}/{shell}", "w", encoding="utf-8") as file:
                file.write(script(shell))
            for option in tables(PROGRAM)["options"]:
                check(f"{option['name']}" in script(shell), f"{shell}: no {option['name']}")
            if shutil.which(shell):
                got = subprocess.run([shell, "-n", f"{folder}/{shell}"], capture_output=True, text=True, check=False)
                check(got.returncode == 0 and not got.stderr, f"{shell} -n: {got.stderr}")
        ask("bash", of_bash, folder, env)
        check(not os.path.exists(folder + "/here/gone"), "bash ran the name of a file")
        if shutil.which("fish"):
            ask("fish", of_fish, folder, env)
        if shutil.which("zsh"):
            shutil.copy(folder + "/zsh", folder + "/site/_fpe-tui")
            for line, offered, _ in ASKED[:1]:
                got = of_zsh(line, folder, env, offered[0])
                for word in offered:
                    check(word in got.stdout, f"zsh: {line!r} does not offer {word}: {got.stdout!r} {got.stderr}")
        check(not os.path.exists(folder + "/here/gone"), "a shell ran the name of a file")
    return check.verdict("completion")


sys.exit(main())
