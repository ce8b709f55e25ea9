//! From the units of a match to their meaning.

use chrono::NaiveTime;

use super::calendar::{Calendar, Clock, PartOfDay, Season, Unit, ymd};
use super::holidays::HolidayRule;
use super::meaning::{Amount, Meaning, Name, Origin, Turn, YearOf, Zone};
use super::units::UnitOfText;
use super::words::{Class, Lexicon};

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

/// The units of a match, read by class.
#[derive(Clone, Copy)]
pub(crate) struct Words<'u> {
    pub(crate) units: &'u [UnitOfText],
    pub(crate) lexicon: &'u Lexicon,
    pub(crate) source: &'u str,
}

impl<'u> Words<'u> {
    fn find(self, class: Class) -> Option<&'u UnitOfText> {
        self.units.iter().find(|unit| unit.is(class))
    }

    fn value(self, class: Class) -> Option<i32> {
        self.find(class).map(|unit| unit.value(class, self.lexicon))
    }

    fn has(self, class: Class) -> bool {
        self.find(class).is_some()
    }

    fn word(self, unit: &UnitOfText) -> &'u str {
        unit.range.of(self.source)
    }

    fn says(self, word: &str) -> bool {
        self.units.iter().any(|unit| self.word(unit).eq_ignore_ascii_case(word))
    }

    fn slice(self, from: usize, to: usize) -> Self {
        Self { units: self.units.get(from..to.min(self.units.len())).unwrap_or_default(), ..self }
    }

    fn position(self, test: impl Fn(&UnitOfText) -> bool) -> Option<usize> {
        self.units.iter().position(test)
    }

    fn month(self) -> Option<u32> {
        self.value(Class::Month).or_else(|| self.value(Class::MonthAbbreviation)).map(|month| month as u32)
    }

    fn weekday(self) -> Option<i32> {
        self.value(Class::Weekday).or_else(|| self.value(Class::WeekdayAbbreviation))
    }

    /// The day of the month: a number that is no month and no year.
    fn day(self) -> Option<u32> {
        self.units
            .iter()
            .find(|unit| unit.is(Class::Day) && !unit.is(Class::Month) && !unit.is(Class::NumberWord))
            .map(|unit| unit.number() as u32)
    }

    fn year(self) -> Option<i32> {
        let whole = self.units.iter().rfind(|unit| unit.is(Class::Year)).map(|unit| unit.number() as i32);
        whole.or_else(|| self.short_year())
    }

    fn short_year(self) -> Option<i32> {
        let last = self.units.last().filter(|unit| unit.is(Class::ShortYear))?;
        let marked = self.units.len().checked_sub(2).and_then(|at| self.units.get(at));
        let marked =
            marked.is_some_and(|unit| unit.is(Class::Apostrophe) || unit.is(Class::Hyphen) || unit.is(Class::Slash));
        marked.then(|| full_year(last.number() as i32))
    }

    fn unit(self) -> Option<Unit> {
        self.units.iter().find(|unit| unit.is(Class::Unit) || unit.is(Class::Units)).and_then(|unit| self.unit_of(unit))
    }

    fn unit_of(self, unit: &UnitOfText) -> Option<Unit> {
        let class = if unit.is(Class::Unit) { Class::Unit } else { Class::Units };
        Unit::numbered(unit.value(class, self.lexicon))
    }

    /// "last" -1, "this" 0, "next" 1.
    fn relative(self) -> Option<i64> {
        if let Some(beyond) = self.value(Class::Last).or_else(|| self.value(Class::Next)) {
            return Some(i64::from(beyond));
        }
        self.has(Class::This).then_some(0)
    }

    /// "the previous week", "the following week": from the time told, not from the day of writing.
    fn starts_from_focus(self) -> bool {
        self.units
            .iter()
            .any(|word| matches!(self.word(word).to_ascii_lowercase().as_str(), "previous" | "preceding" | "following"))
    }

    /// A part of the day with the day where it is named.
    fn part(self) -> Option<PartOfDay> {
        self.value(Class::Part).map(PartOfDay::numbered)
    }

    fn amount(self) -> Option<Amount> {
        let at = self
            .position(|unit| unit.is(Class::Unit) && !unit.is(Class::Ordinal) || unit.is(Class::Units))
            .or_else(|| self.position(|unit| unit.is(Class::Unit)))?;
        let unit = self.unit_of(self.units.get(at)?)?;
        let before = self.slice(0, at);
        let part = self.find(Class::Fraction).map(|unit| unit.hundredths);
        let number = before.units.iter().rfind(|unit| unit.is(Class::Number)).map(|unit| unit.hundredths);
        let vague = before.has(Class::Vague)
            || ["dozens", "scores", "hundreds", "thousands", "tens"].iter().any(|word| before.says(word));
        let mut amount = if vague {
            Amount::new(None, unit)
        } else if before.has(Class::Couple) {
            Amount::new(Some(200), unit)
        } else {
            let whole = number.or((part.is_none() || self.says("and")).then_some(100)).unwrap_or(0);
            Amount::new(Some(whole + part.unwrap_or(0)), unit)
        };
        let rest = self.slice(at + 1, self.units.len());
        if let (Some(count), Some(smaller), false) = (rest.find(Class::Number), rest.unit(), part.is_some())
            && smaller < unit
            && amount.whole().is_some()
        {
            amount.rest = Some((count.number(), smaller));
        }
        Some(amount)
    }
}

