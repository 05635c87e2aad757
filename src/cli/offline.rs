//! Commands that work on the data folder by themselves, while no server runs on it.

use std::{path::PathBuf, sync::Arc};

use anyhow::{anyhow, bail};
use clap::Args;

use super::Outcome;
use crate::{app::App, auth::Keys, chance::Randomness, clock::Clock, store::StoreError};

#[derive(Debug, Args)]
pub(super) struct Offline {
    /// 数据目录
    #[arg(long, env = "ANKAO_DATA_DIR", default_value = "./data", value_name = "目录")]
    data_dir: PathBuf,
    /// 私有题库（目录或文件），与内置题库合并
    #[arg(long, env = "ANKAO_BANK_DIR", value_name = "目录")]
    bank_dir: Option<PathBuf>,
}

impl Offline {
    /// Opens the store, does `work` and closes it.
    pub(super) fn run(self, work: impl AsyncFnOnce(&App) -> anyhow::Result<Outcome>) -> anyhow::Result<Outcome> {
        actix_web::rt::System::new().block_on(async {
            let app = self.open().await?;
            let outcome = work(&app).await;
            if let Some(app) = Arc::into_inner(app) {
                app.store.close().await;
            }
            outcome
        })
    }

    async fn open(self) -> anyhow::Result<Arc<App>> {
        let Self { data_dir, bank_dir } = self;
        if !data_dir.is_dir() {
            bail!("没有数据目录 {}；请检查 ANKAO_DATA_DIR，或先运行 ankao serve", data_dir.display());
        }
        let randomness = Randomness::System;
        // Nobody is signed in here: no token of these keys is ever seen.
        let keys = Keys::of(&randomness.bytes::<32>());
        App::open(&data_dir, Clock::System, randomness, keys, bank_dir).await.map_err(|error| match error {
            StoreError::InUse(folder) => {
                anyhow!("数据目录 {folder} 正由运行中的服务使用；请先停止服务，或通过接口操作")
            }
            other => other.into(),
        })
    }
}
