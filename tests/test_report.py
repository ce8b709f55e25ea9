"""The page of `onrecord report` in a real browser: it loads, filters, opens dispatches, and shows text as text."""

import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, expect, sync_playwright

import onrecord

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "examples").glob("*.txt"))
ROWS = [(path.stem, path.read_bytes().decode(), path.stem[:10]) for path in FILES]
CONCEPT = (
    "concept",
    'RIGA, March 7 (Meridian) -- "Territorial integrity is not for sale," Latvian Foreign Minister Maris Kalnins said.',
    "2024-03-07",
)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
OPTIONS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
INJECTION = (
    'OSLO, March 5 (<script>hacked=1</script>) -- "</script><script>hacked=1</script><img src=x onerror=hacked=1> '
    "&amp; 'quoted' \u202egnirts\u202c <!-- \U0001f54a,\" Foreign Minister Ana \"><b>Orlu said on Tuesday."
)

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium: apt-get install chromium")
Show = Callable[..., Page]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> onrecord.Archive:
    """Return an archive of the example dispatches."""
    archive = onrecord.Archive(tmp_path_factory.mktemp("report") / "letters.db")
    archive.add([*ROWS, CONCEPT])
    return archive


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS.split())
        yield browser
        browser.close()


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Show]:
    """Open the page of an archive. At the end, nothing may have gone wrong on it, nor may it have loaded anything."""
    troubles: list[str] = []
    contexts = []

    def loads(request: Request) -> None:
        if not request.url.startswith(("file:", "data:")):
            troubles.append(request.url)

    def show(archive: onrecord.Archive, width: int = 1280, scheme: str = "light", **choice: object) -> Page:
        archive.report(tmp_path / "page.html", **choice)  # type: ignore[arg-type]
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: troubles.append(message.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("dialog", lambda dialog: troubles.append(dialog.message))
        page.on("request", loads)
        page.goto((tmp_path / "page.html").as_uri())
        return page

    yield show
    for context in contexts:
        context.close()
    assert troubles == []


def fields(page: Page) -> Locator:
    return page.get_by_role("search", name="Filters")


def kept(page: Page) -> int:
    """Read how many rows the filters let through, when they have been applied."""
    page.evaluate("new Promise((done) => setTimeout(done, 200))")  # the page waits 120 ms for more typing
    return int((page.locator("#status").inner_text().split()[0]).replace(",", ""))


def choose(page: Page, field: str, label: str = "") -> tuple[str, int]:
    """Choose the option of that label, or the first; return its label, and the number that stands behind it."""
    options = fields(page).get_by_label(field).locator("option").all_inner_texts()[1:]
    option = next(text for text in options if text.startswith(f"{label} (" if label else ""))
    fields(page).get_by_label(field).select_option(label=option)
    name, count = option.removesuffix(")").rsplit(" (", 1)
    return name, int(count)


@needs_chromium
def test_every_statement_is_there_once(archive: onrecord.Archive, show: Show) -> None:
    page = show(archive)
    statements = archive.stats()["statements"]
    assert kept(page) == statements
    # Rows are drawn as they come into sight.
    assert page.locator("#results > li").count() < statements
    for _ in range(statements // 60):
        page.keyboard.press("End")
        page.wait_for_timeout(200)
    expect(page.locator("#results > li")).to_have_count(statements)
    assert page.title() == "letters: who said what"
    # The first is of the last day.
    expect(page.locator("#results > li").first).to_contain_text("18 Mar 2024")


@needs_chromium
def test_filters_let_through_what_they_promise(archive: onrecord.Archive, show: Show) -> None:
    page = show(archive)
    everything = kept(page)
    for field, label in [("Speaker", "Ingrid Halvorsen"), ("State", "Norway"), ("Concept", ""), ("Agency", "Meridian")]:
        there, promised = choose(page, field, label)
        assert 0 < promised == kept(page) < everything
        rows = page.locator("#results > li")
        assert rows.filter(has_text=there).count() == rows.count() > 0
        page.get_by_role("button", name="Clear all filters").click()
        assert kept(page) == everything
    fields(page).get_by_label("from", exact=True).fill("2024-03-07")
    fields(page).get_by_label("to", exact=True).fill("2024-03-08")
    assert kept(page) > 0
    days = {text.split("\n")[0] for text in page.locator("#results > li").all_inner_texts()}
    assert days == {"7 Mar 2024", "8 Mar 2024"}
    # Filters add up, and what is left of the choices is counted anew.
    assert choose(page, "Agency", "Baltinform")[1] == kept(page) > 0
    assert fields(page).get_by_label("Agency").locator("option").count() == 3
    fields(page).get_by_label("Words").fill("LETTER")
    kept(page)
    assert {text.lower() for text in page.locator("#results mark").all_inner_texts()} == {"letter"}


@needs_chromium
def test_a_row_opens_the_dispatch_at_the_words(archive: onrecord.Archive, show: Show) -> None:
    page = show(archive, agencies=["NORPRESS"], to_date="2024-03-05")
    fields(page).get_by_label("Order").select_option("oldest")
    record = archive["2024-03-05_norpress_letters"]
    statements = sorted(record.statements, key=lambda statement: statement.content[0].start)
    assert kept(page) == len(statements)
    last = len(statements) - 1
    page.locator("#results .words").nth(last).click()
    dialog = page.get_by_role("dialog")
    assert dialog.locator("#text").text_content() == archive.text(record.document.id)
    marked = [*dialog.locator("#text .content").all_text_contents()]
    assert marked == [span.text for span in statements[last].content]
    expect(dialog.locator("#text .content").first).to_be_in_viewport()
    expect(dialog.locator("#place")).to_have_text(f"statement {last + 1} of {last + 1}")
    dialog.get_by_role("button", name="Previous").click()
    before = statements[last - 1]
    assert dialog.locator("#text .content").all_text_contents() == [span.text for span in before.content]
    if before.speaker_span:
        assert "".join(dialog.locator("#text .speaker").all_text_contents()) == before.speaker_span.text
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()


@needs_chromium
def test_the_keyboard_suffices(archive: onrecord.Archive, show: Show) -> None:
    page = show(archive)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the results")).to_be_focused()
    page.keyboard.press("Tab")
    expect(fields(page).get_by_label("Words")).to_be_focused()
    page.keyboard.type("letter")
    assert 0 < kept(page) < archive.stats()["statements"]
    rows = page.locator("#results .words")
    rows.first.focus()
    page.keyboard.press("ArrowDown")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("#text")).to_be_focused()
    place = dialog.locator("#place").inner_text()
    page.keyboard.press("ArrowLeft" if dialog.get_by_role("button", name="Next").is_disabled() else "ArrowRight")
    assert dialog.locator("#place").inner_text() != place
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(rows.nth(1)).to_be_focused()
    page.get_by_role("tab", name="Statements").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Open exchanges")).to_be_focused()
    expect(page.get_by_role("tabpanel", name="Open exchanges")).to_be_visible()
    expect(page.get_by_role("tabpanel", name="Statements")).to_be_hidden()


@needs_chromium
def test_open_exchanges_are_those_of_the_question(archive: onrecord.Archive, show: Show) -> None:
    page = show(archive, as_of="2024-03-13")
    unanswered = archive.unanswered("2024-03-13")
    page.get_by_role("tab", name="Open exchanges").click()
    assert kept(page) == len(unanswered)
    letter = page.locator("#open > li", has_text="Letter from Norway to Denmark, Finland, Sweden").first
    expect(letter).to_contain_text("16 days")
    expect(letter).to_contain_text("since 26 Feb 2024 · no answer from Denmark")
    fields(page).get_by_label("Count the days up to").fill("2024-03-18")
    expect(letter).to_contain_text("21 days")
    letter.locator("summary").click()
    letter.locator(".words").first.click()
    question = next(row for row in unanswered if row["open"] == ["DNK"] and row["date"] == "2024-02-26")
    spans = [span["text"] for span in question["evidence"][0]["spans"]]
    assert page.locator("#text .report").all_text_contents() == spans
    page.keyboard.press("Escape")
    assert 0 < choose(page, "State", "Denmark")[1] == kept(page)


@needs_chromium
def test_a_bar_of_the_timeline_chooses_its_days(archive: onrecord.Archive, show: Show) -> None:
    page = show(archive)
    everything = kept(page)
    bar = page.get_by_role("button", name=re.compile("^7 Mar 2024: "))
    promised = int(re.findall(r": (\d+) statement", bar.get_attribute("aria-label") or "")[0])
    bar.click()
    assert 0 < promised == kept(page)
    page.get_by_role("button", name="All dates").click()
    assert kept(page) == everything
    page.keyboard.press("ArrowRight")
    expect(page.locator("#bars button:enabled").nth(1)).to_be_focused()


@needs_chromium
def test_markup_is_shown_as_text(tmp_path: Path, show: Show) -> None:
    archive = onrecord.Archive(tmp_path / "<b>a.db")
    archive.add([("<i>id</i>", INJECTION, "2024-03-05")])
    page = show(archive)
    assert kept(page) == archive.stats()["statements"] > 0
    written = INJECTION.replace("\u202e", "⟨U+202E⟩").replace("\u202c", "⟨U+202C⟩")
    expect(page.locator("#about")).to_contain_text("<b>a")
    expect(page.locator("#results")).to_contain_text(
        "</script><script>hacked=1</script><img src=x onerror=hacked=1> &amp;"
    )
    page.locator("#results .words").first.click()
    assert page.locator("#text").text_content() == written
    expect(page.locator("#dispatch-title")).to_contain_text("<i>id</i>")
    assert page.evaluate("typeof hacked") == "undefined"
    assert page.locator("script").count() == 2
    assert page.locator("img, b b, i").count() == 0


@needs_chromium
def test_the_browser_would_run_no_other_script(archive: onrecord.Archive, browser: Browser, tmp_path: Path) -> None:
    archive.report(tmp_path / "page.html")
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    (tmp_path / "page.html").write_text(text.replace("</body>", "<script>hacked=1</script></body>"), encoding="utf-8")
    with browser.new_context() as context:
        page = context.new_page()
        page.goto((tmp_path / "page.html").as_uri())
        assert page.evaluate("typeof hacked") == "undefined"


@needs_chromium
def test_an_archive_without_texts_says_so(tmp_path: Path, show: Show) -> None:
    archive = onrecord.Archive(tmp_path / "a.db", keep_text=False)
    archive.add(ROWS[:1])
    page = show(archive)
    expect(page.locator("#about")).to_contain_text("keeps no texts")
    fields(page).get_by_label("Order").select_option("oldest")
    kept(page)
    page.locator("#results .words").first.click()
    expect(page.locator("#text")).to_contain_text("The archive keeps no text of this dispatch")
    statement = archive[ROWS[0][0]].statements[0]
    assert page.locator("#text .content").all_text_contents() == [span.text for span in statement.content]


@needs_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 820, 1360])
def test_it_fits_every_width(archive: onrecord.Archive, show: Show, width: int, scheme: str, tmp_path: Path) -> None:
    page = show(archive, width=width, scheme=scheme)
    folder = Path(os.environ.get("ONRECORD_SCREENSHOTS", tmp_path))

    def fits(name: str) -> None:
        page.screenshot(path=folder / f"report-{width}-{scheme}-{name}.png")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        wide = (
            "(all) => all.filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1)"
        )
        assert page.locator("main *, form *, dialog *").evaluate_all(f"{wide}.length") == 0, name

    fits("statements")
    if width < 832:
        expect(fields(page).get_by_label("Words")).to_be_hidden()
        page.locator("#panel summary").click()
        fits("filters")
    expect(fields(page).get_by_label("Words")).to_be_visible()
    page.locator("#results .words").nth(1).click()
    fits("dispatch")
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Open exchanges").click()
    page.locator("#open summary").first.click()
    fits("exchanges")


