
/// Which mutant is at work; added to the copy of a crate by `eval/mutants`.
pub(crate) mod mutants {
    use std::collections::BTreeSet;
    use std::fs::File;
    use std::io::Write;
    use std::sync::{LazyLock, Mutex};

    static CHOSEN: LazyLock<Option<u32>> =
        LazyLock::new(|| std::env::var("ONRECORD_MUTANT").ok().and_then(|number| number.parse().ok()));

    /// The file to which the numbers of the switches that are reached are written, each once.
    static REACHED: LazyLock<Option<Mutex<(File, BTreeSet<u32>)>>> = LazyLock::new(|| {
        let path = std::env::var_os("ONRECORD_REACHED")?;
        let file = File::options().create(true).append(true).open(path).ok()?;
        Some(Mutex::new((file, BTreeSet::new())))
    });

    /// Whether this mutant is the one chosen.
    pub(crate) fn on(number: u32) -> bool {
        if let Some(reached) = &*REACHED
            && let Ok(mut reached) = reached.lock()
            && reached.1.insert(number)
        {
            let _ = writeln!(reached.0, "{number}");
        }
        *CHOSEN == Some(number)
    }
}
