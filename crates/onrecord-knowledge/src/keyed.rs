//! Which columns of each row type are its key, its aliases and its references.

use crate::cell::Text;
use crate::guard::Guards;
use crate::rows::{
    Agency, Concept, EverydayWord, GivenName, Group, Honorific, Institution, Instrument, Metonym, MinistryType,
    NameParticle, Office, Organisation, Place, Qualifier, State,
};
use crate::table::{Form, Keyed, References, Target};

/// Implements [`Keyed`] from lists of columns.
macro_rules! keyed {
    ($name:ident by $key:ident {
        $(one: $($one:ident as $one_form:ident),+;)?
        $(many: $($many:ident as $many_form:ident),+;)?
        $(guards: $guards:ident;)?
        $(refer: $($ref:ident to $target:ident),+;)?
        $(refer_each: $($each:ident to $each_target:ident),+;)?
    }) => {
        impl Keyed for $name {
            const KEY: &'static str = stringify!($key);
            fn key(&self) -> &Text {
                &self.$key
            }
            #[allow(unused_variables)]
            fn aliases(&self, add: &mut dyn FnMut(&Text, Form)) {
                $($(if !self.$one.is_empty() { add(&self.$one, Form::$one_form); })+)?
                $($(for alias in &self.$many { add(alias, Form::$many_form); })+)?
            }
            $(fn guards(&self) -> Option<&Guards> {
                Some(&self.$guards)
            })?
            #[allow(unused_variables)]
            fn references(&self, add: References<'_>) {
                $($(if !self.$ref.is_empty() {
                    add(stringify!($ref), Target::$target, &self.$ref);
                })+)?
                $($(for key in &self.$each { add(stringify!($each), Target::$each_target, key); })+)?
            }
        }
    };
}

keyed!(State by key {
    one: name as Name, formal as Alias;
    many: aliases as Alias, adjectives as Adjective, demonyms as Demonym,
        demonyms_plural as DemonymPlural;
    guards: guards;
    refer_each: successors to State;
});
keyed!(Metonym by key {
    one: name as Name;
    many: aliases as Alias;
    guards: guards;
    refer: state to State, body to Body;
});
keyed!(Place by key {
    one: name as Name;
    many: aliases as Alias, abbreviations as Abbreviation;
    guards: guards;
    refer: state to State;
});
keyed!(Organisation by key {
    one: name as Name;
    many: aliases as Alias, abbreviations as Abbreviation;
    guards: guards;
    refer: state to State;
    refer_each: members to Any, parents to Organisation;
});
keyed!(Institution by key {
    one: name as Name;
    many: aliases as Alias;
    guards: guards;
    refer: state to State, ministry_type to MinistryType, head to Office;
});
keyed!(MinistryType by key {
    one: name as Name;
    many: aliases as Alias;
    guards: guards;
    refer: minister to Office;
});
keyed!(Agency by key {
    one: name as Name;
    many: spellings as Alias;
    guards: guards;
    refer: state to State;
});
keyed!(Group by key {
    one: name as Name;
    many: aliases as Alias;
    guards: guards;
    refer_each: members to Any;
});
keyed!(Office by key {
    one: name as Name;
    many: aliases as Alias;
    guards: guards;
    refer: heads to MinistryType;
});
keyed!(Instrument by key {
    one: title as Name;
    many: aliases as Alias;
    guards: guards;
    refer: body to Any;
    refer_each: depositary to Any, members to Instrument;
});
keyed!(Concept by key {
    one: label as Name;
    many: aliases as Alias, patterns as Pattern;
    guards: guards;
});
keyed!(Qualifier by word {});
keyed!(Honorific by name {
    refer: office to Office;
});
keyed!(GivenName by name {});
keyed!(NameParticle by particle {});
keyed!(EverydayWord by word {});
