//! The questions an archive answers, each a typed function; every row of every answer has its evidence.

mod akin;
mod changes;
mod claims;
mod concepts;
mod evidence;
mod exchanges;
mod filter;
mod quotations;
mod rivals;
mod speakers;

pub use changes::{Change, ChangeKind, changes};
pub use claims::Claim;
pub use concepts::{AgreementCount, DefinitionInTime, InContext, InvocationCount};
pub use evidence::Evidence;
pub use exchanges::{Disagreement, DisagreementValue, Ladder, LadderRung, Rung, Unanswered};
pub use filter::Filter;
pub use quotations::{Found, Variant, Variants};
pub use speakers::{Act, Occasion, Presented, RoleInTime, SpeaksAbout, Stance};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::archive::Archive;
use crate::error::{Error, ErrorKind};

/// What a question is asked about. Which fields it needs stands in [`QUESTIONS`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct About {
    /// An actor, by name or by the ISO code of a state.
    pub actor: Option<String>,
    /// Another actor.
    pub other: Option<String>,
    /// A concept, by label or key.
    pub concept: Option<String>,
    /// An instrument, by title, number or key.
    pub instrument: Option<String>,
    /// An agency.
    pub agency: Option<String>,
    /// Words of a quotation.
    pub words: Option<String>,
    /// An exchange across documents, as other answers name it.
    pub exchange: Option<String>,
    /// An ISO date.
    pub as_of: Option<String>,
    /// Code points of context on each side.
    pub width: Option<usize>,
}

/// The name of each question, what it asks, and what it needs.
pub const QUESTIONS: &[(&str, &str)] = &[
    ("unanswered", "exchanges without a reported answer as of a date (as_of)"),
    ("invocations", "who invokes an instrument, in which relation ([instrument])"),
    ("definitions", "what a concept is said to be over time, with word differences ([concept])"),
    ("variants", "one quotation across agencies, compared word by word ([words])"),
    ("speaks-about", "who speaks about whom ([actor], [other])"),
    ("agreement", "who is for and against what, in whose voice ([actor], [concept])"),
    ("presented", "what one says that another thinks, beside what the other says (actor, other)"),
    ("directives", "what an actor is asked to do, with later mentions (actor)"),
    ("commissives", "what an actor promises, with later mentions (actor)"),
    ("occasions", "when two actors met or spoke (actor, other)"),
    ("in-context", "a concept in its contexts (concept, [width])"),
    ("only-by", "claims that one agency alone makes (agency)"),
    ("discrepancies", "exchanges on which documents differ"),
    ("roles", "the offices of a person over time, with contradictions (actor)"),
    ("ladder", "how the answer to an exchange came nearer ([exchange])"),
];

impl Archive {
    /// Asks a question by its name in [`QUESTIONS`]; the rows are those of the typed function, as JSON.
    ///
    /// # Errors
    /// [`ErrorKind::Question`] where there is no such question, or it lacks what it needs.
    pub fn ask(&self, question: &str, about: &About, filter: &Filter) -> Result<Vec<Value>, Error> {
        fn json<T: Serialize>(rows: Result<Vec<T>, Error>) -> Result<Vec<Value>, Error> {
            rows?.into_iter().map(|row| Ok(serde_json::to_value(row)?)).collect()
        }
        let need = |field: &'static str, value: &Option<String>| -> Result<String, Error> {
            let message = format!("the question {question} needs {field}");
            value.clone().ok_or_else(|| Error::new(ErrorKind::Question, message))
        };
        let actor = || need("actor", &about.actor);
        let other = || need("other", &about.other);
        let (named, concept) = (about.actor.as_deref(), about.concept.as_deref());
        match question {
            "unanswered" => json(self.unanswered(&need("as_of", &about.as_of)?, filter)),
            "invocations" => json(self.invocations(about.instrument.as_deref(), filter)),
            "definitions" => json(self.definitions(concept, filter)),
            "variants" => json(self.variants(about.words.as_deref(), filter)),
            "speaks-about" => json(self.speaks_about(named, about.other.as_deref(), filter)),
            "agreement" => json(self.agreement(named, concept, filter)),
            "presented" => json(self.presented(&actor()?, &other()?, filter)),
            "directives" => json(self.directives(&actor()?, filter)),
            "commissives" => json(self.commissives(&actor()?, filter)),
            "occasions" => json(self.occasions(&actor()?, &other()?, filter)),
            "in-context" => json(self.in_context(&need("concept", &about.concept)?, about.width.unwrap_or(60), filter)),
            "only-by" => json(self.only_by(&need("agency", &about.agency)?, filter)),
            "discrepancies" => json(self.discrepancies(filter)),
            "roles" => json(self.roles(&actor()?, filter)),
            "ladder" => json(self.ladder(about.exchange.as_deref(), filter)),
            _ => {
                let names: Vec<_> = QUESTIONS.iter().map(|(name, _)| *name).collect();
                let message = format!("there is no question {question:?}; ask one of {}", names.join(", "));
                Err(Error::new(ErrorKind::Question, message))
            }
        }
    }
}
