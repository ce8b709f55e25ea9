//! Who is spoken of, who speaks, and what is said.
//!
//! `tests/test_schema.py` compares names and descriptions with the JSON Schema.

use super::classes;

classes! {
    /// A person, office, organisation, state or group that the text speaks of.
    listed Actor (id, kind, name) {
        /// The id, unique in the record and deterministic.
        id,
        /// What it is.
        kind,
        /// Its usual English name, or the words of the text for an actor without a name.
        name,
        /// For a state: ISO 3166-1 alpha-3.
        iso3,
        /// A finer kind: `news_agency`, `igo`, `ministry` …
        subkind,
        /// For a group: the members that the text names.
        members => members_items,
        /// For a group: how far its members are known.
        membership,
        /// For a group of office holders: the office they hold.
        member_office,
        /// What the built-in tables say about it.
        registry,
        /// How this item is known.
        evidence,
        /// The stable id of the rule or model that made it.
        rule,
        /// Measured precision of the rule or calibrated probability of the model, 0 to 1; null where not measured.
        confidence,
    }
    + {
        /// The statements it makes, in the order of the record.
        #[getter]
        fn statements(&self) -> Vec<Statement> {
            let id = self.get().id;
            Statement::all(&self.record).into_iter().filter(|item| item.get().speaker == Some(id)).collect()
        }

        /// The offices that the text says it holds.
        #[getter]
        fn roles(&self) -> Vec<Role> {
            let id = self.get().id;
            Role::all(&self.record).into_iter().filter(|item| item.get().actor == id).collect()
        }

        /// The words that stand for it.
        #[getter]
        fn mentions(&self) -> Vec<Mention> {
            let id = self.get().id;
            Mention::all(&self.record).into_iter().filter(|item| item.get().actor == id).collect()
        }
    }

    /// What the built-in tables say about an actor. Never evidence from the text.
    part RegistryEntry (key, name) {
        /// The key of the row.
        key,
        /// The name in the table.
        name,
        /// The office that the table gives at the date of the dispatch.
        office,
        /// The organisation or state of that office.
        of,
        /// ISO date up to which the table is known to be right.
        as_of,
    }

    /// Words that stand for an actor.
    listed Mention (id, type, actor, span) {
        /// The id, unique in the record and deterministic.
        id,
        /// The words; a name includes its title.
        span,
        /// How they name the actor.
        r#type,
        /// The actor.
        actor => actor_item,
        /// How this item is known.
        evidence,
        /// The stable id of the rule or model that made it.
        rule,
        /// Measured precision of the rule or calibrated probability of the model, 0 to 1; null where not measured.
        confidence,
    }

    /// An office that the text says an actor holds.
    listed Role (id, actor, office, of) {
        /// The id, unique in the record and deterministic.
        id,
        /// Who holds it.
        actor => actor_item,
        /// The office, normalised: "foreign minister".
        office,
        /// The state or organisation it belongs to.
        of => of_item,
        /// Where the text says so.
        spans,
        /// How it was read.
        derivation,
        /// Another role in this record that is the same one.
        same_as => same_as_item,
        /// An ISO date on which the text says it is held.
        valid_on,
        /// How this item is known.
        evidence,
        /// The stable id of the rule or model that made it.
        rule,
        /// Measured precision of the rule or calibrated probability of the model, 0 to 1; null where not measured.
        confidence,
    }

    /// One attribution: a source, a cue and what is attributed.
    ///
    /// The terms are those of the PARC scheme (Pareti 2012), which PolNeAR follows.
    listed Statement (id, quotation, speaker_span, content) {
        /// The id, unique in the record and deterministic.
        id,
        /// Whether the words are quoted.
        quotation,
        /// 1: the dispatch quotes a source; 2, 3 …: a source quoted inside another statement; 0: the agency itself.
        level,
        /// The statement this one stands in.
        embedded_in => embedded_in_item,
        /// Who vouches for it, outermost first: agency, speaker, …
        source_chain => source_chain_items,
        /// Who speaks.
        speaker => speaker_item,
        /// The noun phrase that names the speaker, with its title.
        speaker_span,
        /// The mention under that noun phrase.
        speaker_mention => speaker_mention_item,
        /// The role in which the speaker is named here.
        role => role_item,
        /// Who holds the attitude, when not the speaker ("Russia hopes …, Lavrov said").
        holder => holder_item,
        /// To whom it is addressed.
        addressees => addressees_items,
        /// The words that attribute.
        cue,
        /// What is attributed, without quotation marks, in the order of the text.
        content,
        /// The quotation marks of the statement.
        quote_marks,
        /// Bracketed words of the agency inside the quotation.
        interpolations,
        /// Said, thought, known or wanted.
        attribution_type,
        /// What the speaker does by saying it.
        speech_act,
        /// The attitude in one word ("hope", "reject").
        attitude,
        /// The occasion on which it was said.
        occasion => occasion_item,
        /// The ISO date on which it was said.
        date,
        /// What that date rests on.
        date_from => date_from_item,
        /// Letter, oral, written, post, television …
        medium,
        /// Whether another party's account of it is all there is.
        evidential,
        /// How the statement around it stands to it.
        parent_stance,
        /// How this item is known.
        evidence,
        /// The stable id of the rule or model that made it.
        rule,
        /// Measured precision of the rule or calibrated probability of the model, 0 to 1; null where not measured.
        confidence,
    } + {
        /// The name of who speaks: of the actor, else the words of the text; `None` where it is not known.
        ///
        /// What the agency says for itself is the agency's.
        #[getter]
        fn speaker_name(&self) -> Option<&str> {
            self.record.speaker_name(self.get())
        }

        /// What is attributed, its parts joined by a blank.
        #[getter]
        fn words(&self) -> String {
            self.get().content.iter().map(|span| &*span.text).collect::<Vec<_>>().join(" ")
        }
    }

    /// The words that attribute ("said", "according to").
    part Cue (lemma, position) {
        /// Where they stand.
        span,
        /// The base form of the head ("say", "point out").
        lemma,
        /// Where they stand with regard to the content.
        position,
        /// Whether they are negated ("did not say").
        negated,
    }

    /// How certain a source makes an event, in the values of FactBank (Saurí and Pustejovsky 2009).
    listed Factuality (id, value, span) {
        /// The id, unique in the record and deterministic.
        id,
        /// The predicate.
        span,
        /// According to whom, outermost source first.
        by => by_items,
        /// The value.
        value,
        /// How this item is known.
        evidence,
        /// The stable id of the rule or model that made it.
        rule,
        /// Measured precision of the rule or calibrated probability of the model, 0 to 1; null where not measured.
        confidence,
    }
}
