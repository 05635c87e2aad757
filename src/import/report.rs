//! What came of an import, row by row.

use serde::Serialize;

use crate::fault::{Code, Fault, FieldFault};

/// Notes of each kind that a report lists; it counts them all.
pub const LISTED: usize = 2_000;

/// What is to say of one cell or one line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, utoipa::ToSchema)]
pub struct Note {
    /// As the spreadsheet numbers it, from 1.
    #[schema(example = 3)]
    pub line: u32,
    /// The title of the column; none where it is about the whole line.
    #[schema(example = "工号")]
    pub column: Option<&'static str>,
    #[schema(example = "是科学计数法（1.38E+10），原来的数字已丢失")]
    pub message: String,
}

/// What came of an import, or, of a dry run, what would come of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Report {
    /// Nothing was changed.
    pub dry_run: bool,
    /// Lines that hold something, without heading and example.
    #[schema(example = 200)]
    pub rows: usize,
    #[schema(example = 180)]
    pub created: usize,
    #[schema(example = 3)]
    pub updated: usize,
    /// What forbids the import. With one of them nothing is imported.
    #[schema(example = 0)]
    pub error_count: usize,
    /// The first 2,000 of them.
    pub errors: Vec<Note>,
    /// Cells that were put right (spaces, full-width digits), columns and lines that were left out.
    #[schema(example = 2)]
    pub notice_count: usize,
    /// The first 2,000 of them.
    pub notices: Vec<Note>,
}

/// Notes counted, and the first of them kept.
#[derive(Clone, Debug, Default)]
pub struct Notes {
    count: usize,
    notes: Vec<Note>,
}

impl Notes {
    pub fn add(&mut self, line: u32, column: impl Into<Option<&'static str>>, message: impl Into<String>) {
        self.count += 1;
        if self.notes.len() < LISTED {
            self.notes.push(Note { line, column: column.into(), message: message.into() });
        }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    fn listed(mut self) -> (usize, Vec<Note>) {
        self.notes.sort();
        (self.count, self.notes)
    }
}

/// What has been found so far.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    pub errors: Notes,
    pub notices: Notes,
}

/// What an import does, or did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    pub rows: usize,
    pub created: usize,
    pub updated: usize,
}

impl Findings {
    /// The report of a dry run, with whatever errors there are.
    #[must_use]
    pub fn of_dry_run(self, changes: Changes) -> Report {
        self.report(changes, true)
    }

    /// The report of an import that was done.
    #[must_use]
    pub fn of_import(self, changes: Changes) -> Report {
        self.report(changes, false)
    }

    fn report(self, changes: Changes, dry_run: bool) -> Report {
        let Changes { rows, created, updated } = changes;
        let (error_count, errors) = self.errors.listed();
        let (notice_count, notices) = self.notices.listed();
        Report { dry_run, rows, created, updated, error_count, errors, notice_count, notices }
    }

    /// Why nothing was imported.
    #[must_use]
    pub fn refused(self) -> Fault {
        let (count, notes) = self.errors.listed();
        let fields = notes.into_iter().map(|note| FieldFault {
            pointer: format!("/rows/{}/{}", note.line, note.column.unwrap_or_default()),
            detail: note.message,
        });
        let mut fault = Fault::new(Code::FileRowsRefused).with_detail(format!("共 {count} 处错误"));
        fault.fields = fields.collect();
        fault
    }
}
