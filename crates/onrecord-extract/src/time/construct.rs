//! From the units of a match to their meaning.

mod clocks;
mod ranges;
mod sets;
mod words;

use clocks::{clock_time, part_of_day};
use ranges::{range_clock, range_days, range_halves, range_months, range_years, weekdays};
use sets::{every, every_name};
pub(crate) use words::Words;
use words::full_year;

use super::calendar::{Calendar, Clock, PartOfDay, Season, Unit, ymd};
use super::holidays::HolidayRule;
use super::meaning::{Amount, Meaning, Name, Origin, Turn, YearOf};
use super::units::UnitOfText;
use super::words::Class;

/// Defines the constructors that the table of patterns names.
macro_rules! constructors {
    ($($name:ident = $text:literal,)*) => {
        /// What is made of a match; the names are those of `data/time/patterns.tsv`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) enum Constructor { $($name,)* }

        impl Constructor {
            /// The constructor of this name.
            pub(crate) fn named(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$name),)* _ => None }
            }
        }
    };
}

constructors! {
    Date = "date",
    DateIso = "date_iso",
    WeekIso = "week_iso",
    DateNumeric = "date_numeric",
    DateDotted = "date_dotted",
    DayOfMonth = "day_of_month",
    WeekdayDay = "weekday_day",
    Recurring = "recurring",
    WeekFrom = "week_from",
    DayBeside = "day_beside",
    WeekOf = "week_of",
    Year = "year",
    QuarterOfYear = "quarter_of_year",
    Decade = "decade",
    Century = "century",
    ReferencePast = "reference_past",
    ReferencePresent = "reference_present",
    ReferenceFuture = "reference_future",
    ReferenceTime = "reference_time",
    ReferenceSet = "reference_set",
    DeicticDay = "deictic_day",
    Tonight = "tonight",
    RelativeUnit = "relative_unit",
    Latest = "latest",
    Comparable = "comparable",
    ComparableYear = "comparable_year",
    Ago = "ago",
    AgoWeekday = "ago_weekday",
    Earlier = "earlier",
    Later = "later",
    FromNow = "from_now",
    FromDay = "from_day",
    FocusBefore = "focus_before",
    FocusAfter = "focus_after",
    FocusSame = "focus_same",
    FocusPart = "focus_part",
    FocusThen = "focus_then",
    FocusUnit = "focus_unit",
    Quarter = "quarter",
    Half = "half",
    SeasonYear = "season_year",
    Clock = "clock",
    PartOfDay = "part_of_day",
    PartSet = "part_set",
    Overnight = "overnight",
    Duration = "duration",
    DurationRange = "duration_range",
    DurationUnit = "duration_unit",
    DurationVague = "duration_vague",
    DurationTime = "duration_time",
    DurationAnchored = "duration_anchored",
    DurationThe = "duration_the",
    SeasonSet = "season_set",
    Recent = "recent",
    Frequency = "frequency",
    Every = "every",
    EveryName = "every_name",
    TimesA = "times_a",
    Weekdays = "weekdays",
    YearEnd = "year_end",
    UnitEnd = "unit_end",
    UnitMid = "unit_mid",
    RangeDays = "range_days",
    RangeDates = "range_dates",
    RangeYears = "range_years",
    RangeMonths = "range_months",
    RangeWeekdays = "range_weekdays",
    RangeClock = "range_clock",
    Holiday = "holiday",
}

