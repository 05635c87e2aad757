//! The form of a file that lawyers edit: a `[statute]` and its `[[question]]` tables, in TOML.
//!
//! Everything that cannot be read is told at once. Whether what was read makes sense is not asked
//! here but in [`super::check`].

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    fields::{Fields, Report},
    finding::{Code, Finding, Line, Located},
    pack::Pack,
    question::{Citation, JUDGMENT_OPTIONS, Kind, OptionSet, Question, Statute},
};

/// Reads the bytes of one file. `file` is the name that the findings bear.
pub fn parse(file: &str, bytes: &[u8]) -> Result<Pack, Vec<Finding>> {
    let text = std::str::from_utf8(bytes).map_err(|_| {
        let mut report = Report::new(file, "");
        report.add(Line(1), None, Code::NotUtf8, "文件不是 UTF-8 编码，请用 UTF-8 另存");
        report.findings
    })?;
    let mut report = Report::new(file, text);
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let line = report.line_at(error.span().map_or(0, |span| span.start));
        report.add(line, None, Code::MalformedToml, format!("不合 TOML 写法：{}", error.message()));
    }
    // What the parser recovered from is only a guess; findings on it would mislead.
    if report.findings.is_empty()
        && let Some((statute, questions)) = document_of(&mut report, document)
        && report.findings.is_empty()
    {
        return Ok(Pack { file: file.to_owned(), statute, questions });
    }
    Err(report.findings)
}

/// `None` comes with a finding.
fn document_of(
    report: &mut Report<'_>,
    document: Spanned<DeTable<'_>>,
) -> Option<(Located<Statute>, Vec<Located<Question>>)> {
    let document = Spanned::new(document.span(), DeValue::Table(document.into_inner()));
    let mut fields = Fields::open(report, "文件", None, document)?;
    let statute = fields.take_unread("statute");
    let questions = fields.take_tables("question");
    fields.finish();

    let statute = statute.and_then(|value| statute_of(report, value));
    let id = statute.as_ref().map_or("", |statute| &statute.value.id);
    let questions = questions.into_iter().filter_map(|value| question_of(report, id, value)).collect();
    Some((statute?, questions))
}

fn statute_of(report: &mut Report<'_>, value: Spanned<DeValue<'_>>) -> Option<Located<Statute>> {
    let mut fields = Fields::open(report, "statute", None, value)?;
    let line = fields.line;
    let id = fields.take("id");
    let title = fields.take("title");
    let version = fields.take("version");
    let valid_from = fields.take("valid_from");
    let valid_until = fields.take_if_present("valid_until");
    let articles = fields.take_if_present("articles");
    let province = fields.take_if_present("province");
    let displaces = fields.take_if_present("displaces").unwrap_or_default();
    fields.finish();
    let statute = Statute {
        id: id?,
        title: title?,
        version: version?,
        valid_from: valid_from?,
        valid_until,
        articles,
        province,
        displaces,
    };
    Some(Located { line, value: statute })
}

fn question_of(report: &mut Report<'_>, statute: &str, value: Spanned<DeValue<'_>>) -> Option<Located<Question>> {
    let mut fields = Fields::open(report, "question", None, value)?;
    let line = fields.line;
    let id = fields.take("id");
    let kind = fields.take("kind");
    let stem = fields.take("stem");
    let options = kind.and_then(|kind| options_of(&mut fields, kind));
    let key = kind.and_then(|kind| key_of(&mut fields, kind));
    let difficulty = fields.take("difficulty");
    let topics = fields.take("topics");
    let cites = cites_of(&mut fields);
    let explanation = fields.take("explanation");
    let usage = fields.take_if_present("usage").unwrap_or_default();
    let excludes = fields.take_if_present("excludes").unwrap_or_default();
    if kind.is_some() {
        fields.finish();
    }
    let question = Question {
        id: id?,
        statute: statute.to_owned(),
        kind: kind?,
        stem: stem?,
        options: options?,
        key: key?,
        difficulty: difficulty?,
        topics: topics?,
        cites: cites?,
        explanation: explanation?,
        usage,
        excludes,
    };
    Some(Located { line, value: question })
}

