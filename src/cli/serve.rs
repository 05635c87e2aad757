//! `ankao serve`: the server.

use std::{io::Write, net::TcpListener, path::Path, thread::available_parallelism};

use anyhow::{anyhow, bail};
use clap::Args;
use tokio::sync::oneshot;

use super::{Outcome, logging};
use crate::{
    app::App,
    attempt,
    auth::Keys,
    causes::why,
    chance::Randomness,
    clock::Clock,
    demo::{self, SignIns},
    http, people,
    settings::{Installation, Settings},
    store::Location,
    withdrawal,
};

#[derive(Debug, Args)]
pub struct Command {
    #[command(flatten)]
    settings: Settings,
    /// 同时创建一个演示竞赛，并显示如何登录；仅限本机访问
    #[arg(long)]
    demo: bool,
}

impl Command {
    pub fn run(self, out: &mut impl Write) -> anyhow::Result<Outcome> {
        logging::start(&self.settings.log)?;
        actix_web::rt::System::new().block_on(self.serve(out))
    }

    async fn serve(self, out: &mut impl Write) -> anyhow::Result<Outcome> {
        let Self { settings, demo } = self;
        let listen = settings.address()?;
        if demo && !listen.ip().is_loopback() {
            bail!("--demo 只能监听本机地址（127.0.0.1），当前为 {listen}；去掉 --demo，或修改 ANKAO_LISTEN");
        }
        let location = settings.installation.location()?;
        if demo && matches!(location, Location::Server(_)) {
            bail!("--demo 只能使用内嵌数据库；去掉 --demo，或不设置 ANKAO_DATABASE_URL");
        }
        let proxies = settings.trusted_proxies()?;
        settings.installation.check_bank()?;
        let listener = TcpListener::bind(listen).map_err(|error| {
            anyhow!("无法监听 {listen}（{}）；换一个端口（ANKAO_LISTEN），或停止占用它的程序", why(&error))
        })?;
        let randomness = Randomness::System;
        let Installation { data_dir, bank_dir, .. } = &settings.installation;
        let keys = Keys::of(&settings.installation.secret(&randomness)?);
        let sign_ins = if demo { Some(prepare_demo(out, data_dir, keys.clone()).await?) } else { None };
        let app = App::open(&location, Clock::steady(), randomness, keys, bank_dir.clone()).await?;
        if !listen.ip().is_loopback() && demo::is_in(&app).await? {
            bail!(
                "数据目录 {} 中是演示竞赛，其账号和密码是公开的，只能监听本机地址，当前为 {listen}；\
                 换一个目录（ANKAO_DATA_DIR），或修改 ANKAO_LISTEN",
                data_dir.display()
            );
        }
        let address = listener.local_addr()?;
        let server = http::serve(app.clone(), proxies, listener, available_parallelism()?.get())?;
        let mut greeting = Vec::new();
        writeln!(greeting, "安考已启动：http://{address}")?;
        if let Some(sign_ins) = sign_ins {
            writeln!(greeting, "演示竞赛的登录方式：\n{sign_ins}")?;
        }
        if let Some(code) = people::issue_set_up_code(&app).await? {
            writeln!(
                greeting,
                "还没有主办方。打开 http://{address}/setup ，用一次性设置码创建第一个主办方账号：{code}"
            )?;
        }
        // At once: whoever started it may read no further than the address.
        out.write_all(&greeting)?;
        out.flush()?;
        let (stop, stopped) = oneshot::channel();
        let (stop_settling, settling_stopped) = oneshot::channel();
        let settler = tokio::spawn(withdrawal::settle_until(app.clone(), settling_stopped));
        let sweeper = tokio::spawn(attempt::sweep_until(app.clone(), stopped));
        server.await?;
        drop((stop, stop_settling));
        sweeper.await?;
        // What it has not done it does at the next start.
        settler.abort();
        let _aborted = settler.await;
        app.store.close().await;
        Ok(Outcome::Good)
    }
}

async fn prepare_demo(out: &mut impl Write, folder: &Path, keys: Keys) -> anyhow::Result<SignIns> {
    writeln!(out, "正在准备演示竞赛，第一次需要几秒到十几秒……")?;
    out.flush()?;
    Ok(demo::prepare(folder, keys).await?)
}
