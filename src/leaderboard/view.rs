//! Boards on the wire. Points of standings are 1/10,000, times milliseconds.

use serde::Serialize;

use crate::{
    attempt::view::{GradeView, RanksView, StandingView},
    board::Version,
    domain::{AttemptId, Moment, UnitId, ranking::Barred, unit::UnitClass},
};

/// Individuals of the contest or of a node, best first.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct IndividualsView {
    /// Grows with each change of this contest's boards.
    pub version: Version,
    pub server_time: Moment,
    /// How many stand on this board.
    #[schema(example = 3400)]
    pub of: usize,
    pub rows: Vec<IndividualRow>,
    /// For the next page, of this same state of the board; null at the end.
    pub cursor: Option<String>,
}

/// A line of the board of individuals. Equal results have equal ranks.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct IndividualRow {
    #[schema(example = 1)]
    pub rank: usize,
    /// As the contest's rules say: in full, or the surname only.
    #[schema(example = "张**")]
    pub name: String,
    pub unit: UnitId,
    #[schema(example = "某某公司")]
    pub unit_name: String,
    #[serde(flatten)]
    pub standing: StandingView,
    /// Whether it is the one who asks.
    pub mine: bool,
}

/// Units by index, best first, those without a rank last.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct UnitsView {
    pub version: Version,
    pub server_time: Moment,
    /// How many units are compared.
    #[schema(example = 1000)]
    pub of: usize,
    pub rows: Vec<UnitRowView>,
    pub cursor: Option<String>,
}

/// A line of the table of units.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct UnitRowView {
    /// Among those compared here; null where the unit is not ranked.
    #[schema(example = 1)]
    pub rank: Option<u64>,
    /// Why it is not ranked.
    pub barred: Option<Barred>,
    pub unit: UnitId,
    #[schema(example = "第一建筑公司")]
    pub name: String,
    /// The region it stands in, such as 沈阳市 和平区.
    #[schema(example = "沈阳市 和平区")]
    pub region: String,
    #[schema(example = "住房和城乡建设")]
    pub sector: Option<String>,
    pub class: Option<UnitClass>,
    /// How many have taken part.
    #[schema(example = 96)]
    pub participants: u32,
    #[schema(example = 120)]
    pub headcount: Option<u32>,
    /// From 0 to 1; null without a headcount.
    #[schema(example = 0.8)]
    pub participation_rate: Option<f64>,
    /// More took part than the unit declared: wants a look.
    pub above_headcount: bool,
    /// Mean points of those who took part.
    #[schema(example = 91.25)]
    pub mean: Option<f64>,
    /// What units are ranked by, for showing.
    #[schema(example = 73.0)]
    pub index: Option<f64>,
}

/// What a wall shows, at most once a second.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct WallView {
    pub version: Version,
    pub server_time: Moment,
    #[schema(example = 3400)]
    pub participants: usize,
    /// None for a contest with fewer than 20 participants.
    pub individuals: Vec<IndividualRow>,
    pub units: Vec<UnitRowView>,
}

impl WallView {
    /// Whether nothing but the time is another.
    pub(super) fn tells_the_same(&self, other: &Self) -> bool {
        let Self { version, server_time: _, participants, individuals, units } = self;
        (version, participants, individuals, units)
            == (&other.version, &other.participants, &other.individuals, &other.units)
    }
}

/// Where somebody stands in a contest.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct MineView {
    pub server_time: Moment,
    /// In the roster, or confirmed by the liaison.
    pub confirmed: bool,
    /// What counts so far; null before the first paper is handed in.
    pub standing: Option<StandingView>,
    /// Null without a standing, while the board is away, or as long as the contest keeps its boards hidden.
    pub ranks: Option<RanksView>,
    /// True where ranks could not be had just now.
    pub stale: bool,
    #[schema(example = 1)]
    pub attempts_today: usize,
    #[schema(example = 2)]
    pub attempts_left_today: usize,
    #[schema(example = 9)]
    pub attempts_left: usize,
    /// Granted by the organizer beyond the limits.
    pub fresh_attempts: u16,
    /// The attempt that can be gone on with.
    #[schema(value_type = Option<String>, example = "1-42")]
    pub open_attempt: Option<AttemptId>,
    /// The latest first.
    pub history: Vec<HistoryRow>,
}

/// An attempt of the past.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct HistoryRow {
    #[schema(value_type = String, example = "1-42")]
    pub attempt: AttemptId,
    #[schema(example = 1)]
    pub ordinal: u32,
    pub started_at: Moment,
    pub grade: GradeView,
}