/// Makes the meaning of a match; `None` where the words turn out to mean no time.
pub(crate) fn construct(constructor: Constructor, holiday: Option<HolidayRule>, words: Words<'_>) -> Option<Meaning> {
    let deictic = |unit, offset| Meaning::Deictic { unit, offset, fiscal: false };
    Some(match constructor {
        Constructor::Date => date(words)?,
        Constructor::DateIso => {
            let numbers: Vec<i64> =
                words.units.iter().filter(|unit| unit.is(Class::Number)).map(UnitOfText::number).collect();
            let [year, month, day] = numbers.as_slice() else { return None };
            fixed_day(*year as i32, *month as u32, *day as u32)
        }
        Constructor::WeekIso => {
            let week = words.value(Class::IsoWeek)?;
            let monday = chrono::NaiveDate::from_isoywd_opt(words.year()?, week as u32, chrono::Weekday::Mon)?;
            Meaning::Fixed(Calendar::around(monday, Unit::Week))
        }
        Constructor::DateNumeric => numeric_date(words)?,
        Constructor::DateDotted => dotted_date(words)?,
        Constructor::DayOfMonth => {
            let name = Name::Day(words.day()?);
            Meaning::Recurring { name, turn: Turn::Within(Unit::Month, words.relative().unwrap_or(0)) }
        }
        Constructor::WeekdayDay => Meaning::Recurring { name: Name::Day(words.day()?), turn: Turn::Open },
        Constructor::Recurring => recurring(words)?,
        Constructor::WeekFrom => {
            let day = Meaning::Recurring { name: Name::Weekday(words.weekday()?), turn: Turn::Relative(1) };
            shift(Amount::new(Some(100), Unit::Week), 1, Origin::Given(Box::new(day)))
        }
        Constructor::DayBeside => {
            let sign = if words.says("before") { -1 } else { 1 };
            let day = named_day(words)?;
            shift(Amount::new(Some(100), Unit::Day), sign, Origin::Given(Box::new(day)))
        }
        Constructor::WeekOf => {
            let day = named_day(words)?;
            Meaning::Shift { amount: Amount::new(Some(0), Unit::Week), sign: 1, from: Origin::Given(Box::new(day)) }
        }
        Constructor::Year => Meaning::Fixed(Calendar::year(words.year()?)?),
        Constructor::Decade => Meaning::Fixed(Calendar::around(ymd(decade(words)?, 1, 1)?, Unit::Decade)),
        Constructor::Century => {
            let century = words.value(Class::Ordinal).filter(|century| (1..=30).contains(century))?;
            Meaning::Fixed(Calendar::around(ymd(century * 100 - 50, 1, 1)?, Unit::Century))
        }
        Constructor::ReferencePast => Meaning::Reference("PAST_REF"),
        Constructor::ReferencePresent => Meaning::Reference("PRESENT_REF"),
        Constructor::ReferenceFuture => Meaning::Reference("FUTURE_REF"),
        Constructor::ReferenceTime => Meaning::Focus { unit: Unit::Second, offset: 0, part: None },
        Constructor::ReferenceSet => Meaning::Set("PXX".to_owned()),
        Constructor::DeicticDay => {
            let day = i64::from(words.value(Class::DeicticDay)?);
            deictic(Unit::Day, day)
        }
        Constructor::Tonight => on(Clock::Part(PartOfDay::Night), Some(deictic(Unit::Day, 0))),
        Constructor::RelativeUnit => relative_unit(words)?,
        Constructor::Latest if words.unit() == Some(Unit::Year) => deictic(Unit::Year, -1),
        Constructor::Latest => Meaning::Focus { unit: words.unit().unwrap_or(Unit::Quarter), offset: 0, part: None },
        Constructor::Comparable => Meaning::SameOfYear { year: YearOf::Relative(-1), unit: compared_unit(words) },
        Constructor::QuarterOfYear | Constructor::ComparableYear => {
            Meaning::SameOfYear { year: YearOf::Fixed(words.year()?), unit: compared_unit(words) }
        }
        Constructor::Ago => shift(words.amount()?, -1, Origin::Document),
        Constructor::AgoWeekday => ago_weekday(words)?,
        Constructor::Earlier => shift(words.amount()?, -1, Origin::Focus),
        Constructor::Later => shift(words.amount()?, 1, Origin::Focus),
        Constructor::FromNow => shift(words.amount()?, 1, Origin::Document),
        Constructor::FromDay => from_day(words)?,
        Constructor::FocusBefore => Meaning::Focus { unit: words.unit()?, offset: -1, part: None },
        Constructor::FocusAfter => Meaning::Focus { unit: words.unit()?, offset: 1, part: None },
        Constructor::FocusSame | Constructor::FocusUnit => {
            Meaning::Focus { unit: words.unit()?, offset: 0, part: None }
        }
        Constructor::FocusThen => Meaning::Then,
        Constructor::FocusPart => {
            let offset = words.relative().unwrap_or(0);
            Meaning::Focus { unit: Unit::Day, offset, part: Some(Clock::Part(words.part()?)) }
        }
        Constructor::Quarter | Constructor::Half => part_of_year(words, constructor)?,
        Constructor::SeasonYear => {
            let season = Season::numbered(words.value(Class::Season)?);
            Meaning::Fixed(Calendar::season(words.year()?, season)?)
        }
        Constructor::Clock => clock_time(words)?,
        Constructor::PartOfDay => part_of_day(words)?,
        Constructor::PartSet => {
            let part = PartOfDay::numbered(words.value(Class::Parts)?).code();
            Meaning::Set(match words.weekday() {
                Some(day) => format!("XXXX-WXX-{day}T{part}"),
                None => format!("XXXX-XX-XXT{part}"),
            })
        }
        Constructor::Overnight => {
            Meaning::Focus { unit: Unit::Day, offset: -1, part: Some(Clock::Part(PartOfDay::Night)) }
        }
        Constructor::Duration | Constructor::DurationThe => Meaning::Duration { amount: words.amount()?, side: 0 },
        Constructor::DurationRange => {
            let count = words.units.iter().filter(|unit| unit.is(Class::Number)).count();
            let unit = words.unit()?;
            // "two to three weeks" is two weeks at least.
            let least = words.units.iter().filter(|unit| unit.is(Class::Number)).map(|unit| unit.hundredths).min();
            let hundredths = if count < 2 { Some(100) } else { least };
            Meaning::Duration { amount: Amount::new(hundredths, unit), side: 0 }
        }
        Constructor::DurationUnit => {
            let hundredths = (!words.has(Class::Units)).then_some(100);
            Meaning::Duration { amount: Amount::new(hundredths, long_unit(words)?), side: 0 }
        }
        Constructor::DurationVague => {
            let unit = words.unit().unwrap_or(Unit::Month);
            Meaning::Duration { amount: Amount::new(None, unit), side: 0 }
        }
        Constructor::DurationTime => Meaning::VagueLength,
        Constructor::DurationAnchored => {
            let side = words.value(Class::Last).or_else(|| words.value(Class::Next)).unwrap_or(0);
            Meaning::Duration { amount: words.amount()?, side: i64::from(side) }
        }
        Constructor::SeasonSet => {
            Meaning::Set(format!("XXXX-{}", Season::numbered(words.value(Class::Seasons)?).code()))
        }
        Constructor::Recent => {
            let side = if words.says("ahead") { 1 } else { words.relative().unwrap_or(-1) };
            Meaning::Duration { amount: Amount::new(None, words.unit()?), side }
        }
        Constructor::Frequency => {
            let unit = Unit::numbered(words.value(Class::Frequency)?)?;
            let hundredths = if words.says("semi") || words.says("bi") { return None } else { 100 };
            Meaning::Set(Amount::new(Some(hundredths), unit).value())
        }
        Constructor::Every => every(words)?,
        Constructor::EveryName => every_name(words)?,
        Constructor::TimesA => Meaning::Set(Amount::new(Some(100), words.unit()?).value()),
        Constructor::Weekdays => Meaning::Set(format!("XXXX-WXX-{}", words.value(Class::Weekdays)?)),
        Constructor::YearEnd => Meaning::Recurring { name: Name::MonthDay(12, 31), turn: Turn::Open },
        Constructor::UnitEnd | Constructor::UnitMid => Meaning::Focus { unit: words.unit()?, offset: 0, part: None },
        Constructor::RangeDays => range_days(words)?,
        Constructor::RangeDates => range_halves(words)?,
        Constructor::RangeYears => range_years(words)?,
        Constructor::RangeMonths => range_months(words)?,
        Constructor::RangeWeekdays => {
            let days: Vec<i32> = weekdays(words);
            let [from, to] = days.as_slice() else { return None };
            let name = |day| Box::new(Meaning::Recurring { name: Name::Weekday(day), turn: Turn::Open });
            Meaning::Range(name(*from), name(*to))
        }
        Constructor::RangeClock => range_clock(words)?,
        Constructor::Holiday => holiday_day(words, holiday?)?,
    })
}

