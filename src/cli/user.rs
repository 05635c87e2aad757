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
    people::{self, Appointment, NewOfficial, OfficialLine, Whom},
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
    Grant(Duty),
    /// 撤销一个账号的职责
    Revoke(Duty),
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
struct Duty {
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
            Self::Grant(Duty { whom, role }) => {
                let person = people::change_duty(app, whom.into(), role.into(), Appointment::Given, now).await?;
                (format!("已给账号 {person} 授予职责"), None)
            }
            Self::Revoke(Duty { whom, role }) => {
                let person = people::change_duty(app, whom.into(), role.into(), Appointment::Withdrawn, now).await?;
                (format!("已撤销账号 {person} 的职责"), None)
            }
            Self::List => {
                list(out, &people::officials(app).await?)?;
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

fn list(out: &mut impl Write, officials: &[OfficialLine]) -> anyhow::Result<()> {
    let head = ["编号", "登录名", "姓名", "职责", "单位编号", "单位或地区"].map(String::from);
    let row = |line: &OfficialLine| {
        let OfficialLine { person, name, login, employee_number, role, unit } = line;
        let duty = match role {
            Some(Role::Liaison(_)) => "联络员",
            Some(Role::Organizer(_) | Role::OrganizerOfAll) => "主办方",
            None => "（无）",
        };
        let (number, path) = match (unit, role) {
            (Some(unit), _) => (unit.id.to_string(), unit.path.join(" ")),
            (None, Some(Role::OrganizerOfAll)) => (String::new(), "全部".to_owned()),
            (None, _) => (String::new(), String::new()),
        };
        let by_number = || employee_number.as_ref().map_or_else(String::new, |number| format!("工号 {number}"));
        let login = login.clone().unwrap_or_else(by_number);
        [person.to_string(), login, name.clone(), duty.to_owned(), number, path]
    };
    let rows: Vec<_> = std::iter::once(head).chain(officials.iter().map(row)).collect();
    Ok(table::write(out, [Number, Text, Text, Text, Number, Text], &rows)?)
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
