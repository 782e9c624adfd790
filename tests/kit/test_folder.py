"""`migrator kit`: the folder it writes."""

from __future__ import annotations

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


def test_kit_can_be_written_anew(tmp_path: Path) -> None:
    """A folder that holds only the kit takes a newer one."""
    write_kit(kit_files("lync2010", "0.1.0"), tmp_path)
    write_kit(kit_files("lync2010", "0.2.0"), tmp_path)
    assert "collection kit 0.2.0:" in (tmp_path / "README.txt").read_text()


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
