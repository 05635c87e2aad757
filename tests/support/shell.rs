//! A shell in a folder of its own, in which the real binary runs on a data folder that is empty at first.

use std::{
    path::PathBuf,
    process::{Command, Output},
    sync::Arc,
};

use ankao::{app::App, auth::Keys, chance::Randomness, clock::Clock, settings::Installation};

pub struct Shell(tempfile::TempDir);

impl Shell {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("data")).expect("a folder");
        Self(folder)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).expect("written");
    }

    /// `ankao` with these arguments, to be run in the folder.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ankao"));
        command.current_dir(self.0.path()).args(arguments);
        for setting in ["ANKAO_BANK_DIR", "ANKAO_DATABASE_URL", "ANKAO_DATA_DIR", "ANKAO_JWT_SECRET"] {
            command.env_remove(setting);
        }
        command
    }

    /// What it prints, and its exit status.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("ankao runs")
    }

    /// What it prints where all is well.
    #[track_caller]
    pub fn said(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// The one sentence that it says where it does nothing.
    #[track_caller]
    pub fn refused(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert!(output.stdout.is_empty(), "{output:?}");
        let said = String::from_utf8(output.stderr).expect("UTF-8");
        assert!(said.starts_with("ankao: ") && said.lines().count() == 1, "{said}");
        said
    }

    /// Opens the data folder in this process, as the binary does, for as long as the work takes.
    pub async fn inside<T>(&self, work: impl AsyncFnOnce(&Arc<App>) -> T) -> T {
        let installation =
            Installation { data_dir: self.path("data"), database_url: None, jwt_secret: None, bank_dir: None };
        let randomness = Randomness::System;
        let keys = Keys::of(&installation.secret(&randomness).expect("a secret"));
        let location = installation.location().expect("a folder");
        let app = App::open(&location, Clock::System, randomness, keys, None).await.expect("opened");
        let done = work(&app).await;
        Arc::into_inner(app).expect("nobody else has it").store.close().await;
        done
    }

    /// Changes what the store holds behind its back.
    pub async fn sql(&self, statement: &'static str) {
        self.inside(async |app| {
            let mut turn = app.store.write().await.expect("a turn");
            sqlx::query(statement).execute(turn.connection()).await.expect("executed");
            app.store.commit(turn).await.expect("committed");
        })
        .await;
    }
}
