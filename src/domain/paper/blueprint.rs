//! The blueprint (组卷方案): what a paper is made of.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::domain::{
    Points, Span,
    bank::question::{Kind, Question},
};

/// Most questions in a paper: what fits a saved sheet of 256 bytes.
pub const MOST_QUESTIONS: usize = 100;

/// Most points of a paper: 1000 分. A standing packs points and time into 53 bits.
pub const MOST_POINTS: Points = Points(100_000);

/// How 多选 is marked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MultipleRule {
    /// Full points for the exact set, nothing otherwise.
    #[default]
    Exact,
    /// Half for some of the key with nothing wrong.
    HalfForPart,
}

/// What a paper is made of, section by section, and how long one has for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Blueprint {
    /// Time limit in milliseconds.
    pub limit_ms: Span,
    #[serde(default)]
    pub multiple: MultipleRule,
    /// The provinces whose packs are drawn from beside the national one.
    #[serde(default)]
    pub provinces: Vec<String>,
    pub sections: Vec<Section>,
}

/// A section (大题): so many questions of one kind, at so many points each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Section {
    pub kind: Kind,
    #[schema(example = 40)]
    pub count: u16,
    /// Points of each question, in hundredths.
    pub points: Points,
    /// So many about a statute or topic; the rest of the section comes from what no quota names.
    /// A question that several quotas name belongs to the first.
    #[serde(default)]
    pub quotas: Vec<Quota>,
    /// So many of each difficulty. Where none is given, the section takes easy, middling and hard
    /// questions in the proportion in which the bank has them, so that all papers are equally hard.
    #[serde(default)]
    pub bands: Vec<Band>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Quota {
    #[serde(flatten)]
    pub about: About,
    pub count: u16,
}

/// What a quota is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(example = json!({ "statute": "work-safety-law" }))]
pub enum About {
    /// The id of a statute.
    Statute(String),
    Topic(String),
}

/// So many questions with a difficulty from `from` to `to`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Band {
    pub from: u8,
    pub to: u8,
    pub count: u16,
}

/// Easy, middling, hard: the bands of a section that names none.
pub const DEFAULT_BANDS: [RangeInclusive<u8>; 3] = [1..=2, 3..=3, 4..=5];

impl About {
    #[must_use]
    pub fn covers(&self, question: &Question) -> bool {
        match self {
            Self::Statute(statute) => question.statute == *statute,
            Self::Topic(topic) => question.topics.contains(topic),
        }
    }
}

/// Why a blueprint makes no sense whatever the bank.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BlueprintError {
    #[error("组卷方案没有大题")]
    NoSections,
    #[error("试卷有 {0} 题，一份试卷需要 1 至 {MOST_QUESTIONS} 题")]
    QuestionCount(usize),
    /// Sections share no question only because they share no kind.
    #[error("第 {section} 大题的题型与前面的大题相同，同一题型应当合为一个大题")]
    KindTwice { section: usize },
    #[error("答题时限应当在 1 分钟至 24 小时之间")]
    Limit,
    #[error("第 {section} 大题每题分值应当大于 0 分且不超过 100 分")]
    Points { section: usize },
    #[error("总分 {0} 分超过 1000 分")]
    Total(Points),
    #[error("第 {section} 大题的{what}合计 {sum} 题，与该大题的 {count} 题不符")]
    Sum { section: usize, what: &'static str, sum: usize, count: u16 },
    #[error("第 {section} 大题的难度区间应当在 1 至 5 之间且互不重叠")]
    Bands { section: usize },
    #[error("第 {section} 大题开启了多选部分得分，每题分值应当是 0.02 分的整数倍")]
    OddHalf { section: usize },
}

impl Blueprint {
    /// 40 × 1.5 + 10 × 2 + 20 × 1 = 100 points in 45 minutes.
    #[must_use]
    pub fn standard() -> Self {
        Self::plain(Span::minutes(45), &[(Kind::Single, 40, 150), (Kind::Multiple, 10, 200), (Kind::Judgment, 20, 100)])
    }

    /// A blueprint without quotas: kind, count and points (in hundredths) of each section.
    #[must_use]
    pub fn plain(limit_ms: Span, sections: &[(Kind, u16, i64)]) -> Self {
        let sections = sections
            .iter()
            .map(|&(kind, count, points)| Section {
                kind,
                count,
                points: Points(points),
                quotas: vec![],
                bands: vec![],
            })
            .collect();
        Self { limit_ms, multiple: MultipleRule::default(), provinces: vec![], sections }
    }

