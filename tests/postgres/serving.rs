//! One process serves at a time; those that start together do not trip over each other; what they say to the
//! server, nobody else reads.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use ankao::store::StoreError;

use crate::{Ground, Sitting, postgres::Server};

const SECRET: &str = "a secret of at least 32 bytes, given";

fn ankao(ground: &Ground, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ankao"));
    command.args(arguments).env("ANKAO_DATABASE_URL", &ground.url).env("ANKAO_JWT_SECRET", SECRET);
    command.env_remove("ANKAO_BANK_DIR").stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[actix_web::test]
async fn ten_processes_that_start_at_once_bring_the_tables_up_to_date_once() {
    let ground = Ground::new().await;
    let processes: Vec<_> = (0..10).map(|_| ankao(&ground, &["migrate"]).spawn().expect("the binary runs")).collect();
    for process in processes {
        let ended = process.wait_with_output().expect("gone");
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
        assert_eq!(String::from_utf8_lossy(&ended.stdout), "数据库的结构已是最新\n");
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/postgres");
    let migrations = i64::try_from(fs::read_dir(folder).expect("a folder").count()).expect("few");
    assert_eq!(ground.number("SELECT COUNT(*) FROM _sqlx_migrations WHERE success").await, migrations);
}

#[actix_web::test]
async fn a_second_service_on_the_same_database_is_refused_until_the_first_is_gone() {
    let ground = Ground::new().await;
    let first = ground.open().await.expect("opened");
    let second = ankao(&ground, &["serve", "--listen", "127.0.0.1:0"]).output().expect("the binary runs");
    assert!(!second.status.success());
    let said = String::from_utf8_lossy(&second.stderr);
    assert!(said.contains("数据库正由另一个安考服务使用，目前一个数据库只能由一个服务使用"), "{said}");
    assert_eq!(said.trim().lines().count(), 1, "{said}");
    let shell = ankao(&ground, &["board", "rebuild"]).output().expect("the binary runs");
    let said = String::from_utf8_lossy(&shell.stderr);
    assert!(!shell.status.success() && said.contains("请先停止服务"), "{said}");
    first.store.close().await;
    ground.open().await.expect("opened");
}

#[actix_web::test]
async fn a_service_that_another_has_followed_writes_nothing_any_more_and_is_not_ready() {
    let ground = Ground::new().await;
    let first = Sitting::begin(ground.open().await.expect("opened")).await;
    first.save(0, 1).await;
    // The lock goes with the connection that has it.
    let ended = "SELECT COUNT(pg_terminate_backend(l.pid))
                 FROM pg_locks l
                 WHERE l.locktype = 'advisory' AND l.granted
                     AND (l.classid::BIGINT << 32 | l.objid::BIGINT) = hashtextextended(
                         'ankao serving of ' || current_schema()::TEXT, 0)";
    assert_eq!(ground.number(ended).await, 1);
    let second = ground.open().await.expect("opened");

    let saved = first.try_to_save(1, 1).await;
    assert!(matches!(saved, Err(StoreError::Unavailable)), "{saved:?}");
    let turn = first.app.store.write().await;
    assert!(matches!(turn, Err(StoreError::Succeeded)), "{turn:?}");
    let ready = first.app.store.ping().await;
    assert!(matches!(ready, Err(StoreError::Succeeded)), "{ready:?}");

    second.store.ping().await.expect("ready");
    let second = Sitting { app: second, attempt: first.attempt };
    second.save(2, 1).await;
    first.app.store.close().await;
    second.app.store.close().await;
}

#[actix_web::test]
async fn what_is_said_to_the_server_is_sealed_where_the_address_asks_for_it() {
    let server = Server::own();
    let url = server.sealed_url();
    let ground = Ground::at(&url, server).await;
    let sitting = Sitting::begin(ground.open().await.expect("opened")).await;
    sitting.save(0, 1).await;
    let connections = "SELECT COUNT(*)
                       FROM pg_stat_ssl s
                       JOIN pg_stat_activity a ON a.pid = s.pid
                       WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()";
    assert!(ground.number(connections).await >= 4);
    let open = "SELECT COUNT(*)
                FROM pg_stat_ssl s
                JOIN pg_stat_activity a ON a.pid = s.pid
                WHERE a.datname = current_database() AND NOT s.ssl";
    assert_eq!(ground.number(open).await, 0);
    sitting.app.store.close().await;
}
