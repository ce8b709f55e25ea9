use super::*;

/// The words of an attribution over a text of single-spaced tokens, given by words.
fn attribution(text: &Text<'_>, source: &str, cue: &str, content: &str) -> Attribution {
    let find = |words: &str| {
        let start = text.source.find(words).unwrap();
        let tokens = text.tokens_in(crate::text::TextRange::new(start, start + words.len()));
        assert!(!tokens.is_empty(), "{words}");
        tokens
    };
    Attribution::found(Some(find(source)), Some(find(cue)), vec![find(content)], "test")
}

fn mended(source: &str, parts: [&str; 3]) -> Vec<(String, String, String)> {
    let text = Text::new(source);
    let words = |tokens: &Range<u32>| text.range(tokens.clone()).of(source).to_owned();
    let mut first = attribution(&text, parts[0], parts[1], parts[2]);
    let second = mend(&text, &mut first);
    [Some(first), second]
        .into_iter()
        .flatten()
        .map(|one| {
            let content: Vec<_> = one.content.iter().map(&words).collect();
            (
                one.source.as_ref().map(&words).unwrap_or_default(),
                one.cue.as_ref().map(&words).unwrap_or_default(),
                content.join(" | "),
            )
        })
        .collect()
}

fn one(source: &str, cue: &str, content: &str) -> Vec<(String, String, String)> {
    vec![(source.to_owned(), cue.to_owned(), content.to_owned())]
}

#[test]
fn sources_and_cues_lose_what_is_not_theirs() {
    let text = "Ana Orlu on Monday also said that it rains.";
    assert_eq!(
        mended(text, ["Ana Orlu on Monday", "also said", "that it rains"]),
        one("Ana Orlu", "said", "that it rains")
    );
}

#[test]
fn both_who_speak_are_the_source() {
    let text = "Norland and Sudland expressed support for the plan.";
    let both = one("Norland and Sudland", "expressed", "support for the plan");
    assert_eq!(mended(text, ["Sudland", "expressed", "support for the plan"]), both);
    let text = "They waited for Norland, and Sudland expressed support for the plan.";
    let second = one("Sudland", "expressed", "support for the plan");
    assert_eq!(mended(text, ["Sudland", "expressed", "support for the plan"]), second);
}

#[test]
fn an_article_takes_its_noun_from_the_cue() {
    let text = "The last note demanded that the ships leave.";
    assert_eq!(
        mended(text, ["The", "last note demanded", "that the ships leave"]),
        one("The last note", "demanded", "that the ships leave")
    );
    let text = "His claim that it rains is old.";
    assert_eq!(mended(text, ["His", "claim", "that it rains"]), one("His", "claim", "that it rains"));
}

#[test]
fn who_writes_pleads_and_not_who_receives_the_letter() {
    let text = "Norland's president on Tuesday sent a letter to his Estonian counterpart pleading for talks.";
    assert_eq!(
        mended(text, ["his Estonian counterpart", "pleading", "for talks"]),
        one("Norland's president", "pleading", "for talks")
    );
    let text = "He spoke to his Estonian counterpart pleading for talks.";
    assert_eq!(
        mended(text, ["his Estonian counterpart", "pleading", "for talks"]),
        one("his Estonian counterpart", "pleading", "for talks")
    );
}

#[test]
fn who_is_accused_or_expected_is_no_source() {
    let text = "Ana Orlu is widely expected to win.";
    assert_eq!(
        mended(text, ["Ana Orlu", "is widely expected", "to win"]),
        one("", "is widely expected", "Ana Orlu | to win")
    );
    let text = "Ana Orlu is not expected to win.";
    assert_eq!(
        mended(text, ["Ana Orlu", "is not expected", "to win"]),
        one("", "is not expected", "Ana Orlu | to win")
    );
    let text = "Ana Orlu was told that it rains.";
    assert_eq!(mended(text, ["Ana Orlu", "was told", "that it rains"]), one("", "was told", "that it rains"));
    let text = "Ana Orlu was reported to have said that it rains.";
    let reported = one("Ana Orlu", "was reported to have said", "that it rains");
    assert_eq!(mended(text, ["Ana Orlu", "was reported to have said", "that it rains"]), reported);
    let text = "Ana Orlu was delighted that it rains.";
    assert_eq!(
        mended(text, ["Ana Orlu", "was delighted", "that it rains"]),
        one("Ana Orlu", "was delighted", "that it rains")
    );
}

