//! What an import would do: the rows of a file as questions of packs, beside those that there are.
//!
//! Statutes are not in foreign files, but for their titles: a question joins one that is known. What makes a
//! question unfit is told by the same checks as of any pack; what only is missing yet (citation, phrase,
//! explanation) may be filled in later, and the pack is unfit until then.

use std::collections::{HashMap, HashSet};

use super::{Draft, Row, is_id};
use crate::domain::bank::{
    check,
    finding::{Code, Finding, Line, Located},
    pack::Pack,
    question::{Question, Statute},
};

/// What a question without one gets, and is told.
const MIDDLE_DIFFICULTY: u8 = 3;
const NO_TOPIC: &str = "未分类";

/// What an import stands beside.
#[derive(Debug)]
pub struct Beside {
    /// Packs that stay as they are.
    pub bundled: Vec<Pack>,
    /// Packs that the questions are to join.
    pub own: Vec<Pack>,
    /// Of questions that name none.
    pub statute: Option<Statute>,
}

/// What is to be said of a row.
#[derive(Debug)]
pub struct Judged {
    pub line: Line,
    pub question: Option<Question>,
    /// They forbid the import.
    pub errors: Vec<String>,
    /// What has to be filled in before the bank is fit.
    pub gaps: Vec<String>,
    pub notices: Vec<String>,
    /// It is in the own packs already, the very same.
    pub is_there: bool,
}

#[derive(Debug)]
pub struct Plan {
    pub rows: Vec<Judged>,
    /// The new questions by statute, in the order of the file.
    pub packs: Vec<Pack>,
}

impl Plan {
    /// `file` is the name by which findings call the file.
    #[must_use]
    pub fn new(file: &str, rows: Vec<Row>, beside: &Beside) -> Self {
        let mut ids = Ids::new(&rows, beside);
        let mut rows: Vec<Judged> = rows.into_iter().map(|row| beside.judge(row, &mut ids)).collect();
        let packs = beside.packs_of(file, &rows);
        for finding in beside.findings(file, &packs) {
            // Findings on the statute are not of this file.
            let at =
                rows.binary_search_by_key(&finding.line, |row| row.line).ok().filter(|_| finding.question.is_some());
            let Some(row) = at.and_then(|at| rows.get_mut(at)) else { continue };
            match finding.code {
                Code::CitationMissing | Code::EmptyText => row.gaps.push(finding.message),
                Code::NearDuplicate => row.notices.push(finding.message),
                _ => row.errors.push(finding.message),
            }
        }
        Self { rows, packs }
    }

    #[must_use]
    pub fn error_count(&self) -> usize {
        self.rows.iter().filter(|row| !row.errors.is_empty()).count()
    }

    #[must_use]
    pub fn gap_count(&self) -> usize {
        self.rows.iter().filter(|row| !row.gaps.is_empty()).count()
    }
}

impl Beside {
    fn all(&self) -> impl Iterator<Item = &Pack> {
        self.own.iter().chain(&self.bundled)
    }

    /// Own ones before bundled ones.
    fn statutes(&self) -> impl Iterator<Item = &Statute> {
        self.statute.iter().chain(self.all().map(|pack| &pack.statute.value))
    }

    fn judge(&self, row: Row, ids: &mut Ids) -> Judged {
        let Row { line, read, mut notices } = row;
        let question = read
            .and_then(|draft| Ok((self.statute_of(&draft).map_err(|error| vec![error])?, draft)))
            .map(|(statute, draft)| self.question(&draft, statute, ids, &mut notices));
        let (question, errors) = match question {
            Ok(question) => (Some(question), Vec::new()),
            Err(errors) => (None, errors),
        };
        let mut own = self.own.iter().flat_map(|pack| &pack.questions);
        let is_there = question.as_ref().is_some_and(|question| own.any(|known| known.value == *question));
        Judged { line, question, errors, gaps: Vec::new(), notices, is_there }
    }

