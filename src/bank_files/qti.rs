//! QTI: items with one choice interaction, read as 2.1, 2.2 and 3.0, alone or in a package, written as a package
//! of 3.0.
//!
//! Explanation and citations go into a modal feedback, the rest into keywords of the package's manifest.

use std::io;

use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};

use super::{
    Draft, Refused, Row, Written, annex, carried, markup,
    qti_package::{self, Part},
    tidy,
    xml::{self, Element},
};
use crate::{
    domain::bank::{
        Bank,
        finding::Line,
        question::{Kind, Question},
    },
    sheet::{delimited::decode, workbook},
};

/// Parts of an item that are shown only to some, or after the answer.
const ASIDE: [&str; 4] = ["feedbackinline", "feedbackblock", "rubricblock", "stylesheet"];
const FEEDBACK: &str = "FEEDBACK";

pub fn read(file: &[u8]) -> Result<Vec<Row>, Refused> {
    if workbook::is_xlsx(file) {
        return qti_package::read(file);
    }
    let root = xml::parse(&decode(file)?, None, |_| Ok(()))?;
    if root.name != "assessmentitem" {
        return Err(Refused::WrongRoot { found: root.name, wanted: "QTI 2.1 至 3.0 的试题（assessmentItem）" });
    }
    Ok(vec![row(Line(1), &root, &[])])
}

/// An item, with the keywords that its package gives it.
pub(super) fn row(line: Line, item: &Element, keywords: &[String]) -> Row {
    let mut notices = Vec::new();
    let read = draft(item, keywords, &mut notices).map_err(|error| vec![error]);
    Row::new(line, read, notices)
}

fn draft(item: &Element, keywords: &[String], notices: &mut Vec<String>) -> Result<Draft, String> {
    let body = item.child("itembody").ok_or("没有 itemBody")?;
    let interactions = interactions(body);
    let [interaction] = interactions[..] else {
        return Err(format!("有 {} 处作答，只能导入有一处的", interactions.len()));
    };
    if interaction.name != "choiceinteraction" {
        return Err(format!("作答方式 {} 不能导入，只有 choiceInteraction", interaction.name));
    }
    let response = interaction.attribute("responseidentifier").unwrap_or_default();
    let declared = item.all("responsedeclaration").find(|it| it.attribute("identifier") == Some(response));
    let declared = declared.ok_or("没有这处作答的 responseDeclaration")?;
    let right: Vec<String> = declared.child("correctresponse").map(values).unwrap_or_default();
    if right.is_empty() {
        return Err("没有 correctResponse".into());
    }
    let is_single = match declared.attribute("cardinality") {
        Some("single") => true,
        Some("multiple") => false,
        other => return Err(format!("cardinality 是“{}”，只能是 single 或 multiple", other.unwrap_or_default())),
    };
    if item.all("responsedeclaration").any(|it| it.child("mapping").is_some()) {
        notices.push("选项的分值（mapping）没有导入".into());
    }
    if ASIDE[..3].iter().any(|name| !body.within(name).is_empty()) {
        notices.push("选项的反馈和评分说明没有导入".into());
    }
    let mut options = Vec::new();
    for choice in interaction.all("simplechoice") {
        let identifier = choice.attribute("identifier").unwrap_or_default();
        options.push((markup::of_tree(choice, &ASIDE)?, right.iter().any(|it| it == identifier)));
    }
    let stem = markup::of_tree(body, &[&ASIDE[..], &["simplechoice"]].concat())?;
    let kind = if is_single { Kind::Single } else { Kind::Multiple };
    let mut draft = Draft::choice(kind, &stem, options).map_err(|errors| errors.join("；"))?;
    let feedback = item.all("modalfeedback").map(|it| markup::of_tree(it, &[])).collect::<Result<Vec<_>, _>>()?;
    let feedback: Vec<String> = feedback.iter().map(|text| tidy(text)).filter(|text| !text.is_empty()).collect();
    annex::take_explained(&mut draft, &feedback.join("\n"))?;
    draft.id = item.attribute("identifier").map(|id| id.strip_prefix('_').unwrap_or(id).to_owned());
    keywords.iter().try_for_each(|keyword| annex::take_tag(&mut draft, keyword))?;
    Ok(draft)
}

/// The outermost elements in which something is answered.
fn interactions(body: &Element) -> Vec<&Element> {
    let of = |element: &'_ Element| element.name.ends_with("interaction");
    body.elements().flat_map(|element| if of(element) { vec![element] } else { interactions(element) }).collect()
}

fn values(correct: &Element) -> Vec<String> {
    correct.all("value").map(|value| value.text().trim().to_owned()).collect()
}

