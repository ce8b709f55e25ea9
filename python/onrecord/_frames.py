"""Tables as data frames. The libraries are loaded when they are asked for."""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import TYPE_CHECKING

from onrecord._native import Table

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