    /// The one statute that a draft names, by its id or by the titles of its citations.
    fn statute_of(&self, draft: &Draft) -> Result<&Statute, String> {
        let mut named: Vec<&Statute> = Vec::new();
        if let Some(id) = &draft.statute {
            let statute = self.statutes().find(|statute| statute.id == *id);
            named.push(statute.ok_or_else(|| format!("没有编号为 {id} 的法规；新法规用 --statute-file 指明"))?);
        }
        for title in draft.cites.iter().filter_map(|cited| cited.title.as_deref()) {
            let statute = self.statutes().find(|statute| short(&statute.title) == short(title));
            named.push(statute.ok_or_else(|| format!("题库里没有《{title}》；新法规用 --statute-file 指明"))?);
        }
        match named.split_first() {
            Some((first, rest)) => match rest.iter().find(|other| other.id != first.id) {
                Some(other) => Err(format!("引用了《{}》和《{}》，一题只能引用一部法规", first.title, other.title)),
                None => Ok(first),
            },
            None => {
                self.statute.as_ref().ok_or_else(|| "没有写明依据哪部法规；请填写依据，或用 --statute-file 指明".into())
            }
        }
    }

    fn question(&self, draft: &Draft, statute: &Statute, ids: &mut Ids, notices: &mut Vec<String>) -> Question {
        let mut question = draft.as_question();
        question.statute.clone_from(&statute.id);
        if draft.difficulty.is_none() {
            question.difficulty = MIDDLE_DIFFICULTY;
            notices.push(format!("没有难度，按 {MIDDLE_DIFFICULTY} 计"));
        }
        if question.topics.is_empty() {
            question.topics.push(NO_TOPIC.into());
            notices.push(format!("没有知识点，记作“{NO_TOPIC}”"));
        }
        if !is_id(&question.id) {
            let given = ids.next(&self.abbreviation(statute), question.cites.first().map_or(0, |cite| cite.article));
            if !question.id.is_empty() {
                notices.push(format!("题号“{}”不能沿用（只用小写字母、数字和连字符），改为 {given}", question.id));
            }
            question.id = given;
        }
        question
    }

    /// As the questions on that statute have it, or the first letters of its id.
    fn abbreviation(&self, statute: &Statute) -> String {
        let of_pack = self.all().find(|pack| pack.statute.value.id == statute.id);
        let first = of_pack.and_then(|pack| pack.questions.first()).and_then(|it| it.value.id.split('-').next());
        first.map_or_else(|| statute.id.split('-').filter_map(|word| word.chars().next()).collect(), str::to_owned)
    }

    fn packs_of(&self, file: &str, rows: &[Judged]) -> Vec<Pack> {
        let mut packs: Vec<Pack> = Vec::new();
        for row in rows.iter().filter(|row| !row.is_there) {
            let Some(question) = &row.question else { continue };
            let at = packs.iter().position(|pack| pack.statute.value.id == question.statute).or_else(|| {
                let value = self.statutes().find(|statute| statute.id == question.statute)?.clone();
                let statute = Located { line: Line(1), value };
                packs.push(Pack { file: file.to_owned(), statute, questions: Vec::new() });
                Some(packs.len() - 1)
            });
            if let Some(pack) = at.and_then(|at| packs.get_mut(at)) {
                pack.questions.push(Located { line: row.line, value: question.clone() });
            }
        }
        packs
    }

    /// What is to be found in the new packs, beside those that there are.
    fn findings(&self, file: &str, new: &[Pack]) -> Vec<Finding> {
        let questions = new.iter().flat_map(|pack| &pack.questions);
        let renewed: HashSet<&str> = questions.map(|question| question.value.id.as_str()).collect();
        // A bundled question that comes back, perhaps changed, is not a second one.
        let bundled = self.bundled.iter().cloned().map(|mut pack| {
            pack.questions.retain(|question| !renewed.contains(question.value.id.as_str()));
            pack
        });
        let packs: Vec<Pack> = bundled.chain(self.own.iter().cloned()).chain(new.iter().cloned()).collect();
        let mut found = check::faults(&packs);
        found.extend(check::alike(&packs));
        found.retain(|finding| finding.file == file);
        found
    }
}

