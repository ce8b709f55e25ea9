//! The tables that a user hands over: files and data frames.

use onrecord_extract::knowledge::{self, Knowledge, Table};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::errors::OptionError;

/// The built-in tables with those of `sources`: paths, data frames, or pairs of a table's name and a data frame.
pub(crate) fn read(sources: &Bound<'_, PyAny>) -> PyResult<Knowledge> {
    if sources.is_instance_of::<PyString>() || sources.hasattr("__fspath__")? || is_frame(sources)? {
        return Err(PyTypeError::new_err("knowledge must be a list of tables: write [table] for a single one"));
    }
    let mut all = Knowledge::builtin().clone();
    for (place, source) in sources.try_iter()?.enumerate() {
        all = add(all, place, &source?)?;
    }
    Ok(all)
}

fn add(all: Knowledge, place: usize, source: &Bound<'_, PyAny>) -> PyResult<Knowledge> {
    if source.is_instance_of::<PyString>() || source.hasattr("__fspath__")? {
        return all.with_table(source.extract::<std::path::PathBuf>()?).map_err(|error| wrong(&error));
    }
    if let Ok((name, frame)) = source.extract::<(String, Bound<'_, PyAny>)>() {
        let table = Table::ALL.iter().copied().find(|table| table.as_str() == name).ok_or_else(|| {
            let names: Vec<_> = Table::ALL.iter().map(|table| table.as_str()).collect();
            OptionError::new_err(format!("knowledge[{place}]: {name:?} is no table; there are {}", names.join(", ")))
        })?;
        return with_frame(all, table, &format!("knowledge[{place}] ({name})"), &frame);
    }
    if !is_frame(source)? {
        let kind = source.get_type().name()?;
        let message =
            format!("knowledge[{place}] is no path, no data frame and no pair (table, data frame) but {kind}");
        return Err(PyTypeError::new_err(message));
    }
    let columns =
        source.getattr("columns")?.try_iter()?.map(|name| name?.extract()).collect::<PyResult<Vec<String>>>()?;
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let table = Knowledge::table_of(&columns).ok_or_else(|| {
        OptionError::new_err(format!(
            "knowledge[{place}]: the columns do not tell which table it is; name it, as in (\"offices\", frame)"
        ))
    })?;
    with_frame(all, table, &format!("knowledge[{place}] ({table})"), source)
}

/// Data frames of pandas and polars write themselves as comma-separated text; that is what the tables are read from.
fn with_frame(all: Knowledge, table: Table, label: &str, frame: &Bound<'_, PyAny>) -> PyResult<Knowledge> {
    let text: String = if frame.hasattr("write_csv")? {
        frame.call_method0("write_csv")?.extract()?
    } else {
        let options = PyDict::new(frame.py());
        options.set_item("index", false)?;
        frame.call_method("to_csv", (), Some(&options))?.extract()?
    };
    all.with_text(table, label, &text).map_err(|error| wrong(&error))
}

fn is_frame(source: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(source.hasattr("columns")? && (source.hasattr("to_csv")? || source.hasattr("write_csv")?))
}

fn wrong(error: &knowledge::Error) -> PyErr {
    OptionError::new_err(error.to_string())
}