/// The unit of what is compared: "the year-ago quarter".
fn compared_unit(words: Words<'_>) -> Option<Unit> {
    words
        .units
        .iter()
        .filter(|unit| unit.is(Class::Unit))
        .filter_map(|unit| words.unit_of(unit))
        .find(|unit| *unit != Unit::Year)
}

fn shift(amount: Amount, sign: i64, from: Origin) -> Meaning {
    Meaning::Shift { amount, sign, from }
}

fn on(clock: Clock, day: Option<Meaning>) -> Meaning {
    Meaning::Time { clock, zone: None, day: day.map(Box::new) }
}

/// A day of the calendar, or the invalid date as it would be written.
fn fixed_day(year: i32, month: u32, day: u32) -> Meaning {
    ymd(year, month, day).map_or_else(
        || Meaning::Invalid(format!("{year:04}-{month:02}-{day:02}")),
        |date| Meaning::Fixed(Calendar::day(date)),
    )
}

/// Month, day and year as far as they stand there.
fn date(words: Words<'_>) -> Option<Meaning> {
    let month = words.month()?;
    let relative_year = words.relative().filter(|_| words.unit() == Some(Unit::Year));
    let ago = (words.unit() == Some(Unit::Year) && words.relative().is_none()).then_some(-1);
    match (words.day(), words.year()) {
        (Some(day), Some(year)) => Some(fixed_day(year, month, day)),
        (None, Some(year)) => Calendar::month(year, month).map(Meaning::Fixed),
        (day, None) => {
            let name = day.map_or(Name::Month(month), |day| Name::MonthDay(month, day));
            if let Name::MonthDay(month, day) = name
                && ymd(2000, month, day).is_none()
            {
                return Some(Meaning::Invalid(format!("XXXX-{month:02}-{day:02}")));
            }
            if words.unit().is_some() && words.unit() != Some(Unit::Year) {
                return None;
            }
            let turn = match (relative_year.or(ago), words.relative()) {
                (Some(offset), _) => Turn::Within(Unit::Year, offset),
                (None, Some(relative)) => Turn::Relative(relative),
                (None, None) => Turn::Open,
            };
            Some(Meaning::Recurring { name, turn })
        }
    }
}

