"""The cases of tests/cases, run through the Python package; their format is described in tests/cases/README.md.

``ONRECORD_CASE=words pytest tests/test_cases.py`` runs the cases with these words in their file or name.
What a record does not show (sentences, words of quotations that nobody is credited with) only `cargo test` compares.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from words import Fields, flat, index, names, written

import onrecord
from onrecord.types import AttributionEngine

CASES = Path(__file__).parent / "cases"
LAYERS = ("text", "dateline", "time", "attribution", "diplomacy")
#: The trained engine that cases with ``engine: net`` wait for.
TRAINED: AttributionEngine = "small"


@dataclass
class Case:
    """A dispatch and what its record must hold."""

    file: str
    name: str
    head: dict[str, str] = field(default_factory=dict)
    text: str = ""
    expected: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        """File and name."""
        return f"{self.file}: {self.name}"


# ---- the format ------------------------------------------------------------------------------------------------------

PART = re.compile(r'"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<word>\S+)')
ESCAPE = re.compile(r'\\(?:u\{(?P<code>[0-9A-Fa-f]+)\}|(?P<letter>[nrt"\\]))')
LETTERS = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


def unescape(text: str) -> str:
    r"""Read ``\n``, ``\r``, ``\t``, ``\"``, ``\\`` and ``\u{200B}``."""
    return ESCAPE.sub(lambda m: chr(int(m["code"], 16)) if m["code"] else LETTERS[m["letter"]], text)


def parts(line: str) -> list[tuple[str, bool]]:
    """Split into the words and quoted strings of a list line, with whether they are quoted."""
    found = PART.finditer(line)
    return [(unescape(m["quoted"]), True) if m["word"] is None else (m["word"], False) for m in found]


def read(path: Path) -> Iterator[Case]:
    """Read the cases of one Markdown file."""
    layer = path.parent.name
    case: Case | None = None
    block: list[str] | None = None
    seen_text = False
    for line in path.read_text(encoding="utf-8").split("\n"):
        if block is not None:
            if line.rstrip() != "```":
                block.append(line)
                continue
            assert case is not None, f"{path}: a text before the first heading"
            text = "\n".join(block)
            escaped = layer in ("dateline", "time") or case.head.get("escapes") == "yes"
            case.text, block, seen_text = unescape(text) if escaped else text, None, True
        elif line.startswith("## "):
            if case:
                yield case
            case, seen_text = Case(f"{layer}/{path.name}", line[3:].strip()), False
        elif case and line.rstrip() == "```text":
            block = []
        elif case and seen_text and line.startswith("- "):
            case.expected.append(line[2:].strip())
        elif case and (head := re.fullmatch(r"(published|engine|escapes): (.*)", line)):
            case.head[head[1]] = head[2].strip()
    if case:
        yield case


def all_cases() -> list[Case]:
    wanted = os.environ.get("ONRECORD_CASE", "")
    files = (path for layer in LAYERS for path in sorted((CASES / layer).glob("*.md")))
    return [case for path in files for case in read(path) if wanted in case.title]


# ---- comparison ------------------------------------------------------------------------------------------------------


def differences(expected: list[str], found: list[str]) -> list[str]:
    """List what is expected and not found, and the other way round."""
    missing, unexpected = Counter(expected) - Counter(found), Counter(found) - Counter(expected)
    return [f"missing     {line}" for line in missing.elements()] + [
        f"unexpected  {line}" for line in unexpected.elements()
    ]


def words(span: Fields | None) -> str:
    return flat(span["text"]) if span else ""


def check_text(case: Case, record: Fields) -> list[str]:
    """Paragraphs, marks without a partner, and the number of marks: all of the text layer that a record shows."""
    items = [(line.split()[0], parts(line)[1:]) for line in case.expected]
    lines: list[str] = []
    paragraphs = [flat(part[0][0]) for kind, part in items if kind == "paragraph"]
    if paragraphs:
        found = [words(paragraph["span"]) for paragraph in record["document"]["paragraphs"]]
        for number, pattern in enumerate(paragraphs):
            first, ellipsis, last = pattern.partition(" … ")
            if ellipsis and number < len(found) and found[number].startswith(first) and found[number].endswith(last):
                found[number] = pattern
        lines += differences(paragraphs, found)
    unbalanced = [part for kind, part in items if kind == "unbalanced"]
    if unbalanced:
        expected = [part[-1][0] for part in unbalanced if part[0][0] != "none"]
        found = [words(d["span"]) for d in record["diagnostics"] if d["code"] == "unbalanced_quotation"]
        lines += differences(expected, found)
    quotations = [part for kind, part in items if kind == "quotation" and part[0] != ("none", False)]
    if unbalanced and any(kind == "quotation" for kind, _ in items):
        sides = Counter(part[0][0] for part in unbalanced)
        running = sum(part[-1] == ("continues", False) for part in quotations)
        marks = 2 * len(quotations) - running - sides["opening"] + sides["closing"]
        lines += differences([f"{marks} marks"], [f"{record['coverage']['quotation_marks_total']} marks"])
    return lines


