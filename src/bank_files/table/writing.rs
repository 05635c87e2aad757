//! Writing tables, and the template of one.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, XlsxError};

use super::{A, CITES, COLUMNS, DIFFICULTY, EXCLUDES, EXPLANATION, ID, KEY, KIND, STATUTE, STEM, TOPICS, USAGE};
use crate::{
    bank_files::{Refused, Written, annex, carried},
    domain::bank::{
        Bank,
        question::{Kind, Question},
    },
    sheet::delimited::harmless,
};

/// What the template shows: in the order of the columns, as far as there is something.
const TEMPLATE: [[&str; 13]; 3] = [
    [
        "（示例）单选",
        "灯塔应当何时点灯？",
        "夜间",
        "正午",
        "清晨",
        "假日",
        "",
        "",
        "A",
        "灯塔夜间点灯。",
        "2",
        "《灯塔法》第1条第1款“夜间点灯”",
        "点灯",
    ],
    [
        "（示例）多选",
        "守灯人履行哪些职责？",
        "点灯",
        "擦灯",
        "钓鱼",
        "唱歌",
        "",
        "",
        "AB",
        "点灯和擦灯。",
        "3",
        "《灯塔法》第2条第1款“履行下列职责”",
        "职责",
    ],
    [
        "（示例）判断",
        "雾天可以熄灯。",
        "",
        "",
        "",
        "",
        "",
        "",
        "错",
        "雾天不得熄灯。",
        "1",
        "《灯塔法》第1条第2款“雾天不得熄灯”",
        "点灯；雾天",
    ],
];

/// The cells of a question.
fn cells(question: &Question, bank: &Bank) -> [String; COLUMNS.len()] {
    let mut cells: [String; COLUMNS.len()] = std::array::from_fn(|_| String::new());
    for (cell, option) in cells[A..KEY].iter_mut().zip(&question.options) {
        cell.clone_from(option);
    }
    cells[KIND] = question.kind.name().into();
    cells[STEM].clone_from(&question.stem);
    cells[KEY] = match question.kind {
        Kind::Judgment => question.key.positions().map(|at| question.option(at.into())).collect(),
        Kind::Single | Kind::Multiple => question.key.letters(),
    };
    cells[EXPLANATION].clone_from(&question.explanation);
    cells[DIFFICULTY] = question.difficulty.to_string();
    cells[CITES] = annex::cite_lines(question, bank);
    cells[TOPICS] = annex::list_cell(&question.topics);
    cells[ID].clone_from(&question.id);
    cells[STATUTE].clone_from(&question.statute);
    cells[USAGE] = annex::usage_name(question.usage).into();
    cells[EXCLUDES] = annex::list_cell(&question.excludes);
    cells
}

/// UTF-8 with a byte order mark, by which spreadsheets know it.
pub fn write_csv(bank: &Bank) -> Result<Written, Refused> {
    let (questions, left_out) = carried(bank, |_| None);
    let unwritable = |error: csv::Error| Refused::Unwritable(error.to_string());
    let mut out =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer("\u{FEFF}".as_bytes().to_vec());
    out.write_record(COLUMNS.map(|(title, _)| title)).map_err(unwritable)?;
    for question in &questions {
        let cells = cells(question, bank);
        out.write_record(cells.each_ref().map(|cell| harmless(cell).into_owned())).map_err(unwritable)?;
    }
    let bytes = out.into_inner().map_err(|error| Refused::Unwritable(error.to_string()))?;
    Ok(Written { bytes, count: questions.len(), left_out })
}

pub fn write_xlsx(bank: &Bank) -> Result<Written, Refused> {
    let (questions, left_out) = carried(bank, |_| None);
    let lines = questions.iter().map(|question| cells(question, bank).to_vec());
    let bytes = workbook(lines, &Format::new()).map_err(|error| Refused::Unwritable(error.to_string()))?;
    Ok(Written { bytes, count: questions.len(), left_out })
}

