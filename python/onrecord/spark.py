"""Extraction on Apache Spark: a data frame of dispatches in, a data frame of records out.

``pip install 'onrecord[spark]'`` on every machine of the cluster, with Java 17 or newer. Like everything in Spark
`extract` is lazy, and done anew for each action: write the records once, then ask.

``records = onrecord.spark.extract(dispatches, text_col="text", id_col="url")`` reads,
``records.write.parquet("records")`` keeps what was read, and `statements`, `exchanges`, `table` and `quarantine` take
it apart, as they do with ``spark.read.parquet("records")``.

In ``local[n]`` Spark gives up the whole job when a worker dies once: write ``local[n,4]`` there for four attempts. A
cluster has them anyway. An attempt that is repeated gives the same records, since an id is required and is yours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from onrecord._errors import OptionError
from onrecord._frames import needs
from onrecord._native import Corpus, Extractor

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import Column, DataFrame

__all__ = ["exchanges", "extract", "quarantine", "statements", "table"]

#: The column of dates that a worker gets; no column of a user is called so.
_PUBLISHED = "onrecord.published"


def extract(
    df: DataFrame,
    *,
    text_col: str = "text",
    id_col: str,
    keep: Sequence[str] = (),
    published_col: str | None = None,
    max_chars: int | None = 1_000_000,
    partitions: int | None = None,
    **options: Any,
) -> DataFrame:
    """Read the dispatches of a data frame; the result has a row for each of them.

    `text_col`, `id_col` and `published_col` name columns: text, text or whole numbers, and dates, timestamps or ISO
    text. The ids and the columns of `keep` come first, then the fields of `onrecord.Record`, then `error`. A row that
    cannot be read, without text, without id or with bytes that are not UTF-8, has a code and a message in `error` and
    no record; it never fails the job. Of longer texts the first `max_chars` code points are read, so that no single one
    can take the memory of a worker. `partitions` divides the rows evenly before: ask for it where few large or
    compressed files make few partitions. `options` are those of `onrecord.Extractor`; files of `knowledge` must be
    there on every machine, data frames travel.

    Raises `OptionError` at once for a wrong option or column.
    """
    arrow, types = needs("pyarrow", "spark"), needs("pyspark.sql.types", "spark")
    arrow_types = needs("pyspark.sql.pandas.types", "spark")
    keys = [id_col, *keep]
    columns = _input(df, [*keys, text_col], published_col)
    options["max_chars"] = max_chars

    def read(names: Mapping[str, str]) -> dict[str, Any]:
        published = names[_PUBLISHED] if published_col else None
        return {"text": names[text_col], "id": names[id_col], "published": published, "keep": [names[k] for k in keep]}

    # What is wrong with options or columns is said here, and not by each worker in turn.
    named = df.select([column.alias(name) for name, column in columns.items()]).schema
    asked = _asked(named, {text_col, id_col, _PUBLISHED}, types)
    empty = arrow_types.to_arrow_schema(asked).empty_table()
    schema = arrow.schema(
        Extractor(**options).extract_arrow(empty, threads=1, **read({name: name for name in columns}))
    )
    record = arrow_types.from_arrow_schema(arrow.schema(list(schema)[len(keys) :]))
    # A worker gets names of ours: Spark does not find columns with dots in their names when it hands them over.
    plain = {name: f"column_{position}" for position, name in enumerate(columns)}
    source = df.select([column.alias(plain[name]) for name, column in columns.items()])
    if partitions is not None:
        source = source.repartition(partitions)
    work = partial(_records, key=uuid4().hex, options=options, read=read(plain), names=schema.names)
    records: DataFrame = source.mapInArrow(work, types.StructType([named[key] for key in keys] + list(record)))
    return records


def _input(df: DataFrame, names: Iterable[str], published: str | None) -> dict[str, Column]:
    """Return the columns that a worker gets. Names are taken as they stand, dots and all."""
    functions = needs("pyspark.sql.functions", "spark")

    def column(name: str) -> Any:
        if name not in df.columns:
            raise OptionError(f"there is no column {name!r}; there are {', '.join(df.columns)}")
        return functions.col("`" + name.replace("`", "``") + "`")

    columns = {name: column(name) for name in names}
    if published is not None:
        day = column(published)
        if df.schema[published].dataType.typeName().startswith("timestamp"):
            # The day of a timestamp is that of the session's time zone.
            day = day.cast("date")
        columns[_PUBLISHED] = day
    return columns


def _asked(schema: Any, names: set[str], types: Any) -> Any:
    """Return a schema in which only the columns that are read have their types; those that are kept may have any."""

    def kind(field: Any) -> Any:
        if field.name not in names:
            return types.StringType()
        return types.TimestampNTZType() if isinstance(field.dataType, types.TimestampType) else field.dataType

    return types.StructType([types.StructField(field.name, kind(field)) for field in schema])


def _records(
    batches: Iterable[pyarrow.RecordBatch], *, key: str, options: dict[str, Any], read: dict[str, Any], names: list[str]
) -> Iterator[pyarrow.RecordBatch]:
    """Read the batches of a partition, on a worker."""
    import pyarrow

    extractor = _extractor(key, options)
    for batch in batches:
        for done in extractor.extract_arrow(batch, threads=1, **read):
            # Spark takes columns by their position, which is that of the declared schema.
            yield pyarrow.record_batch(done).rename_columns(names)


#: The extractor of a worker, by the key of the data frame that it reads for.
_EXTRACTORS: dict[str, Extractor] = {}


def _extractor(key: str, options: dict[str, Any]) -> Extractor:
    """Build the extractor once for each worker."""
    if key not in _EXTRACTORS:
        _EXTRACTORS.clear()
        _EXTRACTORS[key] = Extractor(**options)
    return _EXTRACTORS[key]


def statements(df: DataFrame) -> DataFrame:
    """Return who said what, a row each: `table` of "statements"."""
    return table(df, "statements")


def exchanges(df: DataFrame) -> DataFrame:
    """Return letters, calls, talks and replies, a row each: `table` of "exchanges"."""
    return table(df, "exchanges")


def table(df: DataFrame, name: str) -> DataFrame:
    """Return the items of one list of the records, a row each, with the columns of ``getattr(corpus, name).nested``.

    Raises `OptionError` where records have no such list.
    """
    known = getattr(Corpus(), name, None) if name in df.columns else None
    if name == "documents" or known is None:
        raise OptionError(f"there is no table {name!r} of records; docs/tables.md names them")
    agency = "filter(actors, actor -> actor.id = document.dateline.agency)"
    return df.selectExpr(
        "document.id AS document",
        "document.published AS published",
        f"get({agency}, 0).name AS agency",
        f"inline({name})",
    )


def quarantine(df: DataFrame) -> DataFrame:
    """Return the rows that could not be read: their ids, what was kept of them, `code` and `message`."""
    record = set(Corpus().to_arrow().columns)
    keys = [df[f"`{name}`"] for name in df.columns if name not in record]
    return df.where("error IS NOT NULL").select(*keys, "error.code", "error.message")
