//! Files that are old, broken, or meant to do harm.

use std::io::{Cursor, Read, Write};

use ankao::sheet::UPLOAD_LIMIT;
use rust_xlsxwriter::Workbook;
use serde_json::json;
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::{CSV, Files, UNITS};
use crate::support::xls;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// Why a roster in that file cannot be read.
async fn refused(files: &Files, file: Vec<u8>) -> String {
    let answer = files.send("participants", XLSX, file).await;
    assert_eq!(answer.problem(), "file_unreadable");
    answer.expect(422)["detail"].as_str().unwrap_or_default().to_owned()
}

fn sound_workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, title) in (0..).zip(["单位编码", "姓名", "工号"]) {
        sheet.write_string(0, column, title).expect("written");
    }
    workbook.save_to_buffer().expect("written")
}

/// A workbook whose sheet is `xml`, written piece by piece.
fn workbook_of(xml: impl Iterator<Item = String>) -> Vec<u8> {
    const SHEET: &str = "xl/worksheets/sheet1.xml";
    let mut sound = ZipArchive::new(Cursor::new(sound_workbook())).expect("a zip");
    let mut made = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..sound.len() {
        let mut part = sound.by_index(index).expect("a part");
        let name = part.name().expect("a name").into_owned();
        if name != SHEET {
            let mut content = Vec::new();
            part.read_to_end(&mut content).expect("read");
            made.start_file(name, SimpleFileOptions::default()).expect("a part");
            made.write_all(&content).expect("written");
        }
    }
    made.start_file(SHEET, SimpleFileOptions::default()).expect("a part");
    for piece in xml {
        made.write_all(piece.as_bytes()).expect("written");
    }
    made.finish().expect("finished").into_inner()
}

const HEAD: &str = r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#;
const TAIL: &str = "</sheetData></worksheet>";

#[actix_web::test]
async fn an_xls_of_an_old_office_is_read() {
    let files = Files::new().await;
    files.import("units", UNITS).await.expect(200);
    let text = |row, column, text: &str| xls::Cell::Text(row, column, text.to_owned());
    let heading = [text(0, 0, "单位编码"), text(0, 1, "姓名"), text(0, 2, "工号")];
    let person = [text(1, 0, "0001"), text(1, 1, "张三"), text(1, 2, "00123")];
    let file = xls::workbook(&[&heading[..], &person].concat());
    let report = files.send("participants", "application/vnd.ms-excel", file).await.expect(200);
    assert_eq!(report["created"], 1);

    let spoiled = [text(2, 0, "0001"), text(2, 1, "李四"), xls::Cell::Number(2, 2, 124.0)];
    let formula = [text(3, 0, "0001"), text(3, 1, "王五"), xls::Cell::Formula(3, 2, 2.0)];
    let file = xls::workbook(&[&heading[..], &person, &spoiled, &formula].concat());
    let answer = files.send("participants", "application/vnd.ms-excel", file).await;
    assert_eq!(answer.problem(), "file_rows_refused");
    let errors = answer.expect(422)["errors"].clone();
    let pointers: Vec<_> = errors.as_array().expect("errors").iter().map(|error| error["pointer"].clone()).collect();
    assert_eq!(pointers, ["/rows/3/工号", "/rows/4/工号"]);
    files.stage.stop().await;
}

#[actix_web::test]
async fn what_is_no_workbook_is_refused_and_the_server_goes_on() {
    let files = Files::new().await;
    let sound = sound_workbook();
    let truncated = sound[..sound.len() / 2].to_vec();
    let damaged = xls::workbook(&[xls::Cell::Text(0, 0, "单位编码".into())])[..900].to_vec();
    let compound = [&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1][..], &[0xFF; 4_000]].concat();
    for file in [truncated, damaged, compound, b"PK\x03\x04 nothing of the kind".to_vec()] {
        assert_eq!(refused(&files, file).await, "不是有效的 xlsx 或 xls 文件，或文件已损坏");
    }
    assert_eq!(refused(&files, vec![0x89, b'P', b'N', b'G', 0, 0, 1]).await, "无法识别文字编码，请另存为“CSV UTF-8”");
    assert_eq!(refused(&files, Vec::new()).await, "没有内容");
    assert_eq!(files.send("participants", "image/png", "x").await.problem(), "unsupported_media_type");
    let large = vec![b','; UPLOAD_LIMIT + 1];
    assert_eq!(files.send("participants", CSV, large).await.problem(), "payload_too_large");
    files.stage.stop().await;
}

