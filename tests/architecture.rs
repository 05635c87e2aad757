//! Arrows point down: a module of `src` names only modules that stand below it. docs/architecture.md has
//! the picture.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// The modules of `src`, the uppermost first. Those of one row do not name each other.
const LAYERS: [&[&str]; 12] = [
    &["cli"],
    &["demo", "http"],
    // Use cases.
    &["award", "turnout"],
    &["administration", "analysis", "export", "import", "leaderboard", "practice", "withdrawal"],
    &["people"],
    &["attempt", "contest"],
    // What they work with.
    &["app", "bank_files", "settings"],
    &["auth", "input", "kept", "sheet"],
    &["fault"],
    &["board", "packs", "store"],
    &["causes", "chance", "clock"],
    &["domain"],
];

/// Unit tests that name what stands above, and why.
const TESTS_THAT_MAY: [(&str, &[&str], &str); 1] =
    [("input", &["attempt", "contest", "people"], "it is held against what is really sent")];

/// Which modules a module names, in what is built and in its unit tests.
#[derive(Debug, Default)]
struct Named {
    built: BTreeSet<String>,
    in_tests: BTreeSet<String>,
}

#[test]
fn no_module_names_one_that_does_not_stand_below_it() {
    let mut wrong = Vec::new();
    for (module, named) in modules() {
        let below = below(&module).unwrap_or_else(|| panic!("{module} has no place in LAYERS"));
        let may = TESTS_THAT_MAY.iter().find(|(of, ..)| *of == module).map_or(&[][..], |(_, may, _)| may);
        let up = named.built.iter().filter(|it| !below.contains(it.as_str()));
        let up_in_tests =
            named.in_tests.iter().filter(|it| !below.contains(it.as_str()) && !may.contains(&it.as_str()));
        wrong.extend(up.chain(up_in_tests).map(|it| format!("{module} names {it}")));
        let unused = may.iter().filter(|it| !named.in_tests.contains(**it));
        wrong.extend(unused.map(|it| format!("the tests of {module} need not name {it} any more")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_row_holds_modules_that_there_are() {
    let there = modules();
    for module in LAYERS.concat() {
        assert!(there.contains_key(module), "{module}");
    }
}

#[test]
fn names_are_found_however_they_are_written() {
    let text = "use crate::{\n    app::App,\n    domain::{self, x::{Y, Z}}, // crate::cli\n    fault,\n};\n\
        /// As [`it`](crate::demo).\nfn f() { crate::store::g(super::super::clock::h()) }\n\
        #[cfg(test)]\nmod tests { use crate::http::i; use super::super::super::people; }\n";
    let mut named = Named::default();
    named.gather(text, 2);
    assert_eq!(named.built.into_iter().collect::<Vec<_>>(), ["app", "clock", "domain", "fault", "store"]);
    assert_eq!(named.in_tests.into_iter().collect::<Vec<_>>(), ["http", "people"]);
}

/// The modules below the row of this one.
fn below(module: &str) -> Option<BTreeSet<&'static str>> {
    let row = LAYERS.iter().position(|row| row.contains(&module))?;
    Some(LAYERS[row + 1..].concat().into_iter().collect())
}

/// The modules right below the crate, with the others that each names.
fn modules() -> BTreeMap<String, Named> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut modules = BTreeMap::<String, Named>::new();
    for file in files(&source) {
        let path = file.strip_prefix(&source).expect("below src").with_extension("");
        let mut place: Vec<_> = path.iter().map(|it| it.to_str().expect("UTF-8")).collect();
        place.retain(|it| *it != "mod");
        if !matches!(place[..], ["lib" | "main"]) {
            let named = modules.entry(place[0].to_owned()).or_default();
            named.gather(&fs::read_to_string(&file).expect("readable"), place.len());
            named.built.remove(place[0]);
            named.in_tests.remove(place[0]);
        }
    }
    modules
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let rust = files.into_iter().filter(|file| file.extension().is_some_and(|it| it == "rs"));
    rust.chain(folders.iter().flat_map(|folder| self::files(folder))).collect()
}

impl Named {
    /// Of the text of a file so deep below the crate.
    fn gather(&mut self, text: &str, depth: usize) {
        let code: Vec<_> = text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect();
        let code = code.join("\n");
        let (built, in_tests) = code.split_once("#[cfg(test)]\nmod tests").unwrap_or((&code, ""));
        for (code, depth, named) in [(built, depth, &mut self.built), (in_tests, depth + 1, &mut self.in_tests)] {
            for root in ["crate::".to_owned(), "super::".repeat(depth)] {
                named.extend(code.split(&root).skip(1).flat_map(first_names).map(str::to_owned));
            }
        }
    }
}

/// The names that a path or a tree of paths begins with.
fn first_names(code: &str) -> Vec<&str> {
    let Some(tree) = code.strip_prefix('{') else { return vec![name(code)] };
    let (mut names, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, sign) in tree.char_indices() {
        match sign {
            '}' | ',' if depth == 0 => {
                names.push(name(tree[start..at].trim()));
                start = at + 1;
            }
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if sign == '}' && start == at + 1 {
            break;
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

fn name(code: &str) -> &str {
    code.split(|it: char| !it.is_alphanumeric() && it != '_').next().unwrap_or_default()
}
