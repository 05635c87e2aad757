//! The end of a server: what is in flight is finished.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use crate::process::Server;

const BODY: &str = r#"{"login":"nobody","password":"no-password"}"#;

#[test]
fn a_request_whose_body_is_on_its_way_is_answered_before_the_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut server = Server::start(folder.path(), &[], &[]);
    let mut line = TcpStream::connect(server.base.trim_start_matches("http://")).expect("connected");
    let head = format!(
        "POST /api/v1/auth/login HTTP/1.1\r\nhost: ankao\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nexpect: 100-continue\r\nconnection: close\r\n\r\n",
        BODY.len()
    );
    line.write_all(head.as_bytes()).expect("sent");
    let mut go_on = [0; 25];
    line.read_exact(&mut go_on).expect("the server waits for the body");
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    line.write_all(&BODY.as_bytes()[..10]).expect("sent");

    server.ask_to_stop();
    // No newcomer is taken from now on.
    while TcpStream::connect(server.base.trim_start_matches("http://")).is_ok() {
        std::thread::yield_now();
    }
    line.write_all(&BODY.as_bytes()[10..]).expect("sent");
    let mut answer = String::new();
    line.read_to_string(&mut answer).expect("answered");
    assert!(answer.starts_with("HTTP/1.1 401 ") && answer.contains("sign_in_refused"), "{answer}");
    let (status, log) = server.end();
    assert!(status.success(), "{log}");
}