fn options_of(fields: &mut Fields<'_, '_, '_>, kind: Kind) -> Option<Vec<String>> {
    if kind != Kind::Judgment {
        return fields.take("options");
    }
    if fields.has("options") {
        fields.take::<Vec<String>>("options");
        fields.find(fields.line, Code::OptionsOnJudgment, "判断题不写 options，选项总是 对 和 错");
    }
    Some(Vec::new())
}

/// Letters in any order, or 对 and 错 for a judgment.
fn key_of(fields: &mut Fields<'_, '_, '_>, kind: Kind) -> Option<OptionSet> {
    let key = fields.take_located::<Vec<String>>("key")?;
    let mut bits = 0;
    for option in &key.value {
        let position = match kind {
            Kind::Judgment => JUDGMENT_OPTIONS.iter().position(|name| name == option),
            Kind::Single | Kind::Multiple => ["A", "B", "C", "D", "E", "F"].iter().position(|name| name == option),
        };
        let Some(position) = position else {
            fields.find(key.line, Code::KeyOutsideOptions, format!("答案 {option} 不在选项中"));
            return None;
        };
        let bit = 1 << position;
        if bits & bit != 0 {
            fields.find(key.line, Code::KeyRepeats, format!("答案 {option} 写了两次"));
            return None;
        }
        bits |= bit;
    }
    OptionSet::from_bits(bits)
}

const CITATION_FIELDS: [&str; 4] = ["article", "paragraph", "item", "phrase"];

/// One citation among the question's own fields, or several under `cites`.
fn cites_of(fields: &mut Fields<'_, '_, '_>) -> Option<Vec<Citation>> {
    if !fields.has("cites") {
        return Some(vec![citation_of(fields)?]);
    }
    if CITATION_FIELDS.iter().filter(|name| fields.discard(name)).count() > 0 {
        fields.find(fields.line, Code::TwoCitations, "条文要么直接写 article 等字段，要么写在 cites 里，不能都写");
    }
    let tables = fields.take_tables("cites");
    let mut cites = Vec::with_capacity(tables.len());
    for value in tables {
        let mut inner = fields.open_inner("cites", value)?;
        cites.extend(citation_of(&mut inner));
        inner.finish();
    }
    Some(cites)
}

