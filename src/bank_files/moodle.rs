//! Moodle XML: `multichoice` with one or several right answers, and `truefalse`.
//!
//! The id goes into `idnumber`, explanation and citations into the general feedback, the rest into tags.

use std::io;

use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};

use super::{Draft, MOST_ROWS, Refused, Row, Written, annex, carried, markup, xml, xml::Element};
use crate::{
    domain::bank::{
        Bank,
        finding::Line,
        question::{Kind, Question},
    },
    sheet::delimited::decode,
};

pub fn read(file: &[u8]) -> Result<Vec<Row>, Refused> {
    let text = decode(file)?;
    let mut rows = Vec::new();
    let root = xml::parse(&text, Some("quiz"), |element| {
        if rows.len() == MOST_ROWS {
            return Err(Refused::TooManyRows);
        }
        if element.name == "question" {
            rows.push(row(&element, Line(rows.len() + 1)));
        }
        Ok(())
    })?;
    if root.name != "quiz" {
        return Err(Refused::WrongRoot { found: root.name, wanted: "Moodle XML（quiz）" });
    }
    // A category is no question, and was counted to be told by its place.
    Ok(rows.into_iter().flatten().collect())
}

/// Nothing of a category.
fn row(question: &Element, line: Line) -> Option<Row> {
    let kind = question.attribute("type").unwrap_or_default();
    let mut notices = Vec::new();
    let read = match kind {
        "category" => return None,
        "multichoice" | "truefalse" => draft(question, kind, &mut notices),
        _ => Err(vec![format!("题型 {kind} 不能导入，只有 multichoice 和 truefalse")]),
    };
    Some(Row::new(line, read, notices))
}

fn draft(question: &Element, kind: &str, notices: &mut Vec<String>) -> Result<Draft, Vec<String>> {
    let one = |error: String| vec![error];
    let text = |name| question.child(name).map_or(Ok(String::new()), text_of);
    let stem = text("questiontext").map_err(one)?;
    let answers: Vec<Answer> = question.all("answer").map(answer).collect::<Result<_, _>>().map_err(one)?;
    if question.all("answer").filter_map(|it| it.child("feedback")).any(|it| !it.text().trim().is_empty()) {
        notices.push("选项的反馈没有导入".into());
    }
    let mut draft = if kind == "truefalse" {
        let right = answers.iter().find(|answer| answer.fraction > 0.0).and_then(|answer| annex::truth(&answer.text));
        Draft::judgment(&stem, right.ok_or_else(|| one("判断题没有正确答案 true 或 false".into()))?)
    } else {
        let is_single = question.child("single").is_none_or(|it| matches!(it.text().trim(), "true" | "1"));
        let is_partly = |answer: &Answer| answer.fraction > 0.0 && answer.fraction < 100.0;
        if is_single && answers.iter().any(is_partly) {
            return Err(one("单选题有部分得分的选项，不能导入".into()));
        }
        let kind = if is_single { Kind::Single } else { Kind::Multiple };
        let options = answers.into_iter().map(|answer| (answer.text, answer.fraction > 0.0));
        Draft::choice(kind, &stem, options.collect())?
    };
    annex::take_explained(&mut draft, &text("generalfeedback").map_err(one)?).map_err(one)?;
    for tag in question.child("tags").into_iter().flat_map(|tags| tags.all("tag")) {
        annex::take_tag(&mut draft, &tag.text()).map_err(one)?;
    }
    let number = question.child("idnumber").map(|it| it.text().trim().to_owned()).filter(|id| !id.is_empty());
    draft.id = number.or(draft.id);
    Ok(draft)
}

struct Answer {
    text: String,
    fraction: f64,
}

fn answer(answer: &Element) -> Result<Answer, String> {
    let fraction = answer.attribute("fraction").unwrap_or("0");
    let fraction = fraction.trim().parse().map_err(|_| format!("fraction“{fraction}”应当是数字"))?;
    Ok(Answer { text: text_of(answer)?, fraction })
}

/// The text of an element that has a `text` and a `format`.
fn text_of(element: &Element) -> Result<String, String> {
    let text = element.child("text").map(Element::text).unwrap_or_default();
    match element.attribute("format") {
        Some("plain_text" | "markdown") => Ok(text),
        Some("html") => markup::of_html(&text),
        // What Moodle formats by itself keeps its lines.
        _ => markup::of_html(&text.trim().replace('\n', "<br>")),
    }
}

pub fn write(bank: &Bank) -> Result<Written, Refused> {
    let (questions, left_out) = carried(bank, |_| None);
    let mut out = Writer::new_with_indent(Vec::new(), b' ', 2);
    let written = out.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None))).and_then(|()| {
        let quiz = out.create_element("quiz");
        quiz.write_inner_content(|out| questions.iter().try_for_each(|question| write_question(out, question, bank)))?;
        Ok(())
    });
    written.map_err(|error| Refused::Unwritable(error.to_string()))?;
    Ok(Written { bytes: out.into_inner(), count: questions.len(), left_out })
}

type Out = Writer<Vec<u8>>;

fn write_question(out: &mut Out, question: &Question, bank: &Bank) -> io::Result<()> {
    let kind = if question.kind == Kind::Judgment { "truefalse" } else { "multichoice" };
    let element = out.create_element("question").with_attribute(("type", kind));
    element.write_inner_content(|out| {
        out.create_element("name").write_inner_content(|out| simple(out, "text", &question.id))?;
        text(out, "questiontext", &question.stem)?;
        text(out, "generalfeedback", &annex::explained(question, bank))?;
        simple(out, "defaultgrade", "1")?;
        simple(out, "penalty", "0")?;
        simple(out, "hidden", "0")?;
        simple(out, "idnumber", &question.id)?;
        if question.kind != Kind::Judgment {
            simple(out, "single", if question.kind == Kind::Single { "true" } else { "false" })?;
            simple(out, "shuffleanswers", "true")?;
            simple(out, "answernumbering", "ABCD")?;
        }
        (0..question.option_count()).try_for_each(|at| write_answer(out, question, at))?;
        out.create_element("tags").write_inner_content(|out| {
            annex::tags(question).iter().skip(1).try_for_each(|tag| {
                out.create_element("tag").write_inner_content(|out| simple(out, "text", tag))?;
                Ok(())
            })
        })?;
        Ok(())
    })?;
    Ok(())
}