    #[must_use]
    pub fn question_count(&self) -> usize {
        self.sections.iter().map(|section| usize::from(section.count)).sum()
    }

    #[must_use]
    pub fn total(&self) -> Points {
        self.sections.iter().map(Section::total).sum()
    }

    /// Checks what can be said without a bank.
    pub fn check(&self) -> Result<(), BlueprintError> {
        if self.sections.is_empty() {
            return Err(BlueprintError::NoSections);
        }
        if !(1..=MOST_QUESTIONS).contains(&self.question_count()) {
            return Err(BlueprintError::QuestionCount(self.question_count()));
        }
        if !(Span::minutes(1)..=Span::minutes(24 * 60)).contains(&self.limit_ms) {
            return Err(BlueprintError::Limit);
        }
        for (index, section) in self.sections.iter().enumerate() {
            if self.sections[..index].iter().any(|earlier| earlier.kind == section.kind) {
                return Err(BlueprintError::KindTwice { section: index + 1 });
            }
            section.check(index + 1, self.multiple)?;
        }
        if self.total() > MOST_POINTS {
            return Err(BlueprintError::Total(self.total()));
        }
        Ok(())
    }
}

impl Section {
    #[must_use]
    pub fn total(&self) -> Points {
        self.points.times(self.count.into())
    }

    fn check(&self, section: usize, multiple: MultipleRule) -> Result<(), BlueprintError> {
        if !(1..=10_000).contains(&self.points.0) {
            return Err(BlueprintError::Points { section });
        }
        if self.kind == Kind::Multiple && multiple == MultipleRule::HalfForPart && self.points.0 % 2 != 0 {
            return Err(BlueprintError::OddHalf { section });
        }
        let quotas: usize = self.quotas.iter().map(|quota| usize::from(quota.count)).sum();
        if quotas > usize::from(self.count) {
            return Err(BlueprintError::Sum { section, what: "配额", sum: quotas, count: self.count });
        }
        let banded: usize = self.bands.iter().map(|band| usize::from(band.count)).sum();
        if !self.bands.is_empty() && banded != usize::from(self.count) {
            return Err(BlueprintError::Sum { section, what: "难度分布", sum: banded, count: self.count });
        }
        let covered = |level: u8| self.bands.iter().filter(|band| (band.from..=band.to).contains(&level)).count();
        let sound = |band: &Band| 1 <= band.from && band.from <= band.to && band.to <= 5;
        if !self.bands.iter().all(sound) || (1..=5).any(|level| covered(level) > 1) {
            return Err(BlueprintError::Bands { section });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_paper_has_70_questions_and_100_points() {
        let blueprint = Blueprint::standard();
        assert_eq!((blueprint.question_count(), blueprint.total()), (70, Points(10_000)));
        assert_eq!(blueprint.check(), Ok(()));
    }

    #[test]
    fn what_is_just_within_the_limits_is_taken() {
        let mut blueprint = Blueprint::plain(Span::minutes(24 * 60), &[(Kind::Single, 10, 10_000)]);
        assert_eq!((blueprint.total(), blueprint.check()), (MOST_POINTS, Ok(())));
        blueprint.limit_ms = Span::minutes(1);
        assert_eq!(blueprint.check(), Ok(()));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let with = |change: fn(&mut Blueprint)| {
            let mut blueprint = Blueprint::standard();
            change(&mut blueprint);
            blueprint.check().expect_err("refused").to_string()
        };
        insta::assert_debug_snapshot!([
            with(|it| it.sections.clear()),
            with(|it| it.sections[0].count = 71),
            with(|it| it.sections[1].kind = Kind::Single),
            with(|it| it.limit_ms = Span::seconds(59)),
            with(|it| it.limit_ms = Span(Span::minutes(24 * 60).0 + 1)),
            with(|it| it.sections[1].points = Points(0)),
            with(|it| it.sections[1].points = Points(10_001)),
            // 40 × 24.01 + 10 × 2 + 20 × 1 = 1000.4 points.
            with(|it| it.sections[0].points = Points(2_401)),
            with(|it| it.sections[0].bands = vec![Band { from: 1, to: 5, count: 39 }]),
            with(|it| it.sections[0].bands =
                vec![Band { from: 1, to: 3, count: 20 }, Band { from: 3, to: 5, count: 20 }]),
            with(|it| it.sections[0].quotas = vec![Quota { about: About::Topic("应急救援".into()), count: 41 }]),
            with(|it| {
                it.multiple = MultipleRule::HalfForPart;
                it.sections[1].points = Points(201);
            }),
        ]);
    }
}
