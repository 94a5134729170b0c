# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts what holds, and says what does not."""
import inherited  # noqa: F401


class Checks:
    """check(fine, what): what is said where it is not. `return check.verdict(name)` ends main: is anything not fine?"""

    def __init__(self):
        self.passed = self.failed = 0

    def __call__(self, fine, what):
        self.passed, self.failed = self.passed + bool(fine), self.failed + (not fine)
        if not fine:
            print("not ok -", what)

    def verdict(self, name):
        print(f"{name}: {self.passed} passed, {self.failed} failed")
        return self.failed > 0