#[test]
fn who_answers_did_not_ask() {
    let text = "Asked whether it rains, Ana Orlu said that it does.";
    assert_eq!(mended(text, ["Ana Orlu", "Asked", "whether it rains"]), one("", "Asked", "whether it rains"));
    let text = "Ana Orlu waved when asked if it rains.";
    assert_eq!(mended(text, ["Ana Orlu", "asked", "if it rains"]), one("", "asked", "if it rains"));
    let text = "Asked by Ana Orlu whether it rains, he left.";
    let asked = one("Ana Orlu", "Asked", "whether it rains");
    assert_eq!(mended(text, ["Ana Orlu", "Asked", "whether it rains"]), asked);
}

#[test]
fn a_relative_clause_is_no_source_of_what_stands_behind_it() {
    let text = "Ana Orlu, who has no seat, said that it rains.";
    assert_eq!(mended(text, ["who has no seat,", "said", "that it rains"]), one("Ana Orlu", "said", "that it rains"));
    let text = "They met Ana Orlu, who later said that it rains.";
    assert_eq!(mended(text, ["who", "later said", "that it rains"]), one("who", "later said", "that it rains"));
}

#[test]
fn a_passive_has_its_source_behind_by_or_none() {
    let text = "It was announced on Monday that the talks would go on.";
    assert_eq!(
        mended(text, ["It", "was announced on", "that the talks would go on"]),
        one("", "was announced", "that the talks would go on")
    );
    let text = "The letter was called a mistake by the president.";
    assert_eq!(
        mended(text, ["The letter", "was called", "a mistake by the president"]),
        one("the president", "was called", "The letter | a mistake")
    );
}

#[test]
fn an_adverb_is_no_source() {
    let text = "Ana Orlu, meanwhile, said that it rains.";
    assert_eq!(mended(text, ["meanwhile", "said", "that it rains"]), one("Ana Orlu", "said", "that it rains"));
    let text = "The note quietly admitted that it rains.";
    assert_eq!(
        mended(text, ["quietly", "admitted", "that it rains"]),
        one("The note", "quietly admitted", "that it rains")
    );
}

#[test]
fn what_seems_so_has_its_subject_and_no_source() {
    let text = "The talks do not seem to end well.";
    assert_eq!(
        mended(text, ["The talks", "do not seem", "to end well"]),
        one("", "do not seem", "The talks | to end well")
    );
    let text = "It seems that the talks end.";
    assert_eq!(mended(text, ["It", "seems", "that the talks end"]), one("", "seems", "that the talks end"));
    let text = "Ana Orlu seemed to say that it rains.";
    let said = one("Ana Orlu", "seemed to say", "that it rains");
    assert_eq!(mended(text, ["Ana Orlu", "seemed to say", "that it rains"]), said);
}

#[test]
fn the_clause_of_a_noun_ends_before_the_main_verb() {
    let text = "His claim that the letter was lost did not convince them.";
    assert_eq!(
        mended(text, ["His", "claim", "that the letter was lost did not convince them"]),
        one("His", "claim", "that the letter was lost")
    );
    let text = "His claim that the letter was lost and had been sought did them good.";
    let content = "that the letter was lost and had been sought did them good";
    assert_eq!(mended(text, ["His", "claim", content]), one("His", "claim", content));
}

#[test]
fn for_opens_the_clause_that_has_its_own_subject() {
    let text = "She was pleading for Norland to answer the letter.";
    assert_eq!(
        mended(text, ["She", "was pleading for", "Norland to answer the letter"]),
        one("She", "was pleading", "for Norland to answer the letter")
    );
    let text = "She was pleading for the road to Norland.";
    assert_eq!(
        mended(text, ["She", "was pleading for", "the road to Norland"]),
        one("She", "was pleading for", "the road to Norland")
    );
}

#[test]
fn what_is_said_stands_behind_the_purpose_of_a_call() {
    let text = "The premier telephoned Ana Orlu on May 3 to express relief that the talks went on.";
    assert_eq!(
        mended(text, ["The premier", "telephoned", "Ana Orlu on May 3 to express relief that the talks went on"]),
        one("The premier", "express relief", "that the talks went on")
    );
    let text = "The premier telephoned Ana Orlu to end the talks.";
    let content = "Ana Orlu to end the talks";
    assert_eq!(mended(text, ["The premier", "telephoned", content]), one("The premier", "telephoned", content));
}

