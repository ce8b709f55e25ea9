//! A text and the record so far, as the layers of diplomacy see them: in tokens.

use std::ops::Range;

use onrecord_model::{ActorId, ConceptId, PlaceId, Record, Span, StatementId, TimexId};

use crate::tables::Tables;
use crate::text::{Text, TextRange};

/// No mention has more tokens.
const LONGEST_MENTION: u32 = 60;

/// A text and its record so far. Items are pushed to the record; the token ranges of what stands there already are
/// worked out once.
#[derive(Debug)]
pub(crate) struct Reading<'r, 's> {
    /// The user's and the built-in tables.
    pub(crate) tables: &'r Tables,
    /// The text.
    pub(crate) text: &'r Text<'s>,
    /// Headline, summary and body, without dateline and credits.
    pub(crate) prose: &'r [TextRange],
    /// The record so far.
    pub(crate) record: &'r mut Record,
    /// Mentions in reading order, longer ones first.
    pub(crate) mentions: Vec<MentionTokens>,
    /// Time expressions in reading order.
    pub(crate) timexes: Vec<(Range<u32>, TimexId)>,
    /// Statements, by their position in the record.
    pub(crate) statements: Vec<StatementTokens>,
    /// Where cues and first contents begin, in order, and of which statement, by its place.
    begun: Vec<(u32, usize)>,
    /// The fragments of content of the statements of levels 0 and 1, in reading order.
    fragments: Vec<(Range<u32>, StatementId)>,
    /// Mentions of concepts in reading order, once their layer has read.
    concepts: Vec<(Range<u32>, ConceptId)>,
    /// Places in reading order.
    places: Vec<(Range<u32>, PlaceId)>,
    /// Actors with those for whom they hold an office, by actor.
    sides: Vec<(ActorId, ActorId)>,
}

/// A mention in tokens.
#[derive(Clone, Debug)]
pub(crate) struct MentionTokens {
    /// Its tokens.
    pub(crate) tokens: Range<u32>,
    /// Whom it stands for.
    pub(crate) actor: ActorId,
}

/// A statement in tokens.
#[derive(Clone, Debug)]
pub(crate) struct StatementTokens {
    /// Its item.
    pub(crate) statement: StatementId,
    /// The source.
    pub(crate) source: Option<Range<u32>>,
    /// The cue.
    pub(crate) cue: Option<Range<u32>>,
    /// The fragments of the content, in reading order.
    pub(crate) content: Vec<Range<u32>>,
}

impl<'r, 's> Reading<'r, 's> {
    /// Reads the record back into tokens.
    pub(crate) fn new(text: &'r Text<'s>, prose: &'r [TextRange], record: &'r mut Record, tables: &'r Tables) -> Self {
        let tokens = |span: &Span| tokens(text, span);
        let mut mentions: Vec<MentionTokens> = record
            .mentions
            .iter()
            .map(|mention| MentionTokens { tokens: tokens(&mention.span), actor: mention.actor })
            .collect();
        mentions.sort_by_key(|mention| (mention.tokens.start, std::cmp::Reverse(mention.tokens.end)));
        let timexes = record.timexes.iter().map(|timex| (tokens(&timex.span), timex.id)).collect();
        let outer = record.statements.iter().filter(|statement| statement.level <= 1);
        let fragments = outer.flat_map(|statement| statement.content.iter().map(move |span| (span, statement.id)));
        let mut fragments: Vec<_> = fragments.map(|(span, id)| (tokens(span), id)).collect();
        fragments.sort_by_key(|(range, _)| range.start);
        let statements: Vec<StatementTokens> = record
            .statements
            .iter()
            .map(|statement| StatementTokens {
                statement: statement.id,
                source: statement.speaker_span.as_ref().map(&tokens),
                cue: statement.cue.as_ref().map(|cue| tokens(&cue.span)),
                content: statement.content.iter().map(&tokens).collect(),
            })
            .collect();
        let begins = |(place, statement): (usize, &StatementTokens)| {
            let begins = statement.cue.iter().chain(statement.content.first()).map(|tokens| tokens.start);
            begins.map(|start| (start, place)).collect::<Vec<_>>()
        };
        let mut begun: Vec<_> = statements.iter().enumerate().flat_map(begins).collect();
        begun.sort_unstable();
        let spans = record.places.iter().flat_map(|place| place.spans.iter().map(move |span| (span, place.id)));
        let mut places: Vec<_> = spans.map(|(span, id)| (tokens(span), id)).collect();
        places.sort_by_key(|(tokens, _)| tokens.start);
        places.dedup_by_key(|(tokens, _)| tokens.start);
        let mut sides: Vec<_> = record.roles.iter().filter_map(|role| Some((role.actor, role.of?))).collect();
        sides.sort_by_key(|(actor, _)| *actor);
        let concepts = Vec::new();
        Self { tables, text, prose, record, mentions, timexes, statements, begun, fragments, concepts, places, sides }
    }

