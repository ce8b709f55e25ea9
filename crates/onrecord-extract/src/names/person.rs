//! Names of persons: runs of capitalised words, and the key under which two spellings are one name.

use super::chunk::Parser;
use super::classes::Classes;
use crate::text::{Case, TokenKind};

/// No name has more words.
const LONGEST: u32 = 8;

/// A run of capitalised words.
pub(super) struct Run {
    /// One past its last token.
    pub(super) end: u32,
    /// Whether a noun for organisations stands in it.
    pub(super) organisation: bool,
    /// Whether a noun for something that is no actor stands in it.
    pub(super) other: bool,
}

impl Parser<'_, '_> {
    /// The run of capitalised words that begins at a token. `titled`: a title stands before it.
    pub(super) fn run(&self, at: u32, end: u32, titled: bool) -> Run {
        let mut run = Run { end: at, organisation: false, other: false };
        let place = self.lexicon.aliases(self.text, self.word(at), at).find(|alias| self.is_place(alias.referent));
        // "Lake Chad Association": a place of several words is one word of the name.
        let place_end = place.map_or(at, |alias| at + alias.words());
        while run.end < end && run.end < at + LONGEST {
            let next = run.end;
            if next > at && self.is(next, Classes::PARTICLE) && !self.capitalised(next) && self.name_follows(next, end)
            {
                run.end += 1;
                continue;
            }
            let joined = next > at && self.text.word(next) == "&" && self.capitalised(next + 1)
                || next > at && self.joins_fields(next, end);
            if joined {
                run.end += 2;
                continue;
            }
            let word_like =
                matches!(self.kind(next), Some(TokenKind::Word | TokenKind::Initials | TokenKind::Abbreviation));
            if !word_like
                || !self.capitalised(next)
                || next >= place_end && next > at && self.ends_run(at, next, end, titled)
            {
                break;
            }
            run.organisation |= self.is(next, Classes::ORGANISATION_HEAD) && (next > at || !titled);
            run.other |= self.is(next, Classes::INSTRUMENT_HEAD) && !self.is_of_person(at, next, titled);
            run.end += 1;
        }
        run
    }

    /// "Ways | and | Means Committee", "Trade | and | Industry Ministry": "and" inside the name of a body, whose noun follows.
    fn joins_fields(&self, and: u32, end: u32) -> bool {
        let field = |token: u32| {
            let word = self.word(token);
            self.capitalised(token) && !word.has_aliases() && !word.classes.is(Classes::GIVEN_NAME.or(Classes::HEAD))
        };
        let noun = |token: u32| self.capitalised(token) && self.is(token, Classes::ORGANISATION_HEAD);
        let body = and + 2 < end && noun(and + 2) && !self.is(and + 2, Classes::NAMED_ONLY);
        self.says(and, &["and"]) && field(and - 1) && !noun(and - 1) && field(and + 1) && body
    }

    /// Whether the noun of an instrument, in a name that begins at `start`, is a part of a person's name: "Bill Clinton",
    /// "Prime Minister Andrew Law".
    fn is_of_person(&self, start: u32, at: u32, titled: bool) -> bool {
        let given = self.is(start, Classes::GIVEN_NAME);
        let name_behind = self.capitalised(at + 1)
            && self.kind(at + 1) == Some(TokenKind::Word)
            && !self.is(at + 1, Classes::INSTRUMENT_HEAD);
        given && if at == start { name_behind } else { titled }
    }

    fn name_follows(&self, at: u32, end: u32) -> bool {
        (at + 1..end.min(at + 3))
            .find(|&next| !self.is(next, Classes::PARTICLE) || self.capitalised(next))
            .is_some_and(|next| self.capitalised(next) && self.kind(next) == Some(TokenKind::Word))
    }

    /// Whether a capitalised word begins something else than a part of the name before it.
    fn ends_run(&self, start: u32, at: u32, end: u32, titled: bool) -> bool {
        let classes = self.word(at).classes;
        if classes.is(Classes::CALENDAR) {
            return true;
        }
        if classes.is(Classes::FUNCTION.or(Classes::PRONOUN)) && !classes.is(Classes::GIVEN_NAME) {
            return !titled || self.is_first_person(at);
        }
        if classes.is(Classes::SUFFIX) {
            return false;
        }
        if self.is_honorific(at) && self.capitalised(at + 1) && !classes.is(Classes::GIVEN_NAME) {
            return true;
        }
        let given = self.is(start, Classes::GIVEN_NAME);
        if classes.is(Classes::HEAD
            .or(Classes::HEADS)
            .or(Classes::MODIFIER)
            .or(Classes::QUALIFIER)
            .or(Classes::EPITHET))
        {
            let heads = Classes::HEAD.or(Classes::HEADS);
            let office_follows = (at + 1..end.min(at + 3)).any(|next| {
                self.capitalised(next) && (self.is(next, heads) || self.says(next, &["ministry", "department"]))
            });
            let is_head = classes.is(Classes::HEAD.or(Classes::HEADS));
            let name_follows = self.capitalised(at + 1) && at + 1 < end;
            let personal = given || titled;
            return office_follows || is_head && (name_follows || !personal);
        }
        if self.acronym(start) && start + 1 == at && classes.is(Classes::GIVEN_NAME) {
            return true;
        }
        let hit = self.lexicon.aliases(self.text, self.word(at), at).next();
        hit.is_some_and(|alias| {
            let lone_place = alias.words() == 1 && (given || titled);
            !lone_place && !self.is_place(alias.referent) && !classes.is(Classes::GIVEN_NAME)
        })
    }

