//! What states do with words.
//!
//! `tests/test_schema.py` compares names and descriptions with the JSON Schema.

use super::classes;

classes! {
    /// A meeting, a press conference, an adoption: something that took place.
    listed Event (id, kind, date) {
        /// The id, unique in the record and deterministic.
        id,
        /// What it was.
        kind,
        /// Where the text speaks of it.
        spans,
        /// Its ISO date.
        date,
        /// Where it took place.
        place => place_item,
        /// Who took part.
        participants => participants_items,
        /// Who held it.
        organiser => organiser_item,
        /// The event it followed.
        follows => follows_item,
        /// The instrument adopted, voted on or signed.
        instrument => instrument_item,
        /// How this item is known.
        evidence,
        /// The stable id of the rule or model that made it.
        rule,
        /// Measured precision of the rule or calibrated probability of the model, 0 to 1; null where not measured.
        confidence,
    }

    /// A treaty, resolution, declaration or another text that binds or is cited.
    listed Instrument (id, kind, title) {
        /// The id, unique in the record and deterministic.
        id,
        /// Its title in the words of the text.
        title,
        /// What it is.
        kind,
        /// Its number, as that of a resolution.
        number,
        /// Its year or month in the words of the text: `1999`, `2010-12`.
        year,
        /// Where the text says it was adopted.
        place => place_item,
        /// The body whose instrument it is.
        body => body_item,
        /// Where the text speaks of it.
        spans,
        /// The members of a set of instruments.
        members => members_items,
        /// The event it came out of.
        via_event => via_event_item,
        /// Another instrument in this record that is the same one.
        same_as => same_as_item,
        /// What the built-in tables say about it.
        registry,
        /// How this item is known.
        evidence,
        /// The stable id of the rule or model that made it.
        rule,
        /// Measured precision of the rule or calibrated probability of the model, 0 to 1; null where not measured.
        confidence,
    }

    /// What the built-in tables say about an instrument. Never evidence from the text.
    part InstrumentRegistryEntry (key, title) {
        /// The key of the row.
        key,
        /// The official title.
        title,
        /// ISO date of adoption or signature.
        adopted,
        /// Where it was adopted.
        place,
        /// Who keeps it.
        depositary,
    }

    /// A principle, norm, goal or topic of international politics.
    listed Concept (id, kind, label) {
        /// The id, unique in the record and deterministic.
        id,
        /// Its usual English name.
        label,
        /// What it is.
        kind,
        /// Where the text speaks of it.
        spans,
        /// The concept it is a part of.
        component_of => component_of_item,
        /// Its key in the dictionary.
        dictionary,
        /// How this item is known.
        evidence,
        /// The stable id of the rule or model that made it.
        rule,
        /// Measured precision of the rule or calibrated probability of the model, 0 to 1; null where not measured.
        confidence,
    }

    /// What someone says that a concept demands, permits, equals or is.
    listed Definition (id, kind, concept, definiens) {
        /// The id, unique in the record and deterministic.
        id,
        /// The concept defined.
        concept => concept_item,
        /// How it is defined.
        kind,
        /// The words that define.
        definiens,
        /// The words that join concept and definition ("demands", "means").
        cue,
        /// Words that limit it ("above all").
        hedge,
        /// Who defines it so.
        actor => actor_item,
        /// The statement it stands in.
        statement => statement_item,
        /// How this item is known.
        evidence,
        /// The stable id of the rule or model that made it.
        rule,
        /// Measured precision of the rule or calibrated probability of the model, 0 to 1; null where not measured.
        confidence,
    }

    /// One communication between parties, with every report of it.
    listed Exchange (id, kind, sender, recipients, date) {
        /// The id, unique in the record and deterministic.
        id,
        /// What it was.
        kind,
        /// Who sent it.
        sender => sender_item,
        /// On behalf of which state.
        sender_state => sender_state_item,
        /// To whom.
        recipients => recipients_items,
        /// Its ISO date.
        date,
        /// What it was about.
        subject => subject_item,
        /// The statement that says what it asks for.
        request => request_item,
        /// The answer it waits for.
        expected_reply,
        /// The exchange it answers.
        in_reply_to => in_reply_to_item,
        /// Where it stands, as a dated reading of the text.
        status,
        /// The ISO date of that reading.
        status_as_of,
        /// Every place that reports it, in its own wording.
        reports,
        /// Where the reports differ.
        discrepancies,
        /// How this item is known.
        evidence,
        /// The stable id of the rule or model that made it.
        rule,
        /// Measured precision of the rule or calibrated probability of the model, 0 to 1; null where not measured.
        confidence,
    }

    /// The answer that an exchange waits for.
    part ExpectedReply (from_, form) {
        /// From whom.
        #[pyo3(name = "from_")]
        from => from_item,
        /// In which form ("separate written responses").
        form,
        /// The words that speak of it.
        span,
    }

    /// One place of the text that reports an exchange.
    part Report (by, kind_span) {
        /// Who reports it.
        by => by_item,
        /// In which statement.
        statement => statement_item,
        /// The noun or verb that says what it is ("letter").
        kind_span,
        /// The act ("was sent").
        act_span,
        /// The sender.
        sender_span,
        /// The recipients.
        recipients_span,
        /// The date.
        date_span,
        /// The subject.
        subject_span,
        /// What is asked.
        request_span,
        /// The answer waited for.
        expected_reply_span,
    }

    /// A field on which the reports of an exchange differ.
    part Discrepancy (field, values) {
        /// The field.
        field,
        /// Its values, in the order of the reports.
        values,
    }

    /// An actor citing an instrument.
    listed Invocation (id, actor, relation, instrument) {
        /// The id, unique in the record and deterministic.
        id,
        /// Who cites it.
        actor => actor_item,
        /// What is cited.
        instrument => instrument_item,
        /// For which concept.
        concept => concept_item,
        /// What the instrument is said to do, or what is done to it.
        relation,
        /// The words that say so.
        cue,
        /// The statement it stands in.
        statement => statement_item,
        /// How this item is known.
        evidence,
        /// The stable id of the rule or model that made it.
        rule,
        /// Measured precision of the rule or calibrated probability of the model, 0 to 1; null where not measured.
        confidence,
    }

    /// Where an actor stands on a concept.
    listed Position (id, actor, agreement, concept) {
        /// The id, unique in the record and deterministic.
        id,
        /// Whose position it is.
        actor => actor_item,
        /// The state or organisation the actor speaks for.
        organisation => organisation_item,
        /// On what.
        concept => concept_item,
        /// For or against.
        agreement,
        /// The concept that limits it.
        qualifier => qualifier_item,
        /// The statement that shows it.
        statement => statement_item,
        /// The words that show it.
        evidence_spans,
        /// In the actor's own voice, or in another's account.
        voice,
        /// In whose account.
        attributed_by => attributed_by_item,
        /// Who reports the actor's own words.
        reported_by => reported_by_item,
        /// How this item is known.
        evidence,
        /// The stable id of the rule or model that made it.
        rule,
        /// Measured precision of the rule or calibrated probability of the model, 0 to 1; null where not measured.
        confidence,
    }
}
