//! Citations against the texts of the statutes.

use crate::domain::bank::{
    finding::{Code, Finding, Located},
    pack::Pack,
    question::{Citation, Question},
    statute_text::StatuteText,
};

/// Looks every citation up in the text that bears the statute's title.
#[must_use]
pub fn citations(packs: &[Pack], texts: &[StatuteText]) -> Vec<Finding> {
    let mut found = Vec::new();
    for pack in packs {
        let title = &pack.statute.value.title;
        let Some(text) = texts.iter().find(|text| text.title == *title) else {
            found.push(pack.finding(Code::StatuteTextMissing, format!("没有找到《{title}》的文本")));
            continue;
        };
        for question in &pack.questions {
            found.extend(question.value.cites.iter().filter_map(|cite| citation(pack, question, cite, text)));
        }
    }
    found
}

fn citation(pack: &Pack, question: &Located<Question>, cite: &Citation, text: &StatuteText) -> Option<Finding> {
    let Citation { article: number, paragraph, item, phrase } = cite;
    let Some(article) = text.article(*number) else {
        return Some(pack.finding_on(question, Code::ArticleNotFound, format!("文本中没有第 {number} 条")));
    };
    let count = article.paragraph_count();
    if let Some(paragraph) = paragraph.filter(|paragraph| usize::from(*paragraph) > count) {
        let message = format!("第 {number} 条只有 {count} 款，没有第 {paragraph} 款");
        return Some(pack.finding_on(question, Code::ParagraphNotFound, message));
    }
    if let Some(item) = item.filter(|item| !article.has_item(*item, *paragraph)) {
        let message = format!("第 {number} 条中没有第（{item}）项");
        return Some(pack.finding_on(question, Code::ParagraphNotFound, message));
    }
    let place = paragraph.map(|paragraph| format!("第 {paragraph} 款")).unwrap_or_default();
    let message = || format!("“{phrase}”不在第 {number} 条{place}中");
    (!article.contains(phrase, *paragraph)).then(|| pack.finding_on(question, Code::PhraseNotInArticle, message()))
}
