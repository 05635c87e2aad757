//! Packs as the TOML that editors find in the bank's files; [`super::form`] reads it.

use std::fmt::Write;

use toml::Value;

use super::question::{Citation, JUDGMENT_OPTIONS, Kind, OptionSet, Question, Statute, Usage};

/// The `[statute]` that a file begins with.
#[must_use]
pub fn statute(statute: &Statute) -> String {
    let Statute { id, title, version, valid_from, valid_until, articles, province, displaces } = statute;
    let mut out = "[statute]\n".to_owned();
    line(&mut out, "id", &text(id));
    line(&mut out, "title", &text(title));
    line(&mut out, "version", &text(&version.to_string()));
    line(&mut out, "valid_from", &text(&valid_from.to_string()));
    if let Some(day) = valid_until {
        line(&mut out, "valid_until", &text(&day.to_string()));
    }
    if let Some(count) = articles {
        line(&mut out, "articles", &count.to_string());
    }
    if let Some(province) = province {
        line(&mut out, "province", &text(province));
    }
    if !displaces.is_empty() {
        line(&mut out, "displaces", &list(displaces));
    }
    out
}

/// A `[[question]]`, with an empty line before it.
#[must_use]
pub fn question(question: &Question) -> String {
    // The statute is that of the file.
    let Question { id, statute: _, kind, stem, options, key, difficulty, topics, cites, explanation, usage, excludes } =
        question;
    let mut out = "\n[[question]]\n".to_owned();
    line(&mut out, "id", &text(id));
    let name = match kind {
        Kind::Single => "single",
        Kind::Multiple => "multiple",
        Kind::Judgment => "judgment",
    };
    line(&mut out, "kind", &text(name));
    line(&mut out, "stem", &text(stem));
    if *kind != Kind::Judgment {
        line(&mut out, "options", &lines(options.iter().map(|option| text(option))));
    }
    line(&mut out, "key", &list(&letters(*kind, *key)));
    line(&mut out, "difficulty", &difficulty.to_string());
    line(&mut out, "topics", &list(topics));
    match &cites[..] {
        [cite] => citation(cite).iter().for_each(|(name, value)| line(&mut out, name, value)),
        cites => {
            line(&mut out, "cites", &lines(cites.iter().map(|cite| inline(&citation(cite)))));
        }
    }
    line(&mut out, "explanation", &text(explanation));
    match usage {
        Usage::Both => {}
        Usage::Contest => line(&mut out, "usage", &text("contest")),
        Usage::Practice => line(&mut out, "usage", &text("practice")),
    }
    if !excludes.is_empty() {
        line(&mut out, "excludes", &list(excludes));
    }
    out
}

fn letters(kind: Kind, key: OptionSet) -> Vec<String> {
    match kind {
        Kind::Judgment => {
            key.positions().filter_map(|at| JUDGMENT_OPTIONS.get(usize::from(at))).map(ToString::to_string).collect()
        }
        Kind::Single | Kind::Multiple => key.letters().chars().map(String::from).collect(),
    }
}

fn citation(cite: &Citation) -> Vec<(&'static str, String)> {
    let Citation { article, paragraph, item, phrase } = cite;
    let mut fields = vec![("article", article.to_string())];
    fields.extend(paragraph.map(|number| ("paragraph", number.to_string())));
    fields.extend(item.map(|number| ("item", number.to_string())));
    fields.push(("phrase", text(phrase)));
    fields
}

fn inline(fields: &[(&str, String)]) -> String {
    let fields: Vec<String> = fields.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    format!("{{ {} }}", fields.join(", "))
}

fn line(out: &mut String, name: &str, value: &str) {
    // Writing to a string never fails.
    let _ = writeln!(out, "{name} = {value}");
}

fn list(texts: &[String]) -> String {
    format!("[{}]", texts.iter().map(|it| text(it)).collect::<Vec<_>>().join(", "))
}

/// A list with each value in a line of its own.
fn lines(values: impl Iterator<Item = String>) -> String {
    let mut out = "[\n".to_owned();
    values.for_each(|value| out.extend(["  ", &value, ",\n"]));
    out + "]"
}

fn text(text: &str) -> String {
    Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::bank::{form, pack::Pack, samples::lamp_pack};

    fn file(pack: &Pack) -> String {
        statute(&pack.statute.value) + &pack.questions.iter().map(|it| question(&it.value)).collect::<String>()
    }

    #[test]
    fn a_pack_is_written_as_editors_write_it() {
        let pack =
            lamp_pack(&[("\"2020-03-01\"", "\"2020-03-01\"\narticles = 103\nprovince = \"21\"\ndisplaces = [\"a\"]")]);
        insta::assert_snapshot!(file(&pack), @r#"
        [statute]
        id = "lamp-law"
        title = "灯塔法"
        version = "2020-01-02"
        valid_from = "2020-03-01"
        articles = 103
        province = "21"
        displaces = ["a"]

        [[question]]
        id = "lamp-001-01"
        kind = "single"
        stem = "灯塔应当何时点灯？"
        options = [
          "夜间",
          "正午",
          "清晨",
          "假日",
        ]
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
        cites = [
          { article = 2, paragraph = 2, phrase = "可以二人" },
          { article = 2, phrase = "（一）点灯；(二)擦灯" },
        ]
        explanation = "可以是二人。"
        "#);
    }

    proptest! {
        #[test]
        fn whatever_a_question_says_is_read_again(
            (one, other) in (".{0,12}|[\"'\\\\\n\r\t#=]{0,8}", ".{0,12}|[\"'\\\\\n\r\t#=]{0,8}"),
            usage in prop::sample::select(&[Usage::Both, Usage::Contest, Usage::Practice][..]),
            count in 0..3_usize,
        ) {
            let mut pack = lamp_pack(&[]);
            for located in &mut pack.questions {
                let question = &mut located.value;
                question.stem.clone_from(&one);
                question.explanation.clone_from(&other);
                question.topics = vec![one.clone(); count];
                question.excludes = vec![other.clone(); count];
                let cite = Citation { article: 7, paragraph: Some(1), item: Some(2), phrase: one.clone() };
                question.cites = vec![cite; count];
                question.usage = usage;
                if let Some(option) = question.options.last_mut() {
                    option.clone_from(&other);
                }
            }
            let text = file(&pack);
            let read = form::parse("lamp.toml", text.as_bytes()).expect("a pack");
            prop_assert_eq!(&read.statute.value, &pack.statute.value);
            let values = |pack: &Pack| -> Vec<_> { pack.questions.iter().map(|it| it.value.clone()).collect() };
            prop_assert_eq!(values(&read), values(&pack), "{}", text);
        }
    }
}
