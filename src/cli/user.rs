//! `ankao user`: organizers and liaisons from a shell, while no server runs on the data folder.

use std::io::{self, BufRead, Write};

use clap::{ArgGroup, Args, Subcommand};

use super::{Outcome, offline::Offline};
use crate::{
    app::App,
    auth::{Actor, Password},
    domain::UnitId,
    people::{self, NewOfficial},
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
#[command(group(ArgGroup::new("role").required(true).args(["organizer", "liaison"])))]
struct Create {
    /// 登录名：2 至 32 位英文字母、数字或 - _ .
    #[arg(long, value_name = "登录名")]
    login: String,
    /// 姓名
    #[arg(long, value_name = "姓名")]
    name: String,
    /// 主办方；不写 --unit 时管理全部
    #[arg(long)]
    organizer: bool,
    /// 一个单位的联络员
    #[arg(long, requires = "unit")]
    liaison: bool,
    /// 单位或地区的编号
    #[arg(long, value_name = "编号")]
    unit: Option<i64>,
    #[command(flatten)]
    password: PasswordSource,
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
            Self::Create(create) => {
                let role = create.role();
                let Create { login, name, password, .. } = create;
                let (password, generated) = password.take(app)?;
                let new = NewOfficial { login, name, password, role };
                (format!("已创建账号 {}", people::create_official(app, &Actor::operator(), new, now).await?), generated)
            }
            Self::Passwd { login, password } => {
                let (password, generated) = password.take(app)?;
                (format!("已重设账号 {} 的密码", people::set_password_of(app, &login, password, now).await?), generated)
            }
        };
        writeln!(out, "{done}")?;
        if let Some(generated) = generated {
            writeln!(out, "密码（只显示这一次）：{generated}")?;
        }
        Ok(Outcome::Good)
    }
}

impl Create {
    fn role(&self) -> Role {
        match (self.liaison, self.unit.map(UnitId)) {
            (true, Some(unit)) => Role::Liaison(unit),
            (_, Some(unit)) => Role::Organizer(unit),
            (_, None) => Role::OrganizerOfAll,
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
