"""What the blocks of the kit leave in a real PowerShell when something goes wrong in the middle."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from migrator.estate.evidence import CollectionBlock
from migrator.powershell import rendered
from migrator.sources.reading import Reading

#: errors after objects, an error that XML cannot hold, a program's own error, and a window that is closed
BLOCKS = r"""
$Planned = @('first', 'program', 'at once', 'closed', 'never')
Save-Manifest
Invoke-Block -Name 'first' -File 'first.xml' -Depth 4 -Collect {
    'one'; Write-Error 'soft'; 'two'; throw ('hard' + [char]0xFFFF + ('x' * 70000))
}
Invoke-Block -Name 'program' -File 'program.txt' -Collect {
    sh -c 'echo printed; echo complained >&2; exit 3' | Set-Content -Path $Path -Encoding Unicode
    Assert-ExitCode -Program 'sh'
}
Invoke-Block -Name 'at once' -File 'at-once.xml' -Depth 4 -Collect { throw 'denied' }
Invoke-Block -Name 'closed' -File 'closed.xml' -Depth 4 -Collect { Stop-Process -Id $PID -Force }
"""


def run(tmp_path: Path, into: str) -> subprocess.CompletedProcess[str]:
    """The outcome of a script of these blocks, started elsewhere than where the session then is."""
    names = {"version": "1.2.3", "product": "lync2010", "role": "edge"}
    head = rendered("kit", "common.ps1", title="t", where="w", rights="r", parameters=[], **names)
    (tmp_path / "blocks.ps1").write_text(head + BLOCKS + rendered("kit", "end.ps1"), encoding="ascii")
    (tmp_path / "here").mkdir()
    line = f"Set-Location '{tmp_path / 'here'}'; & '{tmp_path / 'blocks.ps1'}' -Into '{into}'"
    quick = {**os.environ, "DOTNET_TieredPGO": "0"}
    return subprocess.run(
        ["pwsh", "-NoProfile", "-Command", line], capture_output=True, text=True, check=False, timeout=60, env=quick
    )


@pytest.mark.program("pwsh")
def test_what_was_read_before_an_error_is_kept(tmp_path: Path) -> None:
    """Objects and complaints before an error stay, the manifest is readable, and a closed window is not "not run"."""
    run(tmp_path, "evidence")
    (folder,) = (tmp_path / "here" / "evidence").iterdir()
    kept = (folder / "first.xml").read_text("utf-16")
    assert ("<S>one</S>" in kept, "<S>two</S>" in kept, kept.rstrip().endswith("</Objs>")) == (True, True, True)
    assert "printed" in (folder / "program.txt").read_text("utf-16")

    reading = Reading([folder])
    blocks = {item.name: item for item in reading.items() if isinstance(item, CollectionBlock)}
    first = blocks["first"]
    assert (first.rows, (first.error or "")[:12], len(first.error or "") < 2100) == (2, "soft; hard?x", True)
    assert blocks["program"].error == "complained; sh ended with exit code 3"
    assert blocks["never"].error == "it was not run"
    assert (blocks["closed"].error, blocks["closed"].started is None, blocks["closed"].ended) == (None, False, None)
    said = "\n".join(message for report in reading.reports for message in report.messages)
    assert "block at once failed, nothing was collected: denied" in said
    assert "block closed did not end" in said


@pytest.mark.program("pwsh")
@pytest.mark.parametrize(
    ("into", "reason"), [("a[1]", "takes for a wildcard"), ("taken", "cannot be made"), ("Env:", "not a folder")]
)
def test_without_a_folder_nothing_is_claimed(tmp_path: Path, into: str, reason: str) -> None:
    """A place where nothing can be written is refused before the first block, with the way out."""
    (tmp_path / "taken").write_text("a file")
    done = run(tmp_path, str(tmp_path / into) if into == "taken" else into)
    said = " ".join((done.stdout + done.stderr).replace("|", " ").split())
    assert (done.returncode, reason in said, "evidence is in" in said) == (1, True, False), said
    assert [path.name for path in tmp_path.rglob("evidence-*")] == []
