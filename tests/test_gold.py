"""The thirty dispatches of our own, each with a gold record written by hand, by the scorer of the development data."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import onrecord

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("ONRECORD_SHARED", ROOT.parent / "shared"))
SCORER = SHARED / "eval" / "score_record.py"
GOLD = sorted([*(ROOT / "examples" / "gold").glob("*.json"), *(ROOT / "tests" / "gold").glob("*.json")])


def score(gold: Path, predicted: Path) -> dict[str, Any]:
    """Score one record."""
    command = [sys.executable, str(SCORER), str(gold), str(predicted), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def test_there_are_thirty_dispatches() -> None:
    assert len(GOLD) >= 30


@pytest.mark.skipif(not SCORER.exists(), reason="SKIPPED: no development data (set ONRECORD_SHARED to their folder)")
def test_nine_tenths_of_what_the_gold_asks_for_is_found(tmp_path: Path) -> None:
    extractor = onrecord.Extractor()
    shares = {"required": [0, 0], "fields": [0, 0]}
    for path in GOLD:
        gold = json.loads(path.read_text(encoding="utf-8"))
        text = (path.parent / gold["text_file"]).read_text(encoding="utf-8")
        published = gold["document"]["published"]
        predicted = tmp_path / path.name
        record = extractor.extract(text, published=published, id=gold["document"]["id"])
        predicted.write_text(record.to_json(), encoding="utf-8")
        for name, share in score(path, predicted)["score"].items():
            if name in shares:
                shares[name] = [have + more for have, more in zip(shares[name], share, strict=True)]
    for name, (found, asked) in shares.items():
        assert found >= 0.9 * asked, f"{name}: {found} of {asked}"
