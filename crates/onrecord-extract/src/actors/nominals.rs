//! Noun phrases without a name: office holders, organisations, groups.

use onrecord_model::{ActorKind, Derivation, Membership};

use super::Walk;
use super::entity::{Entity, Found};
use crate::names::{Classes, Determiner, Gender, NameKey, Phrase, Title, What, rows};
use crate::text::{WordTable, key};
use std::sync::OnceLock;

/// Nouns that may take up a person introduced under another office; `data/actors/compatible_heads.tsv`.
fn compatible_heads() -> &'static WordTable<Vec<&'static str>> {
    static TABLE: OnceLock<WordTable<Vec<&'static str>>> = OnceLock::new();
    TABLE.get_or_init(|| {
        rows(include_str!("../../data/actors/compatible_heads.tsv"))
            .filter_map(|row| Some((key(row.first()?), row.get(1)?.split(' ').collect())))
            .collect()
    })
}

/// The noun of an office: "minister" of "foreign minister".
pub(super) fn last_word(office: &str) -> &str {
    office.rsplit(' ').next().unwrap_or(office)
}

/// Beyond so many tokens a nearer candidate is no longer clearly nearer.
const NEAR: u32 = 120;

impl Walk<'_, '_> {
    /// An office holder without a name.
    pub(super) fn office(&mut self, phrase: &Phrase) -> Option<Found> {
        if phrase.plural {
            return self.office_group(phrase);
        }
        let title = phrase.titles.first()?;
        let counterpart = title.derivation == Derivation::Counterpart;
        let office = if counterpart { self.counterpart_office(title)? } else { title.office.clone() };
        let of = title.owner.and_then(|owner| self.entity_of(owner));
        let source = self.is_party(phrase);
        let indefinite = matches!(phrase.determiner, Determiner::Indefinite);
        let bare = phrase.determiner == Determiner::None && title.owner.is_none();
        if !indefinite && let Some((entity, rule)) = self.holder(title, &office, of) {
            if of.is_some() || rule == "mention.office.same" {
                self.take_roles(phrase, entity);
            }
            return Some(Found { entity, rule });
        }
        let owned_unknown = title.owner.is_some() && of.is_none() && !counterpart;
        if !source && (owned_unknown || bare || indefinite || of.is_none()) {
            return None;
        }
        let possessive = u32::from(matches!(phrase.determiner, Determiner::Possessive(_)));
        let (first, last) = (phrase.titles.first()?.tokens.start + possessive, phrase.tokens.end);
        let name = self.words(first..last);
        let name = name.strip_suffix("'s").unwrap_or(&name).to_owned();
        let gender = self.gender_of(title);
        let entity = self.add(Entity { gender, ..Entity::new(ActorKind::Office, name, "actor.office") });
        self.take_roles(phrase, entity);
        Some(Found { entity, rule: "mention.office.first" })
    }

    /// What the noun of an office tells: a spokeswoman is no "he".
    fn gender_of(&self, title: &Title) -> Option<Gender> {
        title.tokens.clone().rev().find_map(|token| {
            let classes = self.class_at(token);
            match (classes.is(Classes::MASCULINE), classes.is(Classes::FEMININE)) {
                (true, false) => Some(Gender::Masculine),
                (false, true) => Some(Gender::Feminine),
                _ => None,
            }
        })
    }

