//! Banks of any questions that there may be, and what was read, for tests.

use proptest::{collection::vec, prelude::*, sample::select};

use super::{Row, Written, tidy};
use crate::domain::bank::{
    Bank,
    question::{Citation, Kind, OptionSet, Question, Usage},
    samples::lamp_bank,
};

/// Letters, marks that formats take for their own, line breaks, characters beyond the first plane.
fn text() -> impl Strategy<Value = String> {
    const PIECES: [&str; 62] = [
        "灯塔",
        "夜间",
        "点灯",
        "a",
        "B. ",
        "12",
        "0",
        "3.50",
        " ",
        "  ",
        "\n",
        "\n\n",
        "\t",
        "=",
        "=1+1",
        "~",
        "#",
        "####",
        "{",
        "}",
        ":",
        "::",
        "\\",
        "\\n",
        "\\\\",
        "'",
        "\"",
        "“",
        "”",
        "；",
        ";",
        "，",
        ",",
        "<b>",
        "&amp;",
        "&",
        "]]>",
        "<!--",
        "//",
        "[html]",
        "[plain]",
        "%50%",
        "->",
        "$CATEGORY: ",
        "ANSWER: A",
        "A) ",
        "依据：",
        "\n\n依据：\n",
        "《灯塔法》第1条",
        "难度:",
        "_x0041_",
        "@",
        "-",
        "+",
        "🚢",
        "👨‍👩‍👧",
        "𠮷",
        "é",
        "\u{A0}",
        "\u{2028}",
        "\u{200B}",
        "]",
    ];
    vec(select(&PIECES[..]), 1..8)
        .prop_map(|pieces| tidy(&pieces.concat()))
        .prop_filter("a text says something", |text| !text.is_empty())
}

fn question() -> impl Strategy<Value = Question> {
    let cite = (1_u16.., proptest::option::of(1_u8..), proptest::option::of(1_u8..), text())
        .prop_map(|(article, paragraph, item, phrase)| Citation { article, paragraph, item, phrase });
    let ids = || "[a-z0-9-]{1,12}".prop_filter("an id has something to read", |id| !id.is_empty());
    let key = (select(&[Kind::Single, Kind::Multiple, Kind::Judgment][..]), 4_usize..=6, any::<u8>());
    let usage = select(&[Usage::Both, Usage::Contest, Usage::Practice][..]);
    let texts = (text(), vec(text(), 6), vec(text(), 1..3), text());
    (ids(), key, texts, vec(cite, 1..3), 1_u8..=5, usage, vec(ids(), 0..2)).prop_map(
        |(id, (kind, count, bits), (stem, options, topics, explanation), cites, difficulty, usage, excludes)| {
            let (count, bits) = match kind {
                Kind::Single => (4, 1 << (bits % 4)),
                Kind::Judgment => (0, 1 << (bits % 2)),
                // Two of them at least, and never all.
                Kind::Multiple => (count, 1 | 1 << (1 + bits % 3)),
            };
            Question {
                id,
                statute: "lamp-law".into(),
                kind,
                stem,
                options: options.into_iter().take(count).collect(),
                key: OptionSet::from_bits(bits).expect("within six"),
                difficulty,
                topics,
                cites,
                explanation,
                usage,
                excludes,
            }
        },
    )
}

pub fn question_bank() -> impl Strategy<Value = Bank> {
    vec(question(), 0..4).prop_map(|questions| Bank { questions, ..lamp_bank() })
}

/// That all questions of a bank were written and are read again as they were.
pub fn assert_comes_back(
    bank: &Bank,
    written: &Written,
    read: impl FnOnce(&[u8]) -> Vec<Row>,
) -> Result<(), TestCaseError> {
    prop_assert_eq!(&written.left_out, &[]);
    let rows = read(&written.bytes);
    let found: Vec<_> = rows.iter().map(|row| row.read.clone().map(|draft| draft.as_question())).collect();
    let expected: Vec<_> = bank.questions.iter().cloned().map(Ok).collect();
    prop_assert_eq!(found, expected, "{}", String::from_utf8_lossy(&written.bytes));
    let titles =
        rows.iter().flat_map(|row| &row.read.as_ref().expect("read").cites).map(|cited| cited.title.as_deref());
    prop_assert!(titles.into_iter().all(|title| title == Some("灯塔法")));
    Ok(())
}

/// The rows that were read, in a line each.
pub fn summary(rows: &[Row]) -> Vec<String> {
    let read = rows.iter().filter_map(|row| Some((row.line, row.read.as_ref().ok()?)));
    read.map(|(line, it)| {
        format!("{line} {} {} [{}] {}", it.kind.name(), it.stem, it.options.join("|"), it.key.letters())
    })
    .collect()
}

/// The rows that could not be read, and why.
pub fn errors(rows: &[Row]) -> Vec<String> {
    let wrong = rows.iter().filter_map(|row| Some((row.line, row.read.as_ref().err()?)));
    wrong.map(|(line, errors)| format!("{line} {}", errors.join("；"))).collect()
}
