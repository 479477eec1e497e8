"""Puts faults into the pure modules one at a time, and says how many of them the tests find."""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ("money", "rates", "ledger")
WANTED = 90
LINE = re.compile(r"^\s*total_bankroll\.(\w+)\.\S+: (.+)$", flags=re.MULTILINE)
FOUND = ("killed", "timeout", "caught by type check", "segfault")


def mutmut(*arguments: str) -> str:
    command = [sys.executable, "-m", "mutmut", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return done.stdout


def main() -> None:
    mutmut("run", *sys.argv[1:])
    fates = LINE.findall(mutmut("results", "--all", "true"))
    total = Counter(module for module, _ in fates)
    found = Counter(module for module, fate in fates if fate in FOUND)
    too_few = [name for name in MODULES if found[name] * 100 < WANTED * total[name]]
    for name in MODULES:
        share = 100 * found[name] / max(total[name], 1)
        print(f"{name:8} {found[name]:5} of {total[name]:5} mutants found  {share:5.1f} %")
    if too_few or not all(total[name] for name in MODULES):
        raise SystemExit(
            f"Fewer than {WANTED} % in: {', '.join(too_few) or 'a module without mutants'}."
            " `.venv/bin/python -m mutmut browse` shows them."
        )


if __name__ == "__main__":
    main()
