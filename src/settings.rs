//! Settings: flags with environment variables behind them, checked before anything is opened.
//! [`Installation`] is for every command that opens a data folder, [`Settings`] for the server.

use std::{
    fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use clap::Args;

use crate::{
    auth::{NoNetwork, TrustedProxies},
    chance::Randomness,
    store,
};

/// How `ankao serve` runs. Every setting is a flag and an environment variable.
#[derive(Clone, Debug, Args)]
pub struct Settings {
    /// 监听地址
    #[arg(long, env = "ANKAO_LISTEN", default_value = "127.0.0.1:8080", value_name = "地址:端口")]
    pub listen: SocketAddr,
    /// 前置代理的地址或网段，以逗号分隔；只有它们的 X-Forwarded-For 被采信
    #[arg(long, env = "ANKAO_TRUSTED_PROXIES", value_name = "地址或网段")]
    pub trusted_proxies: Option<String>,
    #[command(flatten)]
    pub installation: Installation,
    /// 日志级别，例如 info、ankao=debug
    #[arg(long, env = "ANKAO_LOG", default_value = "info", value_name = "级别")]
    pub log: String,
}

/// Where an installation lies, and by which secret. The server and the commands beside it take the same,
/// for codes that one of them gives out have to be good for the other.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "数据与密钥")]
pub struct Installation {
    /// 数据目录：数据库、密钥和锁文件
    #[arg(long, global = true, env = "ANKAO_DATA_DIR", default_value = "./data", value_name = "目录")]
    pub data_dir: PathBuf,
    /// 签发令牌和激活码的密钥，至少 32 字节；不设置时在数据目录中生成并保存
    #[arg(long, global = true, env = "ANKAO_JWT_SECRET", value_name = "密钥", hide_env_values = true)]
    pub jwt_secret: Option<String>,
    /// 私有题库（目录或文件），与内置题库合并
    #[arg(long, global = true, env = "ANKAO_BANK_DIR", value_name = "目录")]
    pub bank_dir: Option<PathBuf>,
}

/// A setting that is wrong or missing: one sentence that says which, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    #[error("ANKAO_JWT_SECRET 只有 {0} 字节；请设置至少 32 字节的随机密钥，或不设置而由系统生成")]
    ShortSecret(usize),
    #[error("密钥文件 {path} 无法读写（{source}）；请检查数据目录的权限")]
    SecretFile { path: PathBuf, source: io::Error },
    #[error(
        "{0} 中已有数据而没有密钥文件 jwt-secret；请设置服务所用的 ANKAO_JWT_SECRET，或恢复该文件，否则已发放的激活码都会失效"
    )]
    SecretLost(PathBuf),
    #[error(
        "ANKAO_TRUSTED_PROXIES 中的“{0}”不是地址或网段；请写成以逗号分隔的地址或网段，例如 10.0.0.0/8,::1，没有前置代理则不设置"
    )]
    TrustedProxies(String),
}

const SECRET_FILE: &str = "jwt-secret";
const SECRET_BYTES: usize = 32;

impl Settings {
    /// The proxies whose word about where a request came from is believed.
    pub fn trusted_proxies(&self) -> Result<TrustedProxies, SettingsError> {
        let list = self.trusted_proxies.as_deref().unwrap_or_default();
        TrustedProxies::parse(list).map_err(|NoNetwork(entry)| SettingsError::TrustedProxies(entry))
    }
}

impl Installation {
    /// The secret that tokens are signed with: given, or made with the data folder and kept there,
    /// readable by its owner alone.
    pub fn secret(&self, randomness: &Randomness) -> Result<Vec<u8>, SettingsError> {
        match &self.jwt_secret {
            Some(secret) if secret.len() < SECRET_BYTES => Err(SettingsError::ShortSecret(secret.len())),
            Some(secret) => Ok(secret.as_bytes().to_vec()),
            None => {
                let path = self.data_dir.join(SECRET_FILE);
                // Another secret would make other codes, and nobody would be told.
                if !path.exists() && store::is_in(&self.data_dir) {
                    return Err(SettingsError::SecretLost(self.data_dir.clone()));
                }
                kept_secret(&path, randomness).map_err(|source| SettingsError::SecretFile { path, source })
            }
        }
    }
}

fn kept_secret(path: &Path, randomness: &Randomness) -> io::Result<Vec<u8>> {
    match fs::read_to_string(path) {
        Ok(kept) => hex::decode(kept.trim()).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let secret = randomness.bytes::<SECRET_BYTES>();
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            write_private(path, &hex::encode(secret))?;
            Ok(secret.to_vec())
        }
        Err(error) => Err(error),
    }
}

#[cfg(unix)]
fn write_private(path: &Path, text: &str) -> io::Result<()> {
    use std::{io::Write, os::unix::fs::OpenOptionsExt};
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(not(unix))]
fn write_private(path: &Path, text: &str) -> io::Result<()> {
    fs::write(path, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn installation(folder: &Path, secret: Option<&str>) -> Installation {
        Installation { data_dir: folder.join("data"), jwt_secret: secret.map(str::to_owned), bank_dir: None }
    }

    #[test]
    fn a_secret_is_made_once_and_kept_private() {
        let folder = tempfile::tempdir().expect("a folder");
        let installation = installation(folder.path(), None);
        let first = installation.secret(&Randomness::seeded(1)).expect("made");
        let again = installation.secret(&Randomness::seeded(2)).expect("kept");
        assert_eq!(first, again);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(installation.data_dir.join(SECRET_FILE)).expect("a file").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_short_secret_is_refused_with_what_to_do() {
        let folder = tempfile::tempdir().expect("a folder");
        let refused = installation(folder.path(), Some("short")).secret(&Randomness::seeded(1));
        insta::assert_snapshot!(refused.expect_err("refused"), @"ANKAO_JWT_SECRET 只有 5 字节；请设置至少 32 字节的随机密钥，或不设置而由系统生成");
    }

    #[test]
    fn a_proxy_that_is_no_address_is_refused_with_what_to_do() {
        let folder = tempfile::tempdir().expect("a folder");
        let settings = Settings {
            listen: ([127, 0, 0, 1], 0).into(),
            installation: installation(folder.path(), None),
            trusted_proxies: Some("10.0.0.0/8,gateway".to_owned()),
            log: "info".into(),
        };
        let refused = settings.trusted_proxies();
        insta::assert_snapshot!(refused.expect_err("refused"), @"ANKAO_TRUSTED_PROXIES 中的“gateway”不是地址或网段；请写成以逗号分隔的地址或网段，例如 10.0.0.0/8,::1，没有前置代理则不设置");
    }
}
