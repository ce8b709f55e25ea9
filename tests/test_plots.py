"""Charts of a corpus: what they show, on little and on much."""

from collections import Counter
from pathlib import Path
from typing import Any

import pandas
import polars
import pytest

import onrecord
from onrecord import plots

ROOT = Path(__file__).parent.parent
PATHS = sorted([*(ROOT / "examples").glob("*.txt"), *(ROOT / "tests" / "gold").glob("*.txt")])
CHARTS = ["timeline", "ladder", "agreement", "network", "coverage"]


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
    assert {row["date"] for row in data(chart)} == {f"{day}T00:00:00" for day in begins}


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


def test_coverage_counts_documents_and_statements(corpus: onrecord.Corpus) -> None:
    rows = data(plots.coverage(corpus, agencies=1000).to_dict())
    dated = [record for record in corpus if record.document.published or record.document.dateline]
    assert sum(row["documents"] for row in rows) == len(dated) == len(corpus)
    assert sum(row["statements"] for row in rows) == len(corpus.statements)
    march = [record for record in corpus if (record.document.published or "").startswith("2024-03")]
    rows = data(plots.coverage(onrecord.Corpus(march)).to_dict())
    norpress = [row for row in rows if row["agency"].lower() == "norpress"]
    assert {row["date"] for row in norpress} >= {"2024-03-05T00:00:00", "2024-03-18T00:00:00"}
    assert len({row["agency"] for row in norpress}) == 1
    few = plots.coverage(corpus, count="statements", agencies=2).to_dict()
    assert len({row["agency"] for row in data(few)}) == 2
    assert "agencies" in few["title"]["subtitle"]
    undated = plots.coverage(onrecord.extract_many(["Talks go on, the ministry said."])).to_dict()
    assert data(undated) == []
    assert undated["title"]["subtitle"] == "not shown: 1 undated dispatches"


def test_calibration_compares_confidence_with_judgements() -> None:
    judged = {"confidence": [0.95] * 10 + [0.55] * 4 + [1.0, None], "right": [1] * 9 + [0] + [1, 0, 1, 0, 1, 1]}
    chart = plots.calibration(judged).to_dict()
    half, sure = data(chart)
    assert (half["confidence"], half["right"], half["items"]) == (pytest.approx(0.55), 0.5, 4)
    assert (sure["right"], sure["items"]) == (pytest.approx(10 / 11), 11)
    # The interval that Wilson (1927) gives for 10 of 11.
    assert (sure["low"], sure["high"]) == (pytest.approx(0.623, abs=1e-3), pytest.approx(0.984, abs=1e-3))
    assert chart["title"]["subtitle"] == "not shown: 1 without confidence"
    assert len(data(plots.calibration(judged, bins=1).to_dict())) == 1


def test_calibration_takes_any_frame_of_any_size() -> None:
    many = {"confidence": [n / 100_000 for n in range(100_000)], "right": [n % 3 > 0 for n in range(100_000)]}
    for frame in (polars.DataFrame(many), pandas.DataFrame(many), many):
        rows = data(plots.calibration(frame).to_dict())
        assert sum(row["items"] for row in rows) == 100_000
        assert len(rows) == 10
    assert data(plots.calibration({"confidence": [], "right": []}).to_dict()) == []
    missing = pandas.DataFrame({"confidence": [float("nan"), 0.5], "right": [True, True]})
    assert len(data(plots.calibration(missing).to_dict())) == 1


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
