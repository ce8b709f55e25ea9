"""The recipe for Ray Data in `docs/scale.md`, tried once. Ray is large and no dependency: pip install ray."""

import datetime
import re
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import onrecord

PAGE = Path(__file__).parent.parent / "docs" / "scale.md"


@pytest.mark.ray
@pytest.mark.filterwarnings("default")
def test_the_recipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Ray would write a token into the home of whoever runs the test.
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")
    ray = pytest.importorskip("ray", reason="Ray is not installed: pip install ray")
    rows = pa.table(
        {"url": ["a", "b"], "text": ["Talks go on, Ana Orlu said.", None], "day": [datetime.date(2024, 3, 5)] * 2}
    )
    pq.write_table(rows, tmp_path / "dispatches.parquet")
    monkeypatch.chdir(tmp_path)
    (recipe,) = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    recipe = recipe.replace('parquet("', f'parquet("{tmp_path}/')
    try:
        ray.init(num_cpus=2, include_dashboard=False, ignore_reinit_error=True)
        exec(compile(recipe, str(PAGE), "exec"), {"__name__": "recipe"})
    finally:
        ray.shutdown()
    done = pq.read_table(tmp_path / "records_of_ray")
    expected = pa.table(onrecord.Extractor(max_chars=1_000_000).extract_arrow(rows, id="url", published="day"))
    assert onrecord.Corpus.from_arrow(done.sort_by("url")) == onrecord.Corpus.from_arrow(expected)
