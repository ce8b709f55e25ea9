"use strict";

// What the archive holds, in the names of the record. Every text passes `shown` and becomes a text node, never markup.
const content = JSON.parse(document.getElementById("content").textContent);
const dispatches = new Map(content.documents.map((dispatch) => [dispatch.id, dispatch]));

const SLICE = 60; // rows drawn at once
const MOST_BARS = 62;
const ITSELF = "the agency itself", NOT_NAMED = "not named";
const FACETS = { statements: ["speaker", "state", "concept", "agency"], exchanges: ["state", "agency"] };
const ACTS = {
  assertive: "says how things are", directive: "asks for something", commissive: "promises something",
  expressive: "expresses a state of mind", declarative: "makes it so by saying it",
};
const MARKS = { content: "words", speaker: "speaker", cue: "cue", report: "report of the exchange" };

// --- Small tools ---------------------------------------------------------------------------------------------------

const find = (id) => document.getElementById(id);
const filters = find("filters").elements;
const number = (value) => value.toLocaleString("en");
const counted = (value, noun) => `${number(value)} ${noun}${value === 1 ? "" : noun.endsWith("ch") ? "es" : "s"}`;

/** Spells out characters that nobody sees but that turn text around. */
const UNSEEN = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
const shown = (text) =>
  String(text).replace(UNSEEN, (c) => `⟨U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);

/** An element with attributes; of its children, strings become text and what is null is left out. */
function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") made.addEventListener("click", value);
    else made.setAttribute(name, name === "title" || name === "aria-label" ? shown(value) : value);
  }
  made.append(...children.filter((child) => child != null).map((c) => (typeof c === "string" ? shown(c) : c)));
  return made;
}

/** Words to compare by: lower case, letters without their accents, of the same length. */
const fold = (text) => text.replace(/[\u00c0-\u024f\u1e00-\u1eff]/g, (c) => c.normalize("NFD")[0]).toLowerCase();

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** An ISO date, of a day, a month or a year, as people write it. */
function written(date) {
  const [year, month, day] = (date ?? "").split("-");
  return [day && String(Number(day)), MONTHS[month - 1], year].filter(Boolean).join(" ") || "no date";
}
const isDay = (date) => /^\d{4}-\d\d-\d\d$/.test(date ?? "");
const days = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / 86400000);
const time = (date) => element("time", date ? { datetime: date } : {}, written(date));
const state = (code) => content.states[code] ?? code;
/** The role and the state of a speaker; a state speaks for itself. */
const standing = ({ role, state: code, speaker }) => [role, code && state(code) !== speaker && state(code)].filter(Boolean);
const words = (spans) => spans.map((span) => span.text.replace(/\s+/g, " ")).join(" … ");
const joined = (parts) => parts.filter(Boolean).join(" · ");

// --- What is listed: statements and open exchanges -------------------------------------------------------------------

const statements = content.documents.flatMap((dispatch) =>
  dispatch.statements.map((statement, position) => {
    const speaker = statement.speaker ?? (statement.level === 0 ? ITSELF : NOT_NAMED);
    return {
      dispatch, statement, position, date: dispatch.date, words: words(statement.content), name: speaker,
      speaker: [speaker], state: statement.state ? [statement.state] : [], concept: statement.concepts,
      agency: dispatch.agency ? [dispatch.agency] : [],
    };
  }));

const exchanges = content.exchanges.map((exchange) => {
  const sender = Object.keys(content.states).find((code) => content.states[code] === exchange.sender);
  return {
    exchange, date: exchange.date, states: exchange.recipients,
    state: [...new Set([...exchange.recipients.filter((party) => party in content.states), ...(sender ? [sender] : [])])],
    agency: [...new Set(exchange.evidence.map((report) => dispatches.get(report.document)?.agency).filter(Boolean))],
    words: exchange.evidence.map((report) => words(report.spans)).join(" "),
    name: [exchange.sender, ...exchange.recipients.map(state)].join(" "),
  };
}).sort((one, other) => (one.date ?? "9").localeCompare(other.date ?? "9"));

const listed = { statements, exchanges };
const LABELS = { state, concept: (key) => content.concepts[key] ?? key, speaker: String, agency: String };

// --- Filters ---------------------------------------------------------------------------------------------------------

let view = "statements", kept = [], terms = [];

/** Draws what the filters let through, and counts what each choice would let through. */
function apply() {
  terms = fold(filters.words.value).split(/\s+/).filter(Boolean);
  const facets = FACETS[view], chosen = Object.fromEntries(facets.map((name) => [name, filters[name].value]));
  const counts = Object.fromEntries(facets.map((name) => [name, new Map()]));
  const [from, to] = [filters.from.value, filters.to.value];
  kept = listed[view].filter((item) => {
    if ((from && !(item.date >= from)) || (to && !(item.date && item.date.slice(0, 10) <= to))) return false;
    item.folded ??= fold(`${item.words} ${item.name}`);
    if (!terms.every((term) => item.folded.includes(term))) return false;
    const failed = facets.filter((name) => chosen[name] && !item[name].includes(chosen[name]));
    for (const name of failed.length ? failed : facets) {
      if (failed.length > 1) break;
      for (const value of item[name]) counts[name].set(value, (counts[name].get(value) ?? 0) + 1);
    }
    return failed.length === 0;
  });
  for (const name of facets) choices(name, counts[name], chosen[name]);
  const active = ["words", "from", "to", ...facets].filter((name) => filters[name].value).length;
  find("active").textContent = active ? ` (${active} set)` : "";
  if (view === "statements") drawStatements();
  else drawExchanges();
}

/** Fills a choice with what is left, each value with how often it occurs. */
function choices(name, counts, chosen) {
  if (chosen && !counts.has(chosen)) counts.set(chosen, 0);
  const label = LABELS[name];
  const values = [...counts.keys()].sort((one, other) => label(one).localeCompare(label(other), "en"));
  const options = values.map((value) => {
    const option = element("option", {}, `${label(value)} (${number(counts.get(value))})`);
    option.value = value;
    return option;
  });
  filters[name].replaceChildren(element("option", { value: "" }, `all (${number(values.length)})`), ...options);
  filters[name].value = chosen;
  filters[name].disabled = values.length === 0;
}

/** Text with the words looked for marked. */
function marked(text) {
  const folded = fold(text), parts = [];
  let at = 0;
  for (;;) {
    const hits = terms.map((term) => [folded.indexOf(term, at), term.length]).filter(([start]) => start >= 0);
    if (!hits.length || folded.length !== text.length) break;
    const [start, length] = hits.reduce((one, other) => (other[0] < one[0] ? other : one));
    parts.push(text.slice(at, start), element("mark", {}, text.slice(start, start + length)));
    at = start + length;
  }
  return [...parts, text.slice(at)];
}

// --- Statements ------------------------------------------------------------------------------------------------------

let drawn = 0;

function drawStatements() {
  const dispatched = new Set(kept.map((row) => row.dispatch)).size;
  find("status").textContent =
    `${number(kept.length)} of ${counted(statements.length, "statement")}, in ${counted(dispatched, "dispatch")}`;
  drawTimeline();
  const later = filters.order.value === "newest" ? -1 : 1; // the order within a dispatch stays
  kept.sort((one, other) => later * (one.date ?? "").localeCompare(other.date ?? ""));
  drawn = 0;
  find("results").replaceChildren();
  drawMore();
}

/** Draws the next slice of the list. */
function drawMore() {
  find("results").append(...kept.slice(drawn, drawn + SLICE).map(row));
  drawn = Math.min(drawn + SLICE, kept.length);
  find("more").hidden = drawn === kept.length;
  find("more").textContent = `Show more: ${number(kept.length - drawn)} are left`;
}

/** A statement in the list. */
function row(item) {
  const { statement, dispatch } = item;
  const notes = [
    statement.level > 1 && "inside the words of another",
    statement.voice === "attributed" && "by another party’s account",
    ...statement.concepts.map(LABELS.concept),
  ];
  const quoted = statement.quotation === "direct" ? [`“${item.words}”`] : [item.words];
  return element("li", { dir: "auto" },
    element("div", { class: "when" }, time(dispatch.date), dispatch.agency && element("span", {}, dispatch.agency)),
    element("div", { class: "who" }, element("b", {}, ...marked(item.name)),
      element("span", {}, joined(standing(statement)))),
    element("button", { type: "button", class: "words", onclick: () => readStatement(dispatch, item.position) },
      ...marked(quoted[0])),
    notes.some(Boolean) ? element("div", { class: "notes" }, joined(notes)) : null);
}

// --- Timeline --------------------------------------------------------------------------------------------------------

const iso = (date) => date.toISOString().slice(0, 10);
/** The first day of the unit that a day lies in. */
function begin(day, unit) {
  const date = new Date(`${day}T00:00:00Z`);
  if (unit === "week") date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  if (unit === "month" || unit === "year") date.setUTCDate(1);
  if (unit === "year") date.setUTCMonth(0);
  return iso(date);
}
/** The first day of the unit that follows. */
function following(first, unit) {
  const date = new Date(`${first}T00:00:00Z`);
  if (unit === "year") date.setUTCFullYear(date.getUTCFullYear() + 1);
  else if (unit === "month") date.setUTCMonth(date.getUTCMonth() + 1);
  else date.setUTCDate(date.getUTCDate() + (unit === "week" ? 7 : 1));
  return iso(date);
}

function drawTimeline() {
  const dated = kept.map((row) => row.date).filter(isDay).sort();
  find("timeline").hidden = dated.length === 0;
  find("all-dates").hidden = !filters.from.value && !filters.to.value;
  if (!dated.length) return;
  const span = days(dated[0], dated.at(-1));
  const unit = Object.entries({ day: 1, week: 7, month: 30 }).find(([, length]) => span / length < MOST_BARS)?.[0] ?? "year";
  const counts = new Map();
  for (let at = begin(dated[0], unit); at <= dated.at(-1); at = following(at, unit)) counts.set(at, 0);
  for (const day of dated) counts.set(begin(day, unit), counts.get(begin(day, unit)) + 1);
  const most = Math.max(...counts.values()), undated = kept.length - dated.length;
  find("unit").textContent = joined([
    `Statements by ${unit}, at most ${number(most)}`, undated && `${number(undated)} without a day`,
  ]);
  const [first, ...rest] = [...counts].map(([at, count]) => bar(at, count, unit, most));
  first.tabIndex = 0;
  find("bars").replaceChildren(first, ...rest);
  const ends = [...counts.keys()];
  // Few bars stay narrow, and the two dates below them still have room.
  for (const part of [find("bars"), find("ends")]) part.style.maxWidth = `${Math.max(14, 3 * ends.length)}rem`;
  find("ends").children[0].textContent = written(begins(ends[0], unit));
  find("ends").children[1].textContent = ends.length > 1 ? written(begins(ends.at(-1), unit)) : "";
}

/** A date as precise as the unit. */
const begins = (at, unit) => (unit === "year" ? at.slice(0, 4) : unit === "month" ? at.slice(0, 7) : at);

function bar(at, count, unit, most) {
  const day = new Date(`${following(at, unit)}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() - 1);
  const name = `${unit === "week" ? "week of " : ""}${written(begins(at, unit))}: ${counted(count, "statement")}`;
  const made = element("button", {
    type: "button", tabindex: "-1", title: name, "aria-label": name, onclick: () => {
      [filters.from.value, filters.to.value] = [at, iso(day)];
      apply();
      find("all-dates").focus();
    },
  }, element("span", {}));
  made.disabled = count === 0;
  made.firstChild.style.height = count ? `${Math.max(4, (100 * count) / most)}%` : "0";
  return made;
}