/// `02/15/2022`, `15/02/2022`; where both readings give a day, only the year is certain.
fn numeric_date(words: Words<'_>) -> Option<Meaning> {
    let numbers: Vec<&UnitOfText> = words.units.iter().filter(|unit| unit.is(Class::Number)).collect();
    let [first, second, last] = numbers.as_slice() else { return None };
    let year = if last.is(Class::Year) { last.number() as i32 } else { full_year(last.number() as i32) };
    let (a, b) = (first.number() as u32, second.number() as u32);
    if a == 0 || b == 0 || a > 31 || b > 31 || a > 12 && b > 12 {
        return None;
    }
    Some(if a > 12 {
        fixed_day(year, b, a)
    } else if b > 12 || a == b {
        fixed_day(year, a, b)
    } else {
        Meaning::Literal(format!("{year:04}-XX-XX"))
    })
}

/// `15.02.2022`.
fn dotted_date(words: Words<'_>) -> Option<Meaning> {
    let word = words.word(words.units.first()?);
    let mut fields = word.split('.').map(|field| (field.len(), field.parse::<u32>().ok()));
    let (_, day) = fields.next()?;
    let (_, month) = fields.next()?;
    let (digits, year) = fields.next()?;
    let (day, month, year) = (day?, month?, year?.cast_signed());
    let sound = (1..=31).contains(&day) && (1..=12).contains(&month) && (digits == 4 || digits == 2);
    sound.then(|| fixed_day(if digits == 2 { full_year(year) } else { year }, month, day))
}

fn recurring(words: Words<'_>) -> Option<Meaning> {
    let relative = words.relative();
    let turn = match (words.unit(), relative) {
        (None, Some(offset)) if words.starts_from_focus() => Turn::FromFocus(offset),
        (Some(unit @ (Unit::Week | Unit::Month | Unit::Year)), Some(offset)) => Turn::Within(unit, offset),
        (_, Some(offset)) => Turn::Relative(offset),
        (_, None) => Turn::Open,
    };
    let name = if let Some(day) = words.weekday() {
        Name::Weekday(day)
    } else if let Some(month) = words.month() {
        Name::Month(month)
    } else if let Some(season) = words.value(Class::Season) {
        Name::Season(Season::numbered(season))
    } else {
        let number = words.value(Class::Ordinal).or_else(|| short_quarter(words))? as u32;
        let half = words.has(Class::Fraction);
        let limit = if half { 2 } else { 4 };
        if !(1..=limit).contains(&number) {
            return None;
        }
        return Some(Meaning::Recurring { name: if half { Name::Half(number) } else { Name::Quarter(number) }, turn });
    };
    Some(Meaning::Recurring { name, turn })
}

/// `Q3`.
fn short_quarter(words: Words<'_>) -> Option<i32> {
    words.units.iter().find_map(|unit| {
        let word = words.word(unit).strip_prefix(['q', 'Q'])?;
        word.parse().ok().filter(|number| (1..=4).contains(number))
    })
}

/// The day named at the end: a weekday, a date, or "today".
fn named_day(words: Words<'_>) -> Option<Meaning> {
    if words.month().is_some() {
        let at = words.position(|unit| unit.is(Class::Unit)).filter(|_| words.relative().is_none());
        return date(at.map_or(words, |at| words.slice(at + 1, words.units.len())));
    }
    if let Some(day) = words.value(Class::DeicticDay) {
        return Some(Meaning::Deictic { unit: Unit::Day, offset: i64::from(day), fiscal: false });
    }
    let turn = words.relative().map_or(Turn::Open, Turn::Relative);
    words.weekday().map(|day| Meaning::Recurring { name: Name::Weekday(day), turn })
}

