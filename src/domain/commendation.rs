//! A commendation (通报表扬) as it is published, whole.

use serde::{Deserialize, Serialize};

use super::{PersonId, Span, StandingPoints, UnitId, contest::Names, names, ranking::Formula, unit::UnitClass};

/// What is commended: the body of a commendation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Commendation {
    #[schema(example = "辽宁省安全生产知识网络竞赛")]
    pub contest_name: String,
    #[schema(example = "省安全生产委员会办公室")]
    pub host: String,
    /// By which index units were compared.
    pub formula: Formula,
    #[schema(example = 3)]
    pub units_per_class: u32,
    #[schema(example = 50)]
    pub individuals_wanted: u32,
    /// Large, medium, small.
    pub classes: Vec<ClassAward>,
    pub individuals: Vec<IndividualAward>,
}

/// 优秀组织单位 of one class, best first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ClassAward {
    pub class: UnitClass,
    pub units: Vec<UnitAward>,
}

/// An 优秀组织单位.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct UnitAward {
    /// Within its class.
    #[schema(example = 1)]
    pub rank: u64,
    pub unit: UnitId,
    #[schema(example = "某某公司")]
    pub name: String,
    #[schema(example = "沈阳市 和平区")]
    pub region: String,
    #[schema(example = "住房和城乡建设")]
    pub sector: Option<String>,
    #[schema(example = 296)]
    pub participants: u32,
    #[schema(example = 310)]
    pub headcount: Option<u32>,
    /// From 0 to 1.
    #[schema(example = 0.9548)]
    pub participation_rate: Option<f64>,
    #[schema(example = 88.5)]
    pub mean: Option<f64>,
    #[schema(example = 84.5)]
    pub index: Option<f64>,
}

/// A 获奖个人.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct IndividualAward {
    #[schema(example = 1)]
    pub rank: u64,
    /// For organizers only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    #[schema(example = "张**")]
    pub name: String,
    pub unit: UnitId,
    #[schema(example = "某某公司")]
    pub unit_name: String,
    /// In 1/10,000.
    #[schema(example = 1_000_000)]
    pub points: StandingPoints,
    #[schema(example = 421_337)]
    pub time_ms: Span,
}

impl Commendation {
    /// As the public sees it.
    #[must_use]
    pub fn for_the_public(mut self, rule: Names) -> Self {
        for individual in &mut self.individuals {
            individual.person = None;
            if rule == Names::Masked {
                individual.name = names::masked(&individual.name);
            }
        }
        self
    }
}
