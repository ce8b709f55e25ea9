//! Who said what: statements with source, cue and content, and the factuality of what they report.

use serde::{Deserialize, Serialize};

use crate::id::{ActorId, DateSource, EventId, MentionId, RoleId, StatementId};
use crate::item::{item, values};
use crate::span::Span;

item! {
    /// One attribution: a source, a cue and what is attributed.
    ///
    /// The terms are those of the PARC scheme (Pareti 2012), which PolNeAR follows.
    Statement(StatementId) {
        /// Whether the words are quoted.
        quotation: Quotation,
        /// 1: the dispatch quotes a source; 2, 3 …: a source quoted inside another statement; 0: the agency itself.
        level: u8,
        /// The statement this one stands in.
        embedded_in: Option<StatementId>,
        /// Who vouches for it, outermost first: agency, speaker, …
        source_chain: Vec<ActorId>,
        /// Who speaks.
        speaker: Option<ActorId>,
        /// The noun phrase that names the speaker, with its title.
        speaker_span: Option<Span>,
        /// The mention under that noun phrase.
        speaker_mention: Option<MentionId>,
        /// The role in which the speaker is named here.
        role: Option<RoleId>,
        /// Who holds the attitude, when not the speaker ("Russia hopes …, Lavrov said").
        holder: Option<ActorId>,
        /// To whom it is addressed.
        addressees: Vec<ActorId>,
        /// The words that attribute.
        cue: Option<Cue>,
        /// What is attributed, without quotation marks, in the order of the text.
        content: Vec<Span>,
        /// The quotation marks of the statement.
        quote_marks: Vec<Span>,
        /// Bracketed words of the agency inside the quotation.
        interpolations: Vec<Span>,
        /// Said, thought, known or wanted.
        attribution_type: Option<AttributionType>,
        /// What the speaker does by saying it.
        speech_act: Option<SpeechAct>,
        /// The attitude in one word ("hope", "reject").
        attitude: Option<String>,
        /// The occasion on which it was said.
        occasion: Option<EventId>,
        /// The ISO date on which it was said.
        date: Option<String>,
        /// What that date rests on.
        date_from: Option<DateSource>,
        /// Letter, oral, written, post, television …
        medium: Option<String>,
        /// Whether another party's account of it is all there is.
        evidential: Option<Evidential>,
        /// How the statement around it stands to it.
        parent_stance: Option<ParentStance>,
    }
}

/// The words that attribute ("said", "according to").
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Cue {
    /// Where they stand.
    pub span: Span,
    /// The base form of the head ("say", "point out").
    pub lemma: String,
    /// Where they stand with regard to the content.
    pub position: CuePosition,
    /// Whether they are negated ("did not say").
    pub negated: bool,
}

values! {
    /// Whether the words of a statement are quoted.
    Quotation {
        /// All of them.
        Direct = "direct",
        /// None of them.
        Indirect = "indirect",
        /// Some of them.
        Mixed = "mixed",
        /// The agency speaks for itself.
        Unattributed = "unattributed",
    }
}

values! {
    /// Where the cue stands with regard to the content.
    CuePosition {
        /// Before it.
        Pre = "pre",
        /// After it.
        Post = "post",
        /// In the middle of it.
        Mid = "mid",
    }
}

values! {
    /// The four types of attribution of the PARC scheme.
    AttributionType {
        /// What is said.
        Assertion = "assertion",
        /// What is thought.
        Belief = "belief",
        /// What is known or perceived.
        Fact = "fact",
        /// What is wanted, planned or ordered.
        Eventuality = "eventuality",
    }
}

values! {
    /// What a speaker does by saying it (Searle's classes).
    SpeechAct {
        /// Says how things are.
        Assertive = "assertive",
        /// Wants the addressee to do something.
        Directive = "directive",
        /// Binds the speaker to do something.
        Commissive = "commissive",
        /// Expresses a state of mind.
        Expressive = "expressive",
        /// Makes it so by saying it.
        Declarative = "declarative",
    }
}

values! {
    /// The evidential standing of a statement.
    Evidential {
        /// Known only through another party's account.
        AttributedByOtherParty = "attributed_by_other_party",
    }
}

values! {
    /// How the statement around it stands to an embedded one.
    ParentStance {
        /// It agrees.
        Endorses = "endorses",
        /// It disagrees.
        Rejects = "rejects",
        /// It only reports.
        Reports = "reports",
    }
}

item! {
    /// How certain a source makes an event, in the values of FactBank (Saurí and Pustejovsky 2009).
    Factuality(FactualityId) {
        /// The predicate.
        span: Span,
        /// According to whom, outermost source first.
        by: Vec<ActorId>,
        /// The value.
        value: FactualityValue,
    }
}

values! {
    /// The values of FactBank: certain, probable, possible; positive, negative; or unknown.
    FactualityValue {
        /// Certain.
        CertainPositive = "CT+",
        /// Probable.
        ProbablePositive = "PR+",
        /// Possible.
        PossiblePositive = "PS+",
        /// Certainly not.
        CertainNegative = "CT-",
        /// Probably not.
        ProbableNegative = "PR-",
        /// Possibly not.
        PossibleNegative = "PS-",
        /// Unknown.
        Unknown = "Uu",
    }
}
