//! Tables of holders confirm and remark, users' tables add and override, and neither says more than it knows.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use onrecord_extract::knowledge::{Knowledge, Table};
use onrecord_extract::{ErrorKind, Extractor, Source, parse_date};
use onrecord_model::Record;

fn record(extractor: &Extractor, text: &str, published: &str) -> Record {
    extractor.extract(&Source::new("case", text).published(parse_date(published).unwrap()))
}

/// The key of the registry entry of an actor, and the remarks on holders.
fn standing<'r>(record: &'r Record, name: &str) -> (Option<&'r str>, Vec<&'r str>) {
    let actor = record.actors_named(name).first().copied().unwrap();
    let key = actor.registry.as_ref().and_then(|entry| entry.office.as_deref());
    let remarks = record.diagnostics.iter().filter(|remark| remark.code == "holder_mismatch");
    (key, remarks.map(|remark| remark.message.as_str()).collect())
}

fn with(tables: &[(Table, &str)]) -> Extractor {
    let builtin = Knowledge::builtin().clone();
    let knowledge = tables.iter().try_fold(builtin, |all, (table, rows)| all.with_text(*table, "mine.csv", rows));
    Extractor::default().with_knowledge(knowledge.unwrap()).unwrap()
}

#[test]
fn concepts_of_a_user_are_found_and_override_those_of_the_same_key() {
    let rows = "key,label,kind,aliases,patterns\nquiet_nights,quiet nights,goal,quiet of the night,\n\
                free_trade,open commerce,goal,free trade,\n";
    let extractor = with(&[(Table::Concepts, rows)]);
    let text = "\"We defend the quiet of the night and free trade,\" Foreign Minister Ana Orlu said.";
    let labels = |record: &Record| {
        let found = record.concepts.iter().map(|concept| (concept.label.clone(), concept.dictionary.clone()));
        found.collect::<Vec<_>>()
    };
    let own = |label: &str, key: &str| (label.to_owned(), Some(key.to_owned()));
    let found = labels(&record(&extractor, text, "2024-03-05"));
    assert_eq!(found, [own("quiet nights", "quiet_nights"), own("open commerce", "free_trade")]);
    let builtin = labels(&record(&Extractor::default(), text, "2024-03-05"));
    assert_eq!(builtin, [own("free trade", "free_trade")]);
}

#[test]
fn instruments_of_a_user_are_found_by_name() {
    let rows = "key,title,kind,adopted,place\nlake_compact,Ohrid Lake Compact,treaty,2011-05-04,Ohrid\n";
    let text = "Talks on the Ohrid Lake Compact go on, the ministry said.";
    let found = record(&with(&[(Table::Instruments, rows)]), text, "2024-03-05");
    let registry = found.instruments[0].registry.as_ref().unwrap();
    assert_eq!((registry.key.as_str(), registry.adopted.as_deref()), ("lake_compact", Some("2011-05-04")));
    assert!(record(&Extractor::default(), text, "2024-03-05").instruments.iter().all(|item| item.registry.is_none()));
}

const RUSSIAN: &str = "\"We wait,\" Russian Foreign Minister Sergey Lavrov said.";
const INVENTED: &str = "\"We wait,\" Russian Foreign Minister Oleg Varin said.";

#[test]
fn a_holder_on_the_day_is_confirmed() {
    let builtin = Extractor::default();
    assert_eq!(standing(&record(&builtin, RUSSIAN, "2022-02-15"), "Lavrov"), (Some("foreign_minister"), vec![]));
}

#[test]
fn another_holder_on_the_day_is_a_remark_and_no_correction() {
    let record = record(&Extractor::default(), INVENTED, "2022-02-15");
    let (key, remarks) = standing(&record, "Varin");
    assert_eq!(key, None);
    assert_eq!(remarks, ["named foreign minister here; the table of holders names Sergey Lavrov"]);
    assert_eq!(record.roles[0].office, "foreign minister", "what the text says stands");
    assert_eq!(record.roles[0].actor, record.statements[0].speaker.unwrap());
}

