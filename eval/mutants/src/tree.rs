//! A copy of the project in which the files of one crate have switches, and its test binaries.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Error, Result};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::Part;
use crate::mutate::{Mutant, Mutated, mutate};

/// A compiled test.
pub(crate) struct TestBinary {
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    /// Which of its tests are run; all where it is empty.
    pub(crate) filter: &'static str,
    /// Where it runs.
    pub(crate) folder: PathBuf,
}

/// The mutants of a part, compiled.
pub(crate) struct Build {
    pub(crate) mutants: Vec<Mutant>,
    pub(crate) tests: Vec<TestBinary>,
    pub(crate) uncompiled: usize,
}

/// A copy of the project: what is not changed is linked to.
struct Tree<'t> {
    root: &'t Path,
    copy: PathBuf,
    part: &'t Part,
}

/// Writes the copy into a folder and compiles it until all that is left compiles.
pub(crate) fn build(root: &Path, folder: &Path, part: &Part) -> Result<Build> {
    let tree = Tree { root, copy: folder.join("tree"), part };
    tree.create()?;
    let mut failed: BTreeSet<u32> = BTreeSet::new();
    loop {
        let files = tree.write(&failed)?;
        let (tests, errors) = tree.compile()?;
        if errors.is_empty() {
            let mutants = files.into_iter().flat_map(|(_, mutated)| mutated.mutants).collect();
            return Ok(Build { mutants, tests, uncompiled: failed.len() });
        }
        let before = failed.len();
        failed.extend(errors.iter().flat_map(|error| blamed(error, &files)));
        eprintln!("{}: {} mutants do not compile", part.name, failed.len());
        if failed.len() == before {
            let messages: Vec<&str> = errors.iter().filter_map(|error| error["rendered"].as_str()).collect();
            return Err(Error::other(messages.join("\n")));
        }
    }
}

impl Tree<'_> {
    /// The folder of the crates has a name of its own: by it Cargo tells what it compiles here from what it compiles elsewhere,
    /// so that both can share one target folder.
    fn crates(&self) -> String {
        format!("crates-{}", self.part.name)
    }

    fn crate_folder(&self) -> PathBuf {
        self.copy.join(self.crates()).join(self.part.package)
    }

    fn create(&self) -> Result<()> {
        if self.copy.exists() {
            fs::remove_dir_all(&self.copy)?;
        }
        fs::create_dir_all(self.crate_folder())?;
        let crates = self.root.join("crates");
        link(self.root, &self.copy, &["crates", "Cargo.toml"])?;
        link(&crates, &self.copy.join(self.crates()), &[self.part.package])?;
        link(&crates.join(self.part.package), &self.crate_folder(), &["src"])?;
        let workspace = fs::read_to_string(self.root.join("Cargo.toml"))?;
        fs::write(self.copy.join("Cargo.toml"), workspace.replace("crates/", &format!("{}/", self.crates())))
    }

    /// Writes the sources of the crate with their switches; gives those of the part.
    fn write(&self, failed: &BTreeSet<u32>) -> Result<Vec<(String, Mutated)>> {
        let mut mutated = Vec::new();
        let mut next = 0;
        for path in files_below(&self.root.join("crates").join(self.part.package).join("src"))? {
            let file = path.strip_prefix(self.root).map_err(Error::other)?.to_string_lossy().into_owned();
            let to = self.copy.join(file.replacen("crates", &self.crates(), 1));
            fs::create_dir_all(to.parent().unwrap_or(&self.copy))?;
            if file.starts_with(self.part.files) && !file.ends_with("/tests.rs") {
                let source = fs::read_to_string(&path)?;
                let result = mutate(&file, &source, next, &|number| failed.contains(&number)).map_err(Error::other)?;
                fs::write(to, &result.text)?;
                next = result.end;
                mutated.push((file, result));
            } else if file.ends_with("/src/lib.rs") {
                let source = fs::read_to_string(&path)?;
                fs::write(to, format!("#![allow(warnings)]\n{source}{}", include_str!("switch.rs")))?;
            } else {
                fs::copy(&path, to)?;
            }
        }
        Ok(mutated)
    }

    /// The test binaries, or what the compiler says against it.
    fn compile(&self) -> Result<(Vec<TestBinary>, Vec<Value>)> {
        let mut command = Command::new("cargo");
        command.args(["test", "--no-run", "--locked", "--message-format=json", "-p", self.part.package, "--lib"]);
        command.args(self.part.tests.iter().flat_map(|test| ["--test", test]));
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| self.root.join("target"), PathBuf::from);
        command.current_dir(&self.copy).env("CARGO_TARGET_DIR", target).stdout(Stdio::piped()).stderr(Stdio::null());
        let output = command.output()?;
        let messages: Vec<Value> = String::from_utf8_lossy(&output.stdout)
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect();
        if !output.status.success() {
            let errors = messages.into_iter().map(|mut message| message["message"].take());
            return Ok((Vec::new(), errors.filter(|message| message["level"] == "error").collect()));
        }
        let found = |name: &str| {
            let binary = messages.iter().find(|message| {
                let target = &message["target"];
                let named = if name == "lib" { target["kind"][0] == "lib" } else { target["name"] == name };
                named && message["executable"].is_string()
            })?;
            let path = PathBuf::from(binary["executable"].as_str()?);
            let filter = if name == "lib" { self.part.units } else { "" };
            Some(TestBinary { name: name.to_owned(), path, filter, folder: self.crate_folder() })
        };
        let names = ["lib"].into_iter().chain(self.part.tests.iter().copied());
        let tests = names.map(|name| found(name).ok_or_else(|| Error::other(format!("no binary of {name}"))));
        Ok((tests.collect::<Result<_>>()?, Vec::new()))
    }
}

/// The mutants in whose text the compiler sees an error; those in whose text it only explains one where there is none.
fn blamed(error: &Value, files: &[(String, Mutated)]) -> BTreeSet<u32> {
    let spans = error["spans"].as_array().map(Vec::as_slice).unwrap_or_default();
    let within = |span: &Value| -> Vec<u32> {
        let file = files.iter().find(|(file, _)| {
            span["file_name"].as_str().is_some_and(|name| name.ends_with(file.trim_start_matches("crates")))
        });
        let at = span["byte_start"].as_u64().and_then(|at| usize::try_from(at).ok());
        let (Some((_, mutated)), Some(at)) = (file, at) else { return Vec::new() };
        mutated.written.iter().filter(|(_, range)| range.contains(&at)).map(|(number, _)| *number).collect()
    };
    let primary: BTreeSet<u32> = spans.iter().filter(|span| span["is_primary"] == true).flat_map(within).collect();
    if primary.is_empty() { spans.iter().flat_map(within).collect() } else { primary }
}

/// Links from one folder to what stands in another.
fn link(from: &Path, to: &Path, without: &[&str]) -> Result<()> {
    for entry in fs::read_dir(from)? {
        let name = entry?.file_name();
        let name_text = name.to_string_lossy();
        if name_text != "target" && !name_text.starts_with('.') && !without.contains(&&*name_text) {
            symlink(from.join(&name), to.join(&name))?;
        }
    }
    Ok(())
}

/// The files below a folder, in order.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    entries.sort();
    let mut files = Vec::new();
    for path in entries {
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}
