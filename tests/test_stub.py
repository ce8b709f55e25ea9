"""The stub of the native part stands in every name and signature for the built module."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent

# Only their names are needed here, and reading them takes a minute.
SETTINGS = "[mypy]\n[mypy-polars.*,pandas.*]\nfollow_imports = skip\nfollow_imports_for_stubs = True\n"


def test_the_stub_matches_the_built_module(tmp_path: Path) -> None:
    (tmp_path / "mypy.ini").write_text(SETTINGS, encoding="utf-8")
    command = [sys.executable, "-m", "mypy.stubtest", "onrecord._native", "--ignore-missing-stub", "--concise"]
    command += ["--mypy-config-file", str(tmp_path / "mypy.ini")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
