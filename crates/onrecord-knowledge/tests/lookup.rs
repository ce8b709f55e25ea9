//! Look-ups, periods, users' tables and their errors.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use onrecord_knowledge::rows::Gender;
use onrecord_knowledge::{Day, Form, Guard, Knowledge, Table};

fn keys(alias: &str) -> Vec<(Table, String)> {
    Knowledge::builtin().find(alias).map(|entry| (entry.table, entry.key.to_owned())).collect()
}

#[test]
fn aliases_find_their_entries() {
    for (alias, table, key) in [
        ("Poles", Table::States, "POL"),
        ("Kiev", Table::Places, "kyiv_ukr"),
        ("kiev", Table::Metonyms, "kyiv_ukr"),
        ("Zaire", Table::States, "COD"),
        ("top diplomat", Table::Offices, "foreign_minister"),
        ("Itar-Tass", Table::Agencies, "tass"),
        ("A.A", Table::Agencies, "anadolu"),
        ("Quai d\u{2019}Orsay", Table::Metonyms, "quai_dorsay"),
        ("Foggy Bottom", Table::Metonyms, "foggy_bottom"),
        ("OSCE", Table::Organisations, "osce"),
        ("UNSCR 1441", Table::Instruments, "unsc_1441"),
        ("Western countries", Table::Groups, "west"),
        ("Calif.", Table::Places, "california_usa"),
        ("indivisible security", Table::Concepts, "indivisibility_of_security"),
    ] {
        assert!(keys(alias).contains(&(table, key.to_owned())), "{alias}: {:?}", keys(alias));
    }
    assert!(keys("no such thing").is_empty());
}

#[test]
fn exact_case_tells_the_organisation_from_the_pronoun() {
    let knowledge = Knowledge::builtin();
    assert!(knowledge.find_exact("WHO").any(|entry| entry.key == "who"));
    assert_eq!(knowledge.find_exact("who").count(), 0);
    let entry = knowledge.find("who").next().expect("the organisation");
    assert!(entry.guards.contains(Guard::Case));
}

#[test]
fn ambiguous_names_carry_guards() {
    for (alias, key, guard) in [
        ("Georgia", "GEO", Guard::Place),
        ("Jordan", "JOR", Guard::Person),
        ("Turkey", "TUR", Guard::Case),
        ("Washington", "washington_usa", Guard::Person),
        ("CNA", "cna_taiwan", Guard::Organisation),
    ] {
        let found = Knowledge::builtin().find(alias).find(|entry| entry.key == key);
        assert!(found.is_some_and(|entry| entry.guards.contains(guard)), "{alias}");
    }
}

