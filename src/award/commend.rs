//! Commending the first units of each class and the first individuals.

use serde::Deserialize;
use sha2::{Digest, Sha256};
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
        ids::may_be_chosen,
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
        commendations::{New, Stored},
    },
};

/// Ranks that can be asked for.
const MOST: u32 = 1_000;

/// How many are commended.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
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
    /// Chosen by the client, 8 to 64 letters, digits, `-` or `_`. The same id always answers with the
    /// commendation that it published.
    #[serde(default)]
    #[schema(example = "0197a3c2-7f1e-7cc0-9d1b-6c6b8f1f2a10", min_length = 8, max_length = 64)]
    pub id: Option<String>,
    /// What the preview said: exactly what it showed is published, or nothing.
    #[serde(default)]
    #[schema(example = "69957c298634427b8686f1c4e08569444fc8c8a193a09288413e192969048449")]
    pub digest: Option<String>,
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
    check(&input)?;
    let mut connection = app.store.read().await?;
    let contest = final_contest(app, &mut connection, actor, id).await?;
    if let Some(before) = published_before(&mut connection, id, &input).await? {
        return Ok(Commended::Published(before));
    }
    let revision = store::standings::revision(&mut connection, id).await?;
    let body = compute(app, &mut connection, &contest, &input).await?;
    drop(connection);
    let digest = digest(&body)?;
    if input.preview {
        let digest = Some(digest);
        return Ok(Commended::Preview(CommendationView { commendation: None, published_at: None, digest, body }));
    }
    if input.digest.as_ref().is_some_and(|previewed| *previewed != digest) {
        return Err(Fault::new(Code::Conflict).with_detail("名单与预览时不同，请重新预览"));
    }

    // Computed outside the turn, which all that answer in other contests wait for: so look again.
    let mut turn = app.store.write().await?;
    if let Some(before) = published_before(turn.connection(), id, &input).await? {
        return Ok(Commended::Published(before));
    }
    let unchanged = final_contest(app, turn.connection(), actor, id).await? == contest
        && store::standings::revision(turn.connection(), id).await? == revision;
    if !unchanged {
        return Err(Fault::new(Code::Conflict).with_detail("成绩在计算过程中有变动"));
    }
    let new = New { contest: id, body: &body, publisher: actor.person, request: input.id.as_deref() };
    let commendation = store::commendations::insert(turn.connection(), new, stamp).await?;
    let deed = deed(actor.person, id, commendation, &input);
    audit::append(turn.connection(), deed, stamp).await?;
    app.store.commit(turn).await?;
    Ok(Commended::Published(CommendationView::published(Stored { id: commendation, published: stamp, body })))
}

/// What the same request has published, where its answer was lost.
async fn published_before(
    connection: &mut AnyConnection,
    contest: ContestId,
    input: &CommendationInput,
) -> Result<Option<CommendationView>, Fault> {
    let Some(request) = input.id.as_deref().filter(|_| !input.preview) else { return Ok(None) };
    let stored = store::commendations::by_request(connection, contest, request).await?;
    Ok(stored.map(CommendationView::published))
}

fn digest(body: &Commendation) -> Result<String, Fault> {
    let text = serde_json::to_vec(body).map_err(Fault::internal)?;
    Ok(hex::encode(Sha256::digest(&text)))
}

fn deed(publisher: Option<PersonId>, id: ContestId, commendation: i64, input: &CommendationInput) -> Deed<'static> {
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

fn check(input: &CommendationInput) -> Result<(), Fault> {
    let counts = [("/units_per_class", input.units_per_class), ("/individuals", input.individuals)];
    let detail = format!("应当是 0 至 {MOST} 的整数，且不能都为 0");
    let wrong = |count: u32| count > MOST || counts.iter().all(|(_, count)| *count == 0);
    let mut faults: Vec<FieldFault> = counts
        .into_iter()
        .filter(|(_, count)| wrong(*count))
        .map(|(pointer, _)| FieldFault { pointer: pointer.into(), detail: detail.clone() })
        .collect();
    if input.id.as_deref().is_some_and(|id| !may_be_chosen(id)) {
        let detail = "应当是 8 至 64 位字母、数字、- 或 _".into();
        faults.push(FieldFault { pointer: "/id".into(), detail });
    }
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
    if !contest.withdrawn.is_settled() {
        return Err(Fault::new(Code::WrongPhase).with_detail("撤题后的成绩正在重新评定"));
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
    input: &CommendationInput,
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
