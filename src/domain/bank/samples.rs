//! An invented law, and questions on it, for tests.

use super::{
    Bank, form,
    pack::Pack,
    question::{Citation, Kind, OptionSet, Question, Usage},
};

pub const LAMP_LAW: &str = "\
灯塔法（摘录，不是全文）｜2020年1月2日通过

第一章 总 则

第一条 灯塔应当夜间点灯。
　　第三条规定的灯塔，雾天不得熄灯。

第二条（摘录前半） 守灯人履行下列职责：
　　（一）点灯；
　　(二)擦灯。

守灯人可以二人。

第二章 附则（摘录）
灯塔的名称另行规定。
第一百零三条 本法自公布之日起施行。
";

/// A pack on [`LAMP_LAW`] in which nothing is wrong: a single on line 8, a judgment on line 21.
pub const LAMP_PACK: &str = r#"# For the tests.
[statute]
id = "lamp-law"
title = "灯塔法"
version = "2020-01-02"
valid_from = "2020-03-01"

[[question]]
id = "lamp-001-01"
kind = "single"
stem = "灯塔应当何时点灯？"
options = ["夜间", "正午", "清晨", "假日"]
key = ["A"]
difficulty = 2
topics = ["点灯"]
article = 1
paragraph = 1
phrase = "夜间点灯"
explanation = "灯塔夜间点灯。"

[[question]]
id = "lamp-002-01"
kind = "judgment"
stem = "守灯人应当是一人。"
key = ["错"]
difficulty = 1
topics = ["职责"]
cites = [{ article = 2, paragraph = 2, phrase = "可以二人" }, { article = 2, phrase = "（一）点灯；(二)擦灯" }]
explanation = "可以是二人。"
"#;

/// [`LAMP_PACK`], each `(from, to)` of `edits` made in it first.
pub fn lamp_pack(edits: &[(&str, &str)]) -> Pack {
    let text = edits.iter().fold(LAMP_PACK.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "the pack has no {from}");
        text.replace(from, to)
    });
    form::parse("lamp.toml", text.as_bytes()).expect("the form is right")
}

pub fn lamp_bank() -> Bank {
    Bank::from_iter([lamp_pack(&[])])
}

pub fn lamp_question() -> Question {
    Question {
        id: "lamp-001-01".into(),
        statute: "lamp-law".into(),
        kind: Kind::Single,
        stem: "灯塔应当何时点灯？".into(),
        options: ["夜间", "正午", "清晨", "假日"].map(Into::into).into(),
        key: OptionSet::from_letters("A").expect("a letter"),
        difficulty: 2,
        topics: vec!["点灯".into()],
        cites: vec![Citation { article: 1, paragraph: Some(1), item: None, phrase: "夜间点灯".into() }],
        explanation: "灯塔夜间点灯。".into(),
        usage: Usage::Both,
        excludes: Vec::new(),
    }
}
