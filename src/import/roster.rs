//! Importing a roster (花名册): who is of which unit.
//!
//! All is judged first, from the file and against the store. Then people and memberships are written
//! in slices, each a turn of its own, so that answers go on being saved; they are not there for anybody
//! until the last turn says so. Whatever ends it before that undoes it.

use std::sync::Arc;

use super::{
    Content, Mode, Report, Request, aside, begin, deed,
    form::{Column, Form, Need},
    read,
    report::{Changes, Findings},
    roster_rows::People,
    text::Reads,
    to_the_end,
};
use crate::{
    app::App,
    causes::with_causes,
    clock::Clock,
    contest,
    domain::contest::Contest,
    fault::{Code, Fault},
    store::{
        self, Store,
        imports::{
            roster::{self, ImportId, Match, RosterRow, SLICE},
            undo,
        },
    },
};

pub const ROSTER_COLUMNS: usize = 8;
pub const CITY: usize = 0;
pub const COUNTY: usize = 1;
pub const UNIT: usize = 2;
pub const DEPARTMENT: usize = 3;
pub const CODE: usize = 4;
pub const NAME: usize = 5;
pub const NUMBER: usize = 6;
pub const SECRET: usize = 7;

pub static FORM: Form<ROSTER_COLUMNS> = Form {
    name: "花名册",
    columns: [
        Column::new("市", Reads::Name, Need::Optional, "（示例）沈阳市").or(&["地市", "市（州）"]),
        Column::new("县（市、区）", Reads::Name, Need::Optional, "和平区").or(&["县", "区县", "县区", "县（区）"]),
        Column::new("单位名称", Reads::Name, Need::Optional, "沈阳市第一建筑有限公司").or(&["单位"]),
        Column::new("部门", Reads::Name, Need::Optional, "").or(&["科室", "班组"]),
        Column::new("单位编码", Reads::Code, Need::Optional, "0100123").or(&["编码"]),
        Column::new("姓名", Reads::Name, Need::Filled, "张三"),
        Column::new("工号", Reads::Code, Need::Filled, "000123").or(&["职工号", "员工编号", "职工编号"]),
        Column::new("校验信息", Reads::Code, Need::Optional, "").or(&["校验码"]),
    ],
};

/// Imports a roster. Units must take part in the contest; people who registered themselves and stand
/// in it are matched by unit and employee number.
pub async fn import_roster(app: Arc<App>, request: Request, content: Content) -> Result<Report, Fault> {
    to_the_end(async move {
        let _running = begin(&app)?;
        // One that could not be undone would hide those of its people whom this one has too.
        undo::abandon_unfinished(&app.store).await?;
        let mut reader = app.store.read().await?;
        let contest = contest::known_to(&app, &mut reader, &request.actor.roles, request.contest).await?;
        contest::check_not_closed(&contest, request.now)?;
        let people = People {
            tree: app.units(),
            codes: store::imports::units::codes(&mut reader).await?,
            taking_part: app.taking_part(&mut reader, &contest).await?,
            roles: request.actor.roles.clone(),
            keys: app.keys.clone(),
        };
        drop(reader);
        let (rows, findings) = read(&app.parser, content, &FORM).await?;
        let lines = rows.len();
        let (rows, findings) = aside(move || Ok(people.judge(rows, findings))).await?;
        let import = Import { store: &app.store, clock: &app.clock, request: &request, contest: &contest, lines };
        import.run(&rows, findings).await
    })
    .await
}

struct Import<'a> {
    store: &'a Store,
    clock: &'a Clock,
    request: &'a Request,
    contest: &'a Contest,
    /// Those of the file that hold something, also where they cannot be imported.
    lines: usize,
}

impl Import<'_> {
    async fn run(&self, rows: &[RosterRow], findings: Findings) -> Result<Report, Fault> {
        let mut turn = self.store.write().await?;
        let import = roster::begin(turn.connection(), self.contest.id, self.request.now).await?;
        self.store.commit(turn).await?;
        let result = self.stage_and_move(import, rows, findings).await;
        let ended = match &result {
            Ok(report) if !report.dry_run => undo::clear(self.store, import).await,
            _ => undo::undo(self.store, import, self.contest.id).await,
        };
        if let Err(error) = ended {
            // What is left is not there for anybody, and the next start clears it away.
            tracing::error!(error = with_causes(&error), import = import.0, "an import left rows behind");
        }
        result
    }

    async fn stage_and_move(
        &self,
        import: ImportId,
        rows: &[RosterRow],
        mut findings: Findings,
    ) -> Result<Report, Fault> {
        for slice in rows.chunks(SLICE) {
            let mut turn = self.store.write().await?;
            roster::stage(turn.connection(), import, slice).await?;
            self.store.commit(turn).await?;
        }
        let matches = roster::matches(&mut *self.store.read().await?, import).await?;
        let settling = judge(&matches, &mut findings);
        let enrolled = matches.iter().filter(|it| it.enrolled_in.is_some()).count();
        let updated = matches.iter().filter(|it| it.enrolled_in.is_some() && it.changes()).count();
        let changes = Changes { rows: self.lines, created: rows.len() - enrolled, updated };
        match self.request.mode {
            Mode::DryRun => return Ok(findings.of_dry_run(changes)),
            Mode::Apply if !findings.errors.is_empty() => return Err(findings.refused()),
            Mode::Apply => {}
        }
        for slice in settling.chunks(SLICE) {
            let mut turn = self.store.write().await?;
            roster::mark_for_settling(turn.connection(), import, slice).await?;
            self.store.commit(turn).await?;
        }
        for slice in rows.chunks(SLICE) {
            let (Some(first), Some(last)) = (slice.first(), slice.last()) else { continue };
            let mut turn = self.store.write().await?;
            roster::admit(turn.connection(), import, self.contest.id, first.line..=last.line).await?;
            self.store.commit(turn).await?;
        }
        self.settle(import, changes).await?;
        Ok(findings.of_import(changes))
    }

    /// The turn after which all of it is there.
    async fn settle(&self, import: ImportId, changes: Changes) -> Result<(), Fault> {
        let mut turn = self.store.write().await?;
        // It may have closed while the slices were written.
        let contest = store::contests::find(turn.connection(), self.contest.id).await?.ok_or(Code::NotFound)?;
        contest::check_not_closed(&contest, self.clock.now())?;
        if self.contest.rules.counts_confirmed_only {
            for standing in roster::count_standings(turn.connection(), import, self.contest.id).await? {
                turn.changed(standing);
            }
        }
        roster::settle(turn.connection(), import, self.contest.id).await?;
        roster::end(turn.connection(), import).await?;
        let deed = deed(self.request, "import_roster", changes);
        store::audit::append(turn.connection(), deed, self.request.now).await?;
        Ok(self.store.commit(turn).await?)
    }
}

/// Says what cannot be, and which lines are to be settled at the end.
fn judge(matches: &[Match], findings: &mut Findings) -> Vec<i64> {
    let mut settling = Vec::new();
    for it in matches {
        let line = u32::try_from(it.line).unwrap_or(u32::MAX);
        if it.claimed && it.name_differs {
            let message = format!("该工号已由“{}”登记使用，姓名不一致", it.name);
            findings.errors.add(line, FORM.columns[NAME].title, message);
        } else if it.enrolled_in.is_some_and(|unit| unit != it.unit) {
            findings.errors.add(line, FORM.columns[NUMBER].title, "此人在本竞赛中已转到其他单位");
        } else if it.changes() {
            settling.push(it.line);
        }
    }
    settling
}
