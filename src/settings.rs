//! Settings: flags with environment variables behind them, checked before anything is opened.
//! [`Installation`] is for every command that opens a data folder, [`Settings`] for the server.

use std::{
    fs,
    io::{self, Write},
    net::{SocketAddr, ToSocketAddrs},
    path::{Path, PathBuf},
};

use clap::Args;

use crate::{
    auth::{NoNetwork, TrustedProxies},
    causes::why,
    chance::Randomness,
    packs::{self, PacksError},
    store::{self, Location, ServerUrl},
};

/// How `ankao serve` runs. Every setting is a flag and an environment variable.
#[derive(Clone, Debug, Args)]
pub struct Settings {
    /// 监听地址
    #[arg(long, env = "ANKAO_LISTEN", default_value = "127.0.0.1:8080", value_name = "地址:端口")]
    pub listen: String,
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
    /// PostgreSQL 数据库，例如 postgres://用户:密码@主机/数据库；不设置时使用数据目录中的内嵌数据库
    #[arg(long, global = true, env = "ANKAO_DATABASE_URL", value_name = "地址", hide_env_values = true)]
    pub database_url: Option<String>,
    /// 签发令牌和激活码的密钥，至少 32 字节；使用内嵌数据库而不设置时，在数据目录中生成并保存
    #[arg(long, global = true, env = "ANKAO_JWT_SECRET", value_name = "密钥", hide_env_values = true)]
    pub jwt_secret: Option<String>,
    /// 私有题库（目录或文件），与内置题库合并
    #[arg(long, global = true, env = "ANKAO_BANK_DIR", value_name = "目录")]
    pub bank_dir: Option<PathBuf>,
}

/// A setting that is wrong or missing: one sentence that says which, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    #[error("ANKAO_LISTEN 的值“{0}”不是可用的监听地址；请写成 地址:端口，例如 127.0.0.1:8080")]
    Listen(String),
    #[error("ANKAO_JWT_SECRET 只有 {0} 字节；请设置至少 32 字节的随机密钥，或不设置而由系统生成")]
    ShortSecret(usize),
    #[error("密钥文件 {} 无法读写（{}）；请检查 ANKAO_DATA_DIR 及其权限", path.display(), why(error))]
    SecretFile { path: PathBuf, error: io::Error },
    #[error("密钥文件 {} 已损坏，应当是至少 64 位十六进制数；请从备份恢复，删除它会使已发出的激活码全部失效", .0.display())]
    DamagedSecret(PathBuf),
    #[error("ANKAO_DATABASE_URL 不是 PostgreSQL 数据库的地址；请写成 postgres://用户:密码@主机:端口/数据库")]
    DatabaseUrl,
    #[error("使用 PostgreSQL（ANKAO_DATABASE_URL）时必须设置 ANKAO_JWT_SECRET；请设置至少 32 字节的随机密钥，各处相同")]
    NoSecret,
    #[error("ANKAO_BANK_DIR 指定的题库不能使用：{0}")]
    Bank(PacksError),
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
    /// The address to listen at; a host's name stands for its first address, of IPv4 where it has one.
    pub fn address(&self) -> Result<SocketAddr, SettingsError> {
        let addresses: Vec<_> = self.listen.to_socket_addrs().into_iter().flatten().collect();
        let address = addresses.iter().find(|it| it.is_ipv4()).or(addresses.first());
        address.copied().ok_or_else(|| SettingsError::Listen(self.listen.clone()))
    }

    /// The proxies whose word about where a request came from is believed.
    pub fn trusted_proxies(&self) -> Result<TrustedProxies, SettingsError> {
        let list = self.trusted_proxies.as_deref().unwrap_or_default();
        TrustedProxies::parse(list).map_err(|NoNetwork(entry)| SettingsError::TrustedProxies(entry))
    }
}

impl Installation {
    /// Whether the private bank can be read and is right, which else is noticed on publishing.
    pub fn check_bank(&self) -> Result<(), SettingsError> {
        match &self.bank_dir {
            None => Ok(()),
            Some(path) => packs::bank(Some(path)).map(drop).map_err(SettingsError::Bank),
        }
    }

    /// Where the store is.
    pub fn location(&self) -> Result<Location, SettingsError> {
        match &self.database_url {
            None => Ok(Location::folder(&self.data_dir)),
            Some(url) => ServerUrl::new(url).map(Location::Server).ok_or(SettingsError::DatabaseUrl),
        }
    }

