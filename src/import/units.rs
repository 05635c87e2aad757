//! Importing units: regions, units and departments of the tree, and what each declares.

use std::{collections::HashMap, sync::Arc};

use sqlx::AnyConnection;

use super::{
    Mode, Report, Upload, check_open,
    form::{Column, Form, Need, Row},
    report::{Changes, Findings},
    text::Reads,
    to_the_end,
    unit_plan::{Enlistment, Ground, Node, Plan, plan},
};
use crate::{
    app::App,
    auth::Keys,
    domain::{
        ContestId, Stamp, UnitId,
        contest::{Contest, Phase},
        unit::UnitTree,
    },
    fault::{Code, Fault},
    store::{
        self,
        audit::Deed,
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
pub async fn import_units(app: Arc<App>, upload: Upload) -> Result<Report, Fault> {
    to_the_end(async move {
        let _running = app.imports.begin()?;
        let contest = contest_of(&mut *app.store.read().await?, upload.contest).await?;
        let tree = app.units();
        // Of a contest of theirs, or of one in whose area their node is.
        let takes_part = |owner| upload.actor.roles.organizer.iter().any(|&node| tree.is_within(node, owner));
        if !upload.actor.roles.may_organize(&tree, contest.owner) && !contest.owner.is_none_or(takes_part) {
            return Err(Code::NotAllowed.into());
        }
        check_open(&contest, upload.now)?;
        let (rows, findings) = app.imports.read(upload.content.clone(), &FORM).await?;
        if rows.len() > MOST {
            let detail = format!("一个文件最多 {MOST} 个单位，请分成几个文件");
            return Err(Fault::new(Code::FileUnreadable).with_detail(detail));
        }

        // Judged first without keeping others waiting, then again by what is true when it is written.
        let mut found = findings.clone();
        let judged = judge(&mut *app.store.read().await?, &upload, &rows, &mut found).await?;
        match upload.mode {
            Mode::DryRun => return Ok(found.of_dry_run(changes(&rows, &judged))),
            Mode::Apply if !found.errors.is_empty() => return Err(found.refused()),
            Mode::Apply => {}
        }
        let mut found = findings;
        let mut turn = app.store.write().await?;
        let now = app.clock.now();
        check_open(&contest_of(turn.connection(), upload.contest).await?, now)?;
        let plan = judge(turn.connection(), &upload, &rows, &mut found).await?;
        if !found.errors.is_empty() {
            return Err(found.refused());
        }
        if !plan.changes.is_empty() {
            keep_tree_of_closed(turn.connection(), now).await?;
        }
        carry_out(turn.connection(), &app.keys, &upload, &plan).await?;
        let changes = changes(&rows, &plan);
        let detail = serde_json::json!({"rows": changes.rows, "created": changes.created, "updated": changes.updated});
        let deed = Deed {
            actor: upload.actor.person,
            action: "import_units",
            contest: Some(upload.contest),
            subject: upload.contest.to_string(),
            reason: None,
            detail,
        };
        store::audit::append(turn.connection(), deed, upload.now).await?;
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

async fn contest_of(connection: &mut AnyConnection, id: ContestId) -> Result<Contest, Fault> {
    store::contests::find(connection, id).await?.ok_or_else(|| Code::NotFound.into())
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
    upload: &Upload,
    rows: &[Row<UNIT_COLUMNS>],
    findings: &mut Findings,
) -> Result<Plan, Fault> {
    let tree: UnitTree = store::units::tree(connection).await?;
    let codes: HashMap<String, UnitId> = store::imports::units::codes(connection).await?;
    let enlisted = store::imports::units::enlisted(connection, upload.contest).await?;
    let ground = Ground { tree: &tree, codes: &codes, enlisted: &enlisted, roles: &upload.actor.roles };
    Ok(plan(&ground, rows, findings))
}

async fn carry_out(connection: &mut AnyConnection, keys: &Keys, upload: &Upload, plan: &Plan) -> Result<(), Fault> {
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
        let code = enlistment.word.as_ref().map(|word| keys.unit_code(upload.contest, unit, word));
        Enlisted { unit, headcount, code }
    };
    let enlisted: Vec<Enlisted> = plan.enlisted.iter().map(enlist).collect();
    for part in enlisted.chunks(TOGETHER) {
        store::imports::units::enlist(connection, upload.contest, part).await?;
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
