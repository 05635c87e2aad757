//! Templates to download: a form as an xlsx with its titles, an example line and columns of text.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Note, Workbook, XlsxError};

use super::{
    form::{Column, Form, Need},
    roster,
    text::Reads,
    units,
};
use crate::fault::Fault;

/// Lines of the template whose cells are text, whatever is typed.
const LINES: u32 = 1_000;

/// The template of a file of units.
pub fn units_template() -> Result<Vec<u8>, Fault> {
    template(&units::FORM).map_err(Fault::internal)
}

/// The template of a roster.
pub fn roster_template() -> Result<Vec<u8>, Fault> {
    template(&roster::FORM).map_err(Fault::internal)
}

fn template<const N: usize>(form: &Form<N>) -> Result<Vec<u8>, XlsxError> {
    let heading = Format::new()
        .set_bold()
        .set_align(FormatAlign::Center)
        .set_border(FormatBorder::Thin)
        .set_background_color(Color::RGB(0x00DD_EBF7));
    let example = Format::new().set_italic().set_font_color(Color::Gray).set_num_format("@");
    let text = Format::new().set_num_format("@");
    let number = Format::new().set_num_format("0");
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name(form.name)?;
    for (index, column) in (0..).zip(&form.columns) {
        let Column { title, example: shown, .. } = column;
        sheet.write_string_with_format(0, index, *title, &heading)?;
        sheet.insert_note(0, index, &Note::new(hint(column)).set_author("安考"))?;
        sheet.set_column_width(index, if column.reads == Reads::Name { 20 } else { 16 })?;
        let format = if column.reads == Reads::Count { &number } else { &text };
        sheet.set_column_format(index, format)?;
        if !shown.is_empty() {
            sheet.write_string_with_format(1, index, *shown, &example)?;
        }
        for line in 2..LINES {
            sheet.write_blank(line, index, format)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    workbook.save_to_buffer()
}

fn hint(column: &Column) -> String {
    let need = match column.need {
        Need::Filled => "必填",
        Need::There => "可留空",
        Need::Optional => "选填，整列可删去",
    };
    let form = match column.reads {
        Reads::Name => "",
        Reads::Code => "；文本格式，保留前面的 0",
        Reads::Count => "；正整数",
    };
    format!("{need}{form}。以“（示例）”开头的行不会导入。")
}
