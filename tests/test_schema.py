"""Classes, types and schema agree: names, order, descriptions, closed sets of values."""

import json
from typing import Any, get_args

import pytest

import onrecord
from onrecord import types

SCHEMA: dict[str, Any] = json.loads(onrecord.JSON_SCHEMA)
CLASSES: dict[str, Any] = {
    name: definition for name, definition in SCHEMA["$defs"].items() if definition.get("type") == "object"
} | {"Record": SCHEMA}
VALUES = {
    name: definition.get("enum") or [value["const"] for value in definition["oneOf"]]
    for name, definition in SCHEMA["$defs"].items()
    if "enum" in definition or all("const" in value for value in definition.get("oneOf", [{}]))
}


def is_id(field: dict[str, Any]) -> bool:
    """Whether a field holds ids of other items."""
    names = [option.get("$ref", "") for option in [field, field.get("items", {}), *field.get("anyOf", [])]]
    return any(name.endswith(("Id", "DateSource")) and not name.endswith("ParagraphId") for name in names)


@pytest.mark.parametrize("name", CLASSES)
def test_every_field_is_an_attribute_with_its_description(name: str) -> None:
    cls = getattr(onrecord, name)
    for field, definition in CLASSES[name]["properties"].items():
        attribute = getattr(cls, {"from": "from_"}.get(field, field))
        assert " ".join(attribute.__doc__.split()) == " ".join(definition["description"].split()), f"{name}.{field}"


@pytest.mark.parametrize("name", CLASSES)
def test_every_id_has_a_partner_and_nothing_else_is_there(name: str) -> None:
    fields = CLASSES[name]["properties"]
    partners = {
        f"{field}_items" if field_definition.get("type") == "array" else f"{field}_item"
        for field, field_definition in fields.items()
        if field != "id" and is_id(field_definition)
    }
    helpers = {
        "Actor": {"statements", "roles", "mentions"},
        "Statement": {"speaker_name", "words"},
        "Record": {"actor", "item", "to_json", "from_json", "html", "show"},
    }.get(name, set())
    names = {{"from": "from_"}.get(field, field) for field in fields}
    public = {attribute for attribute in dir(getattr(onrecord, name)) if not attribute.startswith("_")}
    assert public == names | partners | helpers | {"to_dict"}


@pytest.mark.parametrize("name", VALUES)
def test_literal_types_have_the_values_of_the_schema(name: str) -> None:
    assert list(get_args(getattr(types, name))) == VALUES[name]


def test_every_class_is_named_in_the_package() -> None:
    assert set(CLASSES) <= set(onrecord.__all__)
    assert onrecord.SCHEMA_VERSION == "1.0"