/// The year meant by two digits: from 1930 to 2029.
fn full_year(short: i32) -> i32 {
    if short < 30 { 2000 + short } else { 1900 + short }
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

/// A time of day by the clock.
pub(crate) fn clock(words: Words<'_>) -> Option<Clock> {
    if let Some(noon) = words.value(Class::Noon) {
        let noon = if noon == 24 { Clock::DayEnd } else { Clock::At(NaiveTime::from_hms_opt(12, 0, 0)?, Unit::Minute) };
        return Some(noon);
    }
    let unit = words.units.iter().find(|unit| {
        [Class::Clock, Class::DottedClock, Class::Hour, Class::MilitaryClock, Class::Number]
            .iter()
            .any(|class| unit.is(*class))
    })?;
    let word = words.word(unit);
    let military = unit.is(Class::MilitaryClock) && word.len() == 4;
    let mut fields = word.split([':', '.']).map(|field| field.parse::<u32>().ok());
    let (mut hour, minute, second) = if military {
        (unit.number() as u32 / 100, Some(unit.number() as u32 % 100), None)
    } else if unit.is(Class::Clock) || unit.is(Class::DottedClock) {
        (fields.next()??, fields.next().flatten(), fields.next().flatten())
    } else {
        (u32::try_from(unit.number()).ok()?, None, None)
    };
    if let Some(half_day) = words.value(Class::Meridiem) {
        if hour > 12 && half_day == 0 || hour > 23 {
            return None;
        }
        if hour <= 12 {
            hour = hour % 12 + half_day as u32;
        }
    } else if let Some(part) = words.part() {
        let late = matches!(part, PartOfDay::Afternoon | PartOfDay::Evening | PartOfDay::Night) || words.says("night");
        let midnight = hour == 12 && part != PartOfDay::Afternoon && minute.unwrap_or(0) == 0;
        if late && (hour < 12 || midnight) && !(part == PartOfDay::Night && hour < 5) {
            hour += 12;
        }
    }
    if hour == 24 && minute.unwrap_or(0) == 0 {
        return Some(Clock::DayEnd);
    }
    let precision = if second.is_some() { Unit::Second } else { Unit::Minute };
    NaiveTime::from_hms_opt(hour, minute.unwrap_or(0), second.unwrap_or(0)).map(|time| Clock::At(time, precision))
}

/// A clock time with its zone and its day.
fn clock_time(words: Words<'_>) -> Option<Meaning> {
    let marked = words.position(|unit| {
        [Class::Clock, Class::DottedClock, Class::Meridiem, Class::Noon].iter().any(|class| unit.is(*class))
            || words.word(unit).eq_ignore_ascii_case("o'clock")
            || unit.is(Class::Zone)
            || words.word(unit) == "in"
    });
    // Four digits alone may be the year of the day: "May 8, 1945, at 10:35".
    let at = marked.or_else(|| words.position(|unit| unit.is(Class::MilitaryClock)))?;
    // "12 noon", but no "5 noon".
    let counted = at.checked_sub(1).and_then(|before| words.units.get(before)).filter(|unit| unit.is(Class::Hour));
    if words.units.get(at).is_some_and(|unit| unit.is(Class::Noon)) && counted.is_some_and(|hour| hour.number() != 12) {
        return None;
    }
    let from = if words.units.get(at).is_some_and(|unit| {
        [Class::Meridiem, Class::Zone].iter().any(|class| unit.is(*class))
            || words.word(unit).eq_ignore_ascii_case("o'clock")
    }) {
        at.checked_sub(1)?
    } else {
        at
    };
    let near = words.slice(from, from + 2);
    // "9:30 Tuesday evening": a part of the day, wherever it stands, tells which half of the day is meant.
    let near = if words.part().is_some() { words } else { near };
    let clock = clock(near)?;
    let zone = zone(words);
    // The hour itself is no day of the month.
    let before = words.slice(0, from);
    let behind = words.slice(from + 1, words.units.len());
    let day = [before, behind].into_iter().find_map(|side| {
        if side.has(Class::Tonight) {
            return Some(Meaning::Deictic { unit: Unit::Day, offset: 0, fiscal: false });
        }
        named_day(side)
    });
    Some(Meaning::Time { clock, zone, day: day.map(Box::new) })
}

fn zone(words: Words<'_>) -> Option<Zone> {
    if let Some(row) = words.value(Class::Zone).or_else(|| words.value(Class::ZoneCity)) {
        return u16::try_from(row).ok().map(Zone::Known);
    }
    words.says("local").then_some(Zone::Unknown)
}

fn part_of_day(words: Words<'_>) -> Option<Meaning> {
    let part = words.part()?;
    let last_night = words.value(Class::Last).is_some() && part != PartOfDay::Daytime;
    let day = if words.month().is_some() || words.has(Class::DeicticDay) || words.weekday().is_some() {
        named_day(words)
    } else if last_night || words.has(Class::This) {
        Some(Meaning::Deictic { unit: Unit::Day, offset: if last_night { -1 } else { 0 }, fiscal: false })
    } else {
        None
    };
    Some(on(Clock::Part(part), day))
}

fn long_unit(words: Words<'_>) -> Option<Unit> {
    words.unit().or_else(|| {
        let word = words.word(words.units.first()?).to_ascii_lowercase();
        word.strip_suffix("long").and_then(Unit::named)
    })
}

fn every(words: Words<'_>) -> Option<Meaning> {
    let unit = words
        .units
        .iter()
        .rfind(|unit| unit.is(Class::Unit) || unit.is(Class::Units))
        .and_then(|unit| words.unit_of(unit))?;
    let other =
        words.says("other") || words.units.get(1).is_some_and(|unit| unit.is(Class::Ordinal)) && words.units.len() > 2;
    let hundredths = if other {
        Some(words.value(Class::Ordinal).map_or(200, |ordinal| i64::from(ordinal) * 100))
    } else if words.has(Class::Vague) || words.says("to") {
        None
    } else {
        let number = words.find(Class::Number).or_else(|| words.find(Class::Fraction));
        Some(number.map_or(100, |number| number.hundredths))
    };
    Some(Meaning::Set(Amount::new(hundredths, unit).value()))
}

fn every_name(words: Words<'_>) -> Option<Meaning> {
    let value = if let Some(day) = words.weekday() {
        let part = words.part().map(|part| format!("T{}", part.code())).unwrap_or_default();
        format!("XXXX-WXX-{day}{part}")
    } else if let Some(month) = words.month() {
        format!("XXXX-{month:02}")
    } else if let Some(season) = words.value(Class::Season) {
        format!("XXXX-{}", Season::numbered(season).code())
    } else {
        format!("XXXX-XX-XXT{}", words.part()?.code())
    };
    Some(Meaning::Set(value))
}

/// One month, two days: "March 3-5", "2 to 5 March 2004".
fn range_days(words: Words<'_>) -> Option<Meaning> {
    let days: Vec<u32> = words
        .units
        .iter()
        .filter(|unit| unit.is(Class::Day) && !unit.is(Class::Month))
        .map(|unit| unit.number() as u32)
        .collect();
    let ([from, to], month) = (days.as_slice(), words.month()?) else { return None };
    if from >= to {
        return None;
    }
    let day = |day| {
        words.year().map_or_else(
            || Meaning::Recurring { name: Name::MonthDay(month, day), turn: Turn::Open },
            |year| fixed_day(year, month, day),
        )
    };
    Some(Meaning::Range(Box::new(day(*from)), Box::new(day(*to))))
}

/// Two dates, a year behind the second holding for both.
fn range_halves(words: Words<'_>) -> Option<Meaning> {
    let joint = words.units.iter().enumerate().skip(1).position(|(_, unit)| {
        unit.is(Class::Hyphen) || matches!(words.word(unit), "to" | "and" | "through" | "until")
    })? + 1;
    let (first, second) = (words.slice(0, joint), words.slice(joint + 1, words.units.len()));
    let year = first.year().or_else(|| second.year());
    let complete = |half: Words<'_>| {
        let month = half.month()?;
        Some(match (half.day(), year) {
            (Some(day), Some(year)) => fixed_day(half.year().unwrap_or(year), month, day),
            (None, Some(year)) => Meaning::Fixed(Calendar::month(half.year().unwrap_or(year), month)?),
            (Some(day), None) => Meaning::Recurring { name: Name::MonthDay(month, day), turn: Turn::Open },
            (None, None) => Meaning::Recurring { name: Name::Month(month), turn: Turn::Open },
        })
    };
    Some(Meaning::Range(Box::new(complete(first)?), Box::new(complete(second)?)))
}