/// The heading with three examples, to be filled in.
pub fn template() -> Result<Vec<u8>, Refused> {
    let examples = TEMPLATE.iter().map(|line| line.iter().map(ToString::to_string).collect());
    let format = Format::new().set_italic().set_font_color(Color::Gray);
    workbook(examples, &format).map_err(|error| Refused::Unwritable(error.to_string()))
}

fn workbook(lines: impl Iterator<Item = Vec<String>>, format: &Format) -> Result<Vec<u8>, XlsxError> {
    let heading = Format::new()
        .set_bold()
        .set_align(FormatAlign::Center)
        .set_border(FormatBorder::Thin)
        .set_background_color(Color::RGB(0x00DD_EBF7));
    // Text, whatever is typed: 1-2 stays 1-2, and =1 stays =1.
    let text = Format::new().set_num_format("@").set_text_wrap().set_align(FormatAlign::Top);
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("试题")?;
    for (column, (title, _)) in (0..).zip(COLUMNS) {
        sheet.set_column_format(column, &text)?;
        let is_wide = [STEM, EXPLANATION, CITES].contains(&usize::from(column));
        sheet.set_column_width(column, if is_wide { 48 } else { 14 })?;
        sheet.write_string_with_format(0, column, title, &heading)?;
    }
    let format = text.merge(format);
    for (row, cells) in (1..).zip(lines) {
        for (column, cell) in (0..).zip(&cells) {
            if !cell.is_empty() {
                sheet.write_string_with_format(row, column, cell, &format)?;
            }
        }
    }
    sheet.set_freeze_panes(1, 2)?;
    workbook.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use calamine::{Data, Reader, Xlsx};

    use super::*;
    use crate::{
        bank_files::{
            samples::{assert_comes_back, errors, question_bank, summary},
            table::{EXAMPLE, read},
        },
        sheet::{Cell, Line as SheetLine, Sheet, Source, delimited},
    };

    /// As the child does with the file, which a test of the command lets it do.
    fn sheet_of(xlsx: &[u8]) -> Sheet {
        let mut workbook = Xlsx::new(std::io::Cursor::new(xlsx)).expect("a workbook");
        let range = workbook.worksheet_range_at(0).expect("a sheet").expect("cells");
        let lines = (1..).zip(range.rows()).map(|(number, row)| {
            let mut line = SheetLine { number, cells: Vec::new() };
            for (column, data) in row.iter().enumerate() {
                match data {
                    Data::Empty => {}
                    Data::String(text) => line.put(column, Cell::text(text)),
                    other => panic!("{other:?} is no text"),
                }
            }
            line
        });
        Sheet { source: Source::Workbook, lines: lines.collect() }
    }

    #[test]
    fn the_template_shows_a_question_of_each_kind_and_none_of_them_is_imported() {
        let sheet = sheet_of(&template().expect("written"));
        assert_eq!(read(&sheet).expect("readable"), []);
        let mut filled = sheet;
        for line in &mut filled.lines {
            let Some(Cell::Text(kind)) = line.cells.first_mut() else { panic!("a kind") };
            *kind = kind.replace(EXAMPLE, "");
        }
        let rows = read(&filled).expect("readable");
        assert_eq!(errors(&rows), Vec::<String>::new());
        assert_eq!(summary(&rows).len(), 3);
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
        #[test]
        fn any_bank_comes_back_whole_from_a_csv(bank in question_bank()) {
            let read = |bytes: &[u8]| read(&delimited::parse(bytes).expect("delimited")).expect("readable");
            assert_comes_back(&bank, &write_csv(&bank).expect("written"), read)?;
        }

        #[test]
        fn any_bank_comes_back_whole_from_a_workbook(bank in question_bank()) {
            let read = |bytes: &[u8]| read(&sheet_of(bytes)).expect("readable");
            assert_comes_back(&bank, &write_xlsx(&bank).expect("written"), read)?;
        }
    }
}