// --- Open exchanges --------------------------------------------------------------------------------------------------

function drawExchanges() {
  find("status").textContent = `${number(kept.length)} of ${counted(exchanges.length, "open exchange")}`;
  find("open").replaceChildren(...kept.map(({ exchange }) => {
    const open = exchange.open.map(state).join(", "), until = filters.until.value || content.as_of;
    const waited = isDay(exchange.date) ? Math.max(0, days(exchange.date, until)) : null;
    const recipients = exchange.recipients.map(state).join(", ");
    return element("li", { dir: "auto" },
      element("h3", {}, title(exchange)),
      element("p", {}, element("b", { class: "days" }, waited === null ? "no day known" : counted(waited, "day")),
        ` ${joined([exchange.date ? `since ${written(exchange.date)}` : "", open && open !== recipients ? `no answer from ${open}` : ""])}`),
      element("details", {}, element("summary", {}, counted(exchange.evidence.length, "report")),
        element("ul", {}, ...exchange.evidence.map((report, position) => element("li", {},
          element("div", { class: "when" }, time(report.date), element("span", {}, report.agency ?? "")),
          element("button", { type: "button", class: "words", onclick: () => readReport(exchange, position) },
            ...marked(words(report.spans))))))));
  }));
}

const title = ({ kind, sender, recipients }) => {
  const to = recipients.length ? ` to ${recipients.map(state).join(", ")}` : "";
  return `${kind[0].toUpperCase()}${kind.slice(1).replaceAll("_", " ")} from ${sender ?? "somebody not named"}${to}`;
};

