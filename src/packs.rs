//! Where the packs of the bank come from: those bundled in the binary, and files of the organizer.
//!
//! Reads bytes and hands them to [`form`]; what is right or wrong with them is said there and in
//! [`check`](mod@check). The bundled packs are public; a contest for prizes adds private ones.

use std::{
    borrow::Cow,
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    causes::why,
    domain::bank::{
        Bank, check,
        finding::Finding,
        form,
        pack::{Pack, overlay},
        statute_text::StatuteText,
    },
};

/// The folder of the bundled packs, as findings show it.
const BUNDLED: &str = "question-bank";

#[derive(rust_embed::Embed)]
#[folder = "question-bank/"]
struct Bundle;

/// Why there is no bank.
#[derive(Debug, thiserror::Error)]
pub enum PacksError {
    #[error("无法读取 {}（{}）", path.display(), why(error))]
    Unreadable { path: PathBuf, error: io::Error },
    #[error("{} 中没有题库文件（*.toml）", .0.display())]
    Empty(PathBuf),
    #[error("题库有 {} 处问题，第一处：{}", .0.len(), .0.first().map(ToString::to_string).unwrap_or_default())]
    Faulty(Vec<Finding>),
}

/// The bank of the bundled packs and of `private` ones, a file or a folder. A private pack takes the
/// place of the bundled one on the same statute. Clues for guessers are no reason to refuse it.
pub fn bank(private: Option<&Path>) -> Result<Bank, PacksError> {
    let mut packs = bundled().map_err(PacksError::Faulty)?;
    if let Some(path) = private {
        packs = overlay(packs, read(path)?.map_err(PacksError::Faulty)?);
    }
    let faults = check::faults(&packs);
    if faults.is_empty() { Ok(packs.into_iter().collect()) } else { Err(PacksError::Faulty(faults)) }
}

/// The packs in the binary, by name.
pub fn bundled() -> Result<Vec<Pack>, Vec<Finding>> {
    let mut names: Vec<_> = Bundle::iter().filter(|name| has_extension(Path::new(name.as_ref()), "toml")).collect();
    names.sort_unstable();
    let files = names.iter().filter_map(|name| Some((format!("{BUNDLED}/{name}"), Bundle::get(name)?.data)));
    parse_all(files)
}

/// The packs of a folder by name, or the one in a file. What the files hold may be found faulty: that
/// is the inner result.
pub fn read(path: &Path) -> Result<Result<Vec<Pack>, Vec<Finding>>, PacksError> {
    let files = if path.is_dir() { files_in(path, "toml")? } else { vec![path.to_owned()] };
    if files.is_empty() {
        return Err(PacksError::Empty(path.to_owned()));
    }
    let mut contents = Vec::with_capacity(files.len());
    for file in files {
        let bytes = fs::read(&file).map_err(|error| PacksError::Unreadable { path: file.clone(), error })?;
        contents.push((file.display().to_string(), Cow::Owned(bytes)));
    }
    Ok(parse_all(contents))
}

/// The texts of statutes in a folder: `*.txt`, in UTF-8.
pub fn statute_texts(folder: &Path) -> Result<Vec<StatuteText>, PacksError> {
    let text_of = |path: PathBuf| match fs::read_to_string(&path) {
        Ok(text) => Ok(StatuteText::parse(&text)),
        Err(error) => Err(PacksError::Unreadable { path, error }),
    };
    files_in(folder, "txt")?.into_iter().map(text_of).collect()
}

fn parse_all(files: impl IntoIterator<Item = (String, Cow<'static, [u8]>)>) -> Result<Vec<Pack>, Vec<Finding>> {
    let mut packs = Vec::new();
    let mut findings = Vec::new();
    for (name, bytes) in files {
        match form::parse(&name, &bytes) {
            Ok(pack) => packs.push(pack),
            Err(found) => findings.extend(found),
        }
    }
    if findings.is_empty() { Ok(packs) } else { Err(findings) }
}

fn files_in(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, PacksError> {
    let list = || -> io::Result<Vec<PathBuf>> {
        let mut paths = Vec::new();
        for entry in fs::read_dir(folder)? {
            paths.push(entry?.path());
        }
        Ok(paths)
    };
    let mut paths = list().map_err(|error| PacksError::Unreadable { path: folder.to_owned(), error })?;
    paths.retain(|path| has_extension(path, extension));
    paths.sort_unstable();
    Ok(paths)
}

fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|found| found == extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack(statute: &str, question: &str) -> String {
        format!(
            r#"
[statute]
id = "{statute}"
title = "灯塔法"
version = "2020-01-02"
valid_from = "2020-03-01"

[[question]]
id = "{question}"
kind = "judgment"
stem = "灯塔 {question} 应当夜间点灯。"
key = ["对"]
difficulty = 1
topics = ["点灯"]
article = 1
phrase = "夜间点灯"
explanation = "夜间点灯。"
"#
        )
    }

    #[test]
    fn a_folder_is_read_in_the_order_of_names_and_other_files_are_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in [
            ("b.toml", pack("b-law", "b-001-01")),
            ("a.toml", pack("a-law", "a-001-01")),
            ("README.md", "# 题库".into()),
        ] {
            fs::write(folder.path().join(name), text).expect("written");
        }
        let packs = read(folder.path()).expect("readable").expect("right in form");
        let ids: Vec<_> = packs.iter().map(|pack| pack.statute.value.id.as_str()).collect();
        assert_eq!(ids, ["a-law", "b-law"]);
        let one = read(&folder.path().join("b.toml")).expect("readable").expect("right in form");
        assert_eq!(one, packs[1..]);
    }

    #[test]
    fn a_file_in_another_encoding_is_a_finding_and_a_missing_one_an_error() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("gb.toml"), b"# \xb5\xc6\xcb\xfe").expect("written");
        let findings = read(folder.path()).expect("readable").expect_err("a finding");
        assert!(findings[0].file.ends_with("gb.toml"), "{findings:?}");
        let missing = read(&folder.path().join("none")).expect_err("nothing to read");
        assert!(missing.to_string().starts_with("无法读取 "), "{missing}");
        let empty = tempfile::tempdir().expect("a folder");
        let refused = read(empty.path()).expect_err("no packs");
        assert!(refused.to_string().ends_with(" 中没有题库文件（*.toml）"), "{refused}");
    }

    #[test]
    fn the_bundled_packs_make_a_bank_and_private_ones_join_unless_they_are_faulty() {
        let bundled = bank(None).expect("the bundled packs are right");
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("private.toml");
        fs::write(&file, pack("private-law", "private-001-01")).expect("written");
        let joined = bank(Some(&file)).expect("a bank");
        assert_eq!(joined.questions.len(), bundled.questions.len() + 1);
        assert_ne!(joined.version(), bundled.version());
        fs::write(&file, pack("private-law", "Bad Id")).expect("written");
        let refused = bank(Some(&file)).expect_err("a fault").to_string();
        assert!(refused.starts_with("题库有 1 处问题，第一处：") && refused.contains("malformed_id"), "{refused}");
    }
}
