"""What can go wrong, in classes that say what to do about it."""


class OnrecordError(Exception):
    """The base of every exception of this package."""


class TextError(OnrecordError, ValueError):
    """A text that is no Unicode text: it holds a lone surrogate."""


class DateError(OnrecordError, ValueError):
    """A date of publication that is no ISO date."""


class OptionError(OnrecordError, ValueError):
    """An option outside its bounds or with a name that does not exist, or a table that cannot be read."""


class RecordError(OnrecordError, ValueError):
    """JSON that is no record of this schema."""


class UnknownIdError(OnrecordError, KeyError):
    """An id that names no item of the record."""

    def __str__(self) -> str:
        # KeyError would print the message in quotation marks.
        return str(self.args[0]) if self.args else ""


class ArchiveError(OnrecordError):
    """An archive that cannot do what was asked: another kind of file, a full disk, a question it does not know."""


for _error in (OnrecordError, ArchiveError, TextError, DateError, OptionError, RecordError, UnknownIdError):
    _error.__module__ = "onrecord"
del _error
