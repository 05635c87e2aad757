//! Commending the first units of each class and the first individuals.

use serde::Deserialize;
use sqlx::AnyConnection;

use super::view::CommendationView;
use crate::{
    app::App,
    auth::Actor,
    contest::run_by,
    domain::{
        ContestId, PersonId, Stamp,
        attempt::SWEEP_AFTER,
        commendation::{ClassAward, Commendation, IndividualAward, UnitAward},
        contest::{Contest, Phase},
        ranking::{
            Standing,
            winners::{RolledUp, first_individuals, first_units},
        },
    },
    fault::{Code, Fault, FieldFault},
    leaderboard::{self, view::UnitRowView},
    store::{
        self,
        audit::{self, Deed},
    },
};

/// Ranks that can be asked for.
const MOST: u32 = 1_000;

/// How many are commended.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommendationInput {
    /// The last rank of each class of units.
    #[schema(example = 3, maximum = 1000)]
    pub units_per_class: u32,
    /// The last rank of individuals.
    #[schema(example = 50, maximum = 1000)]
    pub individuals: u32,
    /// Only show what would be published.
    #[serde(default)]
    pub preview: bool,
}

/// What came of it.
#[derive(Clone, Debug)]
pub enum Commended {
    Published(CommendationView),
    Preview(CommendationView),
}

/// Computes a commendation of a closed contest from the store, and publishes it.
pub async fn commend(
    app: &App,
    actor: &Actor,
    id: ContestId,
    input: CommendationInput,
    stamp: Stamp,
) -> Result<Commended, Fault> {
    check(input)?;
    let mut connection = app.store.read().await?;
    let contest = final_contest(app, &mut connection, actor, id).await?;
    let revision = store::standings::revision(&mut connection, id).await?;
    let body = compute(app, &mut connection, &contest, input).await?;
    drop(connection);
    if input.preview {
        return Ok(Commended::Preview(CommendationView { commendation: None, published_at: None, body }));
    }

    // Computed outside the turn, which all that answer in other contests wait for: so look again.
    let mut turn = app.store.write().await?;
    let unchanged = final_contest(app, turn.connection(), actor, id).await? == contest
        && store::standings::revision(turn.connection(), id).await? == revision;
    if !unchanged {
        return Err(Fault::new(Code::Conflict).with_detail("成绩在计算过程中有变动"));
    }
    let commendation = store::commendations::insert(turn.connection(), id, &body, actor.person, stamp).await?;
    let deed = deed(actor.person, id, commendation, input);
    audit::append(turn.connection(), deed, stamp).await?;
    app.store.commit(turn).await?;
    let view = CommendationView { commendation: Some(commendation), published_at: Some(stamp.into()), body };
    Ok(Commended::Published(view))
}

fn deed(publisher: Option<PersonId>, id: ContestId, commendation: i64, input: CommendationInput) -> Deed<'static> {
    Deed {
        actor: publisher,
        action: "commendation.publish",
        contest: Some(id),
        subject: commendation.to_string(),
        reason: None,
        detail: serde_json::json!({
            "units_per_class": input.units_per_class,
            "individuals": input.individuals,
        }),
    }
}

fn check(input: CommendationInput) -> Result<(), Fault> {
    let counts = [("/units_per_class", input.units_per_class), ("/individuals", input.individuals)];
    let detail = format!("应当是 0 至 {MOST} 的整数，且不能都为 0");
    let wrong = |count: u32| count > MOST || counts.iter().all(|(_, count)| *count == 0);
    let faults: Vec<FieldFault> = counts
        .into_iter()
        .filter(|(_, count)| wrong(*count))
        .map(|(pointer, _)| FieldFault { pointer: pointer.into(), detail: detail.clone() })
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(Fault::fields(faults)) }
}

/// The contest, once nothing but an organizer can move a rank of it.
async fn final_contest(
    app: &App,
    connection: &mut AnyConnection,
    actor: &Actor,
    id: ContestId,
) -> Result<Contest, Fault> {
    let contest = run_by(app, connection, actor, id).await?;
    if contest.phase(app.clock.now()) != Phase::Closed {
        return Err(Fault::new(Code::WrongPhase).with_detail("竞赛结束、试卷全部结算后才能表扬"));
    }
    match store::deadlines::latest_open(connection, id).await? {
        None => Ok(contest),
        Some(_) => Err(Fault::new(Code::WrongPhase).with_detail("还有试卷正在结算").with_retry_after(SWEEP_AFTER)),
    }
}

async fn compute(
    app: &App,
    connection: &mut AnyConnection,
    contest: &Contest,
    input: CommendationInput,
) -> Result<Commendation, Fault> {
    let tree = app.units_of(contest.id);
    let standings = store::standings::of_contest(connection, contest.id).await?;
    let RolledUp { whole, nodes } = RolledUp::of(&standings, &tree);
    let expected = store::headcounts::of_contest(connection, contest.id).await?;
    let units = expected.compared(&tree, |unit| nodes.get(&unit).copied());
    let classes = first_units(contest.rules.units, whole, &units, input.units_per_class).into_iter();
    let classes = classes.map(|(class, rows)| ClassAward {
        class,
        units: rows.iter().filter_map(|row| award(leaderboard::unit_line(&tree, row))).collect(),
    });
    let ranked = first_individuals(&standings, input.individuals);
    Ok(Commendation {
        contest_name: contest.texts.name.clone(),
        host: contest.texts.host.clone(),
        formula: contest.rules.units.formula,
        units_per_class: input.units_per_class,
        individuals_wanted: input.individuals,
        classes: classes.collect(),
        individuals: named(app, connection, contest.id, &ranked).await?,
    })
}

/// None for a line without rank.
fn award(line: UnitRowView) -> Option<UnitAward> {
    Some(UnitAward {
        rank: line.rank?,
        unit: line.unit,
        name: line.name,
        region: line.region,
        sector: line.sector,
        participants: line.participants,
        headcount: line.headcount,
        participation_rate: line.participation_rate,
        mean: line.mean,
        index: line.index,
    })
}

async fn named(
    app: &App,
    connection: &mut AnyConnection,
    contest: ContestId,
    ranked: &[(u64, Standing)],
) -> Result<Vec<IndividualAward>, Fault> {
    let people = ranked.iter().map(|(_, standing)| standing.person);
    let mut names = store::names::of(connection, contest, people).await?;
    let tree = app.units_of(contest);
    let award = |(rank, standing): &(u64, Standing)| {
        let (result, name) = (standing.result?, names.remove(&standing.person)?.name);
        let unit_name = tree.get(standing.unit).map_or_else(String::new, |unit| unit.name.clone());
        let (points, time_ms) = (result.points(), result.time());
        let (person, unit) = (Some(standing.person), standing.unit);
        Some(IndividualAward { rank: *rank, person, name, unit, unit_name, points, time_ms })
    };
    Ok(ranked.iter().filter_map(award).collect())
}
