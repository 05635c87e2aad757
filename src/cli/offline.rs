//! Commands that work on the data folder by themselves, while no server runs on it.

use std::sync::Arc;

use anyhow::{anyhow, bail};
use clap::Args;

use super::Outcome;
use crate::{
    app::App,
    attempt,
    auth::Keys,
    chance::Randomness,
    clock::Clock,
    settings::Installation,
    store::{Location, StoreError},
    withdrawal,
};

#[derive(Debug, Args)]
pub(super) struct Offline {
    #[command(flatten)]
    installation: Installation,
}

impl Offline {
    /// Opens the store, does `work` and closes it.
    pub(super) fn run(self, work: impl AsyncFnOnce(&Arc<App>) -> anyhow::Result<Outcome>) -> anyhow::Result<Outcome> {
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
        let Self { installation } = self;
        let folder = installation.data_dir.display();
        let location = installation.location()?;
        if matches!(location, Location::Folder(_)) && !installation.data_dir.is_dir() {
            bail!("没有数据目录 {folder}；请检查 ANKAO_DATA_DIR，首次使用请先新建该目录");
        }
        let randomness = Randomness::System;
        let keys = Keys::of(&installation.secret(&randomness)?);
        let opened = App::open(&location, Clock::System, randomness, keys, installation.bank_dir.clone());
        let app = opened.await.map_err(|error| match error {
            StoreError::InUse(folder) => {
                anyhow!("数据目录 {folder} 正由运行中的服务使用；请先停止服务，或通过接口操作")
            }
            StoreError::Served => anyhow!("数据库正由运行中的服务使用；请先停止服务，或通过接口操作"),
            other => other.into(),
        })?;
        // No server does it meanwhile, and figures that leave abandoned papers out, or that grade some papers
        // otherwise than others, would be wrong.
        attempt::sweep(&app).await?;
        withdrawal::settle_all(&app).await?;
        Ok(app)
    }
}