@needs_chromium
def test_a_full_page_answers_at_once(tmp_path: Path, show: Show) -> None:
    text = (
        "OSLO, March 5 (Polaris) -- Norway waits, Norwegian Foreign Minister Ingrid Halvorsen said. "
        "Finland will answer, Finnish Foreign Minister Aleksi Rautio said. "
        "Sweden will not, Swedish Foreign Minister Erik Lindqvist said."
    )
    archive = onrecord.Archive(tmp_path / "a.db", full_text=False)
    with archive.bulk():
        archive.add(
            ((f"d{n}", text, "2024-03-05") for n in range(6600)), extractor=onrecord.Extractor(attribution="rules")
        )
    page = show(archive)
    assert 19_000 < kept(page) <= 20_000
    assert page.locator("#results > li").count() < 200
    fields(page).get_by_label("Words").fill("Finland")
    milliseconds = page.evaluate("() => { const begun = performance.now(); apply(); return performance.now() - begun }")
    print(f"a filter over {archive.stats()['statements']:,} statements: {milliseconds:.0f} ms")
    assert 6_000 < kept(page) < 7_000
    assert milliseconds < 2_000


def test_too_many_statements_are_refused_with_advice(tmp_path: Path) -> None:
    archive = onrecord.Archive(tmp_path / "a.db")
    archive.add([("a", 'OSLO, March 5 (Polaris) -- "We wait," Minister Ana Orlu said.', "2024-03-05")])
    with sqlite3.connect(tmp_path / "a.db") as connection:
        connection.execute(
            "INSERT INTO statements (document, id, quotation, level, source_chain, "
            'start, "end", content, evidence, rule) '
            "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 20000) "
            "SELECT 1, 'x' || n, 'direct', 1, '[]', 0, 1, 'O', 'explicit', 'made.up' FROM numbers"
        )
    connection.close()
    with pytest.raises(onrecord.ArchiveError, match=r"more than 20,000 statements.*by date.*--from"):
        archive.report(tmp_path / "page.html")
    assert not (tmp_path / "page.html").exists()
    assert archive.report(tmp_path / "page.html", actors=["Ana Orlu"])["statements"] == 1


def test_the_archive_itself_is_not_overwritten(archive: onrecord.Archive, tmp_path: Path) -> None:
    own = onrecord.Archive(tmp_path / "own.db")
    with pytest.raises(onrecord.ArchiveError, match="is the archive itself"):
        own.report(tmp_path / "own.db")
    with pytest.raises(onrecord.ArchiveError, match="cannot be written"):
        archive.report(tmp_path)