#[actix_web::test]
async fn a_zip_bomb_is_refused_before_it_is_parsed() {
    let files = Files::new().await;
    let spaces = " ".repeat(1 << 20);
    let file = workbook_of(std::iter::repeat_n(spaces, 400));
    assert!(file.len() < 1 << 20, "{}", file.len());
    assert_eq!(refused(&files, file).await, "文件解压后过大");
    files.stage.stop().await;
}

#[actix_web::test]
async fn an_archive_that_lies_about_its_size_is_measured() {
    let files = Files::new().await;
    let spaces = " ".repeat(1 << 20);
    let mut file = workbook_of(std::iter::repeat_n(spaces, 400));
    let true_size = (400_u32 << 20).to_le_bytes();
    let places: Vec<usize> = (0..file.len() - 4).filter(|&at| file[at..at + 4] == true_size).collect();
    assert!(!places.is_empty());
    for at in places {
        file[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
    }
    let told = refused(&files, file).await;
    assert!(["文件解压后过大", "不是有效的 xlsx 或 xls 文件，或文件已损坏"].contains(&told.as_str()), "{told}");
    files.stage.stop().await;
}

#[actix_web::test]
async fn a_workbook_of_a_hundred_megabytes_of_cells_is_refused_in_time() {
    let files = Files::new().await;
    let row = |row: u32| {
        let cell =
            |column: char, text: u32| format!(r#"<c r="{column}{row}" t="inlineStr"><is><t>{text:08x}</t></is></c>"#);
        format!("<row r=\"{row}\">{}{}{}</row>", cell('A', row), cell('B', row * 7), cell('C', row * 31))
    };
    let rows = (1..=600_000).map(row);
    let file = workbook_of(std::iter::once(HEAD.to_owned()).chain(rows).chain([TAIL.to_owned()]));
    assert!(file.len() < UPLOAD_LIMIT, "{}", file.len());
    let told = refused(&files, file).await;
    // Whichever limit it meets first: that depends on how fast the machine is.
    let limits = ["行数超过 500000", "在限定的时间和内存内无法读完，请只保留需要的行列，或另存为 CSV"];
    assert!(limits.contains(&told.as_str()), "{told}");
    files.stage.stop().await;
}

#[actix_web::test]
async fn a_cell_of_a_hundred_megabytes_is_only_a_wrong_cell() {
    let files = Files::new().await;
    files.import("units", UNITS).await.expect(200);
    // Not so even that it would be taken for a bomb.
    let piece = (0..1 << 17_u32).map(|i: u32| format!("{i:08x}")).collect::<Vec<_>>().concat();
    let heading = r#"<row r="1"><c t="inlineStr"><is><t>单位编码</t></is></c><c t="inlineStr"><is><t>姓名</t></is></c><c t="inlineStr"><is><t>工号</t></is></c></row>"#;
    let start =
        format!(r#"{HEAD}{heading}<row r="2"><c t="inlineStr"><is><t>0001</t></is></c><c t="inlineStr"><is><t>"#);
    let end = format!(r#"</t></is></c><c t="inlineStr"><is><t>00123</t></is></c></row>{TAIL}"#);
    let file = workbook_of([start].into_iter().chain(std::iter::repeat_n(piece, 100)).chain([end]));
    assert!(file.len() < UPLOAD_LIMIT, "{}", file.len());
    let answer = files.send("participants", XLSX, file).await;
    let told = match answer.problem().as_str() {
        "file_rows_refused" => answer.expect(422)["errors"].clone(),
        _ => json!(answer.text),
    };
    assert_eq!(told, json!([{"pointer": "/rows/2/姓名", "detail": "超过 64 个字"}]));
    files.stage.stop().await;
}