fn range_years(words: Words<'_>) -> Option<Meaning> {
    let mut years = words.units.iter().filter(|unit| unit.is(Class::Year) || unit.is(Class::ShortYear));
    let (first, second) = (years.next()?.number(), years.next()?);
    let last = if second.is(Class::Year) { second.number() } else { first / 100 * 100 + second.number() };
    if last <= first || last - first > 400 {
        return None;
    }
    let year = |year: i64| Calendar::year(year as i32).map(|year| Box::new(Meaning::Fixed(year)));
    Some(Meaning::Range(year(first)?, year(last)?))
}

fn range_months(words: Words<'_>) -> Option<Meaning> {
    let months: Vec<u32> = words
        .units
        .iter()
        .filter_map(|unit| {
            [Class::Month, Class::MonthAbbreviation]
                .into_iter()
                .find(|class| unit.is(*class))
                .map(|class| unit.value(class, words.lexicon) as u32)
        })
        .collect();
    let [from, to] = months.as_slice() else { return None };
    let month = |month: u32, year: Option<i32>| {
        Some(Box::new(match year {
            Some(year) => Meaning::Fixed(Calendar::month(year, month)?),
            None => Meaning::Recurring { name: Name::Month(month), turn: Turn::Open },
        }))
    };
    let year = words.year();
    let first_year = year.map(|year| if from >= to { year - 1 } else { year });
    Some(Meaning::Range(month(*from, first_year)?, month(*to, year)?))
}

fn weekdays(words: Words<'_>) -> Vec<i32> {
    words
        .units
        .iter()
        .filter_map(|unit| {
            [Class::Weekday, Class::WeekdayAbbreviation]
                .into_iter()
                .find(|class| unit.is(*class))
                .map(|class| unit.value(class, words.lexicon))
        })
        .collect()
}

fn range_clock(words: Words<'_>) -> Option<Meaning> {
    let joint = words.position(|unit| matches!(words.word(unit), "to" | "and" | "until"))?;
    let (first, second) = (words.slice(1, joint), words.slice(joint + 1, words.units.len()));
    let zone = zone(second);
    let meaning = |half| Some(Box::new(Meaning::Time { clock: clock(half)?, zone, day: None }));
    Some(Meaning::Range(meaning(first)?, meaning(second)?))
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
