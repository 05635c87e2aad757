//! Files that commands read and write.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::Path,
};

use anyhow::{Context, anyhow, bail};
use serde::de::DeserializeOwned;

use crate::input;

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
    let read = if path.extension().is_some_and(|it| it.eq_ignore_ascii_case("json")) {
        input::from_json(text.as_bytes())
    } else {
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            anyhow!("{} 第 {line} 行不符合 TOML 格式：{}", path.display(), error.message())
        })?;
        input::from_value(as_json(toml::Value::Table(table)))
    };
    // Flattened, for a sentence and not a chain: the fault tells all that there is.
    read.map_err(|fault| anyhow!("{}：{fault}", path.display()))
}

/// As the API takes it. TOML has times of its own; the API writes them as text, and both are welcome.
fn as_json(value: toml::Value) -> serde_json::Value {
    match value {
        toml::Value::Datetime(time) => time.to_string().into(),
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(is) => is.into(),
        toml::Value::Array(items) => items.into_iter().map(as_json).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, as_json(value))).collect(),
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
