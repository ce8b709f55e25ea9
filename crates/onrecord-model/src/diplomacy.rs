//! What states do with words: events, instruments, concepts, exchanges, invocations and positions.

use serde::{Deserialize, Serialize};

use crate::id::{ActorId, ConceptId, EventId, ExchangeId, InstrumentId, PlaceId, StatementId};
use crate::item::{item, values};
use crate::span::Span;

item! {
    /// A meeting, a press conference, an adoption: something that took place.
    Event(EventId) {
        /// What it was.
        kind: EventKind,
        /// Where the text speaks of it.
        spans: Vec<Span>,
        /// Its ISO date.
        date: Option<String>,
        /// Where it took place.
        place: Option<PlaceId>,
        /// Who took part.
        participants: Vec<ActorId>,
        /// Who held it.
        organiser: Option<ActorId>,
        /// The event it followed.
        follows: Option<EventId>,
        /// The instrument adopted, voted on or signed.
        instrument: Option<InstrumentId>,
    }
}

values! {
    /// What an event was.
    EventKind {
        /// A press conference.
        PressConference = "press_conference",
        /// Talks.
        Talks = "talks",
        /// A meeting.
        Meeting = "meeting",
        /// A summit.
        Summit = "summit",
        /// A telephone or video call.
        Call = "call",
        /// A visit.
        Visit = "visit",
        /// An interview.
        Interview = "interview",
        /// A briefing.
        Briefing = "briefing",
        /// A speech.
        Speech = "speech",
        /// A session of a body.
        Session = "session",
        /// The adoption of an instrument.
        Adoption = "adoption",
        /// A vote.
        Vote = "vote",
        /// A signing.
        Signing = "signing",
    }
}

item! {
    /// A treaty, resolution, declaration or another text that binds or is cited.
    Instrument(InstrumentId) {
        /// Its title in the words of the text.
        title: Option<String>,
        /// What it is.
        kind: InstrumentKind,
        /// Its number, as that of a resolution.
        number: Option<String>,
        /// Its year or month in the words of the text: `1999`, `2010-12`.
        year: Option<String>,
        /// Where the text says it was adopted.
        place: Option<PlaceId>,
        /// The body whose instrument it is.
        body: Option<ActorId>,
        /// Where the text speaks of it.
        spans: Vec<Span>,
        /// The members of a set of instruments.
        members: Vec<InstrumentId>,
        /// The event it came out of.
        via_event: Option<EventId>,
        /// Another instrument in this record that is the same one.
        same_as: Option<InstrumentId>,
        /// What the built-in tables say about it.
        registry: Option<InstrumentRegistryEntry>,
    }
}

/// What the built-in tables say about an instrument. Never evidence from the text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct InstrumentRegistryEntry {
    /// The key of the row.
    pub key: String,
    /// The official title.
    pub title: Option<String>,
    /// ISO date of adoption or signature.
    pub adopted: Option<String>,
    /// Where it was adopted.
    pub place: Option<String>,
    /// Who keeps it.
    pub depositary: Option<String>,
}

values! {
    /// What an instrument is.
    InstrumentKind {
        /// A treaty or convention.
        Treaty = "treaty",
        /// A charter.
        Charter = "charter",
        /// A code of conduct.
        CodeOfConduct = "code_of_conduct",
        /// A declaration.
        Declaration = "declaration",
        /// A resolution.
        Resolution = "resolution",
        /// An agreement.
        Agreement = "agreement",
        /// A memorandum.
        Memorandum = "memorandum",
        /// A protocol.
        Protocol = "protocol",
        /// A statute.
        Statute = "statute",
        /// A communiqué.
        Communique = "communique",
        /// What a summit decided.
        SummitOutcome = "summit_outcome",
        /// A law.
        Law = "law",
        /// Several instruments taken together.
        Set = "set",
    }
}

item! {
    /// A principle, norm, goal or topic of international politics.
    Concept(ConceptId) {
        /// Its usual English name.
        label: String,
        /// What it is.
        kind: ConceptKind,
        /// Where the text speaks of it.
        spans: Vec<Span>,
        /// The concept it is a part of.
        component_of: Option<ConceptId>,
        /// Its key in the dictionary.
        dictionary: Option<String>,
    }
}

values! {
    /// What a concept is.
    ConceptKind {
        /// A principle.
        Principle = "principle",
        /// A norm.
        Norm = "norm",
        /// A goal.
        Goal = "goal",
        /// A topic.
        Topic = "topic",
    }
}

item! {
    /// What someone says that a concept demands, permits, equals or is.
    Definition(DefinitionId) {
        /// The concept defined.
        concept: ConceptId,
        /// How it is defined.
        kind: DefinitionKind,
        /// The words that define.
        definiens: Span,
        /// The words that join concept and definition ("demands", "means").
        cue: Option<Span>,
        /// Words that limit it ("above all").
        hedge: Option<Span>,
        /// Who defines it so.
        actor: ActorId,
        /// The statement it stands in.
        statement: StatementId,
    }
}

values! {
    /// How a concept is defined.
    DefinitionKind {
        /// By what it is a kind of.
        Genus = "genus",
        /// By what it forbids.
        Prohibition = "prohibition",
        /// By what it permits.
        Permission = "permission",
        /// By what it equals.
        Equivalence = "equivalence",
        /// By its standing.
        Status = "status",
    }
}