    /// The secret that tokens are signed with: given, or made with the data folder and kept there,
    /// readable by its owner alone. A store that is not in the folder needs one that is given.
    pub fn secret(&self, randomness: &Randomness) -> Result<Vec<u8>, SettingsError> {
        match &self.jwt_secret {
            Some(secret) if secret.len() < SECRET_BYTES => Err(SettingsError::ShortSecret(secret.len())),
            Some(secret) => Ok(secret.as_bytes().to_vec()),
            None if self.database_url.is_some() => Err(SettingsError::NoSecret),
            None => {
                let path = self.data_dir.join(SECRET_FILE);
                // Another secret would make other codes, and nobody would be told.
                if !path.exists() && store::is_in(&self.data_dir) {
                    return Err(SettingsError::SecretLost(self.data_dir.clone()));
                }
                let text = kept_text(&path, randomness)
                    .map_err(|error| SettingsError::SecretFile { path: path.clone(), error })?;
                let secret = hex::decode(text.trim()).ok().filter(|secret| secret.len() >= SECRET_BYTES);
                secret.ok_or(SettingsError::DamagedSecret(path))
            }
        }
    }
}

/// What the file holds, or a new secret that it holds from now on. It is there as a whole or not at
/// all, and of two processes that make one, both read the same.
fn kept_text(path: &Path, randomness: &Randomness) -> io::Result<String> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        kept => return kept,
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    store::make_folder(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(hex::encode(randomness.bytes::<SECRET_BYTES>()).as_bytes())?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Ok(_) => {}
        Err(other) if other.error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(other) => return Err(other.error),
    }
    fs::read_to_string(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn installation(folder: &Path, secret: Option<&str>) -> Installation {
        let (data_dir, jwt_secret) = (folder.join("data"), secret.map(str::to_owned));
        Installation { data_dir, database_url: None, jwt_secret, bank_dir: None }
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
    fn a_secret_file_that_was_cut_short_is_refused_and_left_as_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let installation = installation(folder.path(), None);
        installation.secret(&Randomness::seeded(1)).expect("made");
        let path = installation.data_dir.join(SECRET_FILE);
        for damaged in ["", "abcd", "not hexadecimal"] {
            fs::write(&path, damaged).expect("written");
            let refused = installation.secret(&Randomness::seeded(1)).expect_err("refused");
            assert!(matches!(refused, SettingsError::DamagedSecret(_)), "{refused}");
            assert_eq!(fs::read_to_string(&path).expect("there"), damaged);
        }
    }

    #[test]
    fn an_address_may_be_told_by_the_hosts_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let listening = |listen: &str| {
            let installation = installation(folder.path(), None);
            Settings { listen: listen.into(), trusted_proxies: None, installation, log: "info".into() }.address()
        };
        assert_eq!(listening("127.0.0.1:80").expect("an address").to_string(), "127.0.0.1:80");
        assert_eq!(listening("[::1]:80").expect("an address").to_string(), "[::1]:80");
        assert!(listening("localhost:80").expect("an address").ip().is_loopback());
        for wrong in ["8080", "localhost", "127.0.0.1:99999", ""] {
            let refused = listening(wrong).expect_err("refused").to_string();
            assert!(refused.starts_with(&format!("ANKAO_LISTEN 的值“{wrong}”不是")), "{refused}");
        }
    }

    #[test]
    fn a_store_on_a_server_needs_its_address_and_a_secret_that_is_given() {
        let folder = tempfile::tempdir().expect("a folder");
        let on = |url: &str, secret| Installation {
            database_url: Some(url.to_owned()),
            ..installation(folder.path(), secret)
        };
        let secret = "a secret of 32 bytes and some more";
        let given = on("postgres://ankao@db.example/ankao", Some(secret));
        assert!(matches!(given.location(), Ok(Location::Server(_))));
        assert_eq!(given.secret(&Randomness::seeded(1)).expect("given"), secret.as_bytes());
        let refused = on("postgres://ankao@db.example/ankao", None).secret(&Randomness::seeded(1));
        assert!(matches!(refused, Err(SettingsError::NoSecret)));
        assert!(!folder.path().join("data").exists(), "no folder is made for it");
        let refused = on("mysql://ankao:hunter2@db.example/ankao", Some(secret)).location().expect_err("refused");
        insta::assert_snapshot!(refused, @"ANKAO_DATABASE_URL 不是 PostgreSQL 数据库的地址；请写成 postgres://用户:密码@主机:端口/数据库");
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
            listen: "127.0.0.1:0".into(),
            installation: installation(folder.path(), None),
            trusted_proxies: Some("10.0.0.0/8,gateway".to_owned()),
            log: "info".into(),
        };
        let refused = settings.trusted_proxies();
        insta::assert_snapshot!(refused.expect_err("refused"), @"ANKAO_TRUSTED_PROXIES 中的“gateway”不是地址或网段；请写成以逗号分隔的地址或网段，例如 10.0.0.0/8,::1，没有前置代理则不设置");
    }
}
