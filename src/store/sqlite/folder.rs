//! The data folder: private to its owner, and one process's at a time.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use fs4::TryLockError;

use crate::store::{Result, StoreError};

/// The store's file in the data folder.
const FILE: &str = "ankao.sqlite";
/// What SQLite has not moved into it yet, where a process was killed.
const LOG: &str = "ankao.sqlite-wal";
const LOCK: &str = "ankao.lock";

/// Makes the folder where there is none, for its owner alone.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

/// Takes the folder for this process, as long as the file is held.
pub fn lock(folder: &Path) -> Result<File> {
    make_folder(folder)?;
    let lock = File::create(folder.join(LOCK))?;
    match fs4::FileExt::try_lock(&lock) {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse(folder.display().to_string())),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// The store's file, there and readable by its owner alone. What SQLite writes beside it takes after it.
pub fn file(folder: &Path) -> io::Result<PathBuf> {
    let path = folder.join(FILE);
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
        let file = options.mode(0o600).open(&path)?;
        file.set_permissions(fs::Permissions::from_mode(0o600))?;
    }
    #[cfg(not(unix))]
    options.open(&path)?;
    Ok(path)
}

/// Whether a store was ever opened in the folder.
#[must_use]
pub fn is_in(folder: &Path) -> bool {
    folder.join(FILE).exists()
}

/// Moves a store that is closed into a folder, in the place of what was there.
pub fn move_into(from: &Path, to: &Path) -> io::Result<()> {
    if from.join(LOG).exists() {
        fs::rename(from.join(LOG), to.join(LOG))?;
    }
    fs::rename(from.join(FILE), to.join(FILE))
}
