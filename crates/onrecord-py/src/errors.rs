//! Exceptions are defined in Python, where they can have two bases.

use pyo3::import_exception;

import_exception!(onrecord._errors, ArchiveError);
import_exception!(onrecord._errors, DateError);
import_exception!(onrecord._errors, OptionError);
import_exception!(onrecord._errors, RecordError);
import_exception!(onrecord._errors, TextError);
import_exception!(onrecord._errors, UnknownIdError);
