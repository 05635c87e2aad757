//! The source of papers: the immutable, content-addressed record of everything a draw reads.
//!
//! It is frozen when a contest is published and named by its SHA-256, so that any replica, and anybody
//! years later, draws the same paper from the same seed.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    allot::{self, Shortage},
    apart::Apart,
    blueprint::{About, Blueprint, BlueprintError, DEFAULT_BANDS, Section},
    wire::PaperText,
    withdrawn::{Counting, Withdrawn},
};
use crate::domain::bank::{
    Bank,
    question::{Kind, OptionSet, Question, Statute, Usage},
};

/// What [`super::draw`] does with a record. A new way of drawing gets a new number.
pub const DRAW_VERSION: u8 = 1;

/// SHA-256 of a source's record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SourceHash(pub [u8; 32]);

impl std::fmt::Display for SourceHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// What is stored: everything a draw, a grading or a review reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    draw_version: u8,
    blueprint: Blueprint,
    statutes: Vec<Statute>,
    questions: Vec<Question>,
    strata: Vec<Stratum>,
    /// Never drawn: for practice only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    practice: Vec<Question>,
}

/// So many of these questions, each equally likely.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stratum {
    /// Index of its section in the blueprint.
    pub section: u8,
    pub count: u16,
    /// Indices into the record's questions.
    pub questions: Vec<u16>,
}

impl Stratum {
    /// How many it is short of, by the questions of which no two exclude each other: those that would be spared
    /// for one that is withdrawn stay spared.
    fn missing(&self, apart: &Apart) -> usize {
        let left = self.questions.iter().filter(|it| !apart.is_spared(**it)).count();
        usize::from(self.count).saturating_sub(left)
    }
}

/// A loaded source. What the draw and the grading touch for every question stands apart in narrow
/// columns, so that they stay in the cache.
#[derive(Clone)]
pub struct PaperSource {
    hash: SourceHash,
    /// The record as it was written: what the hash names, whatever a later version would write.
    bytes: Vec<u8>,
    record: Record,
    pub(super) columns: Vec<Column>,
    pub(super) apart: Apart,
    text: PaperText,
}

/// The name is enough: the rest would put every key into a log.
impl std::fmt::Debug for PaperSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PaperSource({})", self.hash)
    }
}

/// Of each question what the draw and the grading need.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub kind: Kind,
    pub options: u8,
    pub key: OptionSet,
}

/// Why no source could be made or loaded.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SourceError {
    #[error(transparent)]
    Blueprint(#[from] BlueprintError),
    #[error("题库不足：第 {section} 大题“{stratum}”需要 {needed} 题，可用 {available} 题，缺 {} 题", needed - available)]
    Short { section: usize, stratum: String, needed: usize, available: usize },
    #[error("题库不足：第 {section} 大题的配额与难度分布不能同时满足，缺 {missing} 题")]
    Together { section: usize, missing: usize },
    #[error("题库不足：第 {section} 大题有互相泄露答案、不能同卷的试题，除去以后缺 {missing} 题")]
    Apart { section: usize, missing: usize },
    #[error("题库超过 65535 题")]
    TooManyQuestions,
    #[error("试卷来源记录已损坏：{0}")]
    Damaged(String),
}

/// When the papers will be answered, in the contest's time zone: both days included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    pub first: Date,
    pub last: Date,
}

impl PaperSource {
    /// Freezes what of `bank` may be drawn on `days` by `blueprint`, and what beside it is for practice.
    ///
    /// # Errors
    /// The blueprint makes no sense, or the bank cannot fill it: says which stratum is short of how many.
    pub fn freeze(bank: &Bank, blueprint: &Blueprint, days: Days) -> Result<Self, SourceError> {
        blueprint.check()?;
        let eligible = eligible(bank, blueprint, days).into_iter();
        let (practice, questions): (Vec<_>, Vec<_>) = eligible.partition(|it| it.usage == Usage::Practice);
        if questions.len() > usize::from(u16::MAX) {
            return Err(SourceError::TooManyQuestions);
        }
        let mut strata = Vec::new();
        for (index, section) in blueprint.sections.iter().enumerate() {
            strata.extend(stratify(index, section, &questions)?);
        }
        let apart = Apart::of(questions.iter().copied());
        for stratum in &strata {
            let missing = stratum.missing(&apart);
            if missing > 0 {
                return Err(SourceError::Apart { section: usize::from(stratum.section) + 1, missing });
            }
        }
        let cites = |it: &Statute| questions.iter().chain(&practice).any(|question| question.statute == it.id);
        let statutes = bank.statutes.iter().filter(|it| cites(it)).cloned();
        let record = Record {
            draw_version: DRAW_VERSION,
            blueprint: blueprint.clone(),
            statutes: statutes.collect(),
            questions: questions.into_iter().cloned().collect(),
            strata,
            practice: practice.into_iter().cloned().collect(),
        };
        Ok(Self::new(record))
    }

