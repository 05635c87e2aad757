//! What errors say of their causes, in words for whoever reads the log or the shell.

/// Why the system refused something, in Chinese where it is one of the usual reasons.
#[must_use]
pub fn why(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => "不存在".into(),
        ErrorKind::PermissionDenied => "没有权限".into(),
        ErrorKind::AddrInUse => "已被占用".into(),
        ErrorKind::AddrNotAvailable => "本机没有这个地址".into(),
        ErrorKind::NotADirectory => "不是文件夹".into(),
        ErrorKind::IsADirectory => "是文件夹，不是文件".into(),
        ErrorKind::StorageFull => "磁盘已满".into(),
        ErrorKind::ReadOnlyFilesystem => "磁盘只读".into(),
        ErrorKind::InvalidData => "不是 UTF-8 文本".into(),
        _ => error.to_string(),
    }
}

/// An error with the causes below it, each told once: some errors tell their causes themselves.
#[must_use]
pub fn with_causes(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let told = error.to_string();
        if !text.contains(&told) {
            text += ": ";
            text += &told;
        }
        cause = error.source();
    }
    text
}
