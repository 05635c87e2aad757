//! What is wrong with packs that could be read.
//!
//! [`faults`] make a pack unfit for use, alone or with the others; [`craft`] is what helps a guesser, and
//! [`alike`] what asks the same twice; [`citations`] and [`numbers`] need the texts of the statutes;
//! [`lapsed`] and [`not_in_force`] need a day. A new check is a function that adds findings, called from
//! the one of these that it belongs to.

mod alike;
mod citations;
mod craft;
mod currency;
mod faults;
mod numbers;

pub use alike::alike;
pub use citations::citations;
pub use craft::craft;
pub use currency::{lapsed, not_in_force};
pub use faults::faults;
pub use numbers::numbers;

use jiff::civil::Date;

use super::{finding::Finding, pack::Pack, statute_text::StatuteText};

/// Everything, in the order of files and lines; what needs texts only where there are `texts`.
#[must_use]
pub fn check(packs: &[Pack], texts: Option<&[StatuteText]>, day: Day) -> Vec<Finding> {
    let mut found = faults(packs);
    found.extend(craft(packs));
    found.extend(alike(packs));
    if let Some(texts) = texts {
        found.extend(citations(packs, texts));
        found.extend(numbers(packs, texts));
    }
    found.extend(match day {
        Day::Today(day) => lapsed(packs, day),
        Day::Asked(day) => [lapsed(packs, day), not_in_force(packs, day)].concat(),
    });
    found.sort();
    found
}

