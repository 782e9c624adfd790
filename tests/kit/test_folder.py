"""`migrator kit`: the folder it writes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from migrator import __version__
from migrator.errors import InputError
from migrator.kit.folder import write_kit
from migrator.kit.scripts import kit_files


@pytest.mark.parametrize("product", ["ocs2007r2", "lync2010", "lync2013"])
def test_kit_is_written(product: str, tmp_path: Path, run: Callable[..., Any]) -> None:
    """The command writes every file of the kit into a new folder and names each."""
    done = run("kit", "--product", product, "--into", tmp_path / "new" / "kit")
    files = kit_files(product, __version__)
    assert done.code == 0
    assert {path.name: path.read_bytes() for path in (tmp_path / "new" / "kit").iterdir()} == {
        name: text.encode() for name, text in files.items()
    }
    assert [Path(line).name for line in done.out.splitlines()] == list(files)


def test_a_kit_that_nobody_changed_is_replaced(tmp_path: Path, run: Callable[..., Any]) -> None:
    """A folder that holds only an older kit takes the newer one without a question."""
    folder = tmp_path / "kit"
    write_kit(kit_files("lync2010", "0.0.1"), folder)
    done = run("kit", "--product", "lync2010", "--into", folder)
    assert (done.code, f"collection kit {__version__}:" in (folder / "README.txt").read_text()) == (0, True), done.err


@pytest.mark.parametrize("edited", ["edge.ps1", "README.txt"])
def test_an_edited_file_is_kept(edited: str, tmp_path: Path, run: Callable[..., Any]) -> None:
    """Neither a newer kit nor the same is written over a script or README that somebody changed, not even in part."""
    folder = tmp_path / "kit"
    write_kit(kit_files("lync2010", "0.1.0"), folder)
    path = folder / edited
    path.write_bytes(path.read_bytes() + b"# ours\r\n")
    before = {each.name: each.read_bytes() for each in folder.iterdir()}
    done = run("kit", "--product", "lync2010", "--into", folder)
    assert (done.code, f"{edited}: exists already" in done.err.replace("\n", "")) == (2, True), done.err
    assert {each.name: each.read_bytes() for each in folder.iterdir()} == before


def test_readme_lists_the_hashes_of_the_scripts(tmp_path: Path) -> None:
    """Each file is listed with the SHA-256 that programs compute of it."""
    for path in write_kit(kit_files("lync2013", "0.1.0"), tmp_path):
        listed = re.search(rf"([0-9a-f]{{64}})  {path.name}\r\n", (tmp_path / "README.txt").read_bytes().decode())
        if path.name != "README.txt":
            assert listed
            assert listed[1] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_folder_with_other_files_is_refused(tmp_path: Path, run: Callable[..., Any]) -> None:
    """Files of somebody else stay as they are, and nothing is put beside them."""
    folder = tmp_path / "kit"
    folder.mkdir()
    (folder / "thesis.doc").write_text("mine")
    done = run("kit", "--product", "lync2013", "--into", folder)
    assert (done.code, "thesis.doc" in done.err.replace("\n", "")) == (2, True), done.err
    assert [path.name for path in folder.iterdir()] == ["thesis.doc"]


def test_folder_that_cannot_be_made_is_an_input_error(tmp_path: Path) -> None:
    """A file in the place of the folder is one line, no traceback."""
    (tmp_path / "kit").write_text("")
    with pytest.raises(InputError, match="cannot be written there"):
        write_kit(kit_files("lync2010", "0.1.0"), tmp_path / "kit" / "sub")
