//! Delimited text: CSV in UTF-8, UTF-16 or GB18030, and the tab-separated “Unicode text” of
//! spreadsheets.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8};

use super::{Cell, Line, Lines, Sheet, Source, Unreadable};

pub fn parse(file: &[u8]) -> Result<Sheet, Unreadable> {
    let text = decode(file)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut lines = Lines::default();
    for record in reader.records() {
        let record = record.map_err(|_| Unreadable::Encoding)?;
        let number = record.position().map_or(0, |position| first_line(&text, position));
        let mut line = Line { number: u32::try_from(number).unwrap_or(u32::MAX), cells: Vec::new() };
        for (column, text) in record.iter().enumerate() {
            line.put(column, cell(text));
        }
        if !line.cells.is_empty() {
            lines.gather(line)?;
        }
    }
    Ok(lines.of(Source::Delimited))
}

/// The line on which a record begins. The reader's position is before the blank lines that it skips.
fn first_line(text: &str, position: &csv::Position) -> u64 {
    let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(start..).unwrap_or_default();
    let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|&&byte| byte == b'\n');
    position.line() + blank.count() as u64
}

/// A spreadsheet that opens the file would take these for formulas.
fn cell(text: &str) -> Cell {
    if text.starts_with('=') { Cell::Formula } else { Cell::text(text) }
}

/// A text that no spreadsheet takes for a formula: one that looks like it, also after blanks, in full width or
/// behind a tab or line break, gets an apostrophe in front; so does one that begins with an apostrophe.
#[must_use]
pub fn harmless(text: &str) -> Cow<'_, str> {
    if is_risky(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text that [`harmless`] was given.
#[must_use]
pub fn as_written(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| is_risky(rest)).unwrap_or(text)
}

fn is_risky(text: &str) -> bool {
    let first = text.trim_start().chars().next();
    let is_sign = matches!(first, Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '\'' | '|' | '%'));
    is_sign || text.starts_with(['\t', '\r', '\n'])
}

/// By the byte order mark, else UTF-8 where it is that, else what the letters look like. GBK is read as
/// GB18030, which contains it.
pub fn decode(file: &[u8]) -> Result<Cow<'_, str>, Unreadable> {
    let encoding = match Encoding::for_bom(file) {
        Some((encoding, _)) => encoding,
        None if std::str::from_utf8(file).is_ok() => UTF_8,
        None => {
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
            detector.feed(file, true);
            let guess = detector.guess(Some(b"cn"), Utf8Detection::Deny);
            if guess == GBK { GB18030 } else { guess }
        }
    };
    let (text, _, had_errors) = encoding.decode(file);
    // Bytes of pictures and the like decode to something in most single-byte encodings.
    if had_errors || text.contains('\0') { Err(Unreadable::Encoding) } else { Ok(text) }
}

/// Whichever of them the first line has most of.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |delimiter: u8| first.bytes().filter(|&byte| byte == delimiter).count();
    [b',', b'\t', b';'].into_iter().rev().max_by_key(|&delimiter| count(delimiter)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "单位名称,姓名,工号\n沈阳市第一建筑有限公司,\"张三, 李\",00123\n";

    fn lines(file: &[u8]) -> Vec<Line> {
        parse(file).expect("readable").lines
    }

    #[test]
    fn the_same_file_is_read_alike_in_every_encoding() {
        let plain = lines(TEXT.as_bytes());
        assert_eq!(plain[1].cells[1..], [Cell::text("张三, 李"), Cell::text("00123")]);
        let (gb18030, ..) = GB18030.encode(TEXT);
        let with_bom = [&b"\xEF\xBB\xBF"[..], TEXT.as_bytes()].concat();
        let utf16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            std::iter::once(0xFEFF).chain(TEXT.encode_utf16()).flat_map(bytes).collect()
        };
        for file in [gb18030.to_vec(), with_bom, utf16(u16::to_le_bytes), utf16(u16::to_be_bytes)] {
            assert_eq!(lines(&file), plain);
        }
    }

    #[test]
    fn a_rare_character_of_gb18030_is_kept() {
        let (file, ..) = GB18030.encode("姓名,工号\n㛃𠮷,1\n李四,2\n王五,3\n");
        assert_eq!(lines(&file)[1].cells[0], Cell::text("㛃𠮷"));
    }

    #[test]
    fn tabs_and_line_breaks_within_quotes_are_understood() {
        let lines = lines("姓名\t工号\n\"张\n三\"\t1\n\n李四\t2\n".as_bytes());
        let numbers: Vec<u32> = lines.iter().map(|line| line.number).collect();
        assert_eq!(numbers, [1, 2, 5]);
        assert_eq!(lines[1].cells, [Cell::text("张\n三"), Cell::text("1")]);
    }

    #[test]
    fn what_a_spreadsheet_would_take_for_a_formula_gets_an_apostrophe_that_comes_off_again() {
        for text in ["=1+1", "+86", "-2", "@SUM(A1)", " =1", "\t=1", "\n1", "＝1", "'=1", "''=1"] {
            assert_eq!(harmless(text), format!("'{text}"));
            assert_eq!(as_written(&harmless(text)), text);
        }
        for text in ["张三", "A-17", "", "13800000000", "安全 = 生命"] {
            assert_eq!(harmless(text), text);
            assert_eq!(as_written(text), text);
        }
        assert_eq!(as_written("'80s"), "'80s", "an apostrophe of the author's");
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        assert_eq!(parse(&[0x89, b'P', b'N', b'G', 0, 0, 0, 0xFF]), Err(Unreadable::Encoding));
    }
}
