//! An invented bank, the same every time, for tests and benches of papers. Its sentences are about
//! as long as those of real questions, and mean nothing.

use ankao::domain::bank::{
    Bank,
    question::{Citation, Kind, OptionSet, Question, Statute, Usage},
};
use ankao::domain::paper::source::Days;
use jiff::civil::date;

/// The days on which the invented papers are answered.
#[allow(dead_code, reason = "not every test that shares this file asks for days")]
pub const DAYS: Days = Days { first: date(2026, 6, 1), last: date(2026, 6, 30) };

const STATUTES: [&str; 3] = ["law-a", "law-b", "law-c"];
const TOPICS: [&str; 4] = ["机构与人员", "应急救援", "教育培训", "法律责任"];

/// A bank of so many questions, all of which may be drawn on [`DAYS`]: of seven questions four are
/// single, one is multiple and two are judgments; difficulty, statute and topic vary independently.
pub fn bank(size: usize) -> Bank {
    const KINDS: [Kind; 7] = {
        use Kind::{Judgment, Multiple, Single};
        [Single, Judgment, Single, Multiple, Single, Judgment, Single]
    };
    let difficulties = (1..=5).cycle();
    let questions = KINDS.into_iter().cycle().zip(difficulties).take(size).enumerate();
    Bank {
        statutes: STATUTES.map(statute).into(),
        questions: questions.map(|(number, (kind, difficulty))| question(number, kind, difficulty)).collect(),
    }
}

/// A statute of the national pack, in force since long before [`DAYS`].
pub fn statute(id: &str) -> Statute {
    Statute {
        id: id.into(),
        title: format!("《法规标记 {id}》"),
        version: date(2021, 6, 10),
        valid_from: date(2021, 9, 1),
        valid_until: None,
        articles: None,
        province: None,
        displaces: vec![],
    }
}

/// The invented question of a number. Its key differs from number to number.
pub fn question(number: usize, kind: Kind, difficulty: u8) -> Question {
    let option_count = match kind {
        Kind::Single => 4,
        Kind::Multiple => 4 + number % 3,
        Kind::Judgment => 0,
    };
    let key = match kind {
        Kind::Single => 1 << (number / 7 % 4),
        Kind::Multiple => [0b0011, 0b1101, 0b0110, 0b1111, 0b1010][number / 7 % 5],
        Kind::Judgment => 1 << (number / 7 % 2),
    };
    Question {
        id: format!("id-mark-{number:04}"),
        statute: STATUTES[number % STATUTES.len()].into(),
        kind,
        stem: format!("试题 {number}：某单位在检修作业之前没有办理审批手续，也没有指定专人负责监护，应当怎样处理？"),
        options: (0..option_count)
            .map(|option| format!("第 {option} 种做法（题 {number}）：由负责人批准并派人监护"))
            .collect(),
        key: OptionSet::from_bits(key).expect("within six bits"),
        difficulty,
        topics: vec![TOPICS[number % 11 % TOPICS.len()].into()],
        cites: vec![Citation { article: 7_777, paragraph: Some(1), item: None, phrase: "条文标记".into() }],
        explanation: "解析标记".into(),
        usage: Usage::Both,
        excludes: Vec::new(),
    }
}
