"""The reference of the Python package is made of docstrings: every public name has one."""

import inspect
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import onrecord
import onrecord.inputs
import onrecord.plots
import onrecord.spark
import onrecord.types

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("module", [onrecord, onrecord.inputs, onrecord.plots, onrecord.spark])
def test_every_public_name_says_what_it_is(module: ModuleType) -> None:
    assert module.__doc__
    for name in module.__all__:
        value = getattr(module, name)
        if inspect.isclass(value) or inspect.isfunction(value):
            assert inspect.getdoc(value), name
        if inspect.isclass(value) and not issubclass(value, Exception):
            for part, member in vars(value).items():
                described = inspect.isgetsetdescriptor(member) or inspect.ismethoddescriptor(member)
                if described and not part.startswith("_"):
                    assert inspect.getdoc(member), f"{name}.{part}"


def test_the_reference_is_written(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pdoc", "onrecord", "onrecord.inputs", "onrecord.plots", "onrecord.types"]
    subprocess.run([*command, "--output-directory", str(tmp_path)], check=True, cwd=ROOT, capture_output=True)
    page = (tmp_path / "onrecord.html").read_text(encoding="utf-8")
    assert "Read many dispatches on several threads" in page
    for name in ("Statement", "Corpus", "Table", "extract_many"):
        assert f'id="{name}"' in page
    assert (tmp_path / "onrecord" / "plots.html").exists()
