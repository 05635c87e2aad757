//! What a single cell means: a name, a code, a count. What a spreadsheet has spoiled is refused, what
//! typing has only roughened is put right.

use crate::sheet::Cell;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// A name of a person, unit or place.
    Name,
    /// A code, an employee number: digits that are no number. Zeros in front count.
    Code,
    /// How many people.
    Count,
}

/// What was read of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    pub value: String,
    /// It stood in the file with spaces around it or in full-width letters.
    pub put_right: bool,
}

/// Characters of a value.
pub const LONGEST_VALUE: usize = 64;
/// Excel keeps 15 digits of a number and writes zeros for the others.
const DIGITS_KEPT: f64 = 1e15;
const MOST_PEOPLE: u32 = 10_000_000;

/// Reads a cell; nothing of an empty one. The error says, in Chinese, what is wrong with it.
pub fn read(cell: &Cell, reads: Reads) -> Result<Option<Reading>, String> {
    match cell {
        Cell::Empty => Ok(None),
        Cell::Text(text) => read_text(text, reads),
        Cell::Number(value, zeros) => {
            number(*value, *zeros, reads).map(|value| Some(Reading { value, put_right: false }))
        }
        Cell::Date => Err("被电子表格改成了日期，请将该列设为文本格式后重新填写".into()),
        Cell::Formula => Err("是公式，请粘贴为数值".into()),
        Cell::Other => Err("是错误值或逻辑值，请填写文字".into()),
    }
}

fn read_text(text: &str, reads: Reads) -> Result<Option<Reading>, String> {
    let narrow = |c: char| match (reads, c) {
        // Names keep their full-width brackets: 大连市第一中学（南校区）.
        (Reads::Name, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ') | (Reads::Code | Reads::Count, '！'..='～') => {
            char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c)
        }
        (_, '\u{3000}' | '\u{A0}') => ' ',
        _ => c,
    };
    let invisible = |c: char| matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{FEFF}');
    let value: String = text.chars().filter(|&c| !invisible(c)).map(narrow).collect();
    let value = value.trim();
    if value.is_empty() {
        return Ok(None);
    }
    if value.chars().any(char::is_control) {
        return Err("含有换行或控制字符".into());
    }
    if value.chars().count() > LONGEST_VALUE {
        return Err(format!("超过 {LONGEST_VALUE} 个字"));
    }
    if is_scientific(value) {
        return Err(format!("是科学计数法（{value}），原来的数字已丢失，请将该列设为文本格式后重新填写"));
    }
    let put_right = value != text;
    if reads == Reads::Count {
        return count(value).map(|value| Some(Reading { value, put_right }));
    }
    Ok(Some(Reading { value: value.to_owned(), put_right }))
}

fn number(value: f64, zeros: usize, reads: Reads) -> Result<String, String> {
    if value.fract() != 0.0 || value < 0.0 {
        return Err(format!("是数字 {value}，应当是整数或文字"));
    }
    if value >= DIGITS_KEPT {
        return Err("是超过 15 位的数字，末尾几位已被电子表格改成 0，请将该列设为文本格式后重新填写".into());
    }
    let digits = format!("{value:.0}");
    match reads {
        Reads::Count => count(&digits),
        Reads::Name | Reads::Code => Ok(format!("{digits:0>zeros$}")),
    }
}

fn count(value: &str) -> Result<String, String> {
    let digits = value.bytes().all(|byte| byte.is_ascii_digit());
    let people = if digits { value.parse::<u32>().ok() } else { None };
    match people {
        Some(people @ 1..=MOST_PEOPLE) => Ok(people.to_string()),
        _ => Err(format!("是“{value}”，应当是正整数")),
    }
}

/// As a spreadsheet writes a long number that it shows in a narrow column: 1.38E+10. A code such as
/// 1E05, without a sign, is one.
fn is_scientific(value: &str) -> bool {
    let Some((mantissa, exponent)) = value.split_once(['E', 'e']) else { return false };
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let signed = exponent.strip_prefix(['+', '-']).is_some_and(all_digits);
    signed && all_digits(whole) && all_digits(fraction)
}

/// Whether these digits begin with zeros that a spreadsheet would lose.
#[must_use]
pub fn has_leading_zero(value: &str) -> bool {
    value.len() > 1 && value.starts_with('0') && value.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(cell: &Cell, reads: Reads) -> Result<Option<String>, String> {
        read(cell, reads).map(|reading| reading.map(|it| it.value))
    }

    #[test]
    fn what_typing_has_roughened_is_put_right_and_said() {
        for (text, reads, read_as) in [
            ("  张三　", Reads::Name, "张三"),
            ("００１２３", Reads::Code, "00123"),
            ("Ａ－１７", Reads::Code, "A-17"),
            ("第２中学（南校区）", Reads::Name, "第2中学（南校区）"),
            ("\u{200B}00123\u{FEFF}", Reads::Code, "00123"),
            ("１２0 ", Reads::Count, "120"),
        ] {
            let reading = read(&Cell::text(text), reads).expect("readable").expect("not empty");
            assert_eq!(reading, Reading { value: read_as.into(), put_right: true });
        }
        let untouched = read(&Cell::text("00123"), Reads::Code).expect("readable").expect("not empty");
        assert!(!untouched.put_right);
        assert_eq!(value(&Cell::text(" \u{3000} "), Reads::Code), Ok(None));
    }

    #[test]
    fn what_a_spreadsheet_has_spoiled_is_refused() {
        for cell in [
            Cell::text("1.38E+10"),
            Cell::text("1e-5"),
            Cell::text("１.３８Ｅ＋１０"),
            Cell::Number(2.101_021_99e17, 0),
            Cell::Number(12.5, 0),
            Cell::Number(-1.0, 0),
            Cell::Date,
            Cell::Formula,
            Cell::Other,
        ] {
            assert!(value(&cell, Reads::Code).is_err(), "{cell:?}");
        }
    }

    #[test]
    fn whole_numbers_are_read_as_their_digits() {
        assert_eq!(value(&Cell::Number(13_812_345_678.0, 0), Reads::Code), Ok(Some("13812345678".into())));
        assert_eq!(value(&Cell::Number(123.0, 5), Reads::Code), Ok(Some("00123".into())));
        assert_eq!(value(&Cell::text("1E05"), Reads::Code), Ok(Some("1E05".into())));
    }

    #[test]
    fn a_count_is_a_whole_number_of_people() {
        assert_eq!(value(&Cell::Number(300.0, 0), Reads::Count), Ok(Some("300".into())));
        for cell in [
            Cell::Number(0.0, 0),
            Cell::Number(99.5, 0),
            Cell::Number(1e12, 0),
            Cell::text("12.0"),
            Cell::text("约300"),
            Cell::text("1,200"),
            Cell::text("3E+02"),
        ] {
            assert!(value(&cell, Reads::Count).is_err(), "{cell:?}");
        }
    }

    #[test]
    fn names_are_one_line_and_not_too_long() {
        assert!(value(&Cell::text("张\n三"), Reads::Name).is_err());
        assert!(value(&Cell::text(&"长".repeat(65)), Reads::Name).is_err());
        assert_eq!(value(&Cell::text(&"长".repeat(64)), Reads::Name), Ok(Some("长".repeat(64))));
    }
}