/// The day on which the statutes should be in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// Nobody named one.
    Today(Date),
    /// Somebody wants to know how it will be on that day.
    Asked(Date),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::bank::{
        finding::{Code, Located},
        question::{Kind, OptionSet, Question},
        samples::{LAMP_LAW, lamp_pack, lamp_question},
    };

    const TODAY: Day = Day::Today(jiff::civil::date(2026, 6, 1));

    fn law() -> [StatuteText; 1] {
        [StatuteText::parse(LAMP_LAW)]
    }

    /// The codes found in the sample after the edits, with the lines.
    fn found(edits: &[(&str, &str)]) -> Vec<(usize, Code)> {
        let findings = check(&[lamp_pack(edits)], Some(&law()), TODAY);
        findings.into_iter().map(|finding| (finding.line.0, finding.code)).collect()
    }

    #[test]
    fn nothing_is_found_in_a_pack_that_is_right() {
        assert_eq!(found(&[]), []);
    }

    #[test]
    fn each_fault_of_a_question_is_found_where_it_stands() {
        let options = r#"["夜间", "正午", "清晨", "假日"]"#;
        let cases: [(&[(&str, &str)], Code); 24] = [
            (&[("lamp-001-01", "Lamp 1")], Code::MalformedId),
            (&[("lamp-001-01", "")], Code::MalformedId),
            (&[("灯塔应当何时点灯？", " ")], Code::EmptyText),
            (&[("灯塔夜间点灯。", "")], Code::EmptyText),
            (&[(r#"["点灯"]"#, "[]")], Code::EmptyText),
            (&[(r#"["点灯"]"#, r#"[""]"#)], Code::EmptyText),
            (&[("\"夜间点灯\"", "\"\"")], Code::EmptyText),
            (&[("正午", "")], Code::EmptyText),
            (&[("正午", "夜间 ")], Code::EqualOptions),
            (&[("正午", "以上都对")], Code::RefersToOptions),
            (&[(options, r#"["夜间", "正午", "清晨"]"#)], Code::OptionCount),
            (
                &[
                    ("single", "multiple"),
                    (r#"["A"]"#, r#"["A", "B"]"#),
                    (options, r#"["一", "二", "三", "四", "五", "六", "七"]"#),
                ],
                Code::OptionCount,
            ),
            (&[(r#"["A"]"#, r#"["E"]"#)], Code::KeyOutsideOptions),
            (&[(r#"["A"]"#, "[]")], Code::KeySize),
            (&[(r#"["A"]"#, r#"["A", "B"]"#)], Code::KeySize),
            (&[("single", "multiple")], Code::KeySize),
            (&[("single", "multiple"), (r#"["A"]"#, r#"["A", "B", "C", "D"]"#)], Code::KeySize),
            (&[("difficulty = 2", "difficulty = 0")], Code::DifficultyOutsideRange),
            (&[("difficulty = 2", "difficulty = 6")], Code::DifficultyOutsideRange),
            (&[("article = 1\n", "article = 3\n")], Code::ArticleNotFound),
            (&[("paragraph = 1\n", "paragraph = 3\n")], Code::ParagraphNotFound),
            (&[("paragraph = 1\n", "item = 1\n")], Code::ParagraphNotFound),
            (&[("\"夜间点灯\"", "\"夜间亮灯\"")], Code::PhraseNotInArticle),
            (&[("paragraph = 1\n", "paragraph = 2\n")], Code::PhraseNotInArticle),
        ];
        for (edits, code) in cases {
            assert_eq!(found(edits), [(8, code)], "{edits:?}");
        }
    }

    #[test]
    fn each_fault_of_a_statute_is_found_at_its_table() {
        let cases: [(&[(&str, &str)], Code); 5] = [
            (&[("lamp-law", "")], Code::EmptyText),
            (&[("灯塔法", "浮标法")], Code::StatuteTextMissing),
            (&[("2020-03-01", "2019-03-01")], Code::ValidityReversed),
            (&[("\"2020-03-01\"", "\"2020-03-01\"\nvalid_until = \"2026-05-31\"")], Code::StatuteLapsed),
            (&[("\"2020-03-01\"", "\"2020-03-01\"\ndisplaces = [\"lamp-009-01\"]")], Code::DisplacedUnknown),
        ];
        for (edits, code) in cases {
            assert_eq!(found(edits), [(2, code)], "{edits:?}");
        }
    }

    #[test]
    fn a_statute_that_lapses_before_it_begins_is_found() {
        let lapses_on = |day| found(&[("\"2020-03-01\"", &format!("\"2028-03-01\"\nvalid_until = \"{day}\""))]);
        assert_eq!(lapses_on("2028-02-29"), [(2, Code::ValidityReversed)]);
        assert_eq!(lapses_on("2028-03-01"), []);
    }

    #[test]
    fn without_texts_only_an_impossible_article_is_found() {
        let codes = |edits: &[(&str, &str)]| -> Vec<Code> {
            check(&[lamp_pack(edits)], None, TODAY).into_iter().map(|finding| finding.code).collect()
        };
        let beyond = ("article = 1\n", "article = 900\n");
        assert_eq!(codes(&[beyond]), [], "nobody said how many there are");
        let last = ("\"2020-03-01\"", "\"2020-03-01\"\narticles = 103");
        assert_eq!(codes(&[last, beyond]), [Code::ArticleNotFound]);
        assert_eq!(codes(&[last]), []);
        assert_eq!(codes(&[("article = 1\n", "article = 0\n")]), [Code::ArticleNotFound]);
        assert_eq!(codes(&[("paragraph = 1\n", "item = 0\n")]), [Code::ParagraphNotFound]);
        let cites = r#"[{ article = 2, paragraph = 2, phrase = "可以二人" }, { article = 2, phrase = "（一）点灯；(二)擦灯" }]"#;
        assert_eq!(codes(&[(cites, "[]")]), [Code::CitationMissing]);
    }

    #[test]
    fn what_is_twice_in_the_bank_is_found_in_the_second_file() {
        let mut copy = lamp_pack(&[]);
        copy.file = "copy.toml".into();
        let messages: Vec<_> = faults(&[lamp_pack(&[]), copy]).iter().map(ToString::to_string).collect();
        assert_eq!(
            messages,
            [
                "copy.toml:2 - duplicate_statute 法规 lamp-law 已在 lamp.toml 中",
                "copy.toml:8 lamp-001-01 duplicate_id 题号已在 lamp.toml:8 用过",
                "copy.toml:8 lamp-001-01 duplicate_question 题干和选项与 lamp-001-01 相同",
                "copy.toml:21 lamp-002-01 duplicate_id 题号已在 lamp.toml:21 用过",
                "copy.toml:21 lamp-002-01 duplicate_question 题干和选项与 lamp-002-01 相同",
            ]
        );
    }

    #[test]
    fn a_provincial_pack_may_displace_national_questions_only() {
        let province = |displaced: &str| {
            let head = format!("\"2020-03-01\"\nprovince = \"210000\"\ndisplaces = [\"{displaced}\"]");
            let mut pack = lamp_pack(&[("lamp-law", "buoy-law"), ("lamp-001", "buoy-001"), ("\"2020-03-01\"", &head)]);
            pack.questions.truncate(1);
            pack.questions[0].value.stem = "浮标应当何时点灯？".into();
            pack
        };
        assert_eq!(faults(&[province("lamp-009-01")]), [], "alone it is believed");
        assert_eq!(faults(&[lamp_pack(&[]), province("lamp-001-01")]), []);
        for not_national in ["lamp-009-01", "buoy-001-01"] {
            let found = faults(&[lamp_pack(&[]), province(not_national)]);
            assert_eq!(found.iter().map(|finding| finding.code).collect::<Vec<_>>(), [Code::DisplacedUnknown]);
        }
    }

    #[test]
    fn a_question_excludes_others_that_there_are() {
        let codes = |other: &str| {
            let excludes = format!("difficulty = 1\nexcludes = [\"{other}\"]");
            let found = faults(&[lamp_pack(&[("difficulty = 1", &excludes)])]);
            found.iter().map(|finding| finding.code).collect::<Vec<_>>()
        };
        assert_eq!(codes("lamp-001-01"), []);
        assert_eq!(codes("lamp-009-01"), [Code::ExcludedUnknown]);
        assert_eq!(codes("lamp-002-01"), [Code::ExcludedUnknown], "itself");
        assert_eq!(codes("buoy-009-01"), [], "of a file that is not there it is believed");
    }

    /// The sample with `count` questions instead, the nth made by `make`.
    fn pack_of(count: usize, make: impl Fn(usize) -> Question) -> Pack {
        let mut pack = lamp_pack(&[]);
        let line = pack.questions[0].line;
        pack.questions = (0..count).map(|nth| Located { line, value: make(nth) }).collect();
        pack
    }

    #[test]
    fn judgments_out_of_balance_are_found_from_eight_on() {
        let judgments = |count, of_them_true| {
            pack_of(count, |nth| Question {
                kind: Kind::Judgment,
                options: Vec::new(),
                key: OptionSet::from_letters(if nth < of_them_true { "A" } else { "B" }).expect("a letter"),
                ..lamp_question()
            })
        };
        let codes = |pack| craft(&[pack]).into_iter().map(|finding| finding.code).collect::<Vec<_>>();
        assert_eq!(codes(judgments(7, 7)), []);
        for (of_them_true, balanced) in [(0, false), (6, false), (7, true), (13, true), (14, false), (20, false)] {
            let expected: &[Code] = if balanced { &[] } else { &[Code::UnbalancedJudgments] };
            assert_eq!(codes(judgments(20, of_them_true)), expected, "{of_them_true} of 20");
        }
    }

    /// Twenty singles whose first four options are all the same length, but for what `change` does.
    fn singles(change: impl Fn(usize, &mut Question)) -> Pack {
        pack_of(20, |nth| {
            let mut question = lamp_question();
            change(nth, &mut question);
            question
        })
    }

    fn craft_codes(pack: Pack) -> Vec<Code> {
        craft(&[pack]).into_iter().map(|finding| finding.code).filter(|code| *code != Code::Guessable).collect()
    }

    #[test]
    fn a_habit_of_long_right_options_is_found_when_chance_does_not_explain_it() {
        // Of 20, each by chance one in four: 11 or more have a chance of 0.004, 12 or more of 0.0009.
        let longest =
            |right: usize| singles(|nth, question| question.options[usize::from(nth >= right)].push_str("，直到天亮"));
        assert_eq!(craft_codes(longest(11)), []);
        assert_eq!(craft_codes(longest(12)), [Code::LongestKey]);
        let message = "lamp.toml:2 - longest_key 单选题能分出高下的 20 道中，答案是最长选项的有 12 道，超出碰巧的限度";
        assert!(craft(&[longest(12)]).iter().any(|finding| finding.to_string() == message));
        // Where two are as long as each other there is nothing to take.
        let tied = |_, question: &mut Question| (0..2).for_each(|index| question.options[index].push('时'));
        assert_eq!(craft_codes(singles(tied)), []);
    }

    #[test]
    fn every_habit_of_the_key_is_found_and_not_that_of_a_wrong_option() {
        let habits: [(&str, Code); 3] =
            [("夜", Code::ShortestKey), ("点灯", Code::KeyEchoesStem), ("必须", Code::KeyAloneObliges)];
        for (option, code) in habits {
            for (place, expected) in [(0, &[code][..]), (1, &[])] {
                let pack = singles(|_, question| question.options[place] = option.into());
                assert_eq!(craft_codes(pack), expected, "{option} {place}");
            }
        }
    }

    #[test]
    fn a_bank_that_gives_a_guesser_more_than_three_points_is_found_where_it_gives_most() {
        let fair = pack_of(80, |nth| {
            let mut question = lamp_question();
            question.options[nth % 4].push_str("，直到天亮");
            question
        });
        let bank = |loose: usize| {
            let mut given_away = pack_of(40, |nth| {
                let mut question = lamp_question();
                question.options[if nth < loose { 0 } else { nth % 4 }].push_str("，直到天亮");
                question
            });
            given_away.file = "loose.toml".into();
            [fair.clone(), given_away]
        };
        let guessable = |loose| craft(&bank(loose)).into_iter().find(|finding| finding.code == Code::Guessable);
        assert_eq!(guessable(0), None);
        assert_eq!(guessable(12), None, "within what chance does");
        assert_eq!(
            guessable(40).map(|finding| finding.to_string()).as_deref(),
            Some(
                "loose.toml:2 - guessable 全部 120 道题只凭线索（选最长）猜，每百分可得 50.0 分，\
                 比纯随机的 25.0 分多 25.0 分，不应当多过 3 分；本文件给出最多"
            )
        );
    }
}
