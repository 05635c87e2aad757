//! Files that commands read and write.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::Path,
};

use anyhow::{Context, anyhow, bail};
use serde::de::DeserializeOwned;

/// Who may read a file that is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Readable {
    /// Whoever may read what this user makes.
    AsUsual,
    /// Nobody but this user.
    ByOwner,
}

/// The bytes of a file that has at most so many.
pub(super) fn read(path: &Path, at_most: usize) -> anyhow::Result<Vec<u8>> {
    let unreadable = || format!("无法读取 {}", path.display());
    let file = File::open(path).with_context(unreadable)?;
    let mut bytes = Vec::new();
    file.take(at_most as u64 + 1).read_to_end(&mut bytes).with_context(unreadable)?;
    if bytes.len() > at_most {
        bail!("{} 超过 {} MiB", path.display(), at_most >> 20);
    }
    Ok(bytes)
}

/// Reads settings from a TOML file, or from a JSON one, which alone can say null.
pub(super) fn read_settings<T: DeserializeOwned>(path: &Path) -> anyhow::Result<T> {
    let text = fs::read_to_string(path).with_context(|| format!("无法读取 {}", path.display()))?;
    let malformed = |why: &str| anyhow!("{} 的格式有误：{why}", path.display());
    if path.extension().is_some_and(|it| it.eq_ignore_ascii_case("json")) {
        return serde_json::from_str(&text).map_err(|error| malformed(&error.to_string()));
    }
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        malformed(&format!("第 {} 行，{}", before.matches('\n').count() + 1, error.message()))
    })?;
    let settings = with_times_as_text(toml::Value::Table(table)).try_into();
    settings.map_err(|error: toml::de::Error| malformed(error.message()))
}

/// TOML has times of its own; the API writes them as text. Both are welcome in the file.
fn with_times_as_text(value: toml::Value) -> toml::Value {
    match value {
        toml::Value::Datetime(time) => toml::Value::String(time.to_string()),
        toml::Value::Array(items) => toml::Value::Array(items.into_iter().map(with_times_as_text).collect()),
        toml::Value::Table(table) => {
            toml::Value::Table(table.into_iter().map(|(key, value)| (key, with_times_as_text(value))).collect())
        }
        other => other,
    }
}

/// Writes a file whole or not at all: what stood there before stays until the new one is complete.
pub(super) fn write(path: &Path, readable: Readable, content: impl Read) -> anyhow::Result<()> {
    replace(path, readable, content).with_context(|| format!("无法写入 {}", path.display()))
}

fn replace(path: &Path, readable: Readable, mut content: impl Read) -> io::Result<()> {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = new_in(folder, readable)?;
    io::copy(&mut content, file.as_file_mut())?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

fn new_in(folder: &Path, readable: Readable) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    if readable == Readable::AsUsual {
        use std::os::unix::fs::PermissionsExt;
        // Less what the umask takes away; without this line it is the owner's alone.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}
