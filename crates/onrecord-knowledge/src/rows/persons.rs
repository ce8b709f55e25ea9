//! Words that come with names of persons, and words that look like names.

use crate::cell::{Text, row, vocabulary};

vocabulary! {
    /// Grammatical and social gender that a name or title suggests.
    Gender {
        /// Masculine.
        Masculine = "m",
        /// Feminine.
        Feminine = "f",
        /// Used of both, or not known.
        Unknown = "u",
    }
}

row! {
    /// A given name (`data/given_names.tsv`).
    GivenName {
        /// The name.
        name: Text,
        /// Usual gender of its bearers.
        gender: Gender,
    }
}

vocabulary! {
    /// What sort of title an honorific is.
    HonorificKind {
        /// Mr., Ms., Señor.
        Courtesy = "courtesy",
        /// Dr., Prof.
        Academic = "academic",
        /// Rev., Ayatollah.
        Religious = "religious",
        /// Gen., Lt. Col.
        Military = "military",
        /// Sen., Rep., Gov.
        Political = "political",
        /// Judge, Justice.
        Legal = "legal",
        /// Sir, Lord, Sheikh, Prince.
        Nobility = "nobility",
        /// Datuk Seri, Tan Sri and other conferred titles.
        Conferred = "conferred",
    }
}

row! {
    /// A title before a name (`data/honorifics.tsv`).
    Honorific {
        /// Full form.
        name: Text,
        /// Spellings and abbreviations.
        spellings: Vec<Text>,
        /// Sort of title.
        kind: HonorificKind,
        /// Gender that it implies.
        gender: Gender,
        /// Key of the office that it stands for.
        office: Text,
    }
}

row! {
    /// A particle inside names (`data/name_particles.tsv`).
    NameParticle {
        /// The particle, in its usual case.
        particle: Text,
        /// Languages, as ISO 639 codes.
        languages: Vec<Text>,
        /// Gender that it implies (bin, bint).
        gender: Gender,
    }
}

row! {
    /// An everyday word that an alias may not be without a guard (`data/everyday.tsv`).
    EverydayWord {
        /// The word, in lower case.
        word: Text,
    }
}