def check_dateline(case: Case, record: Fields) -> list[str]:
    """Places, date, agency, header and credits as a whole; what else a case names, one by one."""
    document = record["document"]
    dateline = document["dateline"]
    by_id = {item["id"]: item for layer in ("places", "actors") for item in record[layer]}
    found = [f'header: "{document["header"]["span"]["text"]}"'] if document["header"] else []
    found += [f'credit: "{span["text"]}"' for span in document["credits"]]
    if dateline is None:
        found.append("none")
    else:
        start, end = dateline["span"]["start"], dateline["span"]["end"]

        def printed(spans: list[Fields]) -> str:
            return next((span["text"] for span in spans if start <= span["start"] and span["end"] <= end), "")

        for place in (by_id[key] for key in dateline["places"]):
            found.append(f'place: "{printed(place["spans"])}" {place["name"]}')
        found.append(f"date: {dateline['date'] or 'none'}")
        if agency := by_id.get(dateline["agency"]):
            # Perhaps of a source line above the dateline.
            words_of = next(m["span"]["text"] for m in record["mentions"] if m["actor"] == agency["id"])
            line = f'agency: "{words_of}" {agency["name"]}'
            # A record keeps an abbreviation as printed; the full name is the layer's.
            full = (case_line for case_line in case.expected if case_line.startswith(f'agency: "{words_of}" '))
            found.append(next(full, line) if agency["name"] == words_of else line)
    single = ("printed", "body", "rule", "published", "diagnostic")
    whole = [line for line in case.expected if line.split(":")[0] not in single]
    lines = differences(whole, found)
    for line in case.expected:
        name, _, value = line.partition(": ")
        if name == "published" and document["published"] != value:
            lines.append(f"published is {document['published']}, not {value}")
        elif name == "body" and not case.text[document["body_start"] :].startswith(value.strip('"')):
            lines.append(f"the body begins {case.text[document['body_start'] :][:40]!r}")
        elif name == "diagnostic" and value not in [d["code"] for d in record["diagnostics"]]:
            lines.append(f"no diagnostic {value}")
    return lines


def check_time(case: Case, record: Fields) -> list[str]:
    """Every time expression with type and value; modifier, interval and function where the case names them."""
    lines, left = [], list(record["timexes"])
    flagged = [words(found["span"]) for found in record["diagnostics"] if found["code"] == "invalid_date"]
    lines += differences([parts(line)[1][0] for line in case.expected if line.startswith("invalid ")], flagged)
    for line in case.expected:
        if line == "none" or line.startswith("invalid "):
            continue
        (quoted, _), (kind, _), (value, _), *more = parts(line)
        named = dict(word.split("=", 1) for word, _ in more)
        # The document date that a caller gives is no item of the record.
        named = {name: "none" if (name, wanted) == ("anchor", "document") else wanted for name, wanted in named.items()}

        def fits(timex: Fields) -> bool:
            interval = timex["interval"]
            bounds = f"{interval['start']}/{interval['end']}" if interval else "none"
            has = {**timex, "interval": bounds, "anchor": timex["anchor"] or "none"}
            return (
                flat(timex["span"]["text"]) == flat(quoted)  # noqa: B023
                and (timex["type"], timex["value"]) == (kind, value)  # noqa: B023
                and all(has[name] == wanted for name, wanted in named.items())  # noqa: B023
            )

        match = next((timex for timex in left if fits(timex)), None)
        if match is None:
            lines.append(f"missing     {line}")
        else:
            left.remove(match)
    return lines + [
        f'unexpected  "{words(t["span"])}" {t["type"]} {t["value"]} mod={t["mod"]} interval={t["interval"]}'
        for t in left
    ]


def statement_of(line: str) -> Fields:
    """Read an expected statement; what the case does not name is left out."""
    (kind, _), *rest = parts(line)
    said: Fields = {"quotation": kind, "level": int(kind != "unattributed"), "content": [], "interpolations": []}
    pending = None
    for word, quoted in rest:
        if quoted and pending is None:
            said["content"].append(flat(word))
        elif pending == "interpolation":
            said["interpolations"].append(flat(word))
        elif pending == "level":
            said["level"] = int(word)
        elif pending:
            said[pending] = flat(word) if quoted else ""
            if pending == "cue" and quoted:
                said.setdefault("negated", False)
        elif word == "negated":
            said["negated"] = True
        pending = word if not quoted and word in ("by", "cue", "interpolation", "level") else None
    return said


def check_attribution(case: Case, record: Fields) -> list[str]:
    """All statements of level 1, unless others may follow; those of other levels where the case names one of them."""
    left = [
        {
            "quotation": statement["quotation"],
            "level": statement["level"],
            "content": [words(span) for span in statement["content"]],
            "interpolations": [words(span) for span in statement["interpolations"]],
            "by": words(statement["speaker_span"]),
            "cue": words(statement["cue"]["span"]) if statement["cue"] else "",
            "negated": bool(statement["cue"] and statement["cue"]["negated"]),
        }
        for statement in record["statements"]
    ]
    lines, levels = [], {1}
    for line in case.expected:
        if line == "none":
            continue
        if line == "(others may follow)":
            levels.discard(1)
            continue
        wanted = statement_of(line)
        if wanted["level"] != 1:
            levels.add(wanted["level"])
        match = next((said for said in left if all(said[name] == value for name, value in wanted.items())), None)
        if match is None:
            lines.append(f"missing     {line}")
        else:
            left.remove(match)
    return lines + [f"unexpected  {said}" for said in left if said["level"] in levels]


