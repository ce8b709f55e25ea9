"""A record in words, as cases and pages write it: spans by their text, ids by the name of what they lead to."""

from __future__ import annotations

from typing import Any

Fields = dict[str, Any]


def flat(text: str) -> str:
    """White space of any kind as one space: lines of a hard-wrapped text may be written on."""
    return " ".join(text.split())


def index(record: Fields) -> dict[str, Fields]:
    """Every item of the record by its id."""
    layers = (layer for layer in record.values() if isinstance(layer, list))
    return {item["id"]: item for layer in layers for item in layer if isinstance(item, dict) and "id" in item}


def names(item: Fields) -> list[str]:
    """Everything an item can be called by: its name, its label, its title, the words of its spans."""
    named = [item[field] for field in ("name", "label", "title") if item.get(field)]
    spans = [*item.get("spans", []), *item.get("content", []), *filter(None, [item.get("span")])]
    spans += [report["kind_span"] for report in item.get("reports", [])]
    return [flat(name) for name in named + [span["text"] for span in spans]]


def ways(value: object, items: dict[str, Fields]) -> list[str]:
    """All ways to write a value that is no list and no item inside another."""
    if isinstance(value, dict) and "text" in value:
        return [flat(value["text"])]
    if isinstance(value, str) and value in items:
        return names(items[value])
    return [flat(str(value))]


def written(words: str, value: object, items: dict[str, Fields]) -> bool:
    """Whether these words write the value; "first words …" writes whatever begins so."""
    first, ellipsis, _ = words.partition("…")
    all_ways = ways(value, items)
    return any(way.startswith(first.strip()) for way in all_ways) if ellipsis else flat(words) in all_ways
