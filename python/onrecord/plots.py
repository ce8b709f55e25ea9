"""Pictures of a corpus, each an Altair chart that can be changed, layered and saved.

Needs the extra ``plots``. Every chart is made of counts, so that a corpus of a hundred thousand statements is as quick
to look at as one of ten; what does not fit is left out from the rare end, and the subtitle says how much that is.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Literal

from onrecord._frames import needs
from onrecord._native import Corpus

if TYPE_CHECKING:
    import altair

__all__ = ["agreement", "calibration", "coverage", "ladder", "network", "timeline"]

NO_NAME = "not named"

# To be seen on light and on dark ground.
BLUE = "#3b82f6"

_DAYS = {"day": 1, "week of": 7, "month of": 30}


def _altair() -> Any:
    return needs("altair", "plots")


def timeline(corpus: Corpus, *, speakers: int = 20) -> altair.Chart:
    """Draw when who spoke: a dot for each speaker and day, week or month, as large as there are statements.

    A statement stands at its own date, else at the date of publication; those with neither are left out. `speakers` is
    the number of speakers shown, those with most statements.
    """
    alt = _altair()
    said: list[tuple[str, date]] = []
    undated = 0
    for row in corpus.statements.to_dicts(columns=["speaker_name", "date", "published"]):
        day = _day(row["date"]) or _day(row["published"])
        if day is None:
            undated += 1
        else:
            said.append((row["speaker_name"] or NO_NAME, day))
    kept, rest = _most(Counter(name for name, _ in said), speakers)
    days = [day for _, day in said]
    unit = _unit(min(days), max(days)) if days else "day"
    counts = Counter((name, _begin(day, unit)) for name, day in said if name in kept)
    rows = [{"speaker": name, "date": _at(day), "statements": count} for (name, day), count in sorted(counts.items())]
    chart: altair.Chart = (
        alt.Chart(
            alt.Data(values=rows), title=_title(alt, "Statements by speaker", rest, "speakers", undated, "undated")
        )
        .mark_circle(opacity=0.75)
        .encode(
            x=alt.X(
                "date:T",
                title=unit,
                scale=alt.Scale(padding=16),
                axis=_dates(alt, days, unit),
            ),
            y=alt.Y("speaker:N", title=None, sort=kept, axis=alt.Axis(labelLimit=220)),
            size=alt.Size("statements:Q", scale=alt.Scale(range=[40, 700]), legend=_legend(alt, counts.values())),
            tooltip=[
                alt.Tooltip("speaker:N"),
                alt.Tooltip("date:T", title=unit, format="%e %B %Y"),
                alt.Tooltip("statements:Q"),
            ],
        )
        .properties(width=520, height=alt.Step(22))
    )
    return chart


def ladder(corpus: Corpus, *, parties: int = 10, rows: int = 60) -> altair.LayerChart:
    """Draw who sent what to whom: a column for each party, a rung for each exchange, from the earliest down.

    Reports of the same exchange (kind, sender, recipients and date alike) are one rung. `parties` is the number of
    columns, those with most exchanges; `rows` the number of rungs, the latest.
    """
    alt = _altair()
    columns = [
        "document",
        "kind",
        "sender_name",
        "sender_state_name",
        "recipients_name",
        "date",
        "status",
        "status_as_of",
    ]
    told: dict[tuple[str, str, str, str], list[dict[str, Any]]] = defaultdict(list)
    unplaced = 0
    for row in corpus.exchanges.to_dicts(columns=columns):
        sender, recipients = row["sender_state_name"] or row["sender_name"], row["recipients_name"]
        if sender and recipients:
            told[row["date"] or "", row["kind"], sender, recipients].append(row)
        else:
            unplaced += 1
    sides = {key: [name for name in dict.fromkeys(key[3].split("; ")) if name != key[2]] for key in told}
    busy = Counter(name for key, names in sides.items() for name in (key[2], *names))
    shown, rest = _most(busy, parties)
    steps = [key for key in sorted(told) if key[2] in shown and any(name in shown for name in sides[key])]
    rest += max(0, len(steps) - rows)
    steps = steps[-rows:]
    shown = [name for name in shown if any(name == key[2] or name in sides[key] for key in steps)]
    rungs = []
    for rung, key in enumerate(steps):
        day, kind, sender, _ = key
        reports = told[key]
        for name in sides[key]:
            if name in shown:
                rungs.append(
                    {
                        "rung": f"{rung:04}",
                        "date": day or "no date",
                        "kind": kind.replace("_", " "),
                        "from": sender,
                        "to": name,
                        "direction": 90 if shown.index(name) > shown.index(sender) else -90,
                        "status": max(reports, key=lambda row: row["status_as_of"] or "")["status"].replace("_", " "),
                        "reports": len(reports),
                        "documents": ", ".join(sorted({row["document"] for row in reports})[:5]),
                    }
                )
    base = alt.Chart(alt.Data(values=rungs))
    dates = {rung["rung"]: f"{rung['date']}  {rung['kind']}" for rung in rungs}
    label = f"{json.dumps(dates)}[datum.value]"  # the expression language of Vega reads JSON
    x = alt.Scale(domain=shown, padding=0.5)
    y = alt.Y(
        "rung:O", title=None, axis=alt.Axis(labelExpr=label, labelLimit=240, ticks=False, domain=False, grid=True)
    )
    tooltip = ["kind:N", "from:N", "to:N", "date:N", "status:N", "reports:Q", "documents:N"]
    axis = alt.Axis(orient="top", labelAngle=0 if len(shown) <= 5 else -35, labelLimit=140, grid=True, domain=False)
    lines = base.mark_rule(strokeWidth=2, color=BLUE).encode(
        x=alt.X("from:N", title=None, scale=x, axis=axis), x2="to:N", y=y, tooltip=tooltip,
        strokeDash=alt.StrokeDash("status:N", title="status", legend=alt.Legend(symbolStrokeColor=BLUE)),
    )  # fmt: skip
    heads = base.mark_point(shape="triangle", filled=True, size=110, opacity=1, color=BLUE).encode(
        x=alt.X("to:N", scale=x), y=y, angle=alt.Angle("direction:Q", scale=None), tooltip=tooltip
    )
    tails = base.mark_circle(size=45, opacity=1, color=BLUE).encode(x=alt.X("from:N", scale=x), y=y, tooltip=tooltip)
    chart: altair.LayerChart = alt.layer(lines, tails, heads).properties(
        width=alt.Step(76),
        height=alt.Step(26),
        title=_title(alt, "Exchanges", rest, "parties or rungs", unplaced, "without sender or recipient"),
    )
    return chart


def agreement(corpus: Corpus, *, actors: int = 20, concepts: int = 15) -> altair.LayerChart:
    """Draw who is for and against what: a cell for each actor and concept, from -1 (against) to +1 (for).

    A cell is the mean of the positions found, with their number written in it; a position that is ambivalent counts as
    0, one that only passes the concept over is left out.
    """
    alt = _altair()
    weight = {"support": 1, "ambivalent": 0, "oppose": -1}
    columns = ["actor_name", "concept_name", "agreement"]
    held = [
        (row["actor_name"] or NO_NAME, row["concept_name"], weight[row["agreement"]])
        for row in corpus.positions.to_dicts(columns=columns)
        if row["agreement"] in weight
    ]
    who, rest_actors = _most(Counter(actor for actor, _, _ in held), actors)
    what, rest_concepts = _most(Counter(concept for _, concept, _ in held), concepts)
    cells: dict[tuple[str, str], list[int]] = defaultdict(list)
    for actor, concept, value in held:
        if actor in who and concept in what:
            cells[actor, concept].append(value)
    rows = [
        {
            "actor": actor,
            "concept": concept,
            "agreement": sum(values) / len(values),
            "positions": len(values),
            "label": f"{_sign(sum(values))}{len(values)}",
        }
        for (actor, concept), values in sorted(cells.items())
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("concept:N", title=None, sort=what, axis=alt.Axis(orient="top", labelAngle=-35, labelLimit=220)),
        y=alt.Y("actor:N", title=None, sort=who, axis=alt.Axis(labelLimit=220)),
        tooltip=["actor:N", "concept:N", alt.Tooltip("agreement:Q", format="+.2f"), "positions:Q"],
    )
    colour = alt.Color(
        "agreement:Q",
        title="against – for",
        scale=alt.Scale(domain=[-1, 0, 1], range=["#c2410c", "#e5e7eb", "#1d4ed8"]),
    )
    strong = alt.condition("abs(datum.agreement) > 0.6", alt.value("white"), alt.value("black"))
    chart: altair.LayerChart = alt.layer(
        base.mark_rect().encode(color=colour), base.mark_text(fontSize=11).encode(text="label:N", color=strong)
    ).properties(
        width=alt.Step(46),
        height=alt.Step(24),
        title=_title(alt, "Positions", rest_actors, "actors", rest_concepts, "concepts"),
    )
    return chart


def network(corpus: Corpus, *, actors: int = 20) -> altair.LayerChart:
    """Draw who speaks about whom: a line from each speaker to each actor named in the words, as wide as it is often.

    Counted once for each statement. `actors` is the number of actors shown, those with most lines.
    """
    alt = _altair()
    pairs: Counter[tuple[str, str]] = Counter()
    for record in corpus:
        about = [(span.start, span.end, m.actor) for m in record.mentions for span in (m.span,)]
        names = {actor.id: actor.name for actor in record.actors}
        for statement in record.statements:
            speaker = statement.speaker
            if speaker:
                content = [(span.start, span.end) for span in statement.content]
                named = {
                    actor
                    for start, end, actor in about
                    if actor != speaker and any(first <= start and end <= last for first, last in content)
                }
                pairs.update((names[speaker], names[actor]) for actor in named)
    ends = Counter[str]()
    for (one, other), count in pairs.items():
        ends.update({one: count, other: count})
    shown, _ = _most(ends, actors)
    pairs = Counter({pair: count for pair, count in pairs.items() if pair[0] != pair[1] and set(pair) <= set(shown)})
    shown = [name for name in shown if any(name in pair for pair in pairs)]
    rest = len(ends) - len(shown)
    places = {
        name: (math.cos(turn), math.sin(turn))
        for name, turn in zip(shown, (2 * math.pi * n / max(len(shown), 1) for n in range(len(shown))), strict=True)
    }
    lines = [
        {"speaker": one, "about": other, "statements": count, **_bow(places[one], places[other])}
        for (one, other), count in sorted(pairs.items(), key=lambda pair: pair[1])
    ]
    dots = [
        {"actor": name, "x": x, "y": y, "labelx": 1.09 * x, "labely": 1.09 * y, "statements": ends[name]}
        for name, (x, y) in places.items()
    ]
    scale = alt.Scale(domain=[-1.75, 1.75])
    flat = alt.Scale(domain=[-1.3, 1.3])
    at = {"x": alt.X("x:Q", scale=scale, axis=None), "y": alt.Y("y:Q", scale=flat, axis=None)}
    width = alt.StrokeWidth("statements:Q", scale=alt.Scale(range=[1, 7]), legend=_legend(alt, pairs.values()))
    tooltip = ["speaker:N", "about:N", "statements:Q"]
    drawn = alt.Chart(alt.Data(values=lines))
    edges = drawn.mark_rule(opacity=0.55, color=BLUE).encode(
        **at, x2="x2:Q", y2="y2:Q", strokeWidth=width, tooltip=tooltip
    )
    heads = drawn.mark_point(shape="triangle", filled=True, size=70, color="#1d4ed8", opacity=0.9).encode(
        x=alt.X("headx:Q", scale=scale, axis=None), y=alt.Y("heady:Q", scale=flat, axis=None),
        angle=alt.Angle("angle:Q", scale=None), tooltip=tooltip,
    )  # fmt: skip
    nodes = alt.Chart(alt.Data(values=dots))
    circles = nodes.mark_circle(color="#b45309", opacity=1).encode(
        **at, size=alt.Size("statements:Q", scale=alt.Scale(range=[60, 500]), legend=None),
        tooltip=["actor:N", "statements:Q"],
    )  # fmt: skip
    words = [
        nodes.transform_filter(side)
        .mark_text(align=align, fontSize=11, limit=190, **look)
        .encode(x=alt.X("labelx:Q", scale=scale, axis=None), y=alt.Y("labely:Q", scale=flat, axis=None), text="actor:N")
        for side, align in (
            ("datum.x > 0.01", "left"),
            ("datum.x < -0.01", "right"),
            ("abs(datum.x) <= 0.01", "center"),
        )
        # Black words with a white edge are read on light and on dark ground, and over lines.
        for look in ({"stroke": "white", "strokeWidth": 3, "strokeJoin": "round"}, {"color": "black"})
    ]
    chart: altair.LayerChart = alt.layer(edges, heads, circles, *words).properties(
        width=620, height=460, title=_title(alt, "Who speaks about whom", rest, "actors")
    )
    return chart


def coverage(
    corpus: Corpus, *, count: Literal["documents", "statements"] = "documents", agencies: int = 20
) -> altair.LayerChart:
    """Draw what a corpus covers: a cell for each agency and day, week or month, the darker the more there is.

    A gap is a time of which the corpus has nothing from that agency. A dispatch stands at the date of its dateline,
    else at its date of publication; those with neither are left out. `count` says what colour and number of a cell
    count; the tooltip gives both. `agencies` is the number of agencies shown, those with most dispatches.
    """
    alt = _altair()
    said = Counter(row["document"] for row in corpus.statements.to_dicts(columns=["document"]))
    spellings: dict[str, str] = {}  # an agency is one in any letter case
    filed: list[tuple[str, date, str]] = []
    undated = 0
    for row in corpus.documents.to_dicts(columns=["id", "dateline_agency_name", "dateline_date", "published"]):
        day = _day(row["dateline_date"]) or _day(row["published"])
        if day is None:
            undated += 1
        else:
            name = row["dateline_agency_name"] or "no agency"
            filed.append((spellings.setdefault(name.lower(), name), day, row["id"]))
    kept, rest = _most(Counter(agency for agency, _, _ in filed), agencies)
    days = [day for _, day, _ in filed]
    unit = _unit(min(days), max(days)) if days else "day"
    documents: dict[tuple[str, date], list[str]] = defaultdict(list)
    for agency, day, document in filed:
        if agency in kept:
            documents[agency, _begin(day, unit)].append(document)
    rows: list[dict[str, Any]] = [
        {
            "agency": agency,
            "date": _at(begin),
            "end": _at(_end(begin, unit)),
            "middle": (datetime.combine(begin, time()) + (_end(begin, unit) - begin) / 2).isoformat(),
            "documents": len(ids),
            "statements": sum(said[document] for document in set(ids)),
        }
        for (agency, begin), ids in sorted(documents.items())
    ]
    most = max((row[count] for row in rows), default=1)
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("agency:N", title=None, sort=kept, axis=alt.Axis(labelLimit=220)),
        tooltip=[
            alt.Tooltip("agency:N"),
            alt.Tooltip("date:T", title=unit, format="%e %B %Y"),
            alt.Tooltip("documents:Q"),
            alt.Tooltip("statements:Q"),
        ],
    )
    cells = base.mark_rect(stroke="#8888", strokeWidth=0.5).encode(
        x=alt.X("date:T", title=unit, axis=_dates(alt, days, unit)),
        x2="end:T",
        color=alt.Color(
            f"{count}:Q",
            scale=alt.Scale(domain=[0, most], range=["#dbeafe", "#1d4ed8"]),
            legend=_legend(alt, (row[count] for row in rows)),
        ),
    )
    strong = alt.condition(f"datum.{count} > {most / 2}", alt.value("white"), alt.value("black"))
    columns = (max(days) - min(days)).days / _DAYS[unit] + 1 if days else 1
    # Numbers only where a cell has room for them.
    numbers = base.transform_filter("true" if columns <= 24 else "false").mark_text(fontSize=10)
    chart: altair.LayerChart = alt.layer(
        cells, numbers.encode(x=alt.X("middle:T"), text=f"{count}:Q", color=strong)
    ).properties(
        width=620,
        height=alt.Step(24),
        title=_title(alt, f"{count.capitalize()} by agency", rest, "agencies", undated, "undated dispatches"),
    )
    return chart


def calibration(judged: Any, *, bins: int = 10) -> altair.LayerChart:
    """Draw whether confidence keeps its word: for each bin of it, the share that was judged right.

    `judged` is a data frame (or a mapping of lists) with the columns ``confidence``, from 0 to 1, and ``right``, true
    where a judge found the item right; notebook 6 makes one. A bin is a dot at its mean confidence, as large as there
    are items, with the 95 % interval of its share (Wilson 1927); on the dashed line confidence is what it says. Items
    without a confidence are left out and counted. `bins` is the number of bins of equal width.

    >>> chart = calibration({"confidence": [0.9, 0.95, None], "right": [True, False, True]})
    >>> chart.to_dict()["title"]["subtitle"]
    'not shown: 1 without confidence'
    """
    alt = _altair()
    found: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    unknown = 0
    for confidence, right in zip(judged["confidence"], judged["right"], strict=True):
        if confidence is None or confidence != confidence:  # pandas writes NaN
            unknown += 1
        else:
            found[min(int(confidence * bins), bins - 1)].append((float(confidence), bool(right)))
    rows: list[dict[str, Any]] = []
    for _, items in sorted(found.items()):
        right = sum(right for _, right in items)
        low, high = _wilson(right, len(items))
        rows.append(
            {
                "confidence": sum(confidence for confidence, _ in items) / len(items),
                "right": right / len(items),
                "items": len(items),
                "low": low,
                "high": high,
            }
        )
    whole = alt.Scale(domain=[0, 1])
    share = alt.Axis(format="%", tickCount=5)
    x = alt.X("confidence:Q", scale=whole, axis=share, title="confidence")
    y = alt.Y("right:Q", scale=whole, axis=share, title="judged right")
    tooltip = ["items:Q", *(alt.Tooltip(f"{name}:Q", format=".1%") for name in ("confidence", "right", "low", "high"))]
    base = alt.Chart(alt.Data(values=rows)).encode(x=x, tooltip=tooltip)
    ideal = alt.Chart(alt.Data(values=[{"confidence": 0, "right": 0}, {"confidence": 1, "right": 1}]))
    chart: altair.LayerChart = alt.layer(
        base.mark_rule(strokeWidth=2, color=BLUE).encode(
            y=alt.Y("low:Q", scale=whole, title="judged right"), y2="high:Q"
        ),
        ideal.mark_line(strokeDash=[5, 4], color="#888").encode(x=x, y=y),
        base.mark_circle(opacity=1, color=BLUE).encode(
            y=y,
            size=alt.Size(
                "items:Q", scale=alt.Scale(range=[50, 600]), legend=_legend(alt, (row["items"] for row in rows))
            ),
        ),
    ).properties(width=380, height=380, title=_title(alt, "Calibration", unknown, "without confidence"))
    return chart


def _wilson(right: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """Give the 95 % interval of a share, which holds for small samples and for shares near 1 too."""
    share = right / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return max(0.0, middle - half), min(1.0, middle + half)


def _bow(one: tuple[float, float], other: tuple[float, float]) -> dict[str, float]:
    """Move a line a little to the right, so that two directions do not cover each other, and place its head."""
    (x, y), (x2, y2) = one, other
    dx, dy = x2 - x, y2 - y
    length = math.hypot(dx, dy) or 1.0
    aside = 0.02
    x, y, x2, y2 = (
        x + aside * dy / length, y - aside * dx / length, x2 + aside * dy / length, y2 - aside * dx / length,
    )  # fmt: skip
    far = 1 - 0.1 / length
    # The picture is wider than it is high: the angle is that of the drawn line.
    angle = math.degrees(math.atan2(dx * 620 / 3.5, dy * 460 / 2.6))
    return {"x": x, "y": y, "x2": x2, "y2": y2, "headx": x + dx * far, "heady": y + dy * far, "angle": angle}


def _most(counts: Counter[str], most: int) -> tuple[list[str], int]:
    """Choose the names with the highest counts, equal ones by the alphabet, and how many are left out."""
    names = sorted(counts, key=lambda name: (-counts[name], name))
    return names[:most], max(0, len(names) - most)


def _title(alt: Any, title: str, *left_out: int | str) -> Any:
    """Write a title with what is left out below it: pairs of a number and what it counts."""
    pairs = zip(left_out[::2], left_out[1::2], strict=True)
    parts = [f"{count:,} {what}" for count, what in pairs if count]
    return alt.Title(title, subtitle=f"not shown: {', '.join(parts)}" if parts else "", anchor="start")


def _legend(alt: Any, counts: Iterable[int]) -> Any:
    """Show one, the most, and one between them."""
    most = max(counts, default=1)
    return alt.Legend(values=sorted({1, (1 + most) // 2, most}), format=",d")


def _dates(alt: Any, days: list[date], unit: str) -> Any:
    """Make an axis of dates: some eight of them, and none twice."""
    span = (max(days) - min(days)).days if days else 0
    ticks = alt.TimeIntervalStep(interval="day", step=1 + span // 8) if unit == "day" else 8
    return alt.Axis(format="%e %b %Y", labelAngle=-35, labelOverlap=True, tickCount=ticks)


def _sign(value: int) -> str:
    return "+" if value > 0 else "−" if value < 0 else "±"


def _day(text: str | None) -> date | None:
    """Read a whole day; `None` for a month, a year or nothing."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _unit(first: date, last: date) -> str:
    """Choose what a dot stands for, so that there are at most some hundred of them in a row."""
    days = (last - first).days
    return "day" if days <= 120 else "week of" if days <= 900 else "month of"


def _begin(day: date, unit: str) -> date:
    if unit == "week of":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "month of" else day


def _end(begin: date, unit: str) -> date:
    """Give the day after the last of a unit."""
    return _begin(begin + timedelta(days=31), unit) if unit == "month of" else begin + timedelta(days=_DAYS[unit])


def _at(day: date) -> str:
    """Write a day as charts read it: without an hour it would begin in Greenwich, and be the day before in America."""
    return f"{day.isoformat()}T00:00:00"
