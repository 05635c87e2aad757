//! Parsing of untrusted workbooks: what the child process does (`ankao parse-workbook`).
//!
//! It takes the file from its standard input and says lines of typed cells on its standard output. Before
//! it reads anything it gives up memory, time, files and core dumps beyond its limits; whatever a
//! workbook does to a parser ends with this process.

use std::{
    collections::HashMap,
    io::{self, Cursor, Read, Write},
};

use calamine::{Data, DataRef, Reader, Xls, XlsError, Xlsx, XlsxError};
use rustix::process::{Resource, Rlimit, setrlimit};

use super::{Cell, Line, MOST_COLUMNS, MOST_LINES, Spoken, UPLOAD_LIMIT, Unreadable};

/// Address space of the child.
const MEMORY: u64 = 1 << 30;
/// Seconds of processor time of the child.
const PROCESSOR_SECONDS: u64 = 20;
/// Bytes that all parts of an xlsx may inflate to: 200,000 people take some 50 MB.
const INFLATED: u64 = 200 << 20;
/// How many times its size a file above [`SMALL`] may inflate to: rosters stay below 40.
const RATIO: u64 = 250;
const SMALL: u64 = 16 << 20;

/// Parses the workbook on `input`, within limits from which this process never returns.
pub fn parse_confined(input: impl Read, out: &mut impl Write) -> io::Result<()> {
    confine()?;
    let mut file = Vec::new();
    input.take(UPLOAD_LIMIT as u64 + 1).read_to_end(&mut file)?;
    let last = match parse(&file, out)? {
        Ok(()) => Spoken::End,
        Err(unreadable) => Spoken::Unreadable(unreadable),
    };
    say(out, &last)
}

fn confine() -> io::Result<()> {
    let limits = [
        (Resource::As, MEMORY),
        (Resource::Cpu, PROCESSOR_SECONDS),
        // A core dump would hold a roster.
        (Resource::Core, 0),
        (Resource::Fsize, 0),
    ];
    for (resource, limit) in limits {
        setrlimit(resource, Rlimit { current: Some(limit), maximum: Some(limit) })?;
    }
    Ok(())
}

fn say(out: &mut impl Write, spoken: &Spoken) -> io::Result<()> {
    serde_json::to_writer(&mut *out, spoken)?;
    out.write_all(b"\n")
}

/// The outer error is of the output, the inner one of the file.
fn parse(file: &[u8], out: &mut impl Write) -> io::Result<Result<(), Unreadable>> {
    let mut speaker = Speaker { out, line: Line::default(), count: 0 };
    let parsed = if is_xlsx(file) { xlsx(file, &mut speaker) } else { xls(file, &mut speaker) };
    match parsed.and_then(|()| speaker.finish()) {
        Ok(()) => Ok(Ok(())),
        Err(Stop::Unreadable(unreadable)) => Ok(Err(unreadable)),
        Err(Stop::Output(error)) => Err(error),
    }
}

/// xlsx files are zip archives.
#[must_use]
pub fn is_xlsx(file: &[u8]) -> bool {
    file.starts_with(b"PK")
}

/// xls files, and xlsx files with a password, are compound files.
#[must_use]
pub fn is_xls(file: &[u8]) -> bool {
    file.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])
}

enum Stop {
    Unreadable(Unreadable),
    Output(io::Error),
}

impl From<Unreadable> for Stop {
    fn from(unreadable: Unreadable) -> Self {
        Self::Unreadable(unreadable)
    }
}

impl From<XlsxError> for Stop {
    fn from(error: XlsxError) -> Self {
        Self::Unreadable(match error {
            XlsxError::Password => Unreadable::Protected,
            _ => Unreadable::NotAWorkbook,
        })
    }
}

impl From<XlsError> for Stop {
    fn from(error: XlsError) -> Self {
        Self::Unreadable(match error {
            XlsError::Password => Unreadable::Protected,
            _ => Unreadable::NotAWorkbook,
        })
    }
}

/// Gathers cells to lines and says them.
struct Speaker<'a, W> {
    out: &'a mut W,
    line: Line,
    count: usize,
}

impl<W: Write> Speaker<'_, W> {
    /// Rows and columns from 0, row by row.
    fn cell(&mut self, row: u32, column: usize, cell: Cell) -> Result<(), Stop> {
        if self.line.number != row + 1 {
            self.finish()?;
            self.line.number = row + 1;
        }
        self.line.put(column, cell);
        Ok(())
    }

    fn finish(&mut self) -> Result<(), Stop> {
        let line = std::mem::take(&mut self.line);
        if line.cells.is_empty() {
            return Ok(());
        }
        self.count += 1;
        if self.count > MOST_LINES {
            return Err(Unreadable::TooManyLines.into());
        }
        say(self.out, &Spoken::Line(line)).map_err(Stop::Output)
    }
}