/// Whoever ticks everything gets nothing, as in Ankao.
fn write_answer(out: &mut Out, question: &Question, at: usize) -> io::Result<()> {
    let is_right = question.key.positions().any(|right| usize::from(right) == at);
    let fraction = match question.kind {
        Kind::Multiple if is_right => share(question.key.len()),
        Kind::Multiple => "-100",
        _ if is_right => "100",
        _ => "0",
    };
    let (name, format) = match question.kind {
        Kind::Judgment => (["true", "false"].get(at).copied().unwrap_or_default(), "moodle_auto_format"),
        _ => (question.option(at), "plain_text"),
    };
    let answer = out.create_element("answer").with_attributes([("fraction", fraction), ("format", format)]);
    answer.write_inner_content(|out| simple(out, "text", name))?;
    Ok(())
}

/// The part of 100 that each of so many right answers is worth, as Moodle wants it written.
pub(super) fn share(count: u32) -> &'static str {
    match count {
        1 => "100",
        2 => "50",
        3 => "33.33333",
        4 => "25",
        5 => "20",
        _ => "16.66667",
    }
}

fn text(out: &mut Out, name: &str, text: &str) -> io::Result<()> {
    let element = out.create_element(name).with_attribute(("format", "plain_text"));
    element.write_inner_content(|out| simple(out, "text", text))?;
    Ok(())
}

pub(super) fn simple(out: &mut Out, name: &str, text: &str) -> io::Result<()> {
    out.create_element(name).write_text_content(BytesText::new(text))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank_files::samples::{assert_comes_back, errors, question_bank, summary};

    /// After the examples of Moodle's documentation of the format.
    const FILE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<quiz>
  <question type="category"><category><text>$course$/灯塔</text></category></question>
  <question type="multichoice">
    <name><text>When</text></name>
    <questiontext format="html"><text><![CDATA[<p>灯塔应当<em>何时</em>点灯？</p><p>（见第一条）</p>]]></text></questiontext>
    <generalfeedback format="html"><text><![CDATA[<p>灯塔夜间点灯。</p>]]></text></generalfeedback>
    <defaultgrade>1.0000000</defaultgrade>
    <single>true</single>
    <shuffleanswers>1</shuffleanswers>
    <answer fraction="0"><text>正午</text><feedback><text>不对</text></feedback></answer>
    <answer fraction="100"><text>夜间 &amp; 雾天</text><feedback><text/></feedback></answer>
    <tags><tag><text>点灯</text></tag></tags>
  </question>
  <question type="multichoice">
    <questiontext format="moodle_auto_format"><text>守灯人
应当做什么？</text></questiontext>
    <single>false</single>
    <answer fraction="50"><text>点灯</text></answer>
    <answer fraction="-100"><text>钓鱼</text></answer>
    <answer fraction="50"><text>擦灯</text></answer>
  </question>
  <question type="truefalse">
    <questiontext format="plain_text"><text>a &lt;b&gt; 雾天可以熄灯。</text></questiontext>
    <answer fraction="0"><text>true</text></answer>
    <answer fraction="100"><text>false</text></answer>
  </question>
  <question type="shortanswer"><questiontext><text>?</text></questiontext></question>
  <question type="multichoice">
    <questiontext format="html"><text><![CDATA[看<img src="@@PLUGINFILE@@/x.png">]]></text></questiontext>
  </question>
  <question type="multichoice">
    <questiontext format="html"><text>?</text></questiontext>
    <answer fraction="50"><text>一</text></answer><answer fraction="100"><text>二</text></answer>
  </question>
</quiz>"#;

    #[test]
    fn multichoice_and_truefalse_are_read_and_nothing_else() {
        let rows = read(FILE.as_bytes()).expect("readable");
        assert_eq!(
            summary(&rows),
            [
                "2 单选 灯塔应当何时点灯？\n（见第一条） [正午|夜间 & 雾天] B",
                "3 多选 守灯人\n应当做什么？ [点灯|钓鱼|擦灯] AC",
                "4 判断 a <b> 雾天可以熄灯。 [] B",
            ]
        );
        let when = rows[0].read.as_ref().expect("read");
        assert_eq!((when.explanation.as_str(), &when.topics[..]), ("灯塔夜间点灯。", &["点灯".to_owned()][..]));
        assert_eq!(rows[0].notices, ["选项的反馈没有导入"]);
        assert_eq!(
            errors(&rows),
            [
                "5 题型 shortanswer 不能导入，只有 multichoice 和 truefalse",
                "6 含有 <img>，而试题只有文字",
                "7 单选题有部分得分的选项，不能导入",
            ]
        );
    }

    #[test]
    fn another_document_is_told_by_its_name() {
        let refused = read(b"<questestinterop/>").expect_err("refused");
        assert_eq!(refused.to_string(), "是 questestinterop，不是 Moodle XML（quiz）");
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
        #[test]
        fn any_bank_comes_back_whole(bank in question_bank()) {
            assert_comes_back(&bank, &write(&bank).expect("written"), |bytes| read(bytes).expect("readable"))?;
        }
    }
}