#[test]
fn holders_are_asked_by_day() {
    let knowledge = Knowledge::builtin();
    let on = |year, month, day| {
        let day = Day::new(year, month, day).unwrap();
        knowledge
            .holders_on("secretary_of_state", "USA", day)
            .map(|holder| holder.person.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(on(2014, 6, 1), ["John Kerry"]);
    assert_eq!(on(2022, 8, 1), ["Antony Blinken"]);
    assert!(on(2024, 6, 1).is_empty(), "beyond the as-of date nothing is asserted");
    let chair = Day::new(2010, 7, 1).unwrap();
    let states: Vec<_> = knowledge.chairs_on("osce", chair).map(|row| &row.state).collect();
    assert_eq!(states, ["KAZ"]);
}

#[test]
fn coarse_dates_do_not_decide() {
    let igor = Knowledge::builtin()
        .holders()
        .iter()
        .find(|holder| holder.person == "Igor Ivanov" && holder.office == "foreign_minister")
        .expect("known to the year only");
    assert_eq!(igor.period().contains(Day::new(2000, 1, 1).unwrap()), Some(true));
    assert_eq!(igor.period().contains(Day::new(2004, 2, 1).unwrap()), None);
    assert_eq!(igor.period().contains(Day::new(2006, 1, 1).unwrap()), Some(false));
}

#[test]
fn given_names_have_gender() {
    let knowledge = Knowledge::builtin();
    assert_eq!(knowledge.given_name_gender("Svetlana"), Some(Gender::Feminine));
    assert_eq!(knowledge.given_name_gender("Zbigniew"), Some(Gender::Masculine));
    assert_eq!(knowledge.given_name_gender("Andrea"), Some(Gender::Unknown));
    assert_eq!(knowledge.given_name_gender("Qwxyz"), None);
}

#[test]
fn a_users_table_adds_and_overrides() {
    let knowledge = Knowledge::builtin()
        .clone()
        .with_text(
            Table::Offices,
            "mine.csv",
            "key,name,aliases,kind,of,holders\nlake_warden,warden,\"lake warden|warden, of the lake\",official,region,one\n",
        )
        .unwrap()
        .with_text(
            Table::Aliases,
            "names.tsv",
            "table\tkey\talias\tguards\nstates\tPOL\tPolonia\tcase|word\n",
        )
        .unwrap()
        .with_text(
            Table::Holders,
            "holders.tsv",
            "office\tbody\tperson\tfrom\tuntil\nlake_warden\tMKD\tAna Petrovska\t2021-05\t\n",
        )
        .unwrap();
    let office = knowledge.find("Warden, of the lake").next().expect("quoted cell");
    assert_eq!((office.table, office.key), (Table::Offices, "lake_warden"));
    let alias = knowledge.find("polonia").next().expect("added alias");
    assert_eq!((alias.key, alias.form), ("POL", Form::Alias));
    assert!(alias.guards.contains(Guard::Word));
    let day = Day::new(2022, 1, 1).unwrap();
    assert_eq!(knowledge.holders_on("lake_warden", "MKD", day).count(), 1);
    let known = "office,body,person,from,as_of\nlake_warden,MKD,Ana Petrovska,2021-05,2022-06\n";
    let bounded = knowledge.clone().with_text(Table::Holders, "holders.csv", known).unwrap();
    assert_eq!(bounded.own_tables(), [Table::Offices, Table::Aliases, Table::Holders, Table::Holders]);
    let held = |year, month| bounded.holders_on("lake_warden", "MKD", Day::new(year, month, 1).unwrap()).count();
    assert_eq!((held(2022, 6), held(2022, 7)), (1, 0), "the row takes the place of the first and says until when");

    let before = knowledge.agencies().len();
    let knowledge = knowledge
        .with_text(Table::Agencies, "a.tsv", "key\tname\ttass\ntass\tTASS\t\n")
        .err()
        .map_or_else(|| panic!("unknown column accepted"), |error| error.to_string());
    assert!(knowledge.contains("a.tsv") && knowledge.contains("column tass"), "{knowledge}");
    let replaced = Knowledge::builtin()
        .clone()
        .with_text(Table::Agencies, "a.tsv", "key\tname\tseat\ntass\tTASS\tTver\n")
        .unwrap();
    assert_eq!(replaced.agencies().len(), before);
    assert_eq!(replaced.agencies().get("tass").unwrap().seat, "Tver");
    assert!(replaced.find("Itar-Tass").next().is_none());
}

#[test]
fn every_table_names_columns_it_has() {
    for table in Table::ALL {
        assert!(table.needed().iter().all(|column| table.columns().contains(column)), "{table}");
    }
    assert_eq!(Knowledge::table_of(&["key", "name", "subkind", "seat"]), Some(Table::Organisations));
    assert_eq!(Knowledge::table_of(&["key", "name", "kind", "of", "holders"]), Some(Table::Offices));
    assert_eq!(Knowledge::table_of(&["table", "key", "alias"]), Some(Table::Aliases));
    assert_eq!(Knowledge::table_of(&["nonsense"]), None);
}

#[test]
fn errors_name_file_line_and_column() {
    let base = Knowledge::builtin();
    for (table, text, line, column) in [
        (Table::Organisations, "key\tname\tsubkind\nx\tX\tclub\n", Some(2), Some("subkind")),
        (Table::Organisations, "key\tname\tsubkind\tstate\nx\tX\tngo\tXYZ\n", Some(2), Some("state")),
        (Table::Instruments, "# note\n\nkey\ttitle\tkind\tadopted\nx\tX\ttreaty\t1999-13\n", Some(4), Some("adopted")),
        (Table::Holders, "office\tbody\tperson\tfrom\tuntil\nking\tNOR\tX\t2000\t1999\n", Some(2), Some("until")),
        (Table::Agencies, "key\tname\na\tA\na\tB\n", Some(3), Some("key")),
        (Table::Aliases, "table\tkey\talias\nstates\tNOPE\tX\n", Some(2), Some("key")),
        (Table::Agencies, "key\tname\na\tA\tB\n", Some(2), None),
        (Table::Agencies, "", None, None),
    ] {
        let error = base.clone().with_text(table, "user.tsv", text).expect_err(text);
        assert_eq!((error.file(), error.line(), error.column()), ("user.tsv", line, column), "{error}");
    }
    let missing = base.clone().with_table("no/such/offices.tsv").expect_err("no file");
    assert!(missing.to_string().contains("no/such/offices.tsv"));
}

#[test]
fn a_file_names_its_table_by_stem_or_first_line() {
    let folder = std::env::temp_dir().join(format!("onrecord-knowledge-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let by_stem = folder.join("agencies.tsv");
    std::fs::write(&by_stem, "key\tname\nlake_press\tLake Press\n").unwrap();
    let by_line = folder.join("anything.tsv");
    std::fs::write(&by_line, "# table: agencies\nkey\tname\nhill_press\tHill Press\n").unwrap();
    let knowledge =
        Knowledge::builtin().clone().with_table(&by_stem).and_then(|knowledge| knowledge.with_table(&by_line)).unwrap();
    assert!(knowledge.agencies().get("lake_press").is_some());
    assert!(knowledge.agencies().get("hill_press").is_some());
    std::fs::remove_dir_all(&folder).unwrap();
}