#[test]
fn two_cues_of_one_subject_are_two_attributions() {
    let text = "She said that it had been read and added that it was long.";
    let content = "that it had been read and added that it was long";
    let mut both = one("She", "said", "that it had been read");
    both.extend(one("She", "added", "that it was long"));
    assert_eq!(mended(text, ["She", "said", content]), both);
}

#[test]
fn a_past_form_behind_an_infinitive_is_a_second_cue() {
    let text = "The ministry called on all parties to keep the charter and opposed any use of force.";
    let content = "all parties to keep the charter and opposed any use of force";
    let mut both = one("The ministry", "called on", "all parties to keep the charter");
    both.extend(one("The ministry", "opposed", "any use of force"));
    assert_eq!(mended(text, ["The ministry", "called on", content]), both);
    let text = "She asked them to read the note that came late and opposed the plan.";
    let content = "them to read the note that came late and opposed the plan";
    assert_eq!(mended(text, ["She", "asked", content]), one("She", "asked", content));
}

#[test]
fn a_name_between_commas_does_not_part_a_request() {
    let text = "Norland asked her counterpart, Ana Orlu, to keep boats out until the talks, which are near.";
    let whole = "her counterpart, Ana Orlu, to keep boats out until the talks";
    assert_eq!(mended(text, ["Norland", "asked", "her counterpart"]), one("Norland", "asked", whole));
    let text = "Norland asked her counterpart, Ana Orlu, to the meeting.";
    assert_eq!(mended(text, ["Norland", "asked", "her counterpart"]), one("Norland", "asked", "her counterpart"));
}

#[test]
fn a_time_at_the_end_belongs_to_what_is_asked() {
    let text = "Norland asked Sudland to answer the letter by Friday.";
    assert_eq!(
        mended(text, ["Norland", "asked", "Sudland to answer the letter"]),
        one("Norland", "asked", "Sudland to answer the letter by Friday")
    );
    let text = "Norland asked Sudland to appear by Friday.";
    assert_eq!(
        mended(text, ["Norland", "asked", "Sudland to appear"]),
        one("Norland", "asked", "Sudland to appear by Friday")
    );
}

#[test]
fn a_name_is_not_divided_into_source_and_cue() {
    let text = Text::new("She said the United States had sent it. The minister says it rains.");
    assert!(splits_name(&text, &attribution(&text, "the United", "States", "had sent it")));
    assert!(!splits_name(&text, &attribution(&text, "The minister", "says", "it rains")));
}

#[test]
fn inside_a_statement_the_addressee_is_no_content() {
    let source = "I asked Mr. Orlu to read the charter again";
    let text = Text::new(source);
    let mut found = attribution(&text, "I", "asked", "Mr. Orlu to read the charter again");
    request_inside(&text, &mut found);
    assert_eq!(text.range(found.content[0].clone()).of(source), "to read the charter again");
}

#[test]
fn a_name_is_not_parted() {
    assert_eq!(
        mended("President Ana Orlu told the house that it rains.", ["President Ana", "Orlu told", "that it rains"]),
        one("President Ana Orlu", "told", "that it rains")
    );
}

#[test]
fn who_receives_a_message_is_not_what_is_said() {
    let handed = "Orlu has sent a note to her Chilean counterpart asking for talks.";
    assert_eq!(
        mended(handed, ["Orlu", "has sent a note to", "her Chilean counterpart asking for talks"]),
        one("Orlu", "has sent a note to", "")
    );
    let said = "Orlu sent a note that it rains.";
    assert_eq!(mended(said, ["Orlu", "sent a note", "that it rains"]), one("Orlu", "sent a note", "that it rains"));
}

#[test]
fn a_letter_that_is_written_is_not_what_is_said() {
    let wrote = "Ana Orlu, who wrote the letter, said it rains.";
    assert_eq!(mended(wrote, ["who", "wrote", "the letter"]), one("who", "wrote", ""));
    let said = "Ana Orlu wrote the letter of the law was clear.";
    assert_eq!(
        mended(said, ["Ana Orlu", "wrote", "the letter of the law was clear"]),
        one("Ana Orlu", "wrote", "the letter of the law was clear")
    );
}

