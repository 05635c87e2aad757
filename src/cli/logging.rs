//! Structured logs on standard error: JSON lines, without names, phones or tokens.

use std::io;

use anyhow::anyhow;
use tracing_subscriber::EnvFilter;

pub fn start(level: &str) -> anyhow::Result<()> {
    // How many workers have started is not news; whoever wants it names it.
    let filter = EnvFilter::try_new(format!("actix_server=warn,{level}"))
        .map_err(|_| anyhow!("ANKAO_LOG 的值“{level}”无法识别；可以用 error、warn、info、debug"))?;
    tracing_subscriber::fmt().json().flatten_event(true).with_env_filter(filter).with_writer(io::stderr).init();
    Ok(())
}
