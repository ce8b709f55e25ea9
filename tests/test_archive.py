"""The archive from Python, and every export read back by a reader of its own."""

import csv
import json
import re
import sqlite3
import subprocess
import sysconfig
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from urllib.parse import unquote

import networkx
import pytest
from pyld import jsonld

import onrecord

ROOT = Path(__file__).parent.parent
FILES = sorted([*(ROOT / "examples").glob("*.txt"), *(ROOT / "tests/gold").glob("*.txt")])
ROWS = [(path.stem, path.read_bytes().decode(), path.stem[:10]) for path in FILES]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> onrecord.Archive:
    """Return an archive of the example dispatches."""
    archive = onrecord.Archive(tmp_path_factory.mktemp("archive") / "a.db")
    assert archive.add(ROWS) == {"new": len(ROWS), "replaced": 0, "unchanged": 0, "errors": []}
    return archive


def test_what_was_added_comes_back(archive: onrecord.Archive) -> None:
    assert len(archive) == len(ROWS)
    for name, text, published in ROWS:
        assert archive[name] == onrecord.extract(text, published=published, id=name)
        assert archive.text(name) == text
    assert ROWS[0][0] in archive
    assert "nobody" not in archive
    with pytest.raises(KeyError):
        archive["nobody"]
    assert archive.check() == []


def test_what_is_there_is_left(archive: onrecord.Archive) -> None:
    before = archive.fingerprint()
    assert archive.add(ROWS)["unchanged"] == len(ROWS)
    assert archive.fingerprint() == before


def test_rows_records_and_corpora_may_be_added(tmp_path: Path) -> None:
    archive = onrecord.Archive(tmp_path / "a.db", keep_text=False)
    corpus = onrecord.extract_many(ROWS[:3])
    assert archive.add(corpus)["new"] == 3
    (tmp_path / "records.jsonl").write_text(onrecord.extract_many(ROWS[3:5]).to_jsonl(), encoding="utf-8")
    assert archive.add(tmp_path / "records.jsonl")["new"] == 2
    with archive.bulk():
        added = archive.add([*ROWS[5:], {"id": "bad", "text": None}])
    assert added["errors"][0]["error"]["code"] == "missing_text"
    assert len(archive) == len(ROWS)
    assert archive.text(ROWS[-1][0]) is None
    assert archive.remove(ROWS[-1][0])
    archive.vacuum()
    assert len(archive) == len(ROWS) - 1


def test_questions_are_answered_with_evidence(archive: onrecord.Archive) -> None:
    letters = archive.unanswered("2024-03-13", agencies=["NORPRESS", "Meridian", "Baltinform", "Polaris"])
    letter = next(row for row in letters if row["date"] == "2024-02-26" and row["sender"] == "Norway")
    assert letter["open"] == ["DNK"]
    texts = {name: text for name, text, _ in ROWS}
    for evidence in letter["evidence"]:
        for span in evidence["spans"]:
            assert texts[evidence["document"]][span["start"] : span["end"]] == span["text"]
    assert {row["office"] for row in archive.roles("Ingrid Halvorsen")} >= {"foreign minister"}
    assert archive.speaks_about("Halvorsen", limit=1)[0]["speaker"] == "Ingrid Halvorsen"
    found = archive.search("letter", speaker="Lindqvist", from_date="2024-03-06")
    assert {row["evidence"]["document"] for row in found} == {"2024-03-08_baltinform_refusal"}
    with pytest.raises(onrecord.ArchiveError, match="do you mean"):
        archive.roles("Halvorsn")
    with pytest.raises(onrecord.ArchiveError, match="ask one of"):
        archive.ask("why")