pub fn write(bank: &Bank) -> Result<Written, Refused> {
    let (questions, left_out) = carried(bank, |_| None);
    let parts = questions.iter().map(|question| {
        let xml = item(question, bank).map_err(|error| Refused::Unwritable(error.to_string()))?;
        Ok(Part { id: identifier(question), keywords: annex::tags(question), xml })
    });
    let parts = parts.collect::<Result<Vec<_>, Refused>>()?;
    Ok(Written { bytes: qti_package::write(&parts)?, count: questions.len(), left_out })
}

/// An identifier of QTI begins with a letter or `_`.
fn identifier(question: &Question) -> String {
    let is_letter = question.id.starts_with(|first: char| first.is_ascii_lowercase());
    if is_letter { question.id.clone() } else { format!("_{}", question.id) }
}

type Out = Writer<Vec<u8>>;

fn item(question: &Question, bank: &Bank) -> io::Result<Vec<u8>> {
    let mut out = Writer::new_with_indent(Vec::new(), b' ', 2);
    out.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let id = identifier(question);
    let item = out.create_element("qti-assessment-item").with_attributes([
        ("xmlns", "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"),
        ("identifier", id.as_str()),
        ("title", &question.id),
        ("adaptive", "false"),
        ("time-dependent", "false"),
        ("xml:lang", "zh-CN"),
    ]);
    item.write_inner_content(|out| {
        declarations(out, question)?;
        out.create_element("qti-item-body").write_inner_content(|out| interaction(out, question))?;
        let template = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct";
        out.create_element("qti-response-processing").with_attribute(("template", template)).write_empty()?;
        let feedback = out.create_element("qti-modal-feedback").with_attributes([
            ("outcome-identifier", FEEDBACK),
            ("show-hide", "show"),
            ("identifier", "EXPLANATION"),
        ]);
        feedback.write_inner_content(|out| text(out, "qti-content-body", None, &annex::explained(question, bank)))?;
        Ok(())
    })?;
    Ok(out.into_inner())
}

fn declarations(out: &mut Out, question: &Question) -> io::Result<()> {
    let cardinality = if question.kind == Kind::Multiple { "multiple" } else { "single" };
    let response = [("identifier", "RESPONSE"), ("cardinality", cardinality), ("base-type", "identifier")];
    out.create_element("qti-response-declaration").with_attributes(response).write_inner_content(|out| {
        out.create_element("qti-correct-response").write_inner_content(|out| {
            question.key.letters().chars().try_for_each(|letter| value(out, &letter.to_string()))
        })?;
        Ok(())
    })?;
    // The feedback is there for everybody who has answered.
    for (name, base, default) in [("SCORE", "float", "0"), (FEEDBACK, "identifier", "EXPLANATION")] {
        let outcome = [("identifier", name), ("cardinality", "single"), ("base-type", base)];
        out.create_element("qti-outcome-declaration").with_attributes(outcome).write_inner_content(|out| {
            out.create_element("qti-default-value").write_inner_content(|out| value(out, default))?;
            Ok(())
        })?;
    }
    Ok(())
}

fn value(out: &mut Out, value: &str) -> io::Result<()> {
    out.create_element("qti-value").write_text_content(BytesText::new(value))?;
    Ok(())
}

fn interaction(out: &mut Out, question: &Question) -> io::Result<()> {
    let most = if question.kind == Kind::Multiple { "0" } else { "1" };
    let shuffle = if question.kind == Kind::Judgment { "false" } else { "true" };
    let attributes = [("response-identifier", "RESPONSE"), ("shuffle", shuffle), ("max-choices", most)];
    out.create_element("qti-choice-interaction").with_attributes(attributes).write_inner_content(|out| {
        text(out, "qti-prompt", None, &question.stem)?;
        ('A'..)
            .zip(0..question.option_count())
            .try_for_each(|(letter, at)| text(out, "qti-simple-choice", Some(&letter.to_string()), question.option(at)))
    })?;
    Ok(())
}