// --- A dispatch, opened at the words ---------------------------------------------------------------------------------

let reading = null; // what "previous" and "next" walk through: { count, at, show }

function readStatement(dispatch, position) {
  const statement = dispatch.statements[position], known = statement.confidence;
  reading = { count: dispatch.statements.length, at: position, show: (at) => readStatement(dispatch, at) };
  const who = statement.speaker ?? (statement.level === 0 ? ITSELF : NOT_NAMED);
  read(dispatch, "statement", [
    ["Who", [who, ...standing(statement)].join(", ")],
    ["To whom", statement.addressees.join(", ")],
    ["Said on", statement.date && statement.date !== dispatch.date ? written(statement.date) : ""],
    ["By saying it", ACTS[statement.speech_act]],
    ["On", statement.concepts.map(LABELS.concept).join(", ")],
    ["How known", joined([
      statement.voice === "attributed" && "by another party’s account", statement.evidence, `rule ${statement.rule}`,
      known === null ? "not measured" : `right in ${Math.round(100 * known)} of 100 cases`,
    ])],
  ], [
    ...statement.content.map((span) => ({ ...span, mark: "content" })),
    ...[[statement.speaker_span, "speaker"], [statement.cue, "cue"]].flatMap(([span, mark]) => (span ? [{ ...span, mark }] : [])),
  ]);
}

