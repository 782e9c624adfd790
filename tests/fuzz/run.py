"""Fuzzes every decoder for FUZZ_SECONDS (60) each; a find is kept under .fuzz/NAME/ and makes the exit code 1.

A find is any exception but InputError, ten seconds over one file of up to 256 KB, or more than 2 GB of memory.
The corpus stays in .fuzz/, so that the next run goes on where this one ended. Names as arguments choose decoders.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import subprocess
import sys

from tests.fuzz.targets import ROOT, TARGETS

WORK = ROOT / ".fuzz"
OPTIONS = ("-timeout=10", "-rss_limit_mb=2048", "-max_len=262144", "-print_final_stats=1", "-verbosity=0")


def fuzz(name: str, seconds: int) -> bool:
    """Fuzz one decoder; True where it found nothing."""
    corpus, finds = WORK / name / "corpus", WORK / name / "finds"
    for folder in (corpus, finds):
        folder.mkdir(parents=True, exist_ok=True)
    for seed in TARGETS[name]().seeds:
        (corpus / hashlib.sha256(seed).hexdigest()).write_bytes(seed)
    log = WORK / name / "log.txt"
    with log.open("wb") as output:
        options = (f"-max_total_time={seconds}", f"-artifact_prefix={finds}/", *OPTIONS)
        command = [sys.executable, "-m", "tests.fuzz.one", name, *options, str(corpus)]
        done = subprocess.run(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, check=False)
    runs = re.search(r"number_of_executed_units:\s*(\d+)", log.read_text("utf-8", "replace"))
    result = "nothing found" if done.returncode == 0 else f"FOUND, see {log}"
    print(f"{name}: {result} ({runs[1] if runs else 'unknown number of'} runs)", flush=True)  # noqa: T201
    return done.returncode == 0


def main() -> int:
    """Fuzz the decoders named, or all; 1 where one has a find."""
    if importlib.util.find_spec("atheris") is None:
        print("atheris is not installed: it has no wheel for this Python or system")  # noqa: T201
        return 2
    seconds = int(os.environ.get("FUZZ_SECONDS", "60"))
    clean = [fuzz(name, seconds) for name in sys.argv[1:] or TARGETS]
    return 0 if all(clean) else 1


if __name__ == "__main__":
    sys.exit(main())