item! {
    /// One communication between parties, with every report of it.
    Exchange(ExchangeId) {
        /// What it was.
        kind: ExchangeKind,
        /// Who sent it.
        sender: Option<ActorId>,
        /// On behalf of which state.
        sender_state: Option<ActorId>,
        /// To whom.
        recipients: Vec<ActorId>,
        /// Its ISO date.
        date: Option<String>,
        /// What it was about.
        subject: Option<ConceptId>,
        /// The statement that says what it asks for.
        request: Option<StatementId>,
        /// The answer it waits for.
        expected_reply: Option<ExpectedReply>,
        /// The exchange it answers.
        in_reply_to: Option<ExchangeId>,
        /// Where it stands, as a dated reading of the text.
        status: ExchangeStatus,
        /// The ISO date of that reading.
        status_as_of: Option<String>,
        /// Every place that reports it, in its own wording.
        reports: Vec<Report>,
        /// Where the reports differ.
        discrepancies: Vec<Discrepancy>,
    }
}

/// The answer that an exchange waits for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ExpectedReply {
    /// From whom.
    pub from: Option<ActorId>,
    /// In which form ("separate written responses").
    pub form: Option<String>,
    /// The words that speak of it.
    pub span: Option<Span>,
}

/// One place of the text that reports an exchange.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// Who reports it.
    pub by: ActorId,
    /// In which statement.
    pub statement: Option<StatementId>,
    /// The noun or verb that says what it is ("letter").
    pub kind_span: Span,
    /// The act ("was sent").
    pub act_span: Option<Span>,
    /// The sender.
    pub sender_span: Option<Span>,
    /// The recipients.
    pub recipients_span: Option<Span>,
    /// The date.
    pub date_span: Option<Span>,
    /// The subject.
    pub subject_span: Option<Span>,
    /// What is asked.
    pub request_span: Option<Span>,
    /// The answer waited for.
    pub expected_reply_span: Option<Span>,
}

/// A field on which the reports of an exchange differ.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Discrepancy {
    /// The field.
    pub field: String,
    /// Its values, in the order of the reports.
    pub values: Vec<String>,
}

values! {
    /// What an exchange was.
    ExchangeKind {
        /// A letter.
        Letter = "letter",
        /// A diplomatic note.
        Note = "note",
        /// A message.
        Message = "message",
        /// A proposal.
        Proposal = "proposal",
        /// A telephone or video call.
        Call = "call",
        /// Talks.
        Talks = "talks",
        /// A request by word of mouth.
        OralRequest = "oral_request",
        /// A reply.
        Reply = "reply",
        /// An invitation.
        Invitation = "invitation",
        /// A protest.
        Protest = "protest",
        /// A visit.
        Visit = "visit",
    }
}

values! {
    /// Where an exchange stands, as the text says. Never inferred from silence.
    ExchangeStatus {
        /// An answer is waited for.
        AwaitingReply = "awaiting_reply",
        /// An answer is reported.
        ReplyReported = "reply_reported",
        /// It was refused.
        Refused = "refused",
        /// It is reported; nothing is said of an answer.
        Reported = "reported",
        /// The text does not tell.
        Unknown = "unknown",
    }
}

item! {
    /// An actor citing an instrument.
    Invocation(InvocationId) {
        /// Who cites it.
        actor: ActorId,
        /// What is cited.
        instrument: InstrumentId,
        /// For which concept.
        concept: Option<ConceptId>,
        /// What the instrument is said to do, or what is done to it.
        relation: InvocationRelation,
        /// The words that say so.
        cue: Option<Span>,
        /// The statement it stands in.
        statement: Option<StatementId>,
    }
}

values! {
    /// What an instrument is said to do, or what is done to it.
    InvocationRelation {
        /// The concept stands in it.
        Enshrines = "enshrines",
        /// It founds the concept.
        Establishes = "establishes",
        /// It confirms the concept.
        Upholds = "upholds",
        /// Something breaks it.
        Violates = "violates",
        /// Someone is bound by it.
        Commits = "commits",
        /// Someone reads it anew.
        Reinterprets = "reinterprets",
        /// Someone leaves it.
        Withdraws = "withdraws",
        /// Someone calls for it.
        Demands = "demands",
        /// It is cited.
        Cites = "cites",
    }
}

item! {
    /// Where an actor stands on a concept.
    Position(PositionId) {
        /// Whose position it is.
        actor: ActorId,
        /// The state or organisation the actor speaks for.
        organisation: Option<ActorId>,
        /// On what.
        concept: ConceptId,
        /// For or against.
        agreement: Agreement,
        /// The concept that limits it.
        qualifier: Option<ConceptId>,
        /// The statement that shows it.
        statement: StatementId,
        /// The words that show it.
        evidence_spans: Vec<Span>,
        /// In the actor's own voice, or in another's account.
        voice: Voice,
        /// In whose account.
        attributed_by: Option<ActorId>,
        /// Who reports the actor's own words.
        reported_by: Option<ActorId>,
    }
}

values! {
    /// For or against.
    Agreement {
        /// For it.
        Support = "support",
        /// Against it.
        Oppose = "oppose",
        /// Both.
        Ambivalent = "ambivalent",
        /// Passed over.
        Omit = "omit",
    }
}

values! {
    /// Whose voice a position is known by.
    Voice {
        /// The actor's own.
        Own = "own",
        /// Another party's account.
        Attributed = "attributed",
    }
}