function readReport(exchange, position) {
  const report = exchange.evidence[position];
  reading = { count: exchange.evidence.length, at: position, show: (at) => readReport(exchange, at) };
  read(dispatches.get(report.document), "report", [
    ["Exchange", title(exchange)],
    ["Sent", exchange.date ? written(exchange.date) : ""],
    ["How known", joined([report.evidence, `rule ${report.rule}`])],
  ], report.spans.map((span) => ({ ...span, mark: "report" })));
}

/** Shows a dispatch with these spans marked, at the first of them. */
function read(dispatch, what, facts, spans) {
  const dialog = find("dispatch"), text = find("text");
  find("dispatch-title").replaceChildren(shown(joined([dispatch.agency, dispatch.place, written(dispatch.date)])),
    element("small", {}, dispatch.id));
  find("facts").replaceChildren(...facts.filter(([, value]) => value).map(([term, value]) =>
    element("div", {}, element("dt", {}, term), element("dd", { dir: "auto" }, value))));
  const marks = new Set(spans.map((span) => span.mark));
  find("legend").replaceChildren(...[...marks].map((mark) => element("span", { class: `mark ${mark}` }, MARKS[mark])));
  text.replaceChildren(...(dispatch.text === null ? withoutText(spans) : pieces(dispatch.text, spans)));
  find("place").textContent = `${what} ${reading.at + 1} of ${reading.count}`;
  find("previous").disabled = reading.at === 0;
  find("next").disabled = reading.at === reading.count - 1;
  if (!dialog.open) dialog.showModal();
  text.focus({ preventScroll: true });
  text.scrollTop = 0;
  text.querySelector(".content, .report")?.scrollIntoView({ block: "center" });
}