def test_every_question_of_the_command_line_is_a_method(archive: onrecord.Archive) -> None:
    command = [str(Path(sysconfig.get_path("scripts")) / "onrecord"), "ask", "--help"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    names = re.findall(r"^  ([a-z-]+) {2,}[a-z]", printed.split("Questions,")[1], re.MULTILINE)
    assert len(names) == 15
    assert all(hasattr(archive, name.replace("-", "_")) for name in names)


def test_the_user_knows_better_who_is_who(tmp_path: Path) -> None:
    archive = onrecord.Archive(tmp_path / "a.db")
    text = "OSLO, March 5 (Polaris) -- Norway waits, Norwegian Foreign Minister {} said."
    archive.add([("a", text.format("Ingrid Halvorsen")), ("b", text.format("Inga Halvorson"))])

    def documents() -> set[str]:
        return {row["evidence"]["document"] for row in archive.roles("Inga Halvorson")}

    assert documents() == {"b"}
    archive.merge_actors("Inga Halvorson", "Ingrid Halvorsen")
    assert documents() == {"a", "b"}
    archive.add([("c", text.format("Ingrid Halvorsen"))])
    assert documents() == {"a", "b", "c"}
    archive.split_actors("Inga Halvorson", "Ingrid Halvorsen")
    assert documents() == {"b"}


def test_tables_are_read_back_as_csv_and_jsonl(archive: onrecord.Archive, tmp_path: Path) -> None:
    archive.export("csv", tmp_path / "csv")
    archive.export("jsonl", tmp_path / "jsonl")
    with (tmp_path / "csv/statements.csv").open(encoding="utf-8", newline="") as file:
        statements = list(csv.DictReader(file))
    assert len(statements) == archive.stats()["statements"]
    lines = (tmp_path / "jsonl/statements.jsonl").read_text(encoding="utf-8").splitlines()
    objects = [json.loads(line) for line in lines]
    assert [row["content"] for row in objects] == [row["content"] for row in statements]
    assert {row["document"] for row in objects} <= {name for name, _, _ in ROWS}
    documents = [
        json.loads(line) for line in (tmp_path / "jsonl/documents.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert {row["id"]: row["text"] for row in documents} == {name: text for name, text, _ in ROWS}
    for row in documents:
        assert onrecord.Record.from_json(json.dumps(row["record"], ensure_ascii=False)) == archive[row["id"]]


@pytest.mark.parametrize("network", ["speaks-about", "exchanges", "positions"])
def test_networks_are_read_back_by_networkx(archive: onrecord.Archive, tmp_path: Path, network: str) -> None:
    edges = archive.export("graphml", tmp_path / "a.graphml", network=network)["rows"]
    assert archive.export("gexf", tmp_path / "a.gexf", network=network)["rows"] == edges
    one = networkx.read_graphml(tmp_path / "a.graphml", force_multigraph=True)
    two = networkx.read_gexf(tmp_path / "a.gexf")
    assert one.number_of_edges() == two.number_of_edges() == edges > 0
    assert sorted(str(label) for _, label in one.nodes(data="label")) == sorted(
        str(label) for _, label in two.nodes(data="label")
    )
    weights = [data["weight"] for _, _, data in one.edges(data=True)]
    assert sorted(weights) == sorted(data["weight"] for _, _, data in two.edges(data=True))
    if network == "speaks-about":
        names = dict(one.nodes(data="label"))
        pairs = {(names[a], names[b]): data["weight"] for a, b, data in one.edges(data=True) if data["voice"] == "own"}
        rows = archive.speaks_about("Erik Lindqvist")
        assert rows
        for row in rows:
            own = [evidence for evidence in row["evidence"] if evidence["voice"] == "own"]
            assert pairs.get((row["speaker"], row["about"]), 0) == len(own)


def test_positions_are_read_back_from_dna(archive: onrecord.Archive, tmp_path: Path) -> None:
    done = archive.export("dna", tmp_path / "a.dna")
    connection = sqlite3.connect(tmp_path / "a.dna")
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    rows = connection.execute(
        "SELECT Title, Text, Start, Stop, Date, Value FROM STATEMENTS JOIN DOCUMENTS ON DOCUMENTS.ID = DocumentId "
        "JOIN DATABOOLEAN ON StatementId = STATEMENTS.ID"
    ).fetchall()
    positions = [position for name, _, _ in ROWS for position in archive[name].positions]
    assert done["rows"] == len(rows) == sum(p.agreement in ("support", "oppose") for p in positions) > 0
    assert done["left_out"] == len(positions) - len(rows)
    for title, text, start, stop, date, agreement in rows:
        assert date % 86_400 == 0
        assert agreement in (0, 1)
        words = text.encode("utf-16-le")[2 * start : 2 * stop].decode("utf-16-le")
        assert any(words.startswith(s.content[0].text) for s in archive[title].statements)
    named = connection.execute(
        "SELECT Variable, ENTITIES.Value FROM DATASHORTTEXT JOIN ENTITIES ON ENTITIES.ID = Entity "
        "JOIN VARIABLES ON VARIABLES.ID = DATASHORTTEXT.VariableId"
    ).fetchall()
    assert {name for name, _ in named} == {"person", "organization", "concept", "voice"}
    assert {value for name, value in named if name == "voice"} <= {"own", "attributed"}
    connection.close()
    with pytest.raises(onrecord.ArchiveError, match="is there already"):
        archive.export("dna", tmp_path / "a.dna")


def test_standoff_is_read_back_from_brat(archive: onrecord.Archive, tmp_path: Path) -> None:
    archive.export("brat", tmp_path)
    cues = 0
    for name, text, _ in ROWS:
        assert (tmp_path / f"{name}.txt").read_bytes().decode() == text
        bound = {}
        for line in (tmp_path / f"{name}.ann").read_text(encoding="utf-8").splitlines():
            key, body, *words = line.split("\t")
            if key.startswith("T"):
                kind, places = body.split(" ", 1)
                fragments = [tuple(map(int, place.split())) for place in places.split(";")]
                assert " ".join(text[start:end] for start, end in fragments) == words[0]
                bound[key] = kind
            elif key.startswith("R"):
                relation, source, target = body.split(" ")
                assert bound[target.removeprefix("Arg2:")] == "Content"
                cues += relation == "CueOf" and bound[source.removeprefix("Arg1:")] == "Cue"
    assert cues == sum(statement.cue is not None for name, _, _ in ROWS for statement in archive[name].statements)


def test_annotations_are_read_back_from_json_ld(archive: onrecord.Archive, tmp_path: Path) -> None:
    archive.export("web-annotation", tmp_path)
    for name, text, _ in ROWS:
        page = json.loads((tmp_path / f"{name}.jsonld").read_text(encoding="utf-8"))
        assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
        assert page["type"] == "AnnotationPage"
        ids = [item["id"] for item in page["items"]]
        assert len(set(ids)) == len(ids) > 0
        for item in page["items"]:
            assert item["type"] == "Annotation"
            assert unquote(item["target"]["source"].removeprefix("urn:onrecord:")) == name
            position, quote = item["target"]["selector"]
            assert text[position["start"] : position["end"]] == quote["exact"]
            assert text[: position["start"]].endswith(quote["prefix"])
            assert text[position["end"] :].startswith(quote["suffix"])


OA = "http://www.w3.org/ns/oa#"
ANNOTATION_TERMS = {
    "oa": OA,
    "as": "https://www.w3.org/ns/activitystreams#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "id": "@id",
    "type": "@type",
    "AnnotationPage": "as:OrderedCollectionPage",
    "items": {"@id": "as:items", "@type": "@id", "@container": "@list"},
    **{
        term: f"oa:{term}"
        for term in ("Annotation", "TextualBody", "TextPositionSelector", "TextQuoteSelector", "tagging", "identifying")
    },
    "motivation": {"@id": "oa:motivatedBy", "@type": "@vocab"},
    "purpose": {"@id": "oa:hasPurpose", "@type": "@vocab"},
    **{term: {"@id": f"oa:has{term.title()}", "@type": "@id"} for term in ("body", "target", "source", "selector")},
    "value": "rdf:value",
    **{term: f"oa:{term}" for term in ("exact", "prefix", "suffix")},
    **{term: {"@id": f"oa:{term}", "@type": "xsd:nonNegativeInteger"} for term in ("start", "end")},
}
"""What the context of the recommendation says of the terms that a page may use; a term that is not here is lost."""


def context_of_the_recommendation(url: str, _: object) -> dict[str, object]:
    assert url == "http://www.w3.org/ns/anno.jsonld"
    return {"contextUrl": None, "documentUrl": url, "document": {"@context": ANNOTATION_TERMS}}


def test_annotations_are_understood_by_a_json_ld_processor(archive: onrecord.Archive, tmp_path: Path) -> None:
    archive.export("web-annotation", tmp_path)
    for name, _, _ in ROWS:
        page = json.loads((tmp_path / f"{name}.jsonld").read_text(encoding="utf-8"))
        graph = jsonld.to_rdf(page, {"documentLoader": context_of_the_recommendation})["@default"]
        facts: dict[str, dict[str, list[str]]] = {}
        for fact in graph:
            of_one = facts.setdefault(fact["subject"]["value"], {})
            of_one.setdefault(fact["predicate"]["value"], []).append(fact["object"]["value"])
        read = []
        for properties in facts.values():
            if f"{OA}Annotation" not in properties.get("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", []):
                continue
            (target,) = properties[f"{OA}hasTarget"]
            selectors = [facts[key] for key in facts[target][f"{OA}hasSelector"]]
            position, quote = sorted(selectors, key=lambda selector: f"{OA}exact" in selector)
            (start,), (end,), (words,) = position[f"{OA}start"], position[f"{OA}end"], quote[f"{OA}exact"]
            values = [
                facts[body]["http://www.w3.org/1999/02/22-rdf-syntax-ns#value"][0]
                for body in properties[f"{OA}hasBody"]
            ]
            read.append((int(start), int(end), words, values))
        record = archive[name]
        dates = [(t.span.start, t.span.end, t.span.text, [t.value]) for t in record.timexes]
        assert [date for date in dates if date not in read] == []
        spans = len(dates) + len(record.mentions) + sum(len(statement.content) for statement in record.statements)
        assert len(read) == spans == len(page["items"])


def test_dates_are_read_back_from_timeml(archive: onrecord.Archive, tmp_path: Path) -> None:
    archive.export("timeml", tmp_path)
    for name, text, _ in ROWS:
        root = ElementTree.parse(tmp_path / f"{name}.tml").getroot()
        body = root.find("TEXT")
        assert body is not None
        assert "".join(body.itertext()) == text
        found = [(element.get("value"), element.text) for element in body.iter("TIMEX3")]
        assert found == [(timex.value, timex.span.text) for timex in archive[name].timexes]