fn xlsx(file: &[u8], speaker: &mut Speaker<'_, impl Write>) -> Result<(), Stop> {
    check_inflated(file)?;
    let mut workbook = Xlsx::new(Cursor::new(file))?;
    let sheet = workbook.sheet_names().into_iter().next().ok_or(Unreadable::Nothing)?;
    let padded = padded_cells(&mut workbook, &sheet)?;
    let mut cells = workbook.worksheet_cells_reader(&sheet)?;
    while let Some(cell) = cells.next_cell_with_formula_metadata()? {
        let (row, column) = cell.pos;
        let kind = match cell.value {
            _ if cell.formula.is_some() => Cell::Formula,
            DataRef::Empty => Cell::Empty,
            DataRef::String(text) => Cell::text(&text),
            DataRef::SharedString(text) => Cell::text(text),
            #[expect(clippy::cast_precision_loss, reason = "a spreadsheet's numbers are doubles")]
            DataRef::Int(value) => Cell::Number(value as f64, 0),
            DataRef::Float(value) => Cell::Number(value, padded.get(&cell.pos).copied().unwrap_or(0)),
            DataRef::DateTime(_) | DataRef::DateTimeIso(_) | DataRef::DurationIso(_) => Cell::Date,
            DataRef::Bool(_) | DataRef::Error(_) => Cell::Other,
        };
        speaker.cell(row, column as usize, kind)?;
    }
    Ok(())
}

/// Where a number format pads with zeros: 123 under `00000` is shown, and meant, as 00123.
fn padded_cells(workbook: &mut Xlsx<Cursor<&[u8]>>, sheet: &str) -> Result<HashMap<(u32, u32), usize>, Stop> {
    let mut cells = workbook.worksheet_cells_reader(sheet)?;
    let zeros: Vec<usize> = cells
        .styles()
        .iter()
        .map(|style| {
            let format = style.number_format.as_ref().map_or("", |format| &format.format_code);
            if format.len() > 1 && format.bytes().all(|byte| byte == b'0') { format.len() } else { 0 }
        })
        .collect();
    let mut padded = HashMap::new();
    if zeros.iter().any(|&digits| digits > 0) {
        while let Some((row, column, style)) = cells.next_style_id()? {
            match zeros.get(style) {
                Some(&digits) if digits > 0 && (column as usize) < MOST_COLUMNS => {
                    padded.insert((row, column), digits);
                }
                _ => {}
            }
        }
    }
    Ok(padded)
}

/// Inflates every part and counts: what an archive says of its own size may be a lie.
fn check_inflated(file: &[u8]) -> Result<(), Unreadable> {
    let allowed = INFLATED.min(SMALL.max(file.len() as u64 * RATIO));
    let mut archive = zip::ZipArchive::new(Cursor::new(file)).map_err(|_| Unreadable::NotAWorkbook)?;
    let mut inflated = 0;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| Unreadable::NotAWorkbook)?;
        inflated +=
            io::copy(&mut part.take(allowed + 1 - inflated), &mut io::sink()).map_err(|_| Unreadable::NotAWorkbook)?;
        if inflated > allowed {
            return Err(Unreadable::Inflated);
        }
    }
    Ok(())
}

fn xls(file: &[u8], speaker: &mut Speaker<'_, impl Write>) -> Result<(), Stop> {
    if !is_xls(file) {
        return Err(Unreadable::NotAWorkbook.into());
    }
    // An xlsx with a password hides in a compound file, and is told by its own reader.
    if let Err(XlsxError::Password) = Xlsx::new(Cursor::new(file)) {
        return Err(Unreadable::Protected.into());
    }
    let mut workbook = Xls::new(Cursor::new(file))?;
    let sheet = workbook.sheet_names().into_iter().next().ok_or(Unreadable::Nothing)?;
    let formulas = workbook.worksheet_formula(&sheet)?;
    let range = workbook.worksheet_range(&sheet)?;
    let (first_row, first_column) = range.start().unwrap_or_default();
    for (row, column, value) in range.used_cells() {
        let at = (first_row + u32::try_from(row).unwrap_or(u32::MAX), first_column as usize + column);
        let position = (at.0, u32::try_from(at.1).unwrap_or(u32::MAX));
        let kind = match value {
            _ if formulas.get_value(position).is_some_and(|formula| !formula.is_empty()) => Cell::Formula,
            Data::Empty => Cell::Empty,
            Data::String(text) => Cell::text(text),
            #[expect(clippy::cast_precision_loss, reason = "a spreadsheet's numbers are doubles")]
            Data::Int(value) => Cell::Number(*value as f64, 0),
            Data::Float(value) => Cell::Number(*value, 0),
            Data::DateTime(_) | Data::DateTimeIso(_) | Data::DurationIso(_) => Cell::Date,
            _ => Cell::Other,
        };
        speaker.cell(at.0, at.1, kind)?;
    }
    Ok(())
}