    /// The same without drawing what is withdrawn. Where too few are left of a stratum, it goes on asking what it
    /// did.
    #[must_use]
    pub fn without(&self, withdrawn: &Withdrawn) -> Self {
        let mut record = self.record.clone();
        for stratum in &mut record.strata {
            let is_left = |it: &u16| withdrawn.counting(&self.record.questions[usize::from(*it)].id) == Counting::ByKey;
            let left = stratum.questions.iter().copied().filter(is_left).collect();
            let rest = Stratum { questions: left, ..stratum.clone() };
            if rest.missing(&self.apart) == 0 {
                *stratum = rest;
            }
        }
        Self::new(record)
    }

    /// Whether some paper asks the question of that id.
    #[must_use]
    pub fn may_ask(&self, question: &str) -> bool {
        let is_it = |it: &u16| self.record.questions[usize::from(*it)].id == question;
        self.record.strata.iter().any(|stratum| stratum.questions.iter().any(is_it))
    }

    fn new(record: Record) -> Self {
        let bytes = serde_json::to_vec(&record).expect("a record has only strings, numbers and lists");
        let hash = SourceHash(Sha256::digest(&bytes).into());
        Self::of(hash, bytes, record)
    }

    /// Loads a record by the bytes that [`Self::record`] gave.
    ///
    /// # Errors
    /// The bytes are not the record that `hash` names.
    pub fn load(hash: SourceHash, bytes: &[u8]) -> Result<Self, SourceError> {
        let damaged = |why: String| SourceError::Damaged(why);
        if Sha256::digest(bytes)[..] != hash.0 {
            return Err(damaged("摘要不符".into()));
        }
        let record: Record = serde_json::from_slice(bytes).map_err(|error| damaged(error.to_string()))?;
        if record.draw_version != DRAW_VERSION {
            return Err(damaged(format!("抽题版本 {} 未知", record.draw_version)));
        }
        let sound = |stratum: &Stratum| {
            usize::from(stratum.section) < record.blueprint.sections.len()
                && usize::from(stratum.count) <= stratum.questions.len()
                && stratum.questions.iter().all(|&question| usize::from(question) < record.questions.len())
        };
        if !record.strata.iter().all(sound) {
            return Err(damaged("题层越界".into()));
        }
        Ok(Self::of(hash, bytes.to_vec(), record))
    }

    fn of(hash: SourceHash, bytes: Vec<u8>, record: Record) -> Self {
        let columns = record
            .questions
            .iter()
            .map(|question| Column {
                kind: question.kind,
                // At most six: the bank's form says so.
                options: u8::try_from(question.option_count()).unwrap_or(u8::MAX),
                key: question.key,
            })
            .collect();
        let apart = Apart::of(record.questions.iter());
        let text = PaperText::of(&record.questions);
        Self { hash, bytes, record, columns, apart, text }
    }

    #[must_use]
    pub fn hash(&self) -> SourceHash {
        self.hash
    }

    /// The bytes to store under [`Self::hash`].
    #[must_use]
    pub fn record(&self) -> &[u8] {
        &self.bytes
    }

    #[must_use]
    pub fn blueprint(&self) -> &Blueprint {
        &self.record.blueprint
    }

    #[must_use]
    pub fn strata(&self) -> &[Stratum] {
        &self.record.strata
    }

    /// What papers are drawn from.
    #[must_use]
    pub fn questions(&self) -> &[Question] {
        &self.record.questions
    }

    /// What stands in no paper, and is for practice only.
    #[must_use]
    pub fn practice_only(&self) -> &[Question] {
        &self.record.practice
    }

