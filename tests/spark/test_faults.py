"""Workers and executors die, and the result is complete and the same."""

import threading
import time
from collections.abc import Callable
from typing import Any

import psutil
import pyarrow as pa
import pytest
from spark_setting import CLUSTER

import onrecord
import onrecord.spark

#: Tasks of the stage that reads.
TASKS = 24

#: How long a job may take before the test gives up.
SECONDS = 240


def python_workers() -> list[psutil.Process]:
    """Find the processes that Spark has forked for Python, without the one that forks them."""
    return [process for process in spark_processes("pyspark.daemon") if "pyspark.daemon" in command(process.parent())]


def executors() -> list[psutil.Process]:
    """Find the Java processes of executors."""
    return spark_processes("CoarseGrainedExecutorBackend")


def spark_processes(name: str) -> list[psutil.Process]:
    return [process for process in psutil.Process().children(recursive=True) if name in command(process)]


def command(process: psutil.Process | None) -> str:
    try:
        return " ".join(process.cmdline()) if process else ""
    except psutil.Error:
        return ""


class Job(threading.Thread):
    """A job on another thread, and what Spark knows of it."""

    def __init__(self, spark: Any, records: Any) -> None:
        super().__init__(daemon=True)
        self.tracker = spark.sparkContext.statusTracker()
        self.before = set(self.tracker.getJobIdsForGroup(None))
        self.records = records
        self.done: pa.Table | None = None

    def run(self) -> None:
        self.done = self.records.toArrow()

    def stages(self) -> list[Any]:
        jobs = set(self.tracker.getJobIdsForGroup(None)) - self.before
        infos = [self.tracker.getJobInfo(job) for job in jobs]
        stages = [self.tracker.getStageInfo(stage) for info in infos if info for stage in info.stageIds]
        return [stage for stage in stages if stage]

    def is_in_the_middle(self) -> bool:
        """Say whether some of the tasks that read are done and some are running."""
        reading = [stage for stage in self.stages() if stage.numTasks == TASKS]
        return any(stage.numCompletedTasks > 0 and stage.numActiveTasks > 0 for stage in reading)

    def was_disturbed(self) -> bool:
        """Say whether tasks have failed, or a stage was begun anew since what it had read was lost."""
        return any(stage.numFailedTasks > 0 or stage.currentAttemptId > 0 for stage in self.stages())


def survive(spark: Any, rows: pa.Table, victims: Callable[[], list[psutil.Process]]) -> None:
    """Kill the victims in the middle of a job, and compare what comes of it; a job that was too quick grows."""
    for copies in (3, 12, 48):
        if is_survived(spark, repeated(rows, copies), victims):
            return
    pytest.fail("every job was over before anybody was killed")


def is_survived(spark: Any, rows: pa.Table, victims: Callable[[], list[psutil.Process]]) -> bool:
    """Kill the victims in the middle of a job, whose result is to be complete; false where it was over before."""
    frame = spark.createDataFrame(rows).repartition(TASKS)
    job = Job(spark, onrecord.spark.extract(frame, id_col="url", published_col="day", keep=["feed"]))
    job.start()
    deadline = time.monotonic() + SECONDS
    while job.is_alive() and not job.is_in_the_middle():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    killed = victims()
    assert killed, "nobody was there to be killed"
    for process in killed:
        process.kill()
    job.join(SECONDS)
    assert job.done is not None, "the job has failed or hangs"
    expected = pa.table(
        onrecord.Extractor(max_chars=1_000_000).extract_arrow(rows, id="url", published="day", keep=["feed"])
    )
    assert job.done.sort_by("url").to_pylist() == expected.sort_by("url").to_pylist()
    return job.was_disturbed()


def repeated(rows: pa.Table, copies: int) -> pa.Table:
    """Repeat rows under other ids."""
    tables = []
    for i in range(copies):
        urls = pa.array([f"{i:02}{url}" for url in rows["url"].to_pylist()])
        tables.append(rows.set_column(rows.column_names.index("url"), "url", urls))
    return pa.concat_tables(tables)


def test_python_workers_die(spark: Any, rows: pa.Table) -> None:
    survive(spark, rows, python_workers)


@pytest.mark.parametrize("spark", [CLUSTER], indirect=True)
def test_an_executor_dies(spark: Any, rows: pa.Table) -> None:
    survive(spark, rows, lambda: executors()[:1])
