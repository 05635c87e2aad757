//! Contests on the wire.

use serde::Serialize;
use sqlx::AnyConnection;

use super::ContestInput;
use crate::{
    domain::{
        ContestId, Moment, Points, Span, Stamp, UnitId,
        contest::{Contest, Life, Phase, Rules, Texts},
        paper::{Blueprint, blueprint::MultipleRule, wire::SectionView},
    },
    store,
};

/// The contests that can be seen, the latest first.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ContestsView {
    pub server_time: Moment,
    pub contests: Vec<ContestLine>,
}

/// A contest in a list.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ContestLine {
    pub contest: ContestId,
    pub owner: Option<UnitId>,
    #[schema(example = "辽宁省安全生产知识网络竞赛")]
    pub name: String,
    #[schema(example = "省安全生产委员会办公室")]
    pub host: String,
    pub opens: Moment,
    pub closes: Moment,
    pub phase: Phase,
}

impl ContestLine {
    #[must_use]
    pub fn of(contest: &Contest, now: Stamp) -> Self {
        Self {
            contest: contest.id,
            owner: contest.owner,
            name: contest.texts.name.clone(),
            host: contest.texts.host.clone(),
            opens: contest.window.opens.into(),
            closes: contest.window.closes.into(),
            phase: contest.phase(now),
        }
    }
}

/// What everybody may know of a contest.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ContestView {
    pub contest: ContestId,
    pub owner: Option<UnitId>,
    pub texts: Texts,
    pub opens: Moment,
    pub closes: Moment,
    /// By its organizer, before `closes`.
    pub closed_early: bool,
    pub phase: Phase,
    /// When this was made. An answer out of a cache shows an old one: there the header `Server-Time`
    /// is right.
    pub server_time: Moment,
    pub rules: Rules,
    pub paper: PaperSummary,
    /// How many units take part.
    #[schema(example = 320)]
    pub units: i64,
}

/// What a paper of the contest is made of.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct PaperSummary {
    /// Time limit in milliseconds.
    #[schema(example = 2_700_000)]
    pub limit_ms: Span,
    pub multiple: MultipleRule,
    pub sections: Vec<SectionView>,
    /// In hundredths.
    #[schema(example = 10_000)]
    pub total: Points,
    #[schema(example = 70)]
    pub questions: usize,
}

impl From<&Blueprint> for PaperSummary {
    fn from(blueprint: &Blueprint) -> Self {
        let sections = blueprint.sections.iter();
        let section =
            |it: &crate::domain::paper::Section| SectionView { kind: it.kind, count: it.count, points: it.points };
        Self {
            limit_ms: blueprint.limit_ms,
            multiple: blueprint.multiple,
            sections: sections.map(section).collect(),
            total: blueprint.total(),
            questions: blueprint.question_count(),
        }
    }
}

impl ContestView {
    /// A contest with what the store counts of it.
    pub async fn read(connection: &mut AnyConnection, contest: &Contest, now: Stamp) -> store::Result<Self> {
        Ok(Self {
            contest: contest.id,
            owner: contest.owner,
            texts: contest.texts.clone(),
            opens: contest.window.opens.into(),
            closes: contest.window.closes.into(),
            closed_early: matches!(contest.life, Life::Closed(_)),
            phase: contest.phase(now),
            server_time: now.into(),
            rules: contest.rules.clone(),
            paper: (&contest.blueprint).into(),
            units: store::contests::count_units(connection, contest.id).await?,
        })
    }
}

/// What its organizers see of a contest.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ManagedView {
    pub contest: ContestView,
    /// What was set, to be edited.
    pub settings: ContestInput,
    /// The SHA-256 that names what its papers are drawn from; null for a draft.
    #[schema(example = "69957c298634427b8686f1c4e08569444fc8c8a193a09288413e192969048449")]
    pub source: Option<String>,
    /// No attempt has a later deadline.
    pub last_deadline: Moment,
}

impl ManagedView {
    pub async fn read(connection: &mut AnyConnection, contest: &Contest, now: Stamp) -> store::Result<Self> {
        Ok(Self {
            contest: ContestView::read(connection, contest, now).await?,
            settings: ContestInput::of(contest),
            source: contest.source().map(|hash| hash.to_string()),
            last_deadline: contest.last_deadline.into(),
        })
    }
}

/// What publishing led to.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct PublishedView {
    #[serde(flatten)]
    pub managed: ManagedView,
    /// What an organizer should know, though it is no reason to refuse.
    pub warnings: Vec<Warning>,
}

/// Something that an organizer should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Warning {
    #[schema(example = "public_bank")]
    pub code: &'static str,
    #[schema(example = "本竞赛设有奖品，但试题全部出自公开的内置题库；请用 ANKAO_BANK_DIR 加载私有题库")]
    pub detail: String,
}