fn short(title: &str) -> &str {
    title.trim().trim_start_matches("中华人民共和国")
}

/// The last running number by what stands before it, of the questions that there are and those of the file.
struct Ids(HashMap<String, u32>);

impl Ids {
    fn new(rows: &[Row], beside: &Beside) -> Self {
        let known = beside.all().flat_map(|pack| &pack.questions).map(|question| question.value.id.as_str());
        let told = rows.iter().filter_map(|row| row.read.as_ref().ok()?.id.as_deref());
        let mut last = HashMap::<String, u32>::new();
        for (stem, number) in known.chain(told).filter_map(|id| id.rsplit_once('-')) {
            let number = number.parse().unwrap_or(0);
            last.entry(stem.to_owned()).and_modify(|last| *last = number.max(*last)).or_insert(number);
        }
        Self(last)
    }

    /// Abbreviation, article, running number: after the last that is taken, for ids are never used again.
    fn next(&mut self, abbreviation: &str, article: u16) -> String {
        let stem = format!("{abbreviation}-{article:03}");
        let last = self.0.entry(stem.clone()).or_default();
        *last = last.saturating_add(1);
        format!("{stem}-{last:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bank_files::{draft::Cited, samples::errors},
        domain::bank::{
            question::{Citation, Kind},
            samples::lamp_pack,
        },
    };

    fn beside() -> Beside {
        Beside { bundled: vec![lamp_pack(&[])], own: Vec::new(), statute: None }
    }

    fn draft(stem: &str) -> Draft {
        let options = ["甲", "乙", "丙", "丁"].map(|text| (text.to_owned(), text == "丙"));
        let citation = Citation { article: 1, paragraph: None, item: None, phrase: "夜间点灯".into() };
        let mut draft = Draft::choice(Kind::Single, stem, options.into()).expect("a draft");
        draft.cites = vec![Cited { title: Some("中华人民共和国灯塔法".into()), citation }];
        draft.explanation = "灯塔夜间点灯。".into();
        draft.topics = vec!["点灯".into()];
        draft.difficulty = Some(2);
        draft
    }

    fn plan(drafts: impl IntoIterator<Item = Draft>, beside: &Beside) -> Plan {
        let rows = (2..).zip(drafts).map(|(line, draft)| Row::new(Line(line), Ok(draft), Vec::new()));
        Plan::new("new.csv", rows.collect(), beside)
    }

    fn with(change: impl FnOnce(&mut Draft)) -> Draft {
        let mut draft = draft("新的题目问什么？");
        change(&mut draft);
        draft
    }

    #[test]
    fn a_question_joins_the_statute_that_it_names_under_the_next_id() {
        let plan =
            plan([draft("甲问什么？"), draft("乙又怎样？"), with(|it| it.id = Some("lamp-001-09".into()))], &beside());
        assert_eq!((plan.error_count(), plan.gap_count()), (0, 0), "{:?}", plan.rows);
        let [pack] = &plan.packs[..] else { panic!("one pack") };
        assert_eq!(pack.statute.value, lamp_pack(&[]).statute.value);
        let ids: Vec<_> = pack.questions.iter().map(|question| question.value.id.as_str()).collect();
        assert_eq!(ids, ["lamp-001-10", "lamp-001-11", "lamp-001-09"]);
    }

    #[test]
    fn what_is_missing_is_a_gap_or_is_told() {
        let bare =
            with(|it| (it.cites, it.explanation, it.topics, it.difficulty) = (vec![], String::new(), vec![], None));
        let named = Beside { statute: Some(lamp_pack(&[]).statute.value), ..beside() };
        let plan = plan([bare], &named);
        let row = &plan.rows[0];
        assert_eq!(row.errors, Vec::<String>::new());
        assert_eq!(row.gaps, ["解析 explanation 是空的", "没有引用条文"]);
        assert_eq!(row.notices, ["没有难度，按 3 计", "没有知识点，记作“未分类”"]);
        assert_eq!(plan.packs[0].questions[0].value.id, "lamp-000-01");
    }

    #[test]
    fn a_statute_has_to_be_known_and_only_one() {
        let title = |title: &str| with(|it| it.cites[0].title = Some(title.into()));
        let buoy = Beside { own: vec![lamp_pack(&[("lamp", "buoy"), ("灯塔法", "浮标法")])], ..beside() };
        let both = with(|it| {
            let mut second = it.cites[0].clone();
            second.title = Some("浮标法".into());
            it.cites.push(second);
        });
        let drafts = [
            title("海图法"),
            with(|it| it.statute = Some("chart-law".into())),
            with(|it| it.cites.clear()),
            both,
            with(|it| it.statute = Some("buoy-law".into())),
        ];
        let told: Vec<_> = plan(drafts, &buoy).rows.into_iter().map(|row| row.errors.join("")).collect();
        assert_eq!(
            told,
            [
                "题库里没有《海图法》；新法规用 --statute-file 指明",
                "没有编号为 chart-law 的法规；新法规用 --statute-file 指明",
                "没有写明依据哪部法规；请填写依据，或用 --statute-file 指明",
                "引用了《灯塔法》和《浮标法》，一题只能引用一部法规",
                "引用了《浮标法》和《灯塔法》，一题只能引用一部法规",
            ]
        );
    }

    #[test]
    fn questions_alike_and_faults_are_told_at_their_rows() {
        let long = "某港务公司的灯塔在大雾天气中，守灯人应当在何时点亮灯塔的主灯并向港务公司的值班室报告？";
        let near = long.replace("何时", "什么时候");
        let drafts = [
            draft(long),
            draft(&near),
            draft(long),
            with(|it| it.options.truncate(3)),
            with(|it| (it.id, it.stem) = (Some("Q 1".into()), "又一个问题？".into())),
        ];
        let plan = plan(drafts, &beside());
        let rows = &plan.rows;
        assert!(rows[1].notices[0].starts_with("题干和答案与 lamp-001-02 有 "), "{rows:?}");
        assert_eq!(rows[2].errors, ["题干和选项与 lamp-001-02 相同"]);
        assert_eq!(rows[3].errors, ["有 3 个选项，单选题应当有 4 个"]);
        assert_eq!(rows[4].notices, ["题号“Q 1”不能沿用（只用小写字母、数字和连字符），改为 lamp-001-06"]);
        assert_eq!(plan.error_count(), 2);
    }

    #[test]
    fn a_bundled_question_may_come_back_changed_and_an_own_one_only_as_it_is() {
        let known = lamp_pack(&[]).questions[0].value.clone();
        let again = |difficulty| {
            let mut draft = Draft::choice(known.kind, &known.stem, vec![]).expect("a draft");
            (draft.id, draft.options, draft.key) = (Some(known.id.clone()), known.options.clone(), known.key);
            (draft.topics, draft.explanation) = (known.topics.clone(), known.explanation.clone());
            draft.cites = vec![Cited { title: Some("灯塔法".into()), citation: known.cites[0].clone() }];
            draft.difficulty = Some(difficulty);
            draft
        };
        let of = |difficulty, beside: &Beside| {
            let mut plan = plan([again(difficulty)], beside);
            let row = plan.rows.remove(0);
            (row.errors.join(""), row.is_there, plan.packs.len())
        };
        assert_eq!(of(4, &beside()), (String::new(), false, 1));
        let own = Beside { own: vec![lamp_pack(&[])], bundled: Vec::new(), statute: None };
        assert_eq!(of(2, &own), (String::new(), true, 0));
        let (errors, ..) = of(4, &own);
        assert!(errors.starts_with("题号已在 lamp.toml:8 用过"), "{errors}");
    }

    #[test]
    fn a_text_too_long_for_any_format_is_refused() {
        let rows = [Row::new(Line(3), Ok(draft(&"长".repeat(4_001))), Vec::new())];
        assert_eq!(errors(&rows), ["3 题干超过 4000 个字"]);
    }
}
