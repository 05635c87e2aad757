//! Every statement of the store, found in its source, is prepared by the engines that it is for: what stands in
//! `src/store/sqlite` and `src/store/postgres` by that one, all others by both.

#[path = "support/postgres.rs"]
mod postgres;

use std::{
    fs,
    path::{Path, PathBuf},
};

use proc_macro2::{TokenStream, TokenTree};
use sqlx::{
    AssertSqlSafe, Column, Connection, Executor, PgConnection, SqlSafeStr, SqliteConnection, Statement as _, TypeInfo,
    migrate::Migrator,
};

/// Statements that are put together: where a part is put in, by what stands before it, and a part.
const PARTS: [(&str, &str); 6] = [
    ("INSERT INTO import_row (import, line, unit, employee_number, name, secret) VALUES ", "($1, $2, $3, $4, $5, $6)"),
    ("INSERT INTO unit (parent, kind, name, sector, code)\nVALUES ", "($1, $2, $3, $4, $5)"),
    ("INSERT INTO contest_unit (contest, unit, headcount, unit_code)\nVALUES ", "($1, $2, $3, $4)"),
    ("WHERE e.contest = $1 AND e.person IN (", "$2, $3"),
    ("AND e.contest = a.contest AND e.person = a.person ", "AND e.unit IN (1, 2)"),
    ("WHERE m.contest = $1 AND m.origin = 'roster' ", "AND m.unit IN ($5, $6)"),
];

/// What a statement begins with.
const VERBS: [&str; 6] = ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH ", "PRAGMA "];

/// What the columns of answers are of on PostgreSQL.
const PLAIN: [&str; 5] = ["INT8", "INT4", "TEXT", "BYTEA", "BOOL"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    Both,
    Sqlite,
    Postgres,
}

#[derive(Debug)]
struct Statement {
    of: Of,
    file: String,
    text: String,
}

#[tokio::test]
async fn sqlite_takes_every_statement_that_is_for_it() {
    let mut connection = SqliteConnection::connect("sqlite::memory:").await.expect("opened");
    migrations("sqlite").await.run(&mut connection).await.expect("tables");
    let mut refused = Vec::new();
    for Statement { file, text, .. } in statements().into_iter().filter(|it| it.of != Of::Postgres) {
        let prepared = connection.prepare(AssertSqlSafe(text.clone()).into_sql_str()).await;
        refused.extend(prepared.err().map(|error| format!("{file}: {error}\n{text}")));
    }
    assert!(refused.is_empty(), "{}", refused.join("\n\n"));
}

#[tokio::test]
async fn postgresql_takes_every_statement_that_is_for_it() {
    let server = postgres::Server::there();
    let mut connection = PgConnection::connect(&server.url).await.expect("connected");
    for setting in
        ["DROP SCHEMA IF EXISTS statements CASCADE", "CREATE SCHEMA statements", "SET search_path = statements"]
    {
        sqlx::query(setting).execute(&mut connection).await.expect("set");
    }
    migrations("postgres").await.run(&mut connection).await.expect("tables");
    let mut refused = Vec::new();
    for Statement { file, text, .. } in statements().into_iter().filter(|it| it.of != Of::Sqlite) {
        match connection.prepare(AssertSqlSafe(text.clone()).into_sql_str()).await {
            Err(error) => refused.push(format!("{file}: {error}\n{text}")),
            Ok(prepared) => {
                // Others, such as the sum of integers, nobody here can read.
                let columns = prepared.columns().iter();
                let odd = columns.filter(|it| !PLAIN.contains(&it.type_info().name()));
                refused.extend(odd.map(|it| format!("{file}: {} is {}\n{text}", it.name(), it.type_info())));
            }
        }
    }
    assert!(refused.is_empty(), "{}", refused.join("\n\n"));
}

#[test]
fn statements_are_found() {
    let of = |of| statements().iter().filter(|it| it.of == of).count();
    assert!(of(Of::Both) > 100, "{}", of(Of::Both));
    assert!(of(Of::Sqlite) > 10, "{}", of(Of::Sqlite));
    assert!(of(Of::Postgres) > 10, "{}", of(Of::Postgres));
}

async fn migrations(engine: &str) -> Migrator {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(engine);
    Migrator::new(folder).await.expect("migrations")
}

/// All statements outside of unit tests.
fn statements() -> Vec<Statement> {
    let store = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store");
    let mut statements = Vec::new();
    for file in files(&store) {
        let name = file.strip_prefix(&store).expect("below it").display().to_string();
        if name.starts_with("desk/model") || name == "sqlite/plans.rs" {
            continue;
        }
        let of = match name.split('/').next() {
            Some("sqlite") => Of::Sqlite,
            Some("postgres") => Of::Postgres,
            _ => Of::Both,
        };
        let source = fs::read_to_string(&file).expect("readable");
        let built = source.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        let mut texts = Vec::new();
        gather(built.parse().expect("Rust"), &mut texts);
        let texts = texts.iter().map(|text| text.trim()).filter(|text| VERBS.iter().any(|verb| text.starts_with(verb)));
        statements.extend(texts.map(|text| Statement { of, file: name.clone(), text: whole(&name, text) }));
    }
    statements
}

/// The texts in quotes.
fn gather(code: TokenStream, texts: &mut Vec<String>) {
    for token in code {
        match token {
            TokenTree::Group(group) => gather(group.stream(), texts),
            TokenTree::Literal(literal) => {
                texts.extend(syn::parse_str::<syn::LitStr>(&literal.to_string()).ok().map(|it| it.value()));
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }
}

/// A statement with the parts that are put into it.
fn whole(file: &str, text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let mut text = lines.join("\n");
    while let (Some(begin), Some(end)) = (text.find('{'), text.find('}')) {
        let part = PARTS.iter().find(|(before, _)| text[..begin].ends_with(before));
        assert!(part.is_some(), "{file}: no part is known for\n{text}");
        let part = part.map_or("", |(_, part)| part);
        text.replace_range(begin..=end, part);
    }
    text
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    files.into_iter().chain(folders.iter().flat_map(|folder| self::files(folder))).collect()
}
