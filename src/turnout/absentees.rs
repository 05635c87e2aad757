//! Who of the roster has not submitted.

use std::fs::File;

use serde::Deserialize;
use sqlx::Connection;

use super::{
    scope,
    view::{AbsenteeLine, AbsenteesView, unit_name},
};
use crate::{
    app::App,
    contest,
    domain::{ContestId, PersonId, Stamp, UnitId, roles::Roles, unit::UnitTree},
    export::{self, AbsenteeBook},
    fault::{Code, Fault},
    store::{
        self,
        turnout::{Absentee, Stretch},
    },
};

/// People that are read at once for a file.
const AT_ONCE: i64 = 1_000;
/// Before everybody.
const BEGINNING: (UnitId, PersonId) = (UnitId(0), PersonId(0));

/// As what a list is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ListFormat {
    #[default]
    Json,
    Xlsx,
}

/// Which absentees, and as what.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AbsenteesQuery {
    /// 只列该地区或单位
    pub unit: Option<UnitId>,
    /// 每页人数，最多 1000
    #[param(minimum = 1, maximum = 1000, default = 100)]
    pub limit: Option<i64>,
    /// 上一页给出的位置
    #[param(example = json!(null))]
    pub cursor: Option<String>,
    /// json 分页，或 xlsx 全部
    #[serde(default)]
    #[param(inline)]
    pub format: ListFormat,
}

/// A page of absentees, by unit.
pub async fn absentees(
    app: &App,
    roles: &Roles,
    id: ContestId,
    query: &AbsenteesQuery,
) -> Result<AbsenteesView, Fault> {
    let mut connection = app.store.read().await?;
    let contest = contest::known_to(app, &mut connection, roles, id).await?;
    let within = scope(app, roles, &contest, query.unit)?;
    let tree = app.units_of(id);
    let after = match &query.cursor {
        None => BEGINNING,
        Some(cursor) => {
            read_cursor(cursor).ok_or_else(|| Fault::new(Code::MalformedQuery).with_detail("cursor 应当取自上一页"))?
        }
    };
    let limit = query.limit.unwrap_or(100).clamp(1, 1_000);
    let stretch = Stretch { after, limit };
    let units = within.map(|within| tree.subtree(within));
    let page = store::turnout::absentees(&mut connection, id, units.as_deref(), stretch).await?;
    let full = i64::try_from(page.len()).is_ok_and(|length| length == limit);
    let cursor = page.last().filter(|_| full).map(|last| format!("{}-{}", last.unit, last.person));
    Ok(AbsenteesView { contest: id, within, lines: page.into_iter().map(|it| line(&tree, it)).collect(), cursor })
}

/// All absentees as an xlsx, made in a temporary file.
pub async fn absentees_file(
    app: &App,
    roles: &Roles,
    id: ContestId,
    unit: Option<UnitId>,
    now: Stamp,
) -> Result<File, Fault> {
    let mut connection = app.store.read_at_length().await?;
    let mut snapshot = connection.begin().await?;
    let contest = contest::known_to(app, &mut snapshot, roles, id).await?;
    let within = scope(app, roles, &contest, unit)?;
    let tree = app.units_of(id);
    let units = within.map(|within| tree.subtree(within));
    let book = AbsenteeBook { contest, tree, now };
    let (rows, written) = export::begin(move |rows| book.write(rows));
    let mut after = BEGINNING;
    loop {
        let stretch = Stretch { after, limit: AT_ONCE };
        let page = store::turnout::absentees(&mut snapshot, id, units.as_deref(), stretch).await?;
        let Some(last) = page.last() else { break };
        after = (last.unit, last.person);
        // A writer that has stopped says why when it is asked for its file.
        if rows.send(page).await.is_err() {
            break;
        }
    }
    drop(rows);
    written.file().await
}

fn line(tree: &UnitTree, absentee: Absentee) -> AbsenteeLine {
    let Absentee { person, name, employee_number, unit, started } = absentee;
    AbsenteeLine { person, name, employee_number, unit, unit_name: unit_name(tree, unit), started }
}

fn read_cursor(cursor: &str) -> Option<(UnitId, PersonId)> {
    let (unit, person) = cursor.split_once('-')?;
    Some((UnitId(unit.parse().ok()?), PersonId(person.parse().ok()?)))
}
