#!/usr/bin/env python3
"""Write the bill of materials of what is shipped, as CycloneDX JSON: the Rust crates that the package and the command link.

usage: .ci/sbom.py OUTPUT.json

Reads `cargo metadata` and the lock file; standard library only. Development dependencies are not shipped and not listed.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ("onrecord-cli", "onrecord-py")


def metadata() -> dict[str, Any]:
    """What cargo knows of the workspace."""
    command = ["cargo", "metadata", "--locked", "--format-version", "1"]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)


def shipped(known: dict[str, Any]) -> set[str]:
    """The ids of the packages that are linked into what is shipped, itself included."""
    nodes = {node["id"]: node for node in known["resolve"]["nodes"]}
    todo = [package["id"] for package in known["packages"] if package["name"] in SHIPPED and package["source"] is None]
    found: set[str] = set()
    while todo:
        package = todo.pop()
        if package not in found:
            found.add(package)
            linked = [node for node in nodes[package]["deps"] if any(kind["kind"] != "dev" for kind in node["dep_kinds"])]
            todo += [node["pkg"] for node in linked]
    return found


def bill(known: dict[str, Any], checksums: dict[tuple[str, str], str]) -> dict[str, Any]:
    """The bill of materials."""
    ids = shipped(known)
    components = []
    for package in sorted((package for package in known["packages"] if package["id"] in ids), key=lambda package: (package["name"], package["version"])):
        checksum = checksums.get((package["name"], package["version"]))
        component = {
            "type": "library",
            "name": package["name"],
            "version": package["version"],
            "purl": f"pkg:cargo/{package['name']}@{package['version']}",
            # An old way to write "or".
            "licenses": [{"expression": package["license"].replace("/", " OR ")}],
        }
        components.append(component | ({"hashes": [{"alg": "SHA-256", "content": checksum}]} if checksum else {}))
    return {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": components}


def main() -> None:
    """Write the file named."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    locked = tomllib.loads((ROOT / "Cargo.lock").read_text("utf-8"))["package"]
    checksums = {(package["name"], package["version"]): package["checksum"] for package in locked if "checksum" in package}
    written = bill(metadata(), checksums)
    Path(sys.argv[1]).write_text(json.dumps(written, indent=1) + "\n", "utf-8")
    print(f"{len(written['components'])} components in {sys.argv[1]}")


if __name__ == "__main__":
    main()