    /// Who holds an office: of the same words, of a single last word, of a noun that may take it up.
    fn holder(&self, title: &Title, office: &str, of: Option<usize>) -> Option<(usize, &'static str)> {
        let owned = title.owner.is_some();
        let state_agrees =
            |role_of: Option<usize>| of.is_none() || role_of.is_none() || role_of == of || self.belongs(role_of, of);
        // Nobody is his own counterpart.
        let counterpart = title.derivation == Derivation::Counterpart;
        let other = title.possessor.filter(|_| counterpart).and_then(|possessor| self.entity_of(possessor));
        // "He telephoned the foreign minister of Chile": of the minister before it nobody has said that he is Chile's.
        let sentence = self.text.sentence_of(title.tokens.start).and_then(|at| self.text.sentences.get(at as usize));
        let begins = sentence.map_or(0, |sentence| sentence.tokens.start);
        let told = |entity: &Entity, role_of: Option<usize>| of.is_none() || role_of.is_some() || entity.last < begins;
        let gender = self.gender_of(title);
        let with = |test: &dyn Fn(&str) -> bool| {
            self.nearest(owned && of.is_some(), |place, entity| {
                entity.is_personal()
                    && other != Some(place)
                    && (gender.is_none() || entity.gender.is_none() || entity.gender == gender)
                    && self
                        .roles_of(place)
                        .any(|(_, role)| test(&role.office) && state_agrees(role.of) && told(entity, role.of))
            })
        };
        if let Some(entity) = with(&|known| known == office) {
            return Some((entity, "mention.office.same"));
        }
        if !office.contains(' ')
            && let Some(entity) = with(&|known| last_word(known) == office)
        {
            return Some((entity, "mention.office.last_word"));
        }
        let heads = compatible_heads().get(&key(last_word(office)))?;
        // "The interior minister" is no prime minister; "the deputy minister" may be a deputy foreign minister.
        let same =
            |known: &str| last_word(known) == last_word(office) && office.split(' ').all(|word| known.contains(word));
        let taken_up =
            with(&|known| heads.contains(&last_word(known)) && last_word(known) != last_word(office) || same(known));
        // "The Sudanese leader", where a president and a minister were named: the table has the likelier offices first.
        let taken_up = taken_up.or_else(|| heads.iter().find_map(|head| with(&|known| last_word(known) == *head)));
        Some((taken_up?, "mention.office.compatible"))
    }

    /// Whether one actor belongs to the other: a ministry to its state.
    fn belongs(&self, inner: Option<usize>, outer: Option<usize>) -> bool {
        let owner = inner.and_then(|inner| self.entities.get(inner)).and_then(|entity| entity.owner);
        owner.is_some() && owner == outer
    }

    /// The only actor that fits; of several, the one mentioned last, where no other is as near and `strict` is not set.
    fn nearest(&self, strict: bool, fits: impl Fn(usize, &Entity) -> bool) -> Option<usize> {
        let fitting =
            self.recent().filter(|(place, entity)| fits(*place, entity)).map(|(place, entity)| (entity.last, place));
        let [mut first, mut second] = [None::<(u32, usize)>; 2];
        for one in fitting {
            if first.is_none_or(|first| one > first) {
                second = first.replace(one);
            } else if second.is_none_or(|second| one > second) {
                second = Some(one);
            }
        }
        let (first, nearest) = first?;
        let Some((second, _)) = second else { return Some(nearest) };
        let in_focus = self.focus.last().is_some_and(|focus| focus.entity == nearest);
        (!strict && (in_focus && first > second || first - second > NEAR)).then_some(nearest)
    }

    /// Several office holders: "the foreign ministers of the US, Canada and a number of European countries".
    fn office_group(&mut self, phrase: &Phrase) -> Option<Found> {
        let title = phrase.titles.first()?;
        let members: Vec<usize> = phrase.members.iter().filter_map(|member| self.entity_of(*member)).collect();
        let source = self.is_party(phrase);
        let definite = phrase.determiner == Determiner::Definite;
        let vague = phrase.members.is_empty();
        let of = title.owner.filter(|_| vague).and_then(|owner| self.entity_of(owner));
        if definite {
            let known = self.only(|_, entity| {
                entity.member_office.as_deref() == Some(&title.office)
                    && entity.owner == of
                    && (members.is_empty() || entity.members.is_empty() || entity.members == members)
            });
            if let Some(entity) = known {
                if let Some(group) = self.entities.get_mut(entity).filter(|_| !members.is_empty()) {
                    group.membership = Some(Membership::PartlyNamed);
                    group.members = members;
                }
                return Some(Found { entity, rule: "mention.group.same_office" });
            }
        }
        if vague && title.owner.is_none() && !source {
            return None;
        }
        if let Some(found) = self.staff(phrase, title, of) {
            return Some(found);
        }
        let named: Vec<usize> = members;
        let name = self.words(title.tokens.start..phrase.tokens.end);
        let membership = if named.is_empty() { Membership::Unnamed } else { Membership::PartlyNamed };
        let entity = self.add(Entity {
            membership: Some(membership),
            members: named,
            member_office: Some(title.office.clone()),
            owner: of,
            inferred: definite && !vague,
            ..Entity::new(ActorKind::Group, name, "actor.group.office_holders")
        });
        Some(Found { entity, rule: "mention.group.office_holders" })
    }

