"""Spark for the tests: one session for each mode, since a start takes a while, and only one at a time."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from spark_setting import CLUSTER, LETTER, LOCAL

SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "32",
    # Without it columns of one type may be swapped unseen.
    "spark.sql.execution.arrow.pyspark.validateSchema.enabled": "true",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let Spark warn of what it does itself."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("default"))


@pytest.fixture(scope="session", params=[LOCAL, CLUSTER])
def spark(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Start Spark in a mode; skip where it cannot run."""
    sql = pytest.importorskip("pyspark.sql", reason="Spark is not installed: pip install 'onrecord[spark]'")
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        pytest.skip("Spark needs Java 17 or newer")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = sql.SparkSession.builder.master(request.param).appName("onrecord")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    session = builder.config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse"))).getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()
    if request.param == CLUSTER:
        # What executors have left, beside the installation of Spark.
        shutil.rmtree(Path(sys.modules["pyspark"].__path__[0]) / "work", ignore_errors=True)


@pytest.fixture(scope="session")
def rows() -> pa.Table:
    """Make dispatches of our own, with a day and a feed."""
    count = 480
    texts = [LETTER.format(day=1 + i % 28, number=i) * (1 + i % 4) for i in range(count)]
    return pa.table(
        {
            "text": texts,
            "url": [f"d{i:04}" for i in range(count)],
            "day": [f"2024-03-{1 + i % 28:02}" for i in range(count)],
            "feed": [("north", "south", None)[i % 3] for i in range(count)],
        }
    )
