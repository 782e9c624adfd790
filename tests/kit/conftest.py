"""A real PowerShell for the tests of the kit, and stand-ins for what the scripts call."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from migrator.powershell import literal

HERE = Path(__file__).parent
CMDLETS = HERE.parent / "contracts" / "cmdlets.txt"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def pwsh(tmp_path: Path) -> Run:
    """Runs a script in a PowerShell of its own; its ``stdout`` is all that it said, as one line."""

    def run(script: str, **environment: str) -> subprocess.CompletedProcess[str]:
        file = tmp_path / "run.ps1"
        file.write_text(script, encoding="utf-8-sig")
        command = ["pwsh", "-NoProfile", "-NonInteractive", "-File", file]
        # a run of seconds gains nothing from the profiling of .NET
        environ = {**os.environ, "DOTNET_TieredPGO": "0", "NO_COLOR": "1", **environment}
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=120, env=environ, cwd=tmp_path
        )
        done.stdout = " ".join((done.stdout + done.stderr).replace("|", " ").split())
        return done

    return run


@pytest.fixture
def lync() -> Callable[[str, Path, Path], str]:
    """PowerShell that puts strict stand-ins in the place of the cmdlets of Lync and of the programs of Windows.

    It is made of a version, the folder whose files they give, and the file share.
    """
    return _stand_ins


def _stand_ins(version: str, served: Path, share: Path) -> str:
    given = {
        "Table": CMDLETS,
        "Version": version,
        "Served": served,
        "Share": share,
        "Topology": served / "topology.xml",
        "Configuration": served / "configuration.zip",
    }
    arguments = " ".join(f"-{name} {literal(str(value))}" for name, value in given.items())
    return f"& {literal(str(HERE / 'stand_ins.ps1'))} {arguments}\n"