/// A text in one line of the file, for line breaks of a file are blanks; its own are `<br/>`.
fn text(out: &mut Out, name: &str, identifier: Option<&str>, text: &str) -> io::Result<()> {
    let mut lines = text.split('\n');
    let mut inner = Writer::new(Vec::new());
    inner.write_event(Event::Text(BytesText::new(lines.next().unwrap_or_default())))?;
    for line in lines {
        inner.create_element("br").write_empty()?;
        inner.write_event(Event::Text(BytesText::new(line)))?;
    }
    let inner = String::from_utf8_lossy(&inner.into_inner()).into_owned();
    out.create_element(name)
        .with_attributes(identifier.map(|it| ("identifier", it)))
        .write_text_content(BytesText::from_escaped(inner))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank_files::samples::{assert_comes_back, errors, question_bank, summary};

    /// After the choice examples of the implementation guide of 3.0.
    const V3: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="choice" title="Unattended Luggage"
  adaptive="false" time-dependent="false" xml:lang="en">
  <qti-response-declaration base-type="identifier" cardinality="single" identifier="RESPONSE">
    <qti-correct-response><qti-value>ChoiceA</qti-value></qti-correct-response>
  </qti-response-declaration>
  <qti-outcome-declaration base-type="float" cardinality="single" identifier="SCORE"/>
  <qti-item-body>
    <p>Look at the text:</p>
    <qti-choice-interaction max-choices="1" response-identifier="RESPONSE" shuffle="false">
      <qti-prompt>What does
        it say?</qti-prompt>
      <qti-simple-choice identifier="ChoiceA">You must stay with your luggage.
        <qti-feedback-inline identifier="ChoiceA" outcome-identifier="F">Yes</qti-feedback-inline></qti-simple-choice>
      <qti-simple-choice identifier="ChoiceB">Do not let someone else look after your luggage.</qti-simple-choice>
    </qti-choice-interaction>
  </qti-item-body>
  <qti-modal-feedback identifier="MODAL" outcome-identifier="F" show-hide="show">
    <qti-content-body><p>See the sign.</p></qti-content-body>
  </qti-modal-feedback>
</qti-assessment-item>"#;

    /// The same form in 2.1, with several right answers.
    const V2: &str = r#"<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="choiceMultiple"
  title="Composition of Water" adaptive="false" timeDependent="false">
  <responseDeclaration identifier="RESPONSE" cardinality="multiple" baseType="identifier">
    <correctResponse><value>H</value><value>O</value></correctResponse>
    <mapping lowerBound="0" defaultValue="-2"><mapEntry mapKey="H" mappedValue="1"/></mapping>
  </responseDeclaration>
  <itemBody>
    <choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="0">
      <prompt>Which of the following elements are used to form <b>water</b>?</prompt>
      <simpleChoice identifier="H" fixed="false">Hydrogen</simpleChoice>
      <simpleChoice identifier="He">Helium</simpleChoice>
      <simpleChoice identifier="O">Oxygen</simpleChoice>
    </choiceInteraction>
  </itemBody>
</assessmentItem>"#;

    #[test]
    fn items_of_3_0_and_2_1_are_read_alike() {
        let luggage = read(V3.as_bytes()).expect("readable");
        assert_eq!(
            summary(&luggage),
            [
                "1 单选 Look at the text:\nWhat does it say? [You must stay with your luggage.|Do not let someone else look \
              after your luggage.] A"
            ]
        );
        assert_eq!(luggage[0].notices, ["选项的反馈和评分说明没有导入"]);
        let draft = luggage[0].read.as_ref().expect("read");
        assert_eq!((draft.id.as_deref(), draft.explanation.as_str()), (Some("choice"), "See the sign."));
        let water = read(V2.as_bytes()).expect("readable");
        assert_eq!(
            summary(&water),
            ["1 多选 Which of the following elements are used to form water? [Hydrogen|Helium|Oxygen] AC"]
        );
        assert_eq!(water[0].notices, ["选项的分值（mapping）没有导入"]);
    }

    #[test]
    fn two_choices_of_true_and_false_are_a_judgment() {
        let item = V3
            .replace("You must stay with your luggage.", "False")
            .replace("Do not let someone else look after your luggage.", "True");
        assert_eq!(
            summary(&read(item.as_bytes()).expect("readable")),
            ["1 判断 Look at the text:\nWhat does it say? [] B"]
        );
    }

    #[test]
    fn other_interactions_and_items_without_a_key_are_refused() {
        let refused = |from: &str, to: &str| errors(&read(V2.replace(from, to).as_bytes()).expect("readable")).join("");
        assert_eq!(
            refused("choiceInteraction", "orderInteraction"),
            "1 作答方式 orderinteraction 不能导入，只有 choiceInteraction"
        );
        assert_eq!(
            refused("<itemBody>", "<itemBody><p><textEntryInteraction/></p>"),
            "1 有 2 处作答，只能导入有一处的"
        );
        assert_eq!(refused("correctResponse", "wrongResponse"), "1 没有 correctResponse");
        assert_eq!(refused("Hydrogen", "<object data='h.png'/>"), "1 含有 <object>，而试题只有文字");
        assert_eq!(refused("\"multiple\"", "\"ordered\""), "1 cardinality 是“ordered”，只能是 single 或 multiple");
        let old = read(b"<questestinterop/>").expect_err("refused").to_string();
        assert_eq!(old, "是 questestinterop，不是 QTI 2.1 至 3.0 的试题（assessmentItem）");
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
        #[test]
        fn any_bank_comes_back_whole(bank in question_bank()) {
            // Of two with one id, one file would take the other's place.
            let mut bank = bank;
            bank.questions.sort_by(|one, other| one.id.cmp(&other.id));
            bank.questions.dedup_by(|one, other| one.id == other.id);
            assert_comes_back(&bank, &write(&bank).expect("written"), |bytes| read(bytes).expect("readable"))?;
        }
    }
}
