//! Numbers with a unit, as statutes write them (三十万元, 百分之六十) and as papers do (30万元, 60%).

/// A number with its unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// As it stands in the text.
    pub written: String,
    /// In hundredths, so that 1.5 is a number like another.
    value: u64,
    unit: &'static str,
}

impl Quantity {
    /// Whether both say the same, however they write it.
    #[must_use]
    pub fn equals(&self, other: &Self) -> bool {
        (self.value, self.unit) == (other.value, other.unit)
    }

    #[must_use]
    pub fn has_unit_of(&self, other: &Self) -> bool {
        self.unit == other.unit
    }
}

/// How a unit is written, the longer before the shorter that it begins with, and what it is.
const UNITS: [(&str, &str); 20] = [
    ("个工作日", "工作日"),
    ("工作日", "工作日"),
    ("个小时", "小时"),
    ("小时", "小时"),
    ("分钟", "分钟"),
    ("周岁", "周岁"),
    ("个月", "月"),
    ("月", "月"),
    ("日", "日"),
    ("天", "日"),
    ("年", "年"),
    ("人", "人"),
    ("名", "人"),
    ("倍", "倍"),
    ("%", "%"),
    ("元", "元"),
    ("次", "次"),
    ("米", "米"),
    ("公里", "公里"),
    ("吨", "吨"),
];

/// The quantities of a text in their order. Ordinals such as 第三次 are none.
#[must_use]
pub fn quantities(text: &str) -> Vec<Quantity> {
    let text: String = text.chars().map(narrow).collect();
    let mut found = Vec::new();
    let mut rest = text.as_str();
    let mut is_ordinal = false;
    while let Some(next) = rest.chars().next() {
        let run = numeral_at(rest);
        if run.is_empty() {
            is_ordinal = next == '第';
            rest = &rest[next.len_utf8()..];
            continue;
        }
        let after = &rest[run.len()..];
        let read = fraction(run, after).or_else(|| with_unit(run, after));
        let length = read.as_ref().map_or(run.len(), |(length, ..)| *length);
        if let Some((_, value, unit)) = read.filter(|_| !is_ordinal) {
            found.push(Quantity { written: rest[..length].to_owned(), value, unit });
        }
        is_ordinal = false;
        rest = &rest[length..];
    }
    found
}

/// Full-width digits and signs as the plain ones.
fn narrow(character: char) -> char {
    match character {
        '０'..='９' | '％' | '．' => {
            char::from_u32(u32::from(character) - u32::from('！') + u32::from('!')).unwrap_or(character)
        }
        _ => character,
    }
}

fn numeral_at(text: &str) -> &str {
    let is_numeral = |c: char| c.is_ascii_digit() || c == '.' || "零〇一二两三四五六七八九十百千万亿".contains(c);
    &text[..text.find(|c| !is_numeral(c)).unwrap_or(text.len())]
}

/// The length in bytes, the value and the unit of a number and its unit.
fn with_unit(run: &str, after: &str) -> Option<(usize, u64, &'static str)> {
    let (written, unit) = UNITS.iter().find(|(written, _)| after.starts_with(written))?;
    Some((run.len() + written.len(), value(run)?, unit))
}

/// 百分之六十 is 60%; any other fraction keeps both of its numbers.
fn fraction(run: &str, after: &str) -> Option<(usize, u64, &'static str)> {
    let part = numeral_at(after.strip_prefix("分之")?);
    let length = run.len() + "分之".len() + part.len();
    let (of, part) = (value(run)?, value(part)?);
    Some(if of == 100 * 100 {
        (length, part, "%")
    } else {
        (length, of.checked_mul(1_000_000)?.checked_add(part)?, "分之")
    })
}

/// In hundredths: 三十万, 30万, 1.5, 一百零五.
fn value(numeral: &str) -> Option<u64> {
    let digits = numeral.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(numeral.len());
    let (decimal, units) = numeral.split_at(digits);
    let mut digit = if decimal.is_empty() { None } else { Some(hundredths(decimal)?) };
    // 万 multiplies the section before it, 亿 all that stands before it: 一亿二千万, 一万亿.
    let (mut total, mut section) = (0_u64, 0_u64);
    for character in units.chars() {
        match character {
            '十' | '百' | '千' => {
                let unit = [('十', 10), ('百', 100)].iter().find(|it| it.0 == character).map_or(1000, |it| it.1);
                section = section.checked_add(digit.take().unwrap_or(100).checked_mul(unit)?)?;
            }
            '万' => {
                let here = section.checked_add(digit.take().unwrap_or(0)).filter(|sum| *sum > 0)?;
                (total, section) = (total.checked_add(here.checked_mul(10_000)?)?, 0);
            }
            '亿' => {
                let sum = total.checked_add(section)?.checked_add(digit.take().unwrap_or(0)).filter(|sum| *sum > 0)?;
                (total, section) = (sum.checked_mul(100_000_000)?, 0);
            }
            _ => digit = Some(digit.unwrap_or(0).checked_mul(10)?.checked_add(100 * chinese_digit(character)?)?),
        }
    }
    total.checked_add(section)?.checked_add(digit.unwrap_or(0))
}

fn chinese_digit(character: char) -> Option<u64> {
    match character {
        '〇' => Some(0),
        '两' => Some(2),
        _ => "零一二三四五六七八九".chars().zip(0..).find(|(digit, _)| *digit == character).map(|(_, value)| value),
    }
}

fn hundredths(decimal: &str) -> Option<u64> {
    let (whole, part) = decimal.split_once('.').unwrap_or((decimal, ""));
    let part = format!("{part:0<2}");
    whole.parse::<u64>().ok()?.checked_mul(100)?.checked_add(part.get(..2)?.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statutes_and_papers_write_the_same_number_differently() {
        for (statute, paper) in [
            ("三十万元", "30万元"),
            ("三十万元", "300000元"),
            ("三十万元", "３０万元"),
            ("一亿二千万元", "12000万元"),
            ("一千万元", "1000万元"),
            ("一亿元", "1亿元"),
            ("二十四小时", "24小时"),
            ("百分之六十", "60%"),
            ("百分之一百", "１００％"),
            ("三分之二", "3分之2"),
            ("两年", "2年"),
            ("十五日", "15天"),
            ("一百零五人", "105名"),
            ("三个月", "3个月"),
        ] {
            let [one, other] = [statute, paper].map(quantities);
            assert_eq!(one.len(), other.len(), "{statute} {paper}");
            assert!(one.iter().zip(&other).all(|(one, other)| one.equals(other)), "{statute} {paper}");
        }
        let differ = |one, other| !quantities(one)[0].equals(&quantities(other)[0]);
        assert!(differ("三十万元", "三万元") && differ("三十日", "三十个工作日") && differ("三分之二", "二分之一"));
        assert!(differ("1.5倍", "15倍") && differ("1.5倍", "1倍"));
    }

    #[test]
    fn quantities_stand_in_their_order_as_they_are_written() {
        let written = |text| quantities(text).into_iter().map(|it| it.written).collect::<Vec<_>>();
        assert_eq!(written("处二万元以上5万元以下罚款，10个工作日内缴纳"), ["二万元", "5万元", "10个工作日"]);
        assert_eq!(written("第三人、第八日、第二款、数万元、一级、三条、.元、〇"), Vec::<String>::new());
        assert_eq!(written("年收入百分之四十的罚款，经三分之二以上的人同意"), ["百分之四十", "三分之二"]);
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[0-9.０零一两十百千万亿分之%元日第 a]{0,40}") {
            let _ = quantities(&text);
        }
    }
}