#[test]
fn before_and_beyond_what_the_table_knows_it_is_silent() {
    for published in ["1990-01-01", "2022-09-01", "2031-01-01"] {
        for (text, name) in [(RUSSIAN, "Lavrov"), (INVENTED, "Varin")] {
            let record = record(&Extractor::default(), text, published);
            assert_eq!(standing(&record, name), (None, vec![]), "{name} {published}");
        }
    }
}

#[test]
fn former_and_deputy_are_not_the_office() {
    for title in ["former Russian Foreign Minister", "Russian Deputy Foreign Minister"] {
        let text = format!("\"We wait,\" {title} Oleg Varin said.");
        let record = record(&Extractor::default(), &text, "2022-02-15");
        assert_eq!(standing(&record, "Varin"), (None, vec![]), "{title}");
    }
}

#[test]
fn a_users_holders_speak_for_their_own_time() {
    let rows = "office,body,person,from,as_of\nforeign_minister,RUS,Oleg Varin,2024-01-01,2025-06\n";
    let mine = with(&[(Table::Holders, rows)]);
    let on = |text, published, name| {
        let record = record(&mine, text, published);
        let (key, remarks) = standing(&record, name);
        (key.map(str::to_owned), remarks.len())
    };
    assert_eq!(on(INVENTED, "2025-03-01", "Varin"), (Some("foreign_minister".to_owned()), 0));
    assert_eq!(on(RUSSIAN, "2025-03-01", "Lavrov"), (None, 1), "the built-in row has ended to speak");
    assert_eq!(on(INVENTED, "2025-07-01", "Varin"), (None, 0), "beyond as_of");
    assert_eq!(on(RUSSIAN, "2022-02-15", "Lavrov"), (Some("foreign_minister".to_owned()), 0));
}

#[test]
fn offices_organisations_and_aliases_are_read() {
    let text = "Lake Forum warden Ana Orlu said the water was low. The Reed House was silent, she said.";
    let roles = |record: &Record| record.roles.iter().map(|role| role.office.clone()).collect::<Vec<_>>();
    assert_eq!(roles(&record(&Extractor::default(), text, "2024-05-04")), Vec::<String>::new());

    let mine = with(&[
        (Table::Offices, "key,name,kind,of,holders\nlake_warden,warden,director,organisation,one\n"),
        (Table::Organisations, "key,name,subkind\nlake_forum,Lake Forum,forum\n"),
        (Table::Aliases, "table,key,alias\norganisations,lake_forum,Reed House\n"),
    ]);
    let record = record(&mine, text, "2024-05-04");
    assert_eq!(roles(&record), ["warden"]);
    let forum = record.actors_named("Lake Forum");
    assert_eq!(forum.first().and_then(|forum| forum.subkind.as_deref()), Some("forum"));
    let mentions = record.mentions.iter().filter(|mention| Some(mention.actor) == forum.first().map(|forum| forum.id));
    assert_eq!(mentions.map(|mention| &*mention.span.text).collect::<Vec<_>>(), ["Lake Forum", "Reed House"]);
}

#[test]
fn a_row_of_an_office_is_overridden_whole() {
    let text = "The federal chancellor of Austria, Ana Orlu, said so.";
    let offices = |extractor: &Extractor| {
        let record = record(extractor, text, "2024-05-04");
        record.roles.iter().map(|role| role.office.clone()).collect::<Vec<_>>()
    };
    assert_eq!(offices(&Extractor::default()), ["chancellor"]);
    let bare = "key,name,kind,of,holders\nchancellor,chancellor,head_of_government,state,one\n";
    assert!(!offices(&with(&[(Table::Offices, bare)])).contains(&"chancellor".to_owned()), "its aliases are gone");
}

#[test]
fn tables_that_no_layer_reads_are_refused() {
    let knowledge = Knowledge::builtin().clone().with_text(Table::Everyday, "mine.csv", "word\nlow\n").unwrap();
    let error = Extractor::default().with_knowledge(knowledge).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Option);
    assert!(error.to_string().contains("everyday"), "{error}");
}
