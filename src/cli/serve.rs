//! `ankao serve`: the server.

use std::{io::Write, net::TcpListener, sync::Arc, thread::available_parallelism};

use anyhow::{Context, bail};
use clap::Args;

use super::{Outcome, logging};
use crate::{
    app::App,
    attempt,
    auth::Keys,
    chance::Randomness,
    clock::Clock,
    demo, http, people,
    settings::{Installation, Settings},
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
        if demo && !settings.listen.ip().is_loopback() {
            bail!("--demo 只能监听本机地址（127.0.0.1），当前为 {}；去掉 --demo，或修改 ANKAO_LISTEN", settings.listen);
        }
        let proxies = settings.trusted_proxies()?;
        let randomness = Randomness::System;
        let Installation { data_dir, bank_dir, .. } = &settings.installation;
        let keys = Keys::of(&settings.installation.secret(&randomness)?);
        let sign_ins = if demo { Some(demo::prepare(data_dir, keys.clone()).await?) } else { None };
        let app = App::open(data_dir, Clock::System, randomness, keys, bank_dir.clone()).await?;
        let listener = TcpListener::bind(settings.listen)
            .with_context(|| format!("无法监听 {}；换一个端口（ANKAO_LISTEN）或停止占用它的程序", settings.listen))?;
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
        let sweeper = tokio::spawn(attempt::sweep_forever(app.clone()));
        server.await?;
        sweeper.abort();
        // It holds a reference until it has ended.
        let _cancelled = sweeper.await;
        // The last reference by now: whoever still answers has been waited for.
        if let Some(app) = Arc::into_inner(app) {
            app.store.close().await;
        }
        Ok(Outcome::Good)
    }
}
