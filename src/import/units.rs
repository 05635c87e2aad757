//! Importing units: regions, units and departments of the tree, and what each declares.

use std::{collections::HashMap, sync::Arc};

use sqlx::AnyConnection;

use super::{
    Content, Mode, Report, Request, begin, deed,
    form::{Column, Form, Need, Row},
    read,
    report::{Changes, Findings},
    text::Reads,
    to_the_end,
    unit_plan::{Enlistment, Ground, Node, Plan, plan},
};
use crate::{
    app::App,
    auth::Keys,
    contest,
    domain::{ContestId, Stamp, UnitId, contest::Phase, unit::UnitTree},
    fault::{Code, Fault},
    store::{
        self,
        imports::units::{Enlisted, NodeChange, NodeRow},
    },
};

pub const UNIT_COLUMNS: usize = 9;
pub const PROVINCE: usize = 0;
pub const CITY: usize = 1;
pub const COUNTY: usize = 2;
pub const UNIT: usize = 3;
pub const DEPARTMENT: usize = 4;
pub const SECTOR: usize = 5;
pub const CODE: usize = 6;
pub const HEADCOUNT: usize = 7;
pub const WORD: usize = 8;

pub static FORM: Form<UNIT_COLUMNS> = Form {
    name: "单位",
    columns: [
        Column::new("省", Reads::Name, Need::Filled, "（示例）辽宁省").or(&["省份", "省（自治区、直辖市）"]),
        Column::new("市", Reads::Name, Need::There, "沈阳市").or(&["地市", "市（州）"]),
        Column::new("县（市、区）", Reads::Name, Need::There, "和平区").or(&["县", "区县", "县区", "县（区）"]),
        Column::new("单位名称", Reads::Name, Need::Filled, "沈阳市第一建筑有限公司").or(&["单位"]),
        Column::new("部门", Reads::Name, Need::Optional, "").or(&["科室", "班组"]),
        Column::new("行业部门", Reads::Name, Need::Optional, "住房城乡建设").or(&["行业"]),
        Column::new("单位编码", Reads::Code, Need::Optional, "0100123").or(&["编码"]),
        Column::new("应参加人数", Reads::Count, Need::There, "120").or(&["应参人数", "人数"]),
        Column::new("单位口令", Reads::Code, Need::Optional, "").or(&["口令"]),
    ],
};

/// Units of a file: they are written in one turn, for which saves wait.
const MOST: usize = 50_000;
/// Nodes written by one statement.
const TOGETHER: usize = 500;

/// Imports a file of units: makes what is missing of the tree, renames and moves by code, and notes
/// what each unit declares. A whole file is one transaction.
pub async fn import_units(app: Arc<App>, request: Request, content: Content) -> Result<Report, Fault> {
    to_the_end(async move {
        let _running = begin(&app)?;
        may_list(&app, &mut *app.store.read().await?, &request, request.now).await?;
        let (rows, findings) = read(&app.parser, content, &FORM).await?;
        if rows.len() > MOST {
            let detail = format!("一个文件最多 {MOST} 个单位，请分成几个文件");
            return Err(Fault::new(Code::FileUnreadable).with_detail(detail));
        }

        // Judged first without keeping others waiting, then again by what is true when it is written.
        let mut found = findings.clone();
        let judged = judge(&mut *app.store.read().await?, &request, &rows, &mut found).await?;
        match request.mode {
            Mode::DryRun => return Ok(found.of_dry_run(changes(&rows, &judged))),
            Mode::Apply if !found.errors.is_empty() => return Err(found.refused()),
            Mode::Apply => {}
        }
        let mut found = findings;
        let mut turn = app.store.write().await?;
        let now = app.clock.now();
        may_list(&app, turn.connection(), &request, now).await?;
        let plan = judge(turn.connection(), &request, &rows, &mut found).await?;
        if !found.errors.is_empty() {
            return Err(found.refused());
        }
        if !plan.changes.is_empty() {
            keep_tree_of_closed(turn.connection(), now).await?;
        }
        carry_out(turn.connection(), &app.keys, &request, &plan).await?;
        let changes = changes(&rows, &plan);
        store::audit::append(turn.connection(), deed(&request, "import_units", changes), request.now).await?;
        app.store.commit(turn).await?;
        app.reload_units().await?;
        if !plan.changes.is_empty() {
            // A unit may have moved, and its people with it.
            app.rebuild_boards().await?;
        }
        Ok(found.of_import(changes))
    })
    .await
}