/** The text, cut at the ends of the spans. Offsets count code points. */
function pieces(text, spans) {
  const points = /[\ud800-\udfff]/.test(text) ? Array.from(text) : text;
  const slice = (start, end) => (typeof points === "string" ? points.slice(start, end) : points.slice(start, end).join(""));
  const cuts = [...new Set([0, points.length, ...spans.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
  return cuts.slice(1).map((end, position) => {
    const start = cuts[position], over = spans.filter((span) => span.start <= start && end <= span.end);
    const marks = [...new Set(over.map((span) => span.mark))].join(" ");
    return marks ? element("mark", { class: `mark ${marks}` }, slice(start, end)) : shown(slice(start, end));
  });
}

/** What is known of a dispatch without a text: the words that the record cites. */
function withoutText(spans) {
  const cited = [...spans].sort((one, other) => one.start - other.start);
  return [
    element("em", {}, "The archive keeps no text of this dispatch, only the words that its record cites:"), "\n\n",
    ...cited.flatMap((span) => [element("mark", { class: `mark ${span.mark}` }, span.text), " … "]).slice(0, -1),
  ];
}

// --- Keys and pointers -----------------------------------------------------------------------------------------------

/** Moves the focus among elements with the arrow keys. */
function walk(within, selector, back, forth, chosen) {
  within.addEventListener("keydown", (event) => {
    const all = [...within.querySelectorAll(selector)], at = all.indexOf(event.target.closest(selector));
    const to = { [back]: at - 1, [forth]: at + 1, Home: 0, End: all.length - 1 }[event.key];
    if (at < 0 || to === undefined || !all[to]) return;
    event.preventDefault();
    all[to].focus();
    chosen(all[at], all[to]);
  });
}

function choose(tab) {
  view = tab.id.replace("tab-", "");
  for (const other of find("views").children) {
    const selected = other === tab;
    other.setAttribute("aria-selected", selected);
    other.tabIndex = selected ? 0 : -1;
    find(other.getAttribute("aria-controls")).hidden = !selected;
  }
  for (const field of document.querySelectorAll("[data-view]")) field.hidden = field.dataset.view !== view;
  apply();
}

function start() {
  document.title = shown(`${content.title}: who said what`);
  find("about").replaceChildren(shown(joined([
    content.title, `${counted(statements.length, "statement")} in ${counted(content.documents.length, "dispatch")}`,
    content.keeps_text ? "" : "the archive keeps no texts, only the words that its records cite",
  ])));
  for (const name of ["statements", "exchanges"]) {
    find(`tab-${name}`).querySelector(".count").textContent = number(listed[name].length);
  }
  find("as-of").textContent = written(content.as_of);
  if (isDay(content.as_of)) filters.until.value = filters.until.min = filters.until.defaultValue = content.as_of;

  let waiting;
  find("filters").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 120);
  });
  find("filters").addEventListener("submit", (event) => event.preventDefault());
  // The fields are empty only after the event.
  find("filters").addEventListener("reset", () => setTimeout(apply));
  find("all-dates").addEventListener("click", () => {
    filters.from.value = filters.to.value = "";
    apply();
    find("bars").querySelector("button").focus();
  });
  find("more").addEventListener("click", () => {
    const from = drawn;
    drawMore();
    find("results").children[from]?.querySelector("button").focus();
  });
  new IntersectionObserver(([entry]) => entry.isIntersecting && drawMore(), { rootMargin: "600px" }).observe(find("more"));
  for (const tab of find("views").children) tab.addEventListener("click", () => choose(tab));
  walk(find("views"), "button", "ArrowLeft", "ArrowRight", (_, tab) => choose(tab));
  walk(find("bars"), "button:enabled", "ArrowLeft", "ArrowRight", (from, to) => ([from.tabIndex, to.tabIndex] = [-1, 0]));
  walk(find("results"), "button", "ArrowUp", "ArrowDown", () => {});
  find("close").addEventListener("click", () => find("dispatch").close());
  const step = (by) => reading.at + by >= 0 && reading.at + by < reading.count && reading.show(reading.at + by);
  find("previous").addEventListener("click", () => step(-1));
  find("next").addEventListener("click", () => step(1));
  find("dispatch").addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") step(-1);
    if (event.key === "ArrowRight") step(1);
  });
  // A click beside the page of the dispatch closes it.
  find("dispatch").addEventListener("click", (event) => event.target === find("dispatch") && find("dispatch").close());
  if (matchMedia("(max-width: 52rem)").matches) find("panel").open = false;
  choose(find("tab-statements"));
}

start();