/// The first year of a decade.
fn decade(words: Words<'_>) -> Option<i32> {
    if let Some(unit) = words.find(Class::Decade) {
        return Some(unit.number() as i32);
    }
    if let Some(unit) = words.find(Class::ShortDecade) {
        let short = unit.number() as i32;
        return Some(if short < 20 { 2000 + short } else { 1900 + short });
    }
    let tens = words.value(Class::DecadeWord)?;
    let century = if words.says("eighteen") { 1800 } else { 1900 };
    Some(century + tens * 10)
}

fn relative_unit(words: Words<'_>) -> Option<Meaning> {
    let unit = words.unit()?;
    let offset = words.relative()?;
    let fiscal = words.has(Class::Fiscal);
    let from_focus = words.starts_from_focus();
    let next_day = words.says("the") && words.says("next") && unit <= Unit::Day;
    if from_focus || next_day {
        return Some(Meaning::Focus { unit, offset, part: None });
    }
    if words.says("the") && offset != 0 && (unit <= Unit::Day || unit >= Unit::Decade) {
        return Some(Meaning::Duration { amount: Amount::new(Some(100), unit), side: offset });
    }
    Some(Meaning::Deictic { unit, offset, fiscal })
}

/// "a year ago Friday", "two weeks ago last Monday".
fn ago_weekday(words: Words<'_>) -> Option<Meaning> {
    let amount = words.amount()?;
    let name = words.weekday().map(Name::Weekday).or_else(|| words.month().map(Name::Month))?;
    let given = Meaning::Recurring { name, turn: Turn::Relative(-1) };
    Some(shift(amount, -1, Origin::Given(Box::new(given))))
}

/// "two days before March 5".
fn from_day(words: Words<'_>) -> Option<Meaning> {
    let sign = if words.says("before") { -1 } else { 1 };
    let at = words.position(|unit| unit.is(Class::Unit) || unit.is(Class::Units))?;
    let given = named_day(words.slice(at + 1, words.units.len()))?;
    Some(shift(words.slice(0, at + 1).amount()?, sign, Origin::Given(Box::new(given))))
}

/// A quarter or half of a year that stands with it.
fn part_of_year(words: Words<'_>, constructor: Constructor) -> Option<Meaning> {
    let final_quarter =
        (words.says("final") || words.says("last")).then_some(4).filter(|_| constructor == Constructor::Quarter);
    let latter = (words.says("last") || words.says("latter")).then_some(2);
    let number = words
        .value(Class::Ordinal)
        .or_else(|| short_quarter(words))
        .or(latter.filter(|_| constructor == Constructor::Half))
        .or(final_quarter)? as u32;
    let quarter = constructor == Constructor::Quarter;
    if !(1..=if quarter { 4 } else { 2 }).contains(&number) {
        return None;
    }
    if let Some(year) = words.units.iter().find(|unit| unit.is(Class::Year)).map(|unit| unit.number() as i32) {
        let calendar = if quarter { Calendar::quarter(year, number) } else { Calendar::half(year, number) };
        return calendar.map(Meaning::Fixed);
    }
    let of = words.position(|unit| words.word(unit).eq_ignore_ascii_case("of")).unwrap_or(0);
    let year = words.slice(of, words.units.len());
    let offset = year.relative().unwrap_or(if words.says("ago") || words.says("earlier") { -1 } else { 0 });
    let name = if quarter { Name::Quarter(number) } else { Name::Half(number) };
    Some(Meaning::Recurring { name, turn: Turn::Within(Unit::Year, offset) })
}

fn long_unit(words: Words<'_>) -> Option<Unit> {
    words.unit().or_else(|| {
        let word = words.word(words.units.first()?).to_ascii_lowercase();
        word.strip_suffix("long").and_then(Unit::named)
    })
}

fn holiday_day(words: Words<'_>, holiday: HolidayRule) -> Option<Meaning> {
    if let Some(year) = words.year() {
        return holiday.day(year).map(|day| Meaning::Fixed(Calendar::day(day)));
    }
    let turn = words.relative().map_or(Turn::Open, Turn::Relative);
    let day = Meaning::Recurring { name: Name::Holiday(holiday), turn };
    let week = words.units.last().is_some_and(|last| words.word(last).eq_ignore_ascii_case("week"));
    Some(if week { shift(Amount::new(Some(0), Unit::Week), 1, Origin::Given(Box::new(day))) } else { day })
}