    /// The tokens of a span of the record.
    pub(crate) fn tokens(&self, span: &Span) -> Range<u32> {
        tokens(self.text, span)
    }

    /// The span of some tokens, for the record.
    pub(crate) fn span(&self, tokens: Range<u32>) -> Option<Span> {
        self.text.span(self.text.range(tokens))
    }

    /// The mentions that begin inside a range, in reading order, longer ones first.
    pub(crate) fn mentions_in(&self, range: Range<u32>) -> &[MentionTokens] {
        let first = self.mentions.partition_point(|mention| mention.tokens.start < range.start);
        let last = self.mentions.partition_point(|mention| mention.tokens.start < range.end);
        self.mentions.get(first..last.max(first)).unwrap_or_default()
    }

    /// The time expressions that begin inside a range, in reading order.
    pub(crate) fn timexes_in(&self, range: Range<u32>) -> &[(Range<u32>, TimexId)] {
        let first = self.timexes.partition_point(|(tokens, _)| tokens.start < range.start);
        let last = self.timexes.partition_point(|(tokens, _)| tokens.start < range.end);
        self.timexes.get(first..last.max(first)).unwrap_or_default()
    }

    /// The statements whose cue or whose content begins inside a range.
    pub(crate) fn begun_in(&self, range: Range<u32>) -> impl Iterator<Item = &StatementTokens> {
        let first = self.begun.partition_point(|(start, _)| *start < range.start);
        let last = self.begun.partition_point(|(start, _)| *start < range.end);
        let begun = self.begun.get(first..last.max(first)).unwrap_or_default();
        begun.iter().filter_map(|(_, place)| self.statements.get(*place))
    }

    /// For each token the innermost statement whose content holds it; of equals the last.
    pub(crate) fn innermost(&self) -> Vec<Option<StatementId>> {
        let mut all = vec![None; self.text.tokens.len()];
        let level = |statement: &StatementTokens| {
            self.record.statements.get(statement.statement.index()).map_or(0, |statement| statement.level)
        };
        let mut order: Vec<&StatementTokens> = self.statements.iter().collect();
        order.sort_by_key(|statement| level(statement));
        for statement in order {
            for content in &statement.content {
                if let Some(tokens) = all.get_mut(content.start as usize..content.end as usize) {
                    tokens.fill(Some(statement.statement));
                }
            }
        }
        all
    }

    /// The fragment of content, of a statement of level 1 or 0, that holds a token; and its statement.
    pub(crate) fn fragment_at(&self, token: u32) -> Option<(Range<u32>, StatementId)> {
        let behind = self.fragments.partition_point(|(range, _)| range.start <= token);
        let (range, id) = self.fragments.get(behind.checked_sub(1)?)?;
        range.contains(&token).then(|| (range.clone(), *id))
    }

    /// Whether a token stands in the content of another statement than this one: a sentence that the agency vouches for
    /// itself is none.
    pub(crate) fn is_told_elsewhere(&self, token: u32, statement: StatementId) -> bool {
        let other = self.fragment_at(token).filter(|(_, id)| *id != statement);
        let level = |id: StatementId| self.record.statements.get(id.index()).map_or(0, |statement| statement.level);
        other.is_some_and(|(_, id)| level(id) > 0)
    }

    /// The tokens of the sentence that a token stands in.
    pub(crate) fn sentence(&self, token: u32) -> Option<Range<u32>> {
        let sentence = self.text.sentence_of(token)?;
        self.text.sentences.get(sentence as usize).map(|sentence| sentence.tokens.clone())
    }