    /// "the Russian diplomats" where the ministry of that state is what speaks.
    fn staff(&self, phrase: &Phrase, title: &Title, of: Option<usize>) -> Option<Found> {
        let definite = phrase.determiner == Determiner::Definite;
        let speaker =
            self.last_speaker.filter(|_| definite && self.is_source(&phrase.tokens) && title.office == "diplomat")?;
        let ministry = self.entities.get(speaker)?;
        let fits =
            ministry.subkind == Some("ministry") && (of.is_none() || ministry.owner.is_none() || ministry.owner == of);
        fits.then_some(Found { entity: speaker, rule: "mention.ministry.staff" })
    }

    /// An organisation by its noun, with or without a name in it.
    pub(super) fn organisation(
        &mut self,
        phrase: &Phrase,
        head: u32,
        ministry: Option<u32>,
        named: bool,
    ) -> Option<Found> {
        let head_key = self.text.token(head)?.key;
        let owner = phrase.owner.and_then(|owner| self.entity_of(owner));
        // "the Interfax news agency": the noun only says what the name is.
        let called =
            |owner: usize| self.entities.get(owner).is_some_and(|entity| is_kind(entity, self.text.word(head)));
        if let Some(entity) = owner.filter(|owner| phrase.tokens.end == head + 1 && called(*owner)) {
            return Some(Found { entity, rule: "mention.organisation.name" });
        }
        let start =
            phrase.tokens.start + u32::from(matches!(phrase.determiner, Determiner::Definite | Determiner::Indefinite));
        let name = self.words(start..phrase.tokens.end);
        let own = self.own_words(phrase, start, owner);
        if named {
            let keys: Vec<NameKey> = own.split(' ').map(NameKey::new).collect();
            // "The Foreign Ministry" is of the country of the dateline, and not the one that another state has: "Norway's".
            let abroad = owner.and_then(|owner| self.entities.get(owner)).is_some_and(|owner| {
                self.home.as_ref().is_some_and(|home| owner.iso3.as_ref().is_some_and(|iso3| iso3 != home))
            });
            let same = self.only(|_, entity| {
                let of_one = entity.owner == owner || owner.is_none() || entity.owner.is_none() && !abroad;
                // "the Foreign Office" and "Norway's Foreign Ministry" have one task, and are of two states.
                let of_one_task = ministry.is_some()
                    && entity.ministry == ministry
                    && (entity.owner == owner || entity.head == Some(head_key));
                let called = !entity.keys.is_empty() && entity.keys == keys || entity.name.eq_ignore_ascii_case(&name);
                entity.kind == ActorKind::Organisation && of_one && (called || of_one_task)
            });
            if let Some(known) = same.and_then(|same| self.entities.get_mut(same)) {
                known.owner = known.owner.or(owner);
            }
            let entity = same.unwrap_or_else(|| {
                let abbreviation = phrase.abbreviation.and_then(|token| self.text.token(token)).map(|token| token.key);
                let subkind = self.subkind(head, ministry.is_some());
                let entity = Entity {
                    keys,
                    owner,
                    ministry,
                    head: Some(head_key),
                    subkind,
                    abbreviation,
                    ..Entity::new(ActorKind::Organisation, name, "actor.organisation.noun")
                };
                self.add(entity)
            });
            return Some(Found { entity, rule: "mention.organisation.named" });
        }
        let indefinite = matches!(phrase.determiner, Determiner::Indefinite | Determiner::Generic);
        let definite = matches!(phrase.determiner, Determiner::Definite);
        if definite {
            let by_noun = |entity: &Entity| entity.kind == ActorKind::Organisation && entity.head == Some(head_key);
            let word = self.text.word(head);
            let by_kind = |entity: &Entity| entity.kind == ActorKind::Organisation && is_kind(entity, word);
            let speaker = self.last_speaker.filter(|_| self.is_source(&phrase.tokens));
            let speaks =
                |fits: &dyn Fn(&Entity) -> bool| speaker.filter(|&place| self.entities.get(place).is_some_and(fits));
            let known = speaks(&by_noun)
                .or_else(|| self.nearest(false, |_, entity| by_noun(entity)))
                .or_else(|| speaks(&by_kind))
                .or_else(|| self.nearest(false, |_, entity| by_kind(entity)));
            if let Some(entity) = known {
                return Some(Found { entity, rule: "mention.organisation.noun" });
            }
            if self.recent().any(|(_, entity)| by_noun(entity) || by_kind(entity)) {
                return None;
            }
        }
        if indefinite || !self.is_party(phrase) || phrase.inside {
            return None;
        }
        let subkind = self.subkind(head, false);
        let entity = self.add(Entity {
            head: Some(head_key),
            subkind,
            ..Entity::new(ActorKind::Organisation, name, "actor.organisation.unnamed")
        });
        Some(Found { entity, rule: "mention.organisation.first" })
    }

