"""Tables of the user: `docs/knowledge.md` is what happens, and data frames serve as well."""

import doctest
import re
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pytest

import onrecord

PAGE = Path(__file__).parent.parent / "docs" / "knowledge.md"
FILES = dict(re.findall(r"^```text (\S+)\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL))
TABLES = ["offices.csv", "organisations.csv", "aliases.csv", "holders.csv"]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a directory with the files of the page."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


class Frame:
    """A data frame as pandas and polars have it, of a table as text."""

    def __init__(self, text: str) -> None:
        """Take the table as comma-separated text."""
        self._text = text
        self.columns = text.splitlines()[0].split(",")

    def to_csv(self, *, index: bool) -> str:
        """Write it as pandas does."""
        assert not index, "row numbers are no column of a table"
        return self._text


def test_the_page_is_what_python_answers() -> None:
    failed, tried = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert tried > 5
    assert failed == 0


def test_the_command_reads_the_same_tables() -> None:
    options = [word for name in TABLES for word in ("--knowledge", name)]
    script = Path(sysconfig.get_path("scripts")) / "onrecord"
    line = [str(script), "extract", "dispatch.txt", "--published", "2024-05-04", *options]
    done = subprocess.run(line, capture_output=True, text=True, check=True)
    text = FILES["dispatch.txt"]
    record = onrecord.Extractor(knowledge=TABLES).extract(text, published="2024-05-04", id="dispatch")
    assert done.stdout == record.to_json() + "\n"
    assert done.stdout != onrecord.extract(text, published="2024-05-04", id="dispatch").to_json() + "\n"


def test_data_frames_are_tables_too() -> None:
    frames: list[Any] = [
        Frame(FILES["offices.csv"]),
        ("organisations", Frame(FILES["organisations.csv"])),
        Path("aliases.csv"),
        Frame(FILES["holders.csv"]),
    ]
    text = FILES["dispatch.txt"]
    by_frames = onrecord.Extractor(knowledge=frames).extract(text, published="2024-05-04")
    assert by_frames == onrecord.Extractor(knowledge=TABLES).extract(text, published="2024-05-04")
    assert by_frames.actor("Orlu").registry is not None


def test_a_row_of_yours_takes_the_place_of_a_known_one() -> None:
    text = 'WARSAW, May 4. "We wait," Foreign Minister of Poland Ana Orlu said.'
    mine = Frame("office,body,person,from\nforeign_minister,POL,Ana Orlu,2024-01-01\n")
    assert onrecord.extract(text, published="2024-05-04").actor("Orlu").registry is None
    registry = onrecord.Extractor(knowledge=[mine]).extract(text, published="2024-05-04").actor("Orlu").registry
    assert registry is not None
    assert (registry.office, registry.of, registry.as_of) == ("foreign_minister", "POL", None)


@pytest.mark.parametrize(
    ("knowledge", "error", "message"),
    [
        (["missing.tsv"], onrecord.OptionError, r"missing\.tsv.*cannot be read"),
        (["dispatch.txt"], onrecord.OptionError, r"dispatch\.txt.*not one of: states, "),
        ([("clubs", Frame("key\n"))], onrecord.OptionError, r"knowledge\[0\]: \"clubs\" is no table"),
        ([Frame("key,name\nx,X\n")], onrecord.OptionError, r"knowledge\[0\]: the columns do not tell"),
        ([("offices", Frame("key,kind\nx,club\n"))], onrecord.OptionError, r"\(offices\), row at line 2, column kind"),
        ([("everyday", Frame("word\nlow\n"))], onrecord.OptionError, "built-in rows of everyday"),
        ([3], TypeError, r"knowledge\[0\] is no path, no data frame"),
        ("offices.csv", TypeError, "must be a list of tables"),
    ],
)
def test_what_is_wrong_is_named(knowledge: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        onrecord.Extractor(knowledge=knowledge)
