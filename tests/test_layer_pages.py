"""The worked example of every page of docs/ is what the record says.

A page shows a dispatch in a ```` ```text ```` block, perhaps with ``published: 2024-03-05`` and a blank line before it,
and then a ```` ```json ```` block with lists of the record. A list that is shown is whole: as many items as the record
has, in its order. Of an item only the fields shown are compared. Spans are written by their text, and ids by a name
of what they lead to: of an actor or place its name, of a concept its label, of an instrument its title, of everything
else the words of a span, which an ellipsis may cut short.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from words import Fields, index, written

import onrecord

DOCS = Path(__file__).parent.parent / "docs"
EXAMPLE = re.compile(r"^```text\n(.*?)^```$.*?^```json\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = (
    "pragmatics",
    "events",
    "instruments",
    "concepts",
    "exchanges",
    "definitions",
    "invocations",
    "positions",
    "factuality",
)


def record_of(block: str) -> Fields:
    """Extract the record of the dispatch in a block."""
    head, _, body = block.partition("\n\n") if block.startswith("published: ") else ("", "", block)
    return onrecord.extract(body, published=head.removeprefix("published: ") or None).to_dict()


def differences(shown: object, found: object, items: dict[str, Fields], place: str) -> list[str]:
    """List where what is shown is not what is found."""
    if isinstance(shown, list):
        if not isinstance(found, list) or len(shown) != len(found):
            return [f"{place}: {len(shown)} shown, found {found}"]
        pairs = zip(shown, found, strict=True)
        return [line for n, (s, f) in enumerate(pairs) for line in differences(s, f, items, f"{place}[{n}]")]
    if isinstance(shown, dict):
        if not isinstance(found, dict):
            return [f"{place}: found {found}"]
        return [line for key in shown for line in differences(shown[key], found[key], items, f"{place}.{key}")]
    if isinstance(shown, str):
        return (
            [] if found is not None and written(shown, found, items) else [f"{place}: {shown!r} shown, found {found}"]
        )
    return [] if shown == found else [f"{place}: {shown} shown, found {found}"]


@pytest.mark.parametrize("page", PAGES)
def test_the_worked_example_is_what_the_record_says(page: str) -> None:
    examples = EXAMPLE.findall((DOCS / f"{page}.md").read_text(encoding="utf-8"))
    assert examples, f"{page}.md shows no dispatch with its items"
    for dispatch, shown in examples:
        record = record_of(dispatch)
        layers = json.loads(shown)
        assert all(layers.values()), f"{page}.md shows an empty list"
        lines = [line for layer in layers for line in differences(layers[layer], record[layer], index(record), layer)]
        assert not lines, "\n".join([f"{page}.md", *lines])


@pytest.mark.parametrize("page", PAGES)
def test_a_rule_that_a_page_names_is_in_the_code(page: str) -> None:
    rules = set(re.findall(r"^\| `([a-z_]+(?:\.[a-z_]+)+)` \|", (DOCS / f"{page}.md").read_text("utf-8"), re.MULTILINE))
    sources = "".join(path.read_text("utf-8") for path in (DOCS.parent / "crates/onrecord-extract/src").rglob("*.rs"))
    assert sorted(rule for rule in rules if f'"{rule}"' not in sources) == []
