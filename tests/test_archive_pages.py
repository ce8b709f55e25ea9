"""What docs/archive.md and docs/report.md show is what happens."""

import doctest
import os
import re
import subprocess
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(("name", "blocks", "answers"), [("archive.md", 2, 8), ("report.md", 1, 3)])
def test_every_block_of_the_page_runs(
    name: str, blocks: int, answers: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = ROOT / "docs" / name
    (tmp_path / "examples").symlink_to(ROOT / "examples", target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
    found = re.findall(r"^```sh\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert len(found) == blocks
    for block in found:
        done = subprocess.run(
            ["sh", "-e", "-c", block], env={**os.environ, "PATH": path}, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
    failed, tried = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert tried > answers
    assert failed == 0
