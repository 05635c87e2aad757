//! `ankao migrate`: the tables of the store, brought up to date before a server starts on them.

use std::io::Write;

use clap::Args;

use super::Outcome;
use crate::{settings::Installation, store};

#[derive(Debug, Args)]
pub struct Command {
    #[command(flatten)]
    installation: Installation,
}

impl Command {
    pub fn run(self, out: &mut impl Write) -> anyhow::Result<Outcome> {
        let location = self.installation.location()?;
        actix_web::rt::System::new().block_on(store::migrate(&location))?;
        writeln!(out, "数据库的结构已是最新")?;
        Ok(Outcome::Good)
    }
}
