"""The stub of the native part stands in every name and signature for the built module."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_stub_matches_the_built_module() -> None:
    command = [sys.executable, "-m", "mypy.stubtest", "onrecord._native", "--ignore-missing-stub", "--concise"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