fn citation_of(fields: &mut Fields<'_, '_, '_>) -> Option<Citation> {
    let article = fields.take("article");
    let paragraph = fields.take_if_present("paragraph");
    let item = fields.take_if_present("item");
    let phrase = fields.take("phrase");
    Some(Citation { article: article?, paragraph, item, phrase: phrase? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::bank::question::Usage;

    const HEAD: &str = r#"# for editors
[statute]
id = "lamp-law"
title = "灯塔法"
version = "2020-01-02"
valid_from = "2020-03-01"
"#;

    fn judgment(lines: &str) -> String {
        format!(
            "{HEAD}\n[[question]]\nid = \"lamp-001-01\"\nkind = \"judgment\"\nstem = \"灯塔应当夜间点灯。\"\n\
             difficulty = 1\ntopics = [\"灯\"]\nexplanation = \"夜间点灯。\"\n{lines}\n"
        )
    }

    fn findings(text: &str) -> Vec<String> {
        parse("lamp.toml", text.as_bytes()).expect_err("a finding").iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_file_as_the_editors_write_it_is_read_with_its_lines() {
        let text = format!(
            r#"{HEAD}
[[question]]
id = "lamp-002-01"
kind = "multiple"
stem = "守灯人应当做什么？"
options = ["点灯", "擦灯", "钓鱼", "唱歌"]
key = ["B", "A"]
difficulty = 2
topics = ["职责"]
article = 2
paragraph = 1
item = 3
phrase = "点灯、擦灯"
explanation = "点灯和擦灯。"
usage = "contest"
excludes = ["lamp-003-01"]

[[question]]
id = "lamp-003-01"
kind = "judgment"
stem = "雾天可以熄灯。"
key = ["错"]
difficulty = 1
topics = ["灯"]
cites = [
  {{ article = 3, phrase = "雾天" }},
  {{ article = 4, paragraph = 2, phrase = "不得熄灯" }},
]
explanation = "雾天不得熄灯。"
"#
        );
        let pack = parse("lamp.toml", text.as_bytes()).expect("a pack");
        assert_eq!(pack.statute.line, Line(2));
        assert_eq!(pack.statute.value.valid_from, jiff::civil::date(2020, 3, 1));
        let [keeper, fog] = &pack.questions[..] else { panic!("two questions") };
        assert_eq!((keeper.line, fog.line), (Line(8), Line(24)));
        assert_eq!(keeper.value.key.letters(), "AB");
        assert_eq!(keeper.value.usage, Usage::Contest);
        assert_eq!(keeper.value.excludes, ["lamp-003-01"]);
        assert_eq!(
            keeper.value.cites,
            [Citation { article: 2, paragraph: Some(1), item: Some(3), phrase: "点灯、擦灯".into() }]
        );
        assert_eq!(fog.value.key.letters(), "B");
        assert_eq!(fog.value.cites[1].article, 4);
        assert_eq!(fog.value.usage, Usage::Both);
        assert!(fog.value.options.is_empty());
    }

    #[test]
    fn a_byte_order_mark_does_no_harm() {
        let text = format!("\u{feff}{}", judgment("key = [\"对\"]\narticle = 1\nphrase = \"点灯\""));
        assert_eq!(parse("lamp.toml", text.as_bytes()).expect("a pack").questions[0].line, Line(8));
    }

    #[test]
    fn every_fault_of_a_question_is_told_with_its_line() {
        let text = judgment(
            "key = [\"是\"]\narticle = \"一\"\nphrase = \"点灯\"\nusage = \"exam\"\nauthor = \"me\"\noptions = []",
        );
        assert_eq!(
            findings(&text),
            [
                "lamp.toml:8 lamp-001-01 options_on_judgment 判断题不写 options，选项总是 对 和 错",
                "lamp.toml:15 lamp-001-01 key_outside_options 答案 是 不在选项中",
                "lamp.toml:16 lamp-001-01 malformed_field article 应当是不大于 65535 的自然数",
                "lamp.toml:18 lamp-001-01 malformed_field usage 应当是 contest、practice 或 both",
                "lamp.toml:19 lamp-001-01 unknown_field 不认识的字段 author",
            ]
        );
    }

    #[test]
    fn what_is_missing_is_told_at_the_table() {
        assert_eq!(
            findings(&judgment("key = [\"对\", \"对\"]\ncites = [{ article = 1 }]\narticle = 1")),
            [
                "lamp.toml:15 lamp-001-01 key_repeats 答案 对 写了两次",
                "lamp.toml:8 lamp-001-01 two_citations 条文要么直接写 article 等字段，要么写在 cites 里，不能都写",
                "lamp.toml:16 lamp-001-01 missing_field 缺少 phrase",
            ]
        );
        assert_eq!(
            findings("[[question]]\n"),
            [
                "lamp.toml:1 - missing_field 缺少 statute",
                "lamp.toml:1 - missing_field 缺少 id",
                "lamp.toml:1 - missing_field 缺少 kind",
                "lamp.toml:1 - missing_field 缺少 stem",
                "lamp.toml:1 - missing_field 缺少 difficulty",
                "lamp.toml:1 - missing_field 缺少 topics",
                "lamp.toml:1 - missing_field 缺少 article",
                "lamp.toml:1 - missing_field 缺少 phrase",
                "lamp.toml:1 - missing_field 缺少 explanation",
            ]
        );
    }

    #[test]
    fn a_file_that_is_not_toml_is_a_finding_on_its_line() {
        let text = format!("{HEAD}[[question]]\nid = \"lamp-001-01\"\nstem = 点灯\n");
        let found = findings(&text);
        assert!(found[0].starts_with("lamp.toml:9 - malformed_toml 不合 TOML 写法："), "{found:?}");
        let gb18030 = parse("lamp.toml", b"title = \"\xb5\xc6\"").expect_err("a finding");
        assert_eq!(gb18030[0].code, Code::NotUtf8);
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>, cut in 0_usize..400, graft in "[\\[\\]={}\"',\\n a-z0-9对错]{0,12}") {
            let whole = judgment("key = [\"对\"]\narticle = 1\nphrase = \"点灯\"");
            let cut = whole.floor_char_boundary(cut);
            let grafted = format!("{}{graft}{}", &whole[..cut], &whole[cut..]);
            let _ = parse("lamp.toml", &bytes);
            let _ = parse("lamp.toml", grafted.as_bytes());
        }
    }
}
