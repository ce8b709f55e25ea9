"""`docs/scale.md` shows what happens."""

import datetime
import doctest
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from spark_setting import LETTER, LOCAL

PAGE = Path(__file__).parent.parent.parent / "docs" / "scale.md"


@pytest.mark.parametrize("spark", [LOCAL], indirect=True)
@pytest.mark.filterwarnings("default")
def test_the_page_of_scale(spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {
        "url": ["a", "b", "c"],
        "text": [LETTER.format(day=5, number=1), LETTER.format(day=6, number=2), None],
        "day": [datetime.date(2024, 3, 5), datetime.date(2024, 3, 6), None],
        "feed": ["north", None, "south"],
    }
    pq.write_table(pa.table(rows), tmp_path / "dispatches.parquet")
    monkeypatch.chdir(tmp_path)
    # Spark looks for files from where it was started.
    page = PAGE.read_text(encoding="utf-8").replace('parquet("', f'parquet("{tmp_path}/')
    told = doctest.DocTestParser().get_doctest(page, {"spark": spark}, PAGE.name, str(PAGE), 0)
    assert len(told.examples) > 10
    assert doctest.DocTestRunner().run(told).failed == 0
