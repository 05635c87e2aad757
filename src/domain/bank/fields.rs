//! Reading a TOML table field by field, so that every fault of it is told at once, with its line.

use jiff::civil::Date;
use serde::{
    Deserialize,
    de::{IntoDeserializer, value::Error as ValueError},
};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    finding::{Code, Finding, Line, Located},
    question::{Kind, Usage},
};

/// What has been found in a file so far.
pub(super) struct Report<'a> {
    file: &'a str,
    /// Where lines end: asked for every field, so not counted anew each time.
    line_ends: Vec<usize>,
    pub(super) findings: Vec<Finding>,
}

impl<'a> Report<'a> {
    pub(super) fn new(file: &'a str, text: &str) -> Self {
        Self { file, line_ends: text.match_indices('\n').map(|(at, _)| at).collect(), findings: Vec::new() }
    }

    /// The line of a byte offset, which may lie at the very end of the text.
    pub(super) fn line_at(&self, offset: usize) -> Line {
        Line(1 + self.line_ends.partition_point(|&end| end < offset))
    }

    pub(super) fn add(&mut self, line: Line, question: Option<&str>, code: Code, message: impl Into<String>) {
        self.findings.push(Finding {
            file: self.file.to_owned(),
            line,
            question: question.map(ToOwned::to_owned),
            code,
            message: message.into(),
        });
    }
}

/// A table whose fields are taken out one after another; what is left at the end is unknown.
pub(super) struct Fields<'r, 'a, 'i> {
    report: &'r mut Report<'a>,
    table: DeTable<'i>,
    pub(super) line: Line,
    question: Option<String>,
}

impl<'r, 'a, 'i> Fields<'r, 'a, 'i> {
    /// `None`, and a finding, where the value called `name` is no table.
    pub(super) fn open(
        report: &'r mut Report<'a>,
        name: &str,
        question: Option<&str>,
        value: Spanned<DeValue<'i>>,
    ) -> Option<Self> {
        let line = report.line_at(value.span().start);
        let DeValue::Table(table) = value.into_inner() else {
            report.add(line, question, Code::MalformedField, format!("{name} 应当是一个表"));
            return None;
        };
        let own_id = table.get("id").and_then(|id| id.get_ref().as_str());
        let question = own_id.filter(|_| name == "question").or(question).map(ToOwned::to_owned);
        Some(Self { report, table, line, question })
    }

    /// A field that must be there. `None` comes with a finding.
    pub(super) fn take<T: Field>(&mut self, name: &str) -> Option<T> {
        Some(self.take_located(name)?.value)
    }

    /// As [`Self::take`], with the line on which the value begins.
    pub(super) fn take_located<T: Field>(&mut self, name: &str) -> Option<Located<T>> {
        let value = self.take_unread(name)?;
        self.read(name, &value)
    }

    /// A field that may be left out. `None` comes with a finding where it is there but wrong.
    pub(super) fn take_if_present<T: Field>(&mut self, name: &str) -> Option<T> {
        let value = self.table.remove(name)?;
        Some(self.read(name, &value)?.value)
    }

    /// A field that must be there, to be read later. `None` comes with a finding.
    pub(super) fn take_unread(&mut self, name: &str) -> Option<Spanned<DeValue<'i>>> {
        let value = self.table.remove(name);
        if value.is_none() {
            self.find(self.line, Code::MissingField, format!("缺少 {name}"));
        }
        value
    }

    fn read<T: Field>(&mut self, name: &str, value: &Spanned<DeValue<'i>>) -> Option<Located<T>> {
        let line = self.report.line_at(value.span().start);
        let read = T::read(value.get_ref());
        if read.is_none() {
            self.find(line, Code::MalformedField, format!("{name} 应当是{}", T::EXPECTED));
        }
        Some(Located { line, value: read? })
    }

    /// The tables of an array, however it is written; empty where the field is left out.
    pub(super) fn take_tables(&mut self, name: &str) -> Vec<Spanned<DeValue<'i>>> {
        let Some(value) = self.table.remove(name) else { return Vec::new() };
        let line = self.report.line_at(value.span().start);
        if let DeValue::Array(tables) = value.into_inner() {
            return tables.into_iter().collect();
        }
        self.find(line, Code::MalformedField, format!("{name} 应当是表的数组"));
        Vec::new()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.table.contains_key(name)
    }

    /// Drops a field that has been found fault with already. True where it was there.
    pub(super) fn discard(&mut self, name: &str) -> bool {
        self.table.remove(name).is_some()
    }

    /// Reads a table that stands inside this one.
    pub(super) fn open_inner(&mut self, name: &str, value: Spanned<DeValue<'i>>) -> Option<Fields<'_, 'a, 'i>> {
        Fields::open(self.report, name, self.question.as_deref(), value)
    }

    pub(super) fn find(&mut self, line: Line, code: Code, message: impl Into<String>) {
        self.report.add(line, self.question.as_deref(), code, message);
    }

    /// Whatever has not been taken is a finding.
    pub(super) fn finish(self) {
        for name in self.table.keys() {
            let line = self.report.line_at(name.span().start);
            let message = format!("不认识的字段 {}", name.get_ref());
            self.report.add(line, self.question.as_deref(), Code::UnknownField, message);
        }
    }
}

/// A type that a field may have.
pub(super) trait Field: Sized {
    /// Completes the sentence "… 应当是".
    const EXPECTED: &'static str;

    fn read(value: &DeValue<'_>) -> Option<Self>;
}

impl Field for String {
    const EXPECTED: &'static str = "文字";

    fn read(value: &DeValue<'_>) -> Option<Self> {
        value.as_str().map(ToOwned::to_owned)
    }
}

impl Field for Vec<String> {
    const EXPECTED: &'static str = "文字的数组";

    fn read(value: &DeValue<'_>) -> Option<Self> {
        value.as_array()?.iter().map(|element| String::read(element.get_ref())).collect()
    }
}

impl Field for u8 {
    const EXPECTED: &'static str = "不大于 255 的自然数";

    fn read(value: &DeValue<'_>) -> Option<Self> {
        let integer = value.as_integer()?;
        Self::from_str_radix(integer.as_str(), integer.radix()).ok()
    }
}

impl Field for u16 {
    const EXPECTED: &'static str = "不大于 65535 的自然数";

    fn read(value: &DeValue<'_>) -> Option<Self> {
        let integer = value.as_integer()?;
        Self::from_str_radix(integer.as_str(), integer.radix()).ok()
    }
}

impl Field for Date {
    const EXPECTED: &'static str = "加引号的日期，如 \"2021-09-01\"";

    fn read(value: &DeValue<'_>) -> Option<Self> {
        value.as_str()?.parse().ok()
    }
}

impl Field for Kind {
    const EXPECTED: &'static str = " single、multiple 或 judgment";

    fn read(value: &DeValue<'_>) -> Option<Self> {
        read_name(value)
    }
}

impl Field for Usage {
    const EXPECTED: &'static str = " contest、practice 或 both";

    fn read(value: &DeValue<'_>) -> Option<Self> {
        read_name(value)
    }
}

/// By serde, so that the names stand in one place, at the type.
fn read_name<'de, T: Deserialize<'de>>(value: &'de DeValue<'_>) -> Option<T> {
    T::deserialize(IntoDeserializer::<ValueError>::into_deserializer(value.as_str()?)).ok()
}
