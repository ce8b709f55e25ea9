"""The page that the README shows is what the command prints."""

import os
import re
import subprocess
import sysconfig
from pathlib import Path

import pytest

README = Path(__file__).parent.parent / "README.md"
BLOCKS = re.findall(r"^```text\n(.*?)^```", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a directory with the dispatch of the README."""
    (tmp_path / "orlu.txt").write_bytes(BLOCKS[0].encode())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_page_is_what_the_command_prints() -> None:
    """``ONRECORD_BLESS=1 pytest tests/test_readme.py`` writes the page anew."""
    command = [str(Path(sysconfig.get_path("scripts")) / "onrecord"), "show", "orlu.txt", "--published", "2024-03-05"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if os.environ.get("ONRECORD_BLESS"):
        README.write_text(
            README.read_text(encoding="utf-8").replace(BLOCKS[1], printed.rstrip() + "\n"), encoding="utf-8"
        )
        return
    assert printed.rstrip().splitlines() == BLOCKS[1].rstrip().splitlines()


def test_the_answer_is_what_the_archive_gives(here: Path) -> None:
    (here / "examples").symlink_to(README.parent / "examples", target_is_directory=True)
    command = str(Path(sysconfig.get_path("scripts")) / "onrecord")
    block = next(
        block
        for block in re.findall(r"^```sh\n(.*?)^```", README.read_text(encoding="utf-8"), re.M | re.S)
        if "ask letters.db" in block
    )
    for line in block.splitlines():
        printed = subprocess.run([command, *line.split()[1:]], capture_output=True, text=True, check=True).stdout
    assert printed.rstrip() == BLOCKS[2].rstrip()
