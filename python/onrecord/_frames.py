"""Tables as data frames. The libraries are loaded when they are asked for."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from os import PathLike, fspath
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from onrecord._errors import OptionError
from onrecord._native import RecordStream, Table
from onrecord.types import ArrowStream

if TYPE_CHECKING:
    import pandas
    import polars


def needs(module: str, extra: str) -> ModuleType:
    """Load the module. Raises `ImportError` that names the extra which brings it."""
    try:
        return importlib.import_module(module)
    except ImportError as missing:
        if missing.name != module.split(".")[0]:
            raise
        raise ImportError(f"this needs {missing.name}: pip install 'onrecord[{extra}]'", name=missing.name) from None


def to_polars(table: Table) -> polars.DataFrame:
    """Hand the table to polars, which takes over the Arrow memory."""
    frame: polars.DataFrame = needs("polars", "polars").DataFrame(table)
    return frame


def to_pandas(table: Table) -> pandas.DataFrame:
    """Hand the table to pandas, by way of pyarrow."""
    needs("pandas", "pandas")
    frame: pandas.DataFrame = needs("pyarrow", "pandas").table(table).to_pandas()
    return frame


#: Rows that are taken from a Parquet file at once, fewer where they are long, and bytes from a CSV file: a dispatch may
#: be as long.
ROWS = 64
ROW_BYTES = 1 << 20
BLOCK = 8 << 20

#: Bytes of records in one row group of a Parquet file.
GROUP = 16 << 20


def open_rows(path: PathLike[str]) -> ArrowStream:
    """Open a Parquet file, a directory of them, or a CSV file, packed or not, as a stream of rows.

    Raises `OptionError` for another kind of file.
    """
    name = fspath(path).lower()
    stream: ArrowStream
    if Path(path).is_dir() or name.endswith(".parquet"):
        stream = open_parquet(Path(path))
    elif name.removesuffix(".gz").removesuffix(".zst").endswith(".csv"):
        csv = needs("pyarrow.csv", "parquet")
        stream = csv.open_csv(
            path,
            read_options=csv.ReadOptions(block_size=BLOCK, use_threads=False),
            parse_options=csv.ParseOptions(newlines_in_values=True),
        )
    else:
        raise OptionError(f"{fspath(path)!r} is no .parquet and no .csv file, and no directory")
    return stream


def open_parquet(path: Path) -> ArrowStream:
    """Open a Parquet file or a directory of them: all have the columns of the first, those that one lacks being null.

    A dataset of pyarrow would hold whole row groups, and the libraries that it is made of.
    """
    arrow, parquet = needs("pyarrow", "parquet"), needs("pyarrow.parquet", "parquet")
    files = [path] if path.is_file() else sorted(file for file in path.rglob("*") if is_part(file, path))
    schema = parquet.read_schema(files[0]) if files else arrow.schema([])

    def fitted(batch: Any) -> Any:
        if batch.schema.equals(schema):
            return batch
        has = batch.schema.names
        columns = [batch[f.name].cast(f.type) if f.name in has else arrow.nulls(len(batch), f.type) for f in schema]
        return arrow.record_batch(columns, schema=schema)

    def batches() -> Iterator[Any]:
        for name in files:
            with parquet.ParquetFile(name, buffer_size=1 << 18, pre_buffer=False) as file:
                groups = [file.metadata.row_group(number) for number in range(file.num_row_groups)]
                longest = max((group.total_byte_size // max(group.num_rows, 1) for group in groups), default=0)
                rows = min(max(ROW_BYTES // max(longest, 1), 1), ROWS)
                yield from map(fitted, file.iter_batches(rows, use_threads=False))

    stream: ArrowStream = arrow.RecordBatchReader.from_batches(schema, batches())
    return stream


def is_part(file: Path, folder: Path) -> bool:
    """Say whether the file is data: Spark and others write hidden files and marks beside them."""
    return file.is_file() and not any(name.startswith((".", "_")) for name in file.relative_to(folder).parts)


def holds_records(rows: ArrowStream) -> bool:
    """Say by the names of the columns whether these are records rather than dispatches, without reading any."""
    names: Any = getattr(getattr(rows, "schema", None), "names", None)
    if callable(names):
        names = names()
    if names is None:
        names = getattr(rows, "columns", ())
    return {"schema", "document", "statements"} <= {str(name) for name in names}


def to_parquet(stream: RecordStream, path: str | PathLike[str]) -> int:
    """Write a stream to a Parquet file, in row groups of about `GROUP` bytes."""
    arrow, parquet = needs("pyarrow", "parquet"), needs("pyarrow.parquet", "parquet")
    part = Path(f"{fspath(path)}.part")
    rows = 0
    try:
        with parquet.ParquetWriter(part, arrow.schema(stream), compression="zstd") as writer:
            group: list[Any] = []
            for batch in map(arrow.record_batch, stream):
                group.append(batch)
                rows += len(batch)
                if sum(batch.nbytes for batch in group) >= GROUP:
                    writer.write_table(arrow.Table.from_batches(group))
                    group = []
            if group:
                writer.write_table(arrow.Table.from_batches(group))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return rows