/// Whether they may list units of the contest now: of one of theirs, or, once its organizers have begun
/// the list, of one in whose area their node is. Where none is listed all take part, so the first who
/// lists some shuts all others out.
async fn may_list(app: &App, connection: &mut AnyConnection, request: &Request, now: Stamp) -> Result<(), Fault> {
    let (tree, roles) = (app.units(), &request.actor.roles);
    let contest = contest::known_to(app, connection, roles, request.contest).await?;
    if !roles.may_organize(&tree, contest.owner) {
        let takes_part = |owner| roles.organizer.iter().any(|&node| tree.is_within(node, owner));
        if !contest.owner.is_none_or(takes_part) {
            return Err(Code::NotAllowed.into());
        }
        if store::enrolments::listed_units(connection, contest.id).await?.is_empty() {
            let detail = "现在各单位都可以参加；请本次竞赛的主办方先导入参赛单位，再补充本地区的单位";
            return Err(Fault::new(Code::NotAllowed).with_detail(detail));
        }
    }
    contest::check_not_closed(&contest, now)
}

/// The tree is everybody's: contests that have closed keep it as it is before this change of it.
async fn keep_tree_of_closed(connection: &mut AnyConnection, now: Stamp) -> Result<(), Fault> {
    let contests = store::contests::list(connection).await?.into_iter();
    let closed: Vec<ContestId> =
        contests.filter(|it| it.phase(now) == Phase::Closed).map(|contest| contest.id).collect();
    if !closed.is_empty() {
        let tree = store::units::tree(connection).await?;
        store::kept_trees::keep(connection, &tree, &closed, now).await?;
    }
    Ok(())
}

fn changes(rows: &[Row<UNIT_COLUMNS>], plan: &Plan) -> Changes {
    Changes { rows: rows.len(), created: plan.created, updated: plan.updated }
}

async fn judge(
    connection: &mut AnyConnection,
    request: &Request,
    rows: &[Row<UNIT_COLUMNS>],
    findings: &mut Findings,
) -> Result<Plan, Fault> {
    let tree: UnitTree = store::units::tree(connection).await?;
    let codes: HashMap<String, UnitId> = store::imports::units::codes(connection).await?;
    let enlisted = store::imports::units::enlisted(connection, request.contest).await?;
    let ground = Ground { tree: &tree, codes: &codes, enlisted: &enlisted, roles: &request.actor.roles };
    Ok(plan(&ground, rows, findings))
}

async fn carry_out(connection: &mut AnyConnection, keys: &Keys, request: &Request, plan: &Plan) -> Result<(), Fault> {
    let ids = add_nodes(connection, plan).await?;
    let id = |node: Node| match node {
        Node::Known(id) => id,
        Node::New(index) => ids[index],
    };
    for change in &plan.changes {
        let parent = change.parent.map(id);
        let change = NodeChange {
            id: change.id,
            parent,
            name: &change.name,
            sector: change.sector.as_deref(),
            code: change.code.as_deref(),
        };
        store::imports::units::change(connection, change).await?;
    }
    let enlist = |enlistment: &Enlistment| {
        let (unit, headcount) = (id(enlistment.node), enlistment.headcount);
        let code = enlistment.word.as_ref().map(|word| keys.unit_code(request.contest, unit, word));
        Enlisted { unit, headcount, code }
    };
    let enlisted: Vec<Enlisted> = plan.enlisted.iter().map(enlist).collect();
    for part in enlisted.chunks(TOGETHER) {
        store::imports::units::enlist(connection, request.contest, part).await?;
    }
    Ok(())
}

/// Adds the new nodes, level by level, and says the id of each.
async fn add_nodes(connection: &mut AnyConnection, plan: &Plan) -> Result<Vec<UnitId>, Fault> {
    let mut ids: Vec<Option<UnitId>> = vec![None; plan.nodes.len()];
    let mut waiting: Vec<usize> = (0..plan.nodes.len()).collect();
    while !waiting.is_empty() {
        let parent = |index: usize| match plan.nodes[index].parent {
            None => Some(None),
            Some(Node::Known(id)) => Some(Some(id)),
            Some(Node::New(parent)) => ids[parent].map(Some),
        };
        let (ready, later): (Vec<usize>, Vec<usize>) = waiting.iter().partition(|&&index| parent(index).is_some());
        let rows: Vec<NodeRow<'_>> = ready
            .iter()
            .map(|&index| {
                let node = &plan.nodes[index];
                let (sector, code) = (node.sector.as_deref(), node.code.as_deref());
                NodeRow { parent: parent(index).flatten(), kind: node.kind, name: &node.name, sector, code }
            })
            .collect();
        let mut added = HashMap::new();
        for part in rows.chunks(TOGETHER) {
            added.extend(store::imports::units::add(connection, part).await?);
        }
        for (&index, row) in ready.iter().zip(&rows) {
            ids[index] = added.get(&(row.parent, row.name.to_owned())).copied();
        }
        if ready.is_empty() || ready.iter().any(|&index| ids[index].is_none()) {
            return Err(Fault::internal("a unit was added and is not there"));
        }
        waiting = later;
    }
    Ok(ids.into_iter().flatten().collect())
}