    /// "I", "I'm", "we": no part of a name, whatever stands before it.
    pub(super) fn is_first_person(&self, at: u32) -> bool {
        let bare = self.text.word(at).split(['\'', '\u{2019}']).next().unwrap_or_default();
        self.is(at, Classes::PRONOUN) && ["I", "We", "we"].contains(&bare)
    }

    pub(super) fn acronym(&self, at: u32) -> bool {
        self.text.token(at).is_some_and(|token| token.case == Case::Upper && token.kind == TokenKind::Word)
    }
}

/// The key of one word of a name: transliterations of one name have one key (Lavrov, Lavroff; Sergey, Sergei).
///
/// Accents, double letters, apostrophes and the article of Arabic names ("al-Sisi") fall away; y, j, ei and ey become i; w and
/// final ff become v; kh h, ou u, ck k.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct NameKey {
    letters: u64,
    initial: char,
    /// Whether only an initial was given.
    pub(crate) is_initial: bool,
}

impl NameKey {
    /// The key of a word.
    pub(crate) fn new(word: &str) -> Self {
        let word = match word.split_once('-') {
            Some((article, name)) if name.starts_with(char::is_uppercase) && is_article(article) => name,
            _ => word,
        };
        let mut letters = [0u8; 32];
        let mut count = 0;
        for c in word.chars().flat_map(char::to_lowercase) {
            let plain = plain(c);
            if plain == 0 || count == letters.len() {
                continue;
            }
            if let Some(place) = letters.get_mut(count) {
                *place = plain;
                count += 1;
            }
        }
        let spelled = letters.get(..count).unwrap_or_default();
        let bare = word.trim_end_matches('.');
        let first = bare.chars().next().and_then(|c| c.to_lowercase().next()).unwrap_or(' ');
        let initial = if plain(first) == 0 { first } else { char::from(plain(first)) };
        Self { letters: sound(spelled), initial, is_initial: bare.chars().count() == 1 }
    }

    /// Whether both can be one name: equal, or one the initial of the other.
    pub(crate) fn agrees(self, other: Self) -> bool {
        if self.is_initial || other.is_initial { self.initial == other.initial } else { self.letters == other.letters }
    }
}

/// Whether these letters are the Arabic article, as it is spelt before the letters it is assimilated to.
fn is_article(word: &str) -> bool {
    ["al", "el", "ul", "ad", "adh", "an", "ar", "as", "ash", "at", "ath", "az", "ed", "en", "er", "es", "ez"]
        .iter()
        .any(|article| word.eq_ignore_ascii_case(article))
}

/// The letter without its accent, 0 for what is no letter.
fn plain(c: char) -> u8 {
    match c {
        'a'..='z' => c as u8,
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'æ' => b'a',
        'ç' | 'ć' | 'č' => b'c',
        'ď' | 'đ' | 'ð' => b'd',
        'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => b'e',
        'ğ' | 'ģ' => b'g',
        'ì'..='ï' | 'ī' | 'į' | 'ı' => b'i',
        'ł' | 'ľ' | 'ļ' => b'l',
        'ñ' | 'ń' | 'ň' | 'ņ' => b'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => b'o',
        'ř' => b'r',
        'ś' | 'š' | 'ş' | 'ș' => b's',
        'ť' | 'ţ' | 'ț' => b't',
        'ù'..='ü' | 'ū' | 'ů' | 'ű' | 'ų' => b'u',
        'ý' | 'ÿ' => b'y',
        'ź' | 'ž' | 'ż' => b'z',
        _ => 0,
    }
}

/// Hashes the letters, with spellings of one sound brought together.
fn sound(letters: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let (mut last, mut at) = (0u8, 0);
    while let Some(&letter) = letters.get(at) {
        let next = letters.get(at + 1).copied().unwrap_or(0);
        let (sound, taken) = match (letter, next) {
            (b'k', b'h') => (b'h', 2),
            (b'o', b'u') => (b'u', 2),
            (b'c', b'k') => (b'k', 2),
            (b'e', b'i' | b'y' | b'j') => (b'i', 2),
            (b'i', b'y') | (b'y', b'i' | b'y') => (b'i', 2),
            (b'f', b'f') if at + 2 == letters.len() => (b'v', 2),
            (b'y' | b'j', _) => (b'i', 1),
            (b'w', _) => (b'v', 1),
            _ => (letter, 1),
        };
        if sound != last {
            hash = (hash ^ u64::from(sound)).wrapping_mul(0x0100_0000_01b3);
        }
        last = sound;
        at += taken;
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transliterations_share_a_key() {
        for (a, b) in [
            ("Lavrov", "Lavroff"),
            ("Sergey", "Sergei"),
            ("Shoigu", "Shoygu"),
            ("ORLU", "Orlu"),
            ("Crnković", "Crnkovic"),
            ("Khatami", "Hatami"),
            ("al-Sisi", "Sissi"),
            ("Al-Sisi", "el-Sisi"),
        ] {
            assert_eq!(NameKey::new(a), NameKey { initial: NameKey::new(a).initial, ..NameKey::new(b) }, "{a} {b}");
        }
        for (a, b) in [("Petrov", "Petrova"), ("Orlu", "Orla"), ("Jan", "Jana"), ("Il-sung", "sung")] {
            assert!(!NameKey::new(a).agrees(NameKey::new(b)), "{a} {b}");
        }
    }

    #[test]
    fn an_initial_agrees_with_the_name_it_begins() {
        assert!(NameKey::new("A.").agrees(NameKey::new("Ana")));
        assert!(!NameKey::new("A.").agrees(NameKey::new("Boris")));
    }
}
