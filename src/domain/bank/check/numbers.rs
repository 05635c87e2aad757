//! Numbers of a key against the articles that it rests on.

use crate::domain::bank::{
    finding::{Code, Finding},
    pack::Pack,
    quantity::{Quantity, quantities},
    question::{Kind, Question},
    statute_text::StatuteText,
};

/// Finds the numbers with a unit in right options that stand in none of the articles cited. Where a text
/// or an article is missing nothing is said: [`super::citations`] says that.
#[must_use]
pub fn numbers(packs: &[Pack], texts: &[StatuteText]) -> Vec<Finding> {
    let mut found = Vec::new();
    for pack in packs {
        let Some(text) = texts.iter().find(|text| text.title == pack.statute.value.title) else { continue };
        for question in &pack.questions {
            let strange = strange_numbers(&question.value, text).into_iter().map(|written| {
                let message = format!("答案中的“{written}”不在所引的条文中");
                pack.finding_on(question, Code::NumberNotInArticle, message)
            });
            found.extend(strange);
        }
    }
    found
}

fn strange_numbers(question: &Question, text: &StatuteText) -> Vec<String> {
    let articles: Option<Vec<_>> = question.cites.iter().map(|cite| text.article(cite.article)).collect();
    let Some(articles) = articles.filter(|_| question.kind != Kind::Judgment && !options_are_cases(question)) else {
        return Vec::new();
    };
    let told = quantities(&question.stem);
    let mut known = told.clone();
    for article in articles {
        known.extend(article.paragraphs().flat_map(quantities));
    }
    // Three times an income, thirty days and the thirty of an extension: right, but in no article.
    let may_be_worked_out = |said: &Quantity| is_applied(question) && told.iter().any(|told| told.has_unit_of(said));
    let said = question.key.positions().flat_map(|position| quantities(question.option(position.into())));
    let strange = said.filter(|said| !known.iter().any(|known| known.equals(said)) && !may_be_worked_out(said));
    strange.map(|said| said.written).collect()
}

/// From this difficulty on a rule is applied to a case, which has numbers of its own.
fn is_applied(question: &Question) -> bool {
    question.difficulty >= 3
}

/// Whether the options tell facts (从业人员八十人的企业) or the result of a rule that the stem names only by word.
fn options_are_cases(question: &Question) -> bool {
    let marks = ["下列", "哪", "做法", "延长", "加重"];
    is_applied(question) && marks.iter().any(|mark| question.stem.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::bank::samples::lamp_pack;

    const LAW: &str = "灯塔法\n第一条 灯塔应当夜间点灯，熄灯的罚三万元以上五万元以下，收入的百分之六十。\n第二条 二十四小时内可以二人守灯。";

    fn found(edits: &[(&str, &str)]) -> Vec<String> {
        numbers(&[lamp_pack(edits)], &[StatuteText::parse(LAW)]).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_number_of_the_key_stands_in_an_article_that_is_cited() {
        for written in ["3万元以上5万元以下", "三万元", "收入的60%", "夜间", "第八日"] {
            assert_eq!(found(&[("\"夜间\"", &format!("\"{written}\""))]), Vec::<String>::new(), "{written}");
        }
        let not_there = "lamp.toml:8 lamp-001-01 number_not_in_article 答案中的“三十万元”不在所引的条文中";
        assert_eq!(found(&[("夜间\"", "三万元以上三十万元以下\"")]), [not_there]);
        assert_eq!(found(&[("\"夜间\"", "\"二十四小时内\"")]).len(), 1, "it stands in an article not cited");
        assert_eq!(found(&[("正午", "三十万元")]), Vec::<String>::new(), "a wrong option may say anything");
        let missing = [("\"夜间\"", "\"三十万元\""), ("article = 1\n", "article = 9\n")];
        assert_eq!(found(&missing), Vec::<String>::new(), "that the article is missing is said elsewhere");
    }

    #[test]
    fn a_number_of_the_stem_may_be_repeated_and_a_case_has_numbers_of_its_own() {
        let key = ("\"夜间\"", "\"六十日\"");
        assert_eq!(found(&[key]).len(), 1);
        assert_eq!(found(&[key, ("何时点灯", "在60日里何时点灯")]), Vec::<String>::new());
        let harder = ("difficulty = 2", "difficulty = 3");
        assert_eq!(found(&[key, harder]).len(), 1, "it tells no number of days");
        for case in ["下列灯塔中", "哪一座灯塔", "停用三十日的灯塔"] {
            let tells = ("灯塔应当何时点灯", case);
            assert_eq!(found(&[key, harder, tells]), Vec::<String>::new(), "{case}");
        }
        assert_eq!(found(&[key, ("灯塔应当何时点灯", "下列灯塔应当何时点灯")]).len(), 1, "it is easy");
    }
}
