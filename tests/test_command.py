"""The console script of the wheel is the same command as the binary."""

import json
import signal
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import pytest
from memory import HIGH_WATER

import onrecord

SCRIPT = Path(sysconfig.get_path("scripts")) / "onrecord"


@pytest.mark.parametrize("command", [[str(SCRIPT)], [sys.executable, "-m", "onrecord"]])
def test_the_command_writes_the_records_that_python_makes(command: list[str], tmp_path: Path, dispatch: str) -> None:
    (tmp_path / "orlu.txt").write_bytes(dispatch.encode())
    line = [*command, "extract", "orlu.txt", "--published", "2024-03-03"]
    done = subprocess.run(line, capture_output=True, text=True, cwd=tmp_path, check=True)
    assert done.stdout == onrecord.extract(dispatch, published="2024-03-03", id="orlu").to_json() + "\n"


def test_status_and_messages_come_through(tmp_path: Path) -> None:
    done = subprocess.run([SCRIPT, "extract", "missing.txt"], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "onrecord: error: missing.txt: there is no such file or directory\n"
    version = subprocess.run([SCRIPT, "--version"], capture_output=True, text=True, check=True)
    assert version.stdout == f"onrecord {onrecord.__version__}\n"


def test_an_interrupt_ends_the_command_at_once(tmp_path: Path) -> None:
    rows = [json.dumps({"text": '"Yes," Ana Orlu said on Monday. ' * 3000})] * 2000
    (tmp_path / "in.jsonl").write_text("\n".join(rows))
    process = subprocess.Popen([SCRIPT, "extract", "in.jsonl", "--output", "out.jsonl"], cwd=tmp_path)
    while not (tmp_path / "out.jsonl").exists():
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=5) == -signal.SIGINT


def peak(folder: Path, rows: int) -> int:
    """Return the most kibibytes that the command has held which read a text so many times."""
    text = '"We have read the letter with care," Foreign Minister Ana Orlu said on Monday.\n\n' * 160
    (folder / "in.jsonl").write_text((json.dumps({"text": text}) + "\n") * rows)
    code = "import sys; from onrecord import _native; assert _native.run(sys.argv) == 0; " + HIGH_WATER
    command = [sys.executable, "-c", code, "extract", "in.jsonl", "--output", "out.jsonl", "--threads", "2"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=True)
    assert len((folder / "out.jsonl").read_bytes().splitlines()) == rows
    return int(done.stdout)


def test_a_longer_stream_takes_no_more_memory(tmp_path: Path) -> None:
    few, many = peak(tmp_path, 40), peak(tmp_path, 400)
    assert many < few + (24 << 10), (few, many)
