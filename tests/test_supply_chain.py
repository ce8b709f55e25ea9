"""What is depended upon: licences, sources, nothing that opens a connection; no input is run."""

import ast
import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
RULES = tomllib.loads((ROOT / "deny.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def packages() -> list[dict[str, Any]]:
    if shutil.which("cargo") is None:
        pytest.skip("cargo is not there to tell what is depended upon")
    command = ["cargo", "metadata", "--locked", "--format-version", "1"]
    known = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
    return [package for package in known["packages"] if package["source"] is not None]


def allows(licence: str, allowed: list[str]) -> bool:
    """Whether a licence expression can be met: each part of an "and", one part of an "or"."""
    if all(c not in licence for c in "()"):
        parts = [part.split(" AND ") for part in licence.replace("/", " OR ").split(" OR ")]
        return any(all(name.strip() in allowed for name in part) for part in parts)
    inner = re.search(r"\(([^()]*)\)", licence)
    assert inner, licence
    # A bracket that can be met stands for any licence that is allowed.
    met = allowed[0] if allows(inner[1], allowed) else "none"
    return allows(licence.replace(inner[0], met), allowed)


def test_licence_expressions_are_understood() -> None:
    allowed = ["MIT", "Unicode-3.0"]
    assert allows("MIT OR GPL-3.0", allowed)
    assert allows("Apache-2.0/MIT", allowed)
    assert allows("(MIT OR Apache-2.0) AND Unicode-3.0", allowed)
    assert not allows("(GPL-3.0 OR Apache-2.0) AND Unicode-3.0", allowed)
    assert not allows("MIT AND GPL-3.0", allowed)


def test_every_licence_is_allowed(packages: list[dict[str, Any]]) -> None:
    assert len(packages) > 100
    allowed = RULES["licenses"]["allow"]
    refused = {
        package["name"]: package["license"] for package in packages if not allows(package["license"] or "none", allowed)
    }
    assert refused == {}


def test_every_package_is_from_the_registry_and_none_opens_connections(packages: list[dict[str, Any]]) -> None:
    registries = {f"registry+{registry}" for registry in RULES["sources"]["allow-registry"]}
    assert {package["source"] for package in packages} == registries
    assert {package["name"] for package in packages} & set(RULES["bans"]["deny"]) == set()


def test_every_dependency_has_its_reason() -> None:
    manifest = tomllib.loads((ROOT / "Cargo.toml").read_text("utf-8"))
    design = (ROOT / "DESIGN.md").read_text("utf-8")
    names = [name for name in manifest["workspace"]["dependencies"] if not name.startswith("onrecord-")]
    assert [name for name in names if name not in design] == []


def test_the_bill_of_materials_lists_what_is_linked(tmp_path: Path, packages: list[dict[str, Any]]) -> None:
    output = tmp_path / "sbom.json"
    subprocess.run([sys.executable, ROOT / ".ci" / "sbom.py", output], check=True, capture_output=True)
    bill = json.loads(output.read_text("utf-8"))
    names = {component["name"] for component in bill["components"]}
    assert {"onrecord-extract", "libsqlite3-sys", "pyo3"} <= names
    assert names.isdisjoint({"criterion", "proptest"}), "what only tests need is not shipped"
    known = {package["name"] for package in packages}
    assert all("hashes" in component for component in bill["components"] if component["name"] in known)


#: Calls that run what they are given, or unpickle it.
RUNNERS = {"eval", "exec", "compile", "system", "popen", "Popen", "run", "check_output", "load", "loads", "__import__"}
#: Modules whose functions of these names run nothing: they read JSON, make a pattern, or are the command itself.
HARMLESS = {"json", "re", "_native"}


def test_the_package_runs_nothing_that_it_is_given() -> None:
    found = []
    for path in sorted((ROOT / "python" / "onrecord").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = node.func
            if isinstance(called, ast.Name) and called.id in RUNNERS:
                found.append(f"{path.name}:{node.lineno}: {called.id}")
            if isinstance(called, ast.Attribute) and called.attr in RUNNERS:
                owner = called.value.id if isinstance(called.value, ast.Name) else "?"
                if owner not in HARMLESS:
                    found.append(f"{path.name}:{node.lineno}: {owner}.{called.attr}")
    assert found == []
