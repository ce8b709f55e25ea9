"""The closed sets of values of the schema, and what `extract_many` takes.

For type checkers and for reading; at run time values are strings.
"""

from collections.abc import Mapping
from datetime import date
from os import PathLike
from typing import Any, Literal, Protocol, TypeAlias

Row: TypeAlias = str | tuple[str | int, str] | tuple[str | int, str, date | str | None] | Mapping[str, Any]
"""A dispatch: its text, (id, text), (id, text, published), or a mapping with these fields."""


class ArrowSource(Protocol):
    """A table that hands over its columns by the Arrow PyCapsule interface, as data frames do."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Return a capsule with the stream of its rows."""


class DataFrame(Protocol):
    """A data frame of pandas, polars or the like: it has columns, and writes itself as comma-separated text."""

    @property
    def columns(self) -> Any:
        """The names of the columns."""


KnowledgeSource: TypeAlias = str | PathLike[str] | DataFrame | tuple[str, DataFrame]
"""A table of your own: a path, a data frame, or the name of the table and a data frame."""

ActorKind: TypeAlias = Literal["person", "office", "organisation", "state", "group"]
"""What an actor is."""

Agreement: TypeAlias = Literal["support", "oppose", "ambivalent", "omit"]
"""For or against."""

AttributionEngine: TypeAlias = Literal["small", "large", "rules"]
"""The engines that find who said what."""

AttributionType: TypeAlias = Literal["assertion", "belief", "fact", "eventuality"]
"""The four types of attribution of the PARC scheme."""

ConceptKind: TypeAlias = Literal["principle", "norm", "goal", "topic"]
"""What a concept is."""

CuePosition: TypeAlias = Literal["pre", "post", "mid"]
"""Where the cue stands with regard to the content."""

DefinitionKind: TypeAlias = Literal["genus", "prohibition", "permission", "equivalence", "status"]
"""How a concept is defined."""

Derivation: TypeAlias = Literal["title", "apposition", "periphrasis", "counterpart"]
"""How a role was read from the text."""

EventKind: TypeAlias = Literal[
    "press_conference",
    "talks",
    "meeting",
    "summit",
    "call",
    "visit",
    "interview",
    "briefing",
    "speech",
    "session",
    "adoption",
    "vote",
    "signing",
]
"""What an event was."""

Evidence: TypeAlias = Literal["explicit", "inferred", "registry"]
"""How an item is known (contract rule 2)."""

Evidential: TypeAlias = Literal["attributed_by_other_party"]
"""The evidential standing of a statement."""

ExchangeKind: TypeAlias = Literal[
    "letter",
    "note",
    "message",
    "proposal",
    "call",
    "talks",
    "oral_request",
    "reply",
    "invitation",
    "protest",
    "visit",
]
"""What an exchange was."""

ExchangeStatus: TypeAlias = Literal["awaiting_reply", "reply_reported", "refused", "reported", "unknown"]
"""Where an exchange stands, as the text says. Never inferred from silence."""

FactualityValue: TypeAlias = Literal["CT+", "PR+", "PS+", "CT-", "PR-", "PS-", "Uu"]
"""The values of FactBank: certain, probable, possible; positive, negative; or unknown."""

InstrumentKind: TypeAlias = Literal[
    "treaty",
    "charter",
    "code_of_conduct",
    "declaration",
    "resolution",
    "agreement",
    "memorandum",
    "protocol",
    "statute",
    "communique",
    "summit_outcome",
    "law",
    "set",
]
"""What an instrument is."""

InvocationRelation: TypeAlias = Literal[
    "enshrines",
    "establishes",
    "upholds",
    "violates",
    "commits",
    "reinterprets",
    "withdraws",
    "demands",
    "cites",
]
"""What an instrument is said to do, or what is done to it."""

Layer: TypeAlias = Literal[
    "time",
    "statements",
    "actors",
    "pragmatics",
    "events",
    "instruments",
    "concepts",
    "exchanges",
    "definitions",
    "invocations",
    "positions",
    "factuality",
]
"""The layers of the extraction that can be left out, in the order in which they read."""

Membership: TypeAlias = Literal["closed", "partly_named", "unnamed", "open"]
"""How far the members of a group are known."""

MentionType: TypeAlias = Literal["NAM", "NOM", "PRO", "ADJ"]
"""How a mention names its actor (the ACE mention types)."""

ParentStance: TypeAlias = Literal["endorses", "rejects", "reports"]
"""How the statement around it stands to an embedded one."""

Quotation: TypeAlias = Literal["direct", "indirect", "mixed", "unattributed"]
"""Whether the words of a statement are quoted."""

SpeechAct: TypeAlias = Literal["assertive", "directive", "commissive", "expressive", "declarative"]
"""What a speaker does by saying it (Searle's classes)."""

TimexFunction: TypeAlias = Literal[
    "document_date",
    "dateline_date",
    "occasion_date",
    "instrument_date",
    "exchange_date",
    "event_date",
    "discourse",
]
"""What a time expression dates."""

TimexModifier: TypeAlias = Literal[
    "BEFORE",
    "AFTER",
    "ON_OR_BEFORE",
    "ON_OR_AFTER",
    "LESS_THAN",
    "MORE_THAN",
    "EQUAL_OR_LESS",
    "EQUAL_OR_MORE",
    "START",
    "MID",
    "END",
    "APPROX",
]
"""The TIMEX3 modifier."""

TimexType: TypeAlias = Literal["DATE", "TIME", "DURATION", "SET"]
"""The TIMEX3 type."""

Voice: TypeAlias = Literal["own", "attributed"]
"""Whose voice a position is known by."""