    /// The words of an organisation's name without article and owner, in lower case.
    fn own_words(&self, phrase: &Phrase, start: u32, owner: Option<usize>) -> String {
        let owner_end = phrase
            .owner
            .filter(|_| owner.is_some())
            .and_then(|owner| self.names.phrases.get(owner as usize))
            .filter(|owner| owner.tokens.start <= start && matches!(owner.what, What::Referent { .. }))
            .map_or(start, |owner| owner.tokens.end);
        let clitic = self.text.token(owner_end).is_some_and(|token| token.kind == crate::text::TokenKind::Clitic);
        let from = owner_end + u32::from(clitic);
        let to = phrase
            .owner
            .and_then(|owner| self.names.phrases.get(owner as usize))
            .filter(|owner| owner.tokens.start > from)
            .map_or(phrase.tokens.end, |owner| owner.tokens.start.saturating_sub(1));
        self.words(from..to.max(from)).to_lowercase()
    }

    fn subkind(&self, head: u32, ministry: bool) -> Option<&'static str> {
        let word = self.text.word(head).to_lowercase();
        match word.as_str() {
            _ if ministry => Some("ministry"),
            "ministry" => Some("ministry"),
            "party" => Some("party"),
            "parliament" | "senate" | "assembly" | "duma" | "congress" => Some("parliament"),
            "government" | "cabinet" => Some("cabinet"),
            "police" => Some("police"),
            "army" | "navy" | "military" => Some("military"),
            "court" | "tribunal" => Some("court"),
            _ => None,
        }
    }

    /// Several states or parties.
    pub(super) fn group(&mut self, phrase: &Phrase, head: u32, counted: bool, referent: Option<u32>) -> Option<Found> {
        let start = match phrase.determiner {
            Determiner::Definite | Determiner::Possessive(_) => phrase.tokens.start + 1,
            _ => phrase.tokens.start,
        };
        let name = self.words(start..phrase.tokens.end);
        if let Some(entity) = referent.filter(|_| !counted).and_then(|referent| self.of_tables(referent)) {
            return Some(Found { entity, rule: "mention.group.table" });
        }
        let kind = self.words(start..head).to_lowercase();
        if !counted && !kind.is_empty() {
            let group_key = key(&kind);
            if let Some(entity) =
                self.only(|_, entity| entity.kind == ActorKind::Group && entity.abbreviation == Some(group_key))
            {
                return Some(Found { entity, rule: "mention.group.same_kind" });
            }
            let entity = self.add(Entity {
                membership: Some(Membership::Open),
                abbreviation: Some(group_key),
                ..Entity::new(ActorKind::Group, name, "actor.group.kind")
            });
            return Some(Found { entity, rule: "mention.group.kind" });
        }
        let entity = self.add(Entity {
            membership: Some(Membership::Unnamed),
            ..Entity::new(ActorKind::Group, name, "actor.group.counted")
        });
        Some(Found { entity, rule: "mention.group.counted" })
    }
}

/// Nouns that take up a company.
const COMPANY: [&str; 5] = ["company", "corporation", "firm", "concern", "group"];

/// What names of companies end in.
const COMPANY_FORMS: [&str; 18] = [
    "corp",
    "corp.",
    "inc",
    "inc.",
    "co",
    "co.",
    "ltd",
    "ltd.",
    "plc",
    "company",
    "corporation",
    "holdings",
    "industries",
    "ag",
    "spa",
    "nv",
    "llc",
    "group",
];

/// Whether an organisation is of the kind that a noun names: "the agency", "the bloc".
fn is_kind(entity: &Entity, word: &str) -> bool {
    let says = |nouns: &[&str]| nouns.iter().any(|noun| word.eq_ignore_ascii_case(noun));
    match entity.subkind {
        Some("news_agency") => says(&["agency"]),
        Some("igo" | "alliance" | "forum" | "agency" | "ngo") => {
            says(&["organisation", "organization", "body", "bloc", "alliance", "group", "grouping", "agency"])
        }
        Some(subkind) => word.eq_ignore_ascii_case(subkind),
        None => says(&COMPANY) && entity.head.is_some_and(|head| COMPANY_FORMS.iter().any(|form| head == key(form))),
    }
}
