//! The command line: `ankao` and its subcommands.
//!
//! One file a subcommand, or a folder with a file a group of them, with its arguments and a `run` that
//! calls a use case and writes to `out`. To add one: a file, a variant of [`Command`], a line in
//! [`Cli::run`].

mod bank;
mod board;
mod contest;
mod errors;
mod files;
mod logging;
mod migrate;
mod offline;
mod openapi;
mod parse_workbook;
mod serve;
mod table;
mod user;

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::{Parser, Subcommand};

use crate::{causes::with_causes, sheet};

/// 安考：安全生产知识网络竞赛
#[derive(Debug, Parser)]
#[command(name = "ankao", version)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 启动服务
    Serve(serve::Command),
    /// 题库：检查、统计、比较、导出、导入
    #[command(subcommand)]
    Bank(bank::Command),
    /// Parses an untrusted workbook from standard input, for the server that started it.
    #[command(name = sheet::SUBCOMMAND, hide = true)]
    ParseWorkbook,
    /// 竞赛：创建、导入、发布、查看进度、导出、表扬
    Contest(contest::Command),
    /// 主办方与联络员账号：创建、列出、重设密码、授予和撤销职责
    User(user::Command),
    /// 排行榜：按作答记录重新计算成绩
    Board(board::Command),
    /// 更新数据库的结构；服务启动时也会自动更新
    Migrate(migrate::Command),
    /// 输出 OpenAPI 文档
    Openapi,
    /// 输出全部错误代码及处理办法
    Errors,
}

/// The exit status of a comparison that could not be made, as of `diff`.
const TROUBLE: u8 = 2;

/// What a command that did its work has to say to the shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Good,
    /// It ran, and found something wrong.
    Findings,
    /// It could not say, where [`Self::Findings`] would be an answer.
    Trouble,
}

impl Command {
    /// Whether exit status 1 is an answer, as it is of `diff`, so that what goes wrong must have another.
    fn compares(&self) -> bool {
        matches!(self, Self::Bank(bank::Command::Diff { .. }))
    }
}

impl Cli {
    /// Runs the command that was given. Exit status 1 where something was found or went wrong, but 2 where a
    /// comparison went wrong.
    #[must_use]
    pub fn run(self) -> ExitCode {
        let mut out = io::stdout().lock();
        let failure = if self.command.compares() { ExitCode::from(TROUBLE) } else { ExitCode::FAILURE };
        let outcome = match self.command {
            Command::Serve(command) => command.run(&mut out),
            Command::Bank(command) => command.run(&mut out),
            Command::ParseWorkbook => parse_workbook::run(&mut out),
            Command::Contest(command) => command.run(&mut out),
            Command::User(command) => command.run(&mut out),
            Command::Board(command) => command.run(&mut out),
            Command::Migrate(command) => command.run(&mut out),
            Command::Openapi => openapi::run(&mut out),
            Command::Errors => errors::run(&mut out),
        };
        match outcome.and_then(|outcome| Ok(out.flush().map(|()| outcome)?)) {
            Ok(Outcome::Good) => ExitCode::SUCCESS,
            Ok(Outcome::Findings) => ExitCode::FAILURE,
            Ok(Outcome::Trouble) => ExitCode::from(TROUBLE),
            Err(error) => {
                // Nothing is left to tell it to where standard error is closed.
                let _ = writeln!(io::stderr().lock(), "ankao: {}", with_causes(error.as_ref()));
                failure
            }
        }
    }
}
