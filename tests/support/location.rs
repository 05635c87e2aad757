//! Where a test's store is: in its folder; or, where `ANKAO_TEST_POSTGRES` names a server, in a schema there that
//! is called after the folder.

use std::path::Path;

use ankao::store::{Location, ServerUrl};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

#[allow(dead_code, reason = "not every test that shares this file has a choice")]
pub async fn location(folder: &Path) -> Location {
    match database_url(folder).await {
        None => Location::folder(folder),
        Some(url) => Location::Server(ServerUrl::new(&url).expect("an address")),
    }
}

/// What `ANKAO_DATABASE_URL` is for a store that is not in the folder.
#[allow(dead_code, reason = "not every test that shares this file starts the binary")]
pub async fn database_url(folder: &Path) -> Option<String> {
    let server = std::env::var("ANKAO_TEST_POSTGRES").ok()?;
    Some(schema(&server, folder).await)
}

/// The address of a schema on a server, which is made where it is not there.
pub async fn schema(server: &str, folder: &Path) -> String {
    let name = folder.file_name().and_then(|name| name.to_str()).expect("a folder with a name");
    let schema: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let schema = format!("test_{schema}");
    let mut connection = PgConnection::connect(server).await.expect("the server answers");
    // Of letters and digits only.
    let make = AssertSqlSafe(format!("CREATE SCHEMA IF NOT EXISTS {schema}"));
    sqlx::query(make).execute(&mut connection).await.expect("a schema");
    connection.close().await.expect("closed");
    let sign = if server.contains('?') { '&' } else { '?' };
    format!("{server}{sign}options[search_path]={schema}")
}