#: Of each item of the diplomatic layers: the list of the record, the field that says its kind, where its words stand.
ITEMS = {
    "statement": ("statements", "speech_act", "content"),
    "event": ("events", "kind", "spans"),
    "instrument": ("instruments", "kind", "spans"),
    "concept": ("concepts", "kind", "spans"),
    "exchange": ("exchanges", "kind", "reports.kind_span"),
    "definition": ("definitions", "kind", "definiens"),
    "invocation": ("invocations", "relation", "cue"),
    "position": ("positions", "agreement", "evidence_spans"),
    "factuality": ("factuality", "value", "span"),
}


def at(value: object, path: str) -> list[object]:
    """All values at a path of fields, none that is null: ``reports.by`` goes through every report."""
    if isinstance(value, list):
        return [found for inner in value for found in at(inner, path)]
    if value is None:
        return []
    if not path:
        return [value]
    field, _, rest = path.partition(".")
    assert isinstance(value, dict)
    return at(value[field], rest)


def sought(line: str) -> tuple[str, str | None, list[str], list[tuple[str, list[str]]]]:
    """Read ``exchange letter "its letter" sender "Norway" date 2024-02-26``: item, kind, words, fields with values."""
    (item, _), *rest = parts(line)
    kind = rest.pop(0)[0] if rest and not rest[0][1] else None
    quoted: list[str] = []
    fields: list[tuple[str, list[str]]] = []
    for word, is_quoted in rest:
        if is_quoted:
            (fields[-1][1] if fields else quoted).append(word)
        elif fields and not fields[-1][1]:
            fields[-1][1].append(word)
        else:
            fields.append((word, []))
    return item, kind, quoted, fields


def fits(line: str, found: Fields, items: dict[str, Fields], *, forbidden: bool) -> bool:
    """Whether an item is the one of the line; forbidden words need not be all of a span."""
    item, kind, quoted, fields = sought(line)
    _, kind_field, span_field = ITEMS[item]
    spans = at(found, span_field)

    def spoken(words: str) -> bool:
        if forbidden:
            return any(words in name for span in spans for name in [flat(span["text"])])  # type: ignore[index]
        return any(written(words, span, items) for span in spans) or words in names(found)

    def holds(field: str, values: list[str]) -> bool:
        has = at(found, field)
        return not has if values == ["none"] else all(any(written(words, v, items) for v in has) for words in values)

    return (
        (kind is None or found[kind_field] == kind)
        and all(map(spoken, quoted))
        and all(holds(field, values) for field, values in fields)
    )


def check_diplomacy(case: Case, record: Fields) -> list[str]:
    """Find what is listed, and do not find what is listed with ``no``."""
    items, lines = index(record), []
    for line in case.expected:
        wanted = line.removeprefix("no ")
        forbidden = wanted != line
        layer = record[ITEMS[parts(wanted)[0][0]][0]]
        if any(fits(wanted, found, items, forbidden=forbidden) for found in layer) == forbidden:
            lines.append(f"{'unexpected' if forbidden else 'missing   '}  {wanted}\n            among {layer}")
    return lines


CHECKS: dict[str, Callable[[Case, Fields], list[str]]] = {
    "text": check_text,
    "dateline": check_dateline,
    "time": check_time,
    "attribution": check_attribution,
    "diplomacy": check_diplomacy,
}


@pytest.mark.parametrize("case", [pytest.param(case, id=case.title) for case in all_cases()])
def test_case(case: Case) -> None:
    """The record of the case's dispatch holds what the case lists."""
    layer = case.file.split("/")[0]
    engine: AttributionEngine = TRAINED if case.head.get("engine") == "net" or layer == "diplomacy" else "rules"
    try:
        extractor = onrecord.Extractor(attribution=engine)
    except onrecord.OptionError:
        if engine == "rules":
            raise
        pytest.skip(f"waits for the engine {engine!r}")
    record = extractor.extract(case.text, published=case.head.get("published"))
    lines = CHECKS[layer](case, record.to_dict())
    assert not lines, "\n".join([case.title, *lines])


def test_there_are_cases_of_every_layer() -> None:
    """No folder is empty, and no case expects nothing."""
    if os.environ.get("ONRECORD_CASE"):
        pytest.skip("a filter is set")
    cases = all_cases()
    assert {case.file.split("/")[0] for case in cases} == {layer for layer in LAYERS if (CASES / layer).is_dir()}
    assert [case.title for case in cases if not case.expected] == []
    titles = [case.title for case in cases]
    assert len(set(titles)) == len(titles)