#[test]
fn inside_a_statement_the_clause_is_the_content() {
    let source = "Norland informed the agency orally on January 20 that it would wait";
    let text = Text::new(source);
    let mut found = attribution(&text, "Norland", "informed", "the agency orally on January 20 that it would wait");
    clause_behind_addressee(&text, &mut found);
    assert_eq!(text.range(found.content[0].clone()).of(source), "that it would wait");
    let mut found = attribution(&text, "Norland", "informed", "the agency orally on January 20 that it would wait");
    found.cue = Some(0..1);
    clause_behind_addressee(&text, &mut found);
    assert_eq!(text.range(found.content[0].clone()).of(source), "the agency orally on January 20 that it would wait");
}

#[test]
fn adverbs_and_times_attribute_nothing() {
    let text = Text::new("Norland informed the agency orally on January 20 that it would wait. It clearly said so.");
    assert!(is_adverbial(&text, &attribution(&text, "the agency", "orally on January 20", "that it would wait")));
    assert!(!is_adverbial(&text, &attribution(&text, "It", "clearly said", "so")));
}

#[test]
fn how_somebody_is_named_is_not_what_is_said() {
    let asked = "A diplomat, who asked not to be named, said it rains.";
    assert_eq!(mended(asked, ["who", "asked", "not to be named"]), one("who", "asked", ""));
    let other = "A diplomat asked not to be sent home.";
    assert_eq!(
        mended(other, ["A diplomat", "asked", "not to be sent home"]),
        one("A diplomat", "asked", "not to be sent home")
    );
}

#[test]
fn a_call_is_no_part_of_what_is_asked_for_in_it() {
    let call = "Orlu called for restraint in a telephone conversation with Kask.";
    assert_eq!(
        mended(call, ["Orlu", "called for", "restraint in a telephone conversation with Kask"]),
        one("Orlu", "called for", "restraint")
    );
    let clause = "Orlu said it began in a call with Kask.";
    assert_eq!(
        mended(clause, ["Orlu", "said", "it began in a call with Kask"]),
        one("Orlu", "said", "it began in a call with Kask")
    );
}

#[test]
fn the_day_before_a_clause_belongs_to_neither() {
    assert_eq!(
        mended(
            "Norland had proposed on Jan. 31 that they meet.",
            ["Norland", "had proposed on", "Jan. 31 that they meet"]
        ),
        one("Norland", "had proposed", "that they meet")
    );
    assert_eq!(
        mended("Norland said May 3 was early.", ["Norland", "said", "May 3 was early"]),
        one("Norland", "said", "May 3 was early")
    );
}

#[test]
fn for_whom_somebody_speaks_is_not_what_is_said() {
    let group = "Orlu, speaking for the group of four, said it rains.";
    assert_eq!(mended(group, ["Orlu", "speaking for", "the group of four"]), one("Orlu", "speaking for", ""));
    let of = "Orlu, speaking of the group of four, said it rains.";
    assert_eq!(
        mended(of, ["Orlu", "speaking of", "the group of four"]),
        one("Orlu", "speaking of", "the group of four")
    );
}

#[test]
fn who_writes_stands_before_the_insertion() {
    let letter = "Norland, in a letter dated May 3 to the chairman, Jan Kask, insisted on talks.";
    assert_eq!(mended(letter, ["Jan Kask", "insisted on", "talks"]), one("Norland", "insisted on", "talks"));
    let house = "Norland, in a house close to the chairman, Jan Kask, insisted on talks.";
    assert_eq!(mended(house, ["Jan Kask", "insisted on", "talks"]), one("Jan Kask", "insisted on", "talks"));
}

#[test]
fn the_preposition_that_opens_the_sentence_opens_the_content() {
    let text = "On the margins of the talks, Orlu met Kask, the delegation said.";
    assert_eq!(
        mended(text, ["the delegation", "said", "the margins of the talks, Orlu met Kask"]),
        one("the delegation", "said", "On the margins of the talks, Orlu met Kask")
    );
}

#[test]
fn who_is_told_is_no_part_of_the_source() {
    let told = "Orlu informed her that Norland rejects the plan.";
    assert_eq!(mended(told, ["her that Norland", "rejects", "the plan"]), one("Norland", "rejects", "the plan"));
}
