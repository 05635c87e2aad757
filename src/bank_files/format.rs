//! Which formats there are, and how one is known by what a file holds.

use super::{Refused, Row, Written, aiken, gift, moodle, qti, qti_package, table, xml};
use crate::{
    domain::bank::Bank,
    sheet::{Sheet, delimited, workbook},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    Xlsx,
    Csv,
    Moodle,
    Gift,
    Aiken,
    /// 写成 3.0；2.1、2.2 和 3.0 都能读
    Qti30,
}

/// A file whose format is known.
#[derive(Debug)]
pub enum Opened {
    /// Its lines come from the child that parses workbooks.
    Workbook,
    Rows(Format, Vec<Row>),
}

/// Reads a file of the given format, or of the one that it seems to have.
pub fn open(file: &[u8], format: Option<Format>) -> Result<Opened, Refused> {
    let format = match format {
        Some(format) => format,
        None => Format::of(file)?,
    };
    let rows = match format {
        Format::Xlsx => return Ok(Opened::Workbook),
        Format::Csv => table::read(&delimited::parse(file)?)?,
        Format::Moodle => moodle::read(file)?,
        Format::Gift => gift::read(file)?,
        Format::Aiken => aiken::read(file)?,
        Format::Qti30 => qti::read(file)?,
    };
    Ok(Opened::Rows(format, rows))
}

/// The rows of a workbook.
pub fn of_workbook(sheet: &Sheet) -> Result<Vec<Row>, Refused> {
    table::read(sheet)
}

impl Format {
    /// By what the file holds; its name may say anything.
    pub fn of(file: &[u8]) -> Result<Self, Refused> {
        if workbook::is_xls(file) {
            return Ok(Self::Xlsx);
        }
        if workbook::is_xlsx(file) {
            return Ok(if qti_package::is_package(file) { Self::Qti30 } else { Self::Xlsx });
        }
        let text = delimited::decode(file)?;
        if text.trim_start().starts_with('<') {
            return match xml::root_name(&text).as_deref() {
                Some("quiz") => Ok(Self::Moodle),
                Some("assessmentitem") => Ok(Self::Qti30),
                _ => Err(Refused::UnknownFormat),
            };
        }
        if text.lines().take(table::HEADING_WITHIN).any(table::is_heading) {
            Ok(Self::Csv)
        } else if text.lines().any(aiken::is_answer) {
            Ok(Self::Aiken)
        } else if text.contains('{') && text.contains('}') {
            Ok(Self::Gift)
        } else {
            Err(Refused::UnknownFormat)
        }
    }

    pub fn write(self, bank: &Bank) -> Result<Written, Refused> {
        match self {
            Self::Xlsx => table::write_xlsx(bank),
            Self::Csv => table::write_csv(bank),
            Self::Moodle => moodle::write(bank),
            Self::Gift => gift::write(bank),
            Self::Aiken => aiken::write(bank),
            Self::Qti30 => qti::write(bank),
        }
    }

    /// What a row is called in reports.
    #[must_use]
    pub fn row_name(self) -> &'static str {
        match self {
            Self::Moodle | Self::Qti30 => "题",
            _ => "行",
        }
    }

    /// What no question keeps in this format.
    #[must_use]
    pub fn loses(self) -> Option<&'static str> {
        matches!(self, Self::Aiken).then_some("题号、法规、难度、知识点、依据、解析、用途、不同卷")
    }
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;
    use encoding_rs::GB18030;

    use super::*;
    use crate::domain::bank::samples::lamp_bank;

    fn written(format: Format) -> Vec<u8> {
        format.write(&lamp_bank()).expect("written").bytes
    }

    #[test]
    fn each_format_is_known_by_what_a_file_holds() {
        for format in Format::value_variants() {
            assert_eq!(Format::of(&written(*format)).expect("known"), *format);
        }
        let alone = b"<?xml version='1.0'?>\n<!-- alone --><assessmentItem/>";
        assert_eq!(Format::of(alone).expect("known"), Format::Qti30);
        assert_eq!(Format::of(b"").expect_err("unknown").to_string(), Refused::UnknownFormat.to_string());
    }

    #[test]
    fn files_of_text_are_read_alike_in_utf_8_utf_16_and_gb18030() {
        let rows = |file: &[u8]| match open(file, None).expect("readable") {
            Opened::Rows(_, rows) => rows,
            Opened::Workbook => Vec::new(),
        };
        for format in [Format::Csv, Format::Moodle, Format::Gift, Format::Aiken] {
            let utf8 = written(format);
            let text = String::from_utf8(utf8.clone()).expect("UTF-8");
            let text = text.trim_start_matches('\u{FEFF}');
            let utf16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
                std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(bytes).collect()
            };
            let plain = rows(&utf8);
            assert!(plain.iter().all(|row| row.read.is_ok()) && !plain.is_empty(), "{plain:?}");
            for file in [GB18030.encode(text).0.into_owned(), utf16(u16::to_le_bytes), utf16(u16::to_be_bytes)] {
                assert_eq!(rows(&file), plain, "{format:?}");
            }
        }
    }
}