    /// The states and bodies for which an actor speaks: those of its roles, and the states of its ministries.
    pub(crate) fn sides_of(&self, actor: ActorId) -> Vec<ActorId> {
        let first = self.sides.partition_point(|(whose, _)| *whose < actor);
        let sides = self.sides.iter().skip(first).take_while(|(whose, _)| *whose == actor);
        sides.map(|(_, side)| *side).collect()
    }

    /// The mention that shares most tokens with a range.
    pub(crate) fn mention_over(&self, range: &Range<u32>) -> Option<&MentionTokens> {
        let near = self.mentions_in(range.start.saturating_sub(LONGEST_MENTION)..range.end);
        let shared = |mention: &MentionTokens| {
            mention.tokens.end.min(range.end).saturating_sub(mention.tokens.start.max(range.start))
        };
        near.iter()
            .filter(|mention| shared(mention) > 0)
            .max_by_key(|mention| (shared(mention), std::cmp::Reverse(mention.tokens.len())))
    }

    /// The place named at this token, and one past its last token.
    pub(crate) fn place_at(&self, token: u32) -> Option<(PlaceId, u32)> {
        let found = self.places.binary_search_by_key(&token, |(tokens, _)| tokens.start).ok()?;
        self.places.get(found).map(|(tokens, id)| (*id, tokens.end))
    }

    /// The TIMEX3 value of an expression of time, where it is a date.
    pub(crate) fn value(&self, timex: TimexId) -> Option<String> {
        let value = &self.record.timexes.get(timex.index())?.value;
        let day = value.get(..10).unwrap_or(value);
        let plain = day.len() >= 4 && day.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        plain.then(|| day.to_owned())
    }

    /// Works out the tokens of the mentions of concepts; asked for once, behind the layer that finds them.
    pub(crate) fn index_concepts(&mut self) {
        let spans =
            self.record.concepts.iter().flat_map(|concept| concept.spans.iter().map(move |span| (span, concept.id)));
        let mut all: Vec<_> = spans.map(|(span, id)| (self.tokens(span), id)).collect();
        all.sort_by_key(|(tokens, _)| tokens.start);
        self.concepts = all;
    }

    /// The mentions of concepts inside a range: concept and tokens, in reading order.
    pub(crate) fn concepts_in(&self, range: Range<u32>) -> Vec<(ConceptId, Range<u32>)> {
        let first = self.concepts.partition_point(|(tokens, _)| tokens.start < range.start);
        let begin =
            self.concepts.get(first..).unwrap_or_default().iter().take_while(|(tokens, _)| tokens.start < range.end);
        begin.filter(|(tokens, _)| tokens.end <= range.end).map(|(tokens, id)| (*id, tokens.clone())).collect()
    }

    /// The last concept mentioned before a token, not before `floor`; and one past its last token.
    pub(crate) fn concept_before(&self, token: u32, floor: u32) -> Option<(ConceptId, u32)> {
        let before = self.concepts_in(floor..token);
        before.last().map(|(id, tokens)| (*id, tokens.end))
    }

    /// Where the mention of a concept that ends here begins.
    pub(crate) fn concept_start(&self, concept: ConceptId, end: u32) -> Option<u32> {
        let item = self.record.concepts.get(concept.index())?;
        item.spans.iter().map(|span| self.tokens(span)).find(|tokens| tokens.end == end).map(|tokens| tokens.start)
    }

    /// The date on which the dispatch speaks: that of the dateline, else of publication.
    pub(crate) fn dispatch_date(&self) -> Option<&str> {
        let document = &self.record.document;
        let dateline = document.dateline.as_ref().and_then(|dateline| dateline.date.as_deref());
        dateline.or(document.published.as_deref())
    }

    /// The agency of the dateline.
    pub(crate) fn agency(&self) -> Option<ActorId> {
        self.record.document.dateline.as_ref().and_then(|dateline| dateline.agency)
    }
}

/// The tokens that a span of the record covers.
fn tokens(text: &Text<'_>, span: &Span) -> Range<u32> {
    let bytes = text.offsets.byte_range(span).unwrap_or_default();
    text.tokens_in(TextRange::new(bytes.start, bytes.end))
}
