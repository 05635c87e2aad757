//! How sheets look: a title across the table, a line under it, a bold heading in borders that stays
//! where it is, texts to the left and numbers to the right, A4 landscape with page numbers.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

/// The paper size of A4.
const A4: u8 = 9;
/// The first line of the table's body.
pub const FIRST_ROW: u32 = 3;

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub title: &'static str,
    /// In characters of the body's font.
    pub width: u8,
}

/// Where a unit is, as [`super::place`] tells it.
pub const CITY: Column = Column { title: "市", width: 14 };
pub const COUNTY: Column = Column { title: "县（市、区）", width: 14 };
pub const UNIT: Column = Column { title: "单位名称", width: 36 };

/// A cell. Nothing but [`Value::Text`] takes what people wrote, and it is always a text: a name that
/// begins with `=` is a name.
#[derive(Clone, Debug)]
pub enum Value<'a> {
    Text(&'a str),
    Whole(i64),
    /// Points, seconds: as many decimals as there are.
    Decimal(f64),
    /// From 0 to 1, shown in percent.
    Share(f64),
    None,
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl From<u32> for Value<'_> {
    fn from(number: u32) -> Self {
        Self::Whole(number.into())
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::None, Into::into)
    }
}

/// The formats of a workbook.
#[derive(Debug)]
pub struct Style {
    title: Format,
    under_title: Format,
    heading: Format,
    text: Format,
    number: Format,
    share: Format,
}

impl Default for Style {
    fn default() -> Self {
        let cell = || Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter);
        let right = || cell().set_align(FormatAlign::Right);
        Self {
            title: Format::new()
                .set_bold()
                .set_font_size(18)
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter),
            under_title: Format::new().set_align(FormatAlign::Left),
            heading: cell().set_bold().set_align(FormatAlign::Center).set_text_wrap(),
            // Line breaks and rows of different height have no place in a list.
            text: cell().set_align(FormatAlign::Left).set_num_format("@"),
            number: right(),
            share: right().set_num_format("0.00%"),
        }
    }
}

impl Style {
    /// Prepares a sheet for a table.
    pub fn open(
        &self,
        sheet: &mut Worksheet,
        title: &str,
        under_title: &str,
        columns: &[Column],
    ) -> Result<(), XlsxError> {
        let last = u16::try_from(columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
        sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0).set_print_center_horizontally(true);
        sheet.set_footer("&C第 &P 页，共 &N 页");
        sheet.set_repeat_rows(FIRST_ROW - 1, FIRST_ROW - 1)?;
        sheet.set_freeze_panes(FIRST_ROW, 0)?;
        for (index, column) in (0..).zip(columns) {
            sheet.set_column_width(index, column.width)?;
        }
        sheet.set_row_height(0, 36)?;
        sheet.merge_range(0, 0, 0, last, title, &self.title)?;
        sheet.merge_range(1, 0, 1, last, under_title, &self.under_title)?;
        for (index, column) in (0..).zip(columns) {
            sheet.write_string_with_format(FIRST_ROW - 1, index, column.title, &self.heading)?;
        }
        Ok(())
    }

    pub fn write(&self, sheet: &mut Worksheet, row: u32, values: &[Value<'_>]) -> Result<(), XlsxError> {
        for (column, value) in (0..).zip(values) {
            match value {
                Value::Text(text) => sheet.write_string_with_format(row, column, *text, &self.text)?,
                #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
                Value::Whole(number) => sheet.write_number_with_format(row, column, *number as f64, &self.number)?,
                Value::Decimal(number) => sheet.write_number_with_format(row, column, *number, &self.number)?,
                Value::Share(number) => sheet.write_number_with_format(row, column, *number, &self.share)?,
                Value::None => sheet.write_blank(row, column, &self.text)?,
            };
        }
        Ok(())
    }
}
