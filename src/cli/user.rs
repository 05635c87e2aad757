//! `ankao user`: organizers and liaisons from a shell, while no server runs on the data folder.

use std::io::{self, BufRead, Write};

use clap::{ArgGroup, Args, Subcommand};

use super::{
    Outcome,
    offline::Offline,
    table::{
        self,
        Column::{Number, Text},
    },
};
use crate::{
    app::App,
    auth::{Actor, Password},
    domain::{PersonId, UnitId},
    people::{self, NewOfficial, Office, OfficialView, OfficialsQuery, Whom},
    store::roles::Role,
};

#[derive(Debug, Args)]
pub(super) struct Command {
    #[command(flatten)]
    offline: Offline,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// 创建主办方或联络员账号
    Create(Create),
    /// 列出全部主办方和联络员，每项职责一行
    List,
    /// 给一个已有的账号授予职责
    Grant(Grant),
    /// 撤销一项职责，账号保留
    Revoke {
        /// 职责编号，见 ankao user list
        #[arg(value_name = "职责编号")]
        official: i64,
    },
    /// 重设一个账号的密码，并使其退出登录
    Passwd {
        /// 登录名
        #[arg(long, value_name = "登录名")]
        login: String,
        #[command(flatten)]
        password: PasswordSource,
    },
}

#[derive(Debug, Args)]
struct Create {
    /// 登录名：2 至 32 位英文字母、数字或 - _ .
    #[arg(long, value_name = "登录名")]
    login: String,
    /// 姓名
    #[arg(long, value_name = "姓名")]
    name: String,
    #[command(flatten)]
    role: RoleArgs,
    #[command(flatten)]
    password: PasswordSource,
}

#[derive(Debug, Args)]
struct Grant {
    #[command(flatten)]
    whom: WhomArgs,
    #[command(flatten)]
    role: RoleArgs,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct WhomArgs {
    /// 登录名
    #[arg(long, value_name = "登录名")]
    login: Option<String>,
    /// 人员编号，用于没有登录名的联络员
    #[arg(long, value_name = "人员编号")]
    person: Option<i64>,
}

#[derive(Clone, Copy, Debug, Args)]
#[command(group(ArgGroup::new("role").required(true).args(["organizer", "liaison"])))]
struct RoleArgs {
    /// 主办方；不写 --unit 时管理全部
    #[arg(long)]
    organizer: bool,
    /// 一个单位的联络员
    #[arg(long, requires = "unit")]
    liaison: bool,
    /// 单位或地区的编号
    #[arg(long, value_name = "编号")]
    unit: Option<i64>,
}

#[derive(Clone, Copy, Debug, Args)]
struct PasswordSource {
    /// 从标准输入读取密码；不写则生成一个，只显示这一次
    #[arg(long)]
    password_stdin: bool,
}

impl Command {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<Outcome> {
        let Self { offline, action } = self;
        offline.run(async |app| action.run(app, out).await)
    }
}

impl Action {
    async fn run(self, app: &App, out: &mut impl Write) -> anyhow::Result<Outcome> {
        let now = app.clock.now();
        let (done, generated) = match self {
            Self::Create(Create { login, name, role, password }) => {
                let (password, generated) = password.take(app)?;
                let new = NewOfficial { login, name, password, role: role.into() };
                (format!("已创建账号 {}", people::create_official(app, &Actor::operator(), new, now).await?), generated)
            }
            Self::Passwd { login, password } => {
                let (password, generated) = password.take(app)?;
                (format!("已重设账号 {} 的密码", people::set_password_of(app, &login, password, now).await?), generated)
            }
            Self::Grant(Grant { whom, role }) => {
                let person = people::grant_office(app, whom.into(), role.into(), now).await?;
                (format!("已给账号 {person} 授予职责"), None)
            }
            Self::Revoke { official } => {
                people::dismiss_official(app, &Actor::operator(), official, now).await?;
                (format!("已撤销职责 {official}"), None)
            }
            Self::List => {
                list(out, &officials(app).await?)?;
                return Ok(Outcome::Good);
            }
        };
        writeln!(out, "{done}")?;
        if let Some(generated) = generated {
            writeln!(out, "密码（只显示这一次）：{generated}")?;
        }
        Ok(Outcome::Good)
    }
}

/// All of them, whatever number a page of the API holds.
async fn officials(app: &App) -> anyhow::Result<Vec<OfficialView>> {
    let mut all = Vec::new();
    let mut cursor = None;
    loop {
        let query = OfficialsQuery { unit: None, limit: None, cursor };
        let page = people::list_officials(app, &Actor::operator(), query).await?;
        all.extend(page.officials);
        cursor = page.next;
        if cursor.is_none() {
            return Ok(all);
        }
    }
}

fn list(out: &mut impl Write, officials: &[OfficialView]) -> anyhow::Result<()> {
    let head = ["职责编号", "账号编号", "登录名", "姓名", "职责", "单位编号", "单位或地区"].map(String::from);
    let row = |official: &OfficialView| {
        let OfficialView { id, person, name, login, employee_number, office, unit } = official;
        let office = match office {
            Office::Liaison => "联络员",
            Office::Organizer => "主办方",
        };
        let (number, path) =
            unit.as_ref().map_or((String::new(), "全部".to_owned()), |it| (it.id.to_string(), it.path.join(" ")));
        let by_number = || employee_number.as_ref().map_or_else(String::new, |number| format!("工号 {number}"));
        let login = login.clone().unwrap_or_else(by_number);
        [id.to_string(), person.to_string(), login, name.clone(), office.to_owned(), number, path]
    };
    let rows: Vec<_> = std::iter::once(head).chain(officials.iter().map(row)).collect();
    Ok(table::write(out, [Number, Number, Text, Text, Text, Number, Text], &rows)?)
}

impl From<RoleArgs> for Role {
    fn from(role: RoleArgs) -> Self {
        match (role.liaison, role.unit.map(UnitId)) {
            (true, Some(unit)) => Self::Liaison(unit),
            (_, Some(unit)) => Self::Organizer(unit),
            (_, None) => Self::OrganizerOfAll,
        }
    }
}

impl From<WhomArgs> for Whom {
    fn from(whom: WhomArgs) -> Self {
        match (whom.login, whom.person) {
            (_, Some(person)) => Self::Person(PersonId(person)),
            (login, None) => Self::Login(login.unwrap_or_default()),
        }
    }
}

impl PasswordSource {
    /// The password, and its text where it was generated.
    fn take(self, app: &App) -> anyhow::Result<(Password, Option<String>)> {
        if self.password_stdin {
            let mut line = String::new();
            io::stdin().lock().read_line(&mut line)?;
            return Ok((Password::new(line.trim_end_matches(['\r', '\n'])), None));
        }
        let generated = app.passwords.generate();
        Ok((Password::new(generated.clone()), Some(generated)))
    }
}