    /// What papers of this source are written from.
    #[must_use]
    pub fn text(&self) -> &PaperText {
        &self.text
    }

    /// The text that a question of this source cites.
    #[must_use]
    pub fn statute_of(&self, question: &Question) -> Option<&Statute> {
        self.record.statutes.iter().find(|statute| statute.id == question.statute)
    }
}

/// The questions that fit the contest: of the national pack and the blueprint's provinces, in force on
/// all of the days, not displaced by one of these packs on any of them.
fn eligible<'a>(bank: &'a Bank, blueprint: &Blueprint, days: Days) -> Vec<&'a Question> {
    let in_pack = |it: &&Statute| it.province.as_ref().is_none_or(|province| blueprint.provinces.contains(province));
    let packs: Vec<&Statute> = bank.statutes.iter().filter(in_pack).collect();
    let on_all_days = |it: &Statute| it.valid_from <= days.first && it.valid_until.is_none_or(|it| days.last <= it);
    let on_any_day = |it: &Statute| it.valid_from <= days.last && it.valid_until.is_none_or(|it| days.first <= it);
    bank.questions
        .iter()
        .filter(|question| packs.iter().any(|it| it.id == question.statute && on_all_days(it)))
        .filter(|question| !packs.iter().any(|it| it.displaces.contains(&question.id) && on_any_day(it)))
        .collect()
}

/// Splits a section into strata that share no question: quotas across, bands down.
fn stratify(index: usize, section: &Section, questions: &[&Question]) -> Result<Vec<Stratum>, SourceError> {
    let quotas = &section.quotas;
    let bands: Vec<_> = match section.bands.as_slice() {
        [] => DEFAULT_BANDS.to_vec(),
        given => given.iter().map(|band| band.from..=band.to).collect(),
    };
    // The last row is for what no quota names.
    let mut cells = vec![vec![Vec::new(); bands.len()]; quotas.len() + 1];
    for (number, question) in (0_u16..).zip(questions).filter(|(_, question)| question.kind == section.kind) {
        let row = quotas.iter().position(|quota| quota.about.covers(question)).unwrap_or(quotas.len());
        if let Some(column) = bands.iter().position(|band| band.contains(&question.difficulty)) {
            cells[row][column].push(number);
        }
    }
    let quoted: usize = quotas.iter().map(|quota| usize::from(quota.count)).sum();
    let mut rows: Vec<usize> = quotas.iter().map(|quota| quota.count.into()).collect();
    rows.push(usize::from(section.count) - quoted);
    let available: Vec<Vec<usize>> = cells.iter().map(|row| row.iter().map(Vec::len).collect()).collect();
    let counts = if section.bands.is_empty() {
        allot::in_proportion(&rows, &available)
    } else {
        let columns: Vec<usize> = section.bands.iter().map(|band| band.count.into()).collect();
        allot::in_both(&rows, &columns, &available)
    };
    let counts = counts.map_err(|shortage| name_shortage(index + 1, section, shortage))?;
    let strata = cells.into_iter().flatten().zip(counts.into_iter().flatten()).filter(|(_, count)| *count > 0);
    Ok(strata
        .map(|(questions, count)| Stratum {
            section: u8::try_from(index).expect("a paper has at most 100 questions, so sections"),
            count: u16::try_from(count).expect("a paper has at most 100 questions"),
            questions,
        })
        .collect())
}

fn name_shortage(number: usize, section: &Section, shortage: Shortage) -> SourceError {
    let kind = section.kind.name();
    let short = |what: String, needed, available| SourceError::Short {
        section: number,
        stratum: format!("{kind}·{what}"),
        needed,
        available,
    };
    match shortage {
        Shortage::Row { row, needed, available } => {
            let what = match section.quotas.get(row).map(|quota| &quota.about) {
                Some(About::Statute(statute)) => format!("法规 {statute}"),
                Some(About::Topic(topic)) => format!("主题 {topic}"),
                None if section.quotas.is_empty() => "全部".into(),
                None => "配额之外".into(),
            };
            short(what, needed, available)
        }
        Shortage::Column { column, needed, available } => {
            let band = section.bands[column];
            short(format!("难度 {}–{}", band.from, band.to), needed, available)
        }
        Shortage::Together { missing } => SourceError::Together { section: number, missing },
    }
}
