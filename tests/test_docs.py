"""What README and docs show is what happens: every block of Python and of the command line runs."""

import doctest
import gzip
import json
import os
import re
import shlex
import subprocess
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
#: These pages need files of their own; the tests of archive, inputs, knowledge, report and Spark make them.
APART = ("knowledge.md", "archive.md", "inputs.md", "report.md", "scale.md")
PAGES = [
    ROOT / "README.md",
    *sorted(page for page in (ROOT / "docs").rglob("*.md") if page.name not in APART),
]
DISPATCH = re.findall(r"^```text\n(.*?)^```", PAGES[0].read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)[0]


def blocks(page: Path, *languages: str) -> list[str]:
    found = re.findall(r"^```(\w+)\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [block for language, block in found if language in languages]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a directory with the files that the pages speak of."""
    row = {"key": "a", "body": DISPATCH, "day": "2024-03-05"}
    (tmp_path / "orlu.txt").write_bytes(DISPATCH.encode())
    (tmp_path / "dispatch.txt").write_bytes(DISPATCH.encode())
    (tmp_path / "dispatches").mkdir()
    (tmp_path / "dispatches" / "orlu.txt").write_bytes(DISPATCH.encode())
    (tmp_path / "examples").symlink_to(ROOT / "examples", target_is_directory=True)
    (tmp_path / "feed.jsonl.gz").write_bytes(gzip.compress(json.dumps(row).encode() + b"\n"))
    (tmp_path / "table.csv").write_text("id,text\na,Talks go on.\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "pycon", "python")], ids=named)
@pytest.mark.filterwarnings("default")
def test_the_python_is_what_python_answers(page: Path) -> None:
    assert not blocks(page, "python"), "a block of Python that shows no answer cannot be checked: write it as pycon"
    failed, tried = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert tried >= len(blocks(page, "pycon"))
    assert failed == 0


COMMANDS = [
    pytest.param(line, id=f"{named(page)}:{n}")
    for page in PAGES
    for block in blocks(page, "sh", "console")
    for n, line in enumerate(block.splitlines())
    # Commands on an archive go together: tests/test_readme.py.
    if line.startswith("onrecord ") and ".db " not in line
]


@pytest.mark.parametrize("line", COMMANDS)
def test_the_commands_run(line: str) -> None:
    environment = {**os.environ, "PATH": sysconfig.get_path("scripts") + os.pathsep + os.environ["PATH"]}
    done = subprocess.run(
        ["bash", "-c", "set -o pipefail; " + line], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    written = shlex.split(line.split("#")[0])
    output = done.stdout
    if "--output" in written:
        output = Path(written[written.index("--output") + 1]).read_text(encoding="utf-8")
    assert output.strip()
    assert '"error"' not in output


def test_commands_were_found() -> None:
    assert len(COMMANDS) >= 7


def test_the_figures_of_trust_are_those_of_the_evaluation() -> None:
    """Each number with a decimal and each share of a count stands in EVALUATION.md as well."""
    figure = re.compile(r"\b\d+\.\d\b|\b\d+/\d+\b")
    measured = set(figure.findall((ROOT / "EVALUATION.md").read_text(encoding="utf-8")))
    told = figure.findall((ROOT / "docs" / "trust.md").read_text(encoding="utf-8"))
    assert len(told) > 20
    assert set(told) <= measured, set(told) - measured


def test_links_between_pages_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{named(page)}: {target}"
