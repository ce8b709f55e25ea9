"""Charts of a corpus: what they show, on little and on much."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import onrecord
from onrecord import plots

ROOT = Path(__file__).parent.parent
PATHS = sorted([*(ROOT / "examples").glob("*.txt"), *(ROOT / "tests" / "gold").glob("*.txt")])
CHARTS = ["timeline", "ladder", "agreement", "network"]


@pytest.fixture(scope="module")
def corpus() -> onrecord.Corpus:
    return onrecord.extract_many([(path.stem, path.read_bytes().decode(), path.stem[:10]) for path in PATHS])


def data(chart: dict[str, Any]) -> list[dict[str, Any]]:
    """Take the rows that a chart is made of: they stand in it, so that it can be saved and sent."""
    found = chart.get("data") or chart["layer"][0]["data"]
    values: list[dict[str, Any]] = found["values"]
    return values


def test_a_timeline_counts_every_dated_statement(corpus: onrecord.Corpus) -> None:
    rows = data(plots.timeline(corpus, speakers=1000).to_dict())
    assert sum(row["statements"] for row in rows) == len(corpus.statements)
    names = Counter(s.speaker_name or plots.NO_NAME for record in corpus for s in record.statements)
    for name, count in names.items():
        assert sum(row["statements"] for row in rows if row["speaker"] == name) == count
    few = plots.timeline(corpus, speakers=3).to_dict()
    shown = {row["speaker"] for row in data(few)}
    assert len(shown) == 3
    assert min(names[name] for name in shown) == names.most_common(3)[-1][1]
    assert "not shown" in few["title"]["subtitle"]


@pytest.mark.parametrize(
    ("days", "unit", "begins"),
    [
        (["2024-03-05", "2024-03-06"], "day", {"2024-03-05", "2024-03-06"}),
        (["2024-03-05", "2025-03-05"], "week of", {"2024-03-04", "2025-03-03"}),
        (["2014-03-05", "2024-03-06"], "month of", {"2014-03-01", "2024-03-01"}),
    ],
)
def test_a_long_timeline_has_coarser_dots(days: list[str], unit: str, begins: set[str]) -> None:
    corpus = onrecord.extract_many([(day, "Talks go on, the ministry said.", day) for day in days])
    chart = plots.timeline(corpus).to_dict()
    assert chart["encoding"]["x"]["title"] == unit
    assert {row["date"] for row in data(chart)} == begins


def test_a_ladder_joins_reports_of_one_exchange(corpus: onrecord.Corpus) -> None:
    rows = data(plots.ladder(onrecord.Corpus([*corpus, *corpus])).to_dict())
    letters = [row for row in rows if (row["kind"], row["from"], row["date"]) == ("letter", "Norway", "2024-02-26")]
    assert "Finland" in {row["to"] for row in letters}
    assert min(row["reports"] for row in rows) > 1
    assert all(row["documents"] for row in rows)
    rungs = [row["rung"] for row in rows]
    assert rungs == sorted(rungs)
    assert len({row["rung"] for row in data(plots.ladder(corpus, rows=2).to_dict())}) == 2


def test_a_matrix_counts_positions(corpus: onrecord.Corpus) -> None:
    words = 'OSLO, March 5. "We reject NATO enlargement," Norwegian Foreign Minister Ingrid Halvorsen said.'
    corpus = onrecord.Corpus([*corpus, onrecord.extract(words, published="2024-03-05", id="against")])
    rows = data(plots.agreement(corpus, actors=1000, concepts=1000).to_dict())
    held = [o for record in corpus for o in record.positions if o.agreement != "omit"]
    assert sum(row["positions"] for row in rows) == len(held) > 3
    assert all(-1 <= row["agreement"] <= 1 for row in rows)
    against = next(o for o in held if o.agreement == "oppose")
    cell = next(r for r in rows if (r["actor"], r["concept"]) == (against.actor_item.name, against.concept_item.label))
    assert cell["agreement"] < 0
    assert cell["label"].startswith("−")


def test_a_network_leads_from_speakers_to_those_they_name() -> None:
    text = 'OSLO, March 5. "Finland will answer," Norwegian Foreign Minister Ingrid Halvorsen said.'
    chart = plots.network(onrecord.extract_many([text] * 3)).to_dict()
    assert [(row["speaker"], row["about"], row["statements"]) for row in data(chart)] == [
        ("Ingrid Halvorsen", "Finland", 3)
    ]


@pytest.mark.parametrize("name", CHARTS)
def test_charts_of_nothing_and_of_much_are_small(name: str, corpus: onrecord.Corpus) -> None:
    draw = getattr(plots, name)
    assert data(draw(onrecord.Corpus()).to_dict()) == []
    much = draw(onrecord.Corpus(list(corpus) * 30))
    assert len(much.to_json()) < 100_000
    # Altair draws at most 5,000 rows unless told otherwise.
    assert len(data(much.to_dict())) < 1500


def test_names_with_markup_and_quotes_stay_data() -> None:
    name = "</script><b>'\"\\"
    text = f'OSLO, March 5. "We go on," Foreign Minister {name} Orlu said. Norway sent a letter to Finland on March 1.'
    corpus = onrecord.extract_many([(name, text, "2024-03-05")])
    for chart in CHARTS:
        getattr(plots, chart)(corpus).to_dict()


def test_a_missing_library_is_named(corpus: onrecord.Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "altair", None)
    with pytest.raises(ImportError, match=r"pip install 'onrecord\[plots\]'"):
        plots.timeline(corpus)
