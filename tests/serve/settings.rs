//! Settings that are wrong or missing: one sentence that says which, and what to do.

use std::{fs, net::TcpListener};

use crate::process::{Server, ankao, refused, run};

#[test]
fn what_is_wrong_is_said_in_one_sentence_with_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let said = |arguments: &[&str], settings: &[(&str, &str)]| {
        let arguments = ["serve"].into_iter().chain(arguments.iter().copied());
        refused(ankao(folder.path(), arguments).envs(settings.iter().copied()))
    };
    assert_eq!(
        said(&[], &[("ANKAO_LISTEN", "8080")]),
        "ANKAO_LISTEN 的值“8080”不是可用的监听地址；请写成 地址:端口，例如 127.0.0.1:8080"
    );
    assert_eq!(
        said(&["--listen", "127.0.0.1:0"], &[("ANKAO_JWT_SECRET", "short")]),
        "ANKAO_JWT_SECRET 只有 5 字节；请设置至少 32 字节的随机密钥，或不设置而由系统生成"
    );
    assert_eq!(
        said(&["--listen", "127.0.0.1:0"], &[("ANKAO_BANK_DIR", "nowhere")]),
        "ANKAO_BANK_DIR 指定的题库不能使用：无法读取 nowhere（不存在）"
    );
    assert_eq!(
        said(&["--listen", "127.0.0.1:0"], &[("ANKAO_LOG", "ankao=loud")]),
        "ANKAO_LOG 的值“ankao=loud”无法识别；可以用 error、warn、info、debug"
    );
    fs::write(folder.path().join("file"), "").expect("written");
    assert_eq!(
        said(&["--listen", "127.0.0.1:0"], &[("ANKAO_DATA_DIR", "file/data")]),
        "密钥文件 file/data/jwt-secret 无法读写（不是文件夹）；请检查 ANKAO_DATA_DIR 及其权限"
    );
    assert_eq!(
        said(&["--demo", "--listen", "0.0.0.0:0"], &[]),
        "--demo 只能监听本机地址（127.0.0.1），当前为 0.0.0.0:0；去掉 --demo，或修改 ANKAO_LISTEN"
    );
    assert!(!folder.path().join("data").exists(), "nothing was made");
}

#[test]
fn a_port_that_is_used_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let used = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = used.local_addr().expect("an address").to_string();
    let said = refused(&mut ankao(folder.path(), ["serve", "--listen", &address]));
    assert_eq!(said, format!("无法监听 {address}（已被占用）；换一个端口（ANKAO_LISTEN），或停止占用它的程序"));
}

#[test]
fn a_folder_that_another_process_uses_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let _running = Server::start(folder.path(), &[], &[]);
    for arguments in [vec!["serve", "--listen", "127.0.0.1:0"], vec!["serve", "--demo", "--listen", "127.0.0.1:0"]] {
        let said = refused(&mut ankao(folder.path(), arguments));
        assert_eq!(said, "数据目录 ./data 正由另一个进程使用；请先停止它，或换一个目录（ANKAO_DATA_DIR）");
    }
}

#[test]
fn a_folder_that_is_no_store_is_told_and_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("data")).expect("a folder");
    let file = folder.path().join("data/ankao.sqlite");
    fs::write(&file, "somebody's own notes, longer than the head of a database ".repeat(20)).expect("written");
    let before = fs::read(&file).expect("there");
    let mut command = ankao(folder.path(), ["serve", "--listen", "127.0.0.1:0"]);
    let said = refused(command.env("ANKAO_JWT_SECRET", "a secret of at least 32 bytes, given"));
    assert!(
        said.starts_with(
            "数据库没有应答；请检查数据目录（ANKAO_DATA_DIR）所在的磁盘，或 ANKAO_DATABASE_URL 所指的服务器: "
        ),
        "{said}"
    );
    assert_eq!(said.matches("not a database").count(), 1, "the cause is told once: {said}");
    assert_eq!(fs::read(&file).expect("there"), before);
}

#[test]
fn a_folder_with_real_people_takes_no_demo() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("data")).expect("a folder");
    let official = ["user", "create", "--login", "anwei", "--name", "安委办", "--organizer", "--password-stdin"];
    let made = run(folder.path(), official, "a-real-password");
    assert!(made.status.success(), "{made:?}");
    let said = refused(&mut ankao(folder.path(), ["serve", "--demo", "--listen", "127.0.0.1:0"]));
    assert_eq!(said, "数据目录中已有其他内容，--demo 不会改动它；换一个目录（ANKAO_DATA_DIR），或去掉 --demo");
}
