//! Tables in the layout of Chinese platforms: one question a line, in xlsx or CSV.
//!
//! Columns stand in any order under a heading that has at least 题型, 题干 and 答案; a column that nobody knows is
//! told.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, XlsxError};

use super::{Draft, MOST_ROWS, Refused, Row, Written, annex, carried, kind_name, tidy};
use crate::{
    domain::bank::{
        Bank,
        finding::Line,
        question::{JUDGMENT_OPTIONS, Kind, OptionSet, Question},
    },
    sheet::{
        Cell, Line as SheetLine, Sheet, Source,
        delimited::{as_written, harmless},
    },
};

/// Lines among which the heading is looked for: a title may stand above it.
pub(super) const HEADING_WITHIN: usize = 10;
/// How a line begins that shows how to fill in the others.
const EXAMPLE: &str = "（示例）";

/// The columns in the order in which they are written, each with other titles that people give it.
const COLUMNS: [(&str, &[&str]); 17] = [
    ("题型", &["试题类型", "题目类型", "类型"]),
    ("题干", &["试题", "题目", "试题内容", "题目内容", "试题题干"]),
    ("选项A", &["A", "答案A"]),
    ("选项B", &["B", "答案B"]),
    ("选项C", &["C", "答案C"]),
    ("选项D", &["D", "答案D"]),
    ("选项E", &["E", "答案E"]),
    ("选项F", &["F", "答案F"]),
    ("答案", &["正确答案", "标准答案", "参考答案"]),
    ("解析", &["答案解析", "试题解析"]),
    ("难度", &["难易度", "难度系数"]),
    ("依据", &["法规依据", "出题依据", "条款"]),
    ("知识点", &["考点"]),
    ("题号", &[]),
    ("法规", &[]),
    ("用途", &[]),
    ("不同卷", &[]),
];
const KIND: usize = 0;
const STEM: usize = 1;
const A: usize = 2;
const KEY: usize = 8;
const EXPLANATION: usize = 9;
const DIFFICULTY: usize = 10;
const CITES: usize = 11;
const TOPICS: usize = 12;
const ID: usize = 13;
const STATUTE: usize = 14;
const USAGE: usize = 15;
const EXCLUDES: usize = 16;
const NEEDED: [usize; 3] = [KIND, STEM, KEY];

/// What the template shows: in the order of the columns, as far as there is something.
const TEMPLATE: [[&str; 13]; 3] = [
    [
        "（示例）单选", "灯塔应当何时点灯？", "夜间", "正午", "清晨", "假日", "", "", "A", "灯塔夜间点灯。", "2",
        "《灯塔法》第1条第1款“夜间点灯”", "点灯",
    ],
    [
        "（示例）多选", "守灯人履行哪些职责？", "点灯", "擦灯", "钓鱼", "唱歌", "", "", "AB", "点灯和擦灯。", "3",
        "《灯塔法》第2条第1款“履行下列职责”", "职责",
    ],
    [
        "（示例）判断", "雾天可以熄灯。", "", "", "", "", "", "", "错", "雾天不得熄灯。", "1",
        "《灯塔法》第1条第2款“雾天不得熄灯”", "点灯；雾天",
    ],
];

/// Whether a line of text is the heading of such a table.
pub(super) fn is_heading(line: &str) -> bool {
    let titles: Vec<String> = line.split([',', '\t', ';']).map(|title| plain(title.trim_matches('"'))).collect();
    NEEDED.iter().all(|&column| titles.iter().any(|title| is_title(column, title)))
}

fn is_title(column: usize, title: &str) -> bool {
    let (name, also) = COLUMNS[column];
    name == title || also.contains(&title)
}

/// A title without what people add to it: spaces and stars.
fn plain(title: &str) -> String {
    title.chars().filter(|c| !c.is_whitespace() && !matches!(c, '*' | '＊' | '\u{FEFF}')).collect()
}

pub fn read(sheet: &Sheet) -> Result<Vec<Row>, Refused> {
    let places = sheet.lines.iter().take(HEADING_WITHIN).map(places).collect::<Result<Vec<_>, _>>()?;
    let missing = |places: &Places| NEEDED.iter().filter(|&&column| places[column].is_none()).count();
    let heading = places.iter().enumerate().min_by_key(|(_, places)| missing(places));
    let Some((heading, places)) = heading else { return Err(crate::sheet::Unreadable::Nothing.into()) };
    let gaps = NEEDED.iter().filter(|&&column| places[column].is_none()).map(|&column| COLUMNS[column].0);
    let gaps = gaps.collect::<Vec<_>>().join("、");
    if !gaps.is_empty() {
        return Err(Refused::NoColumn(gaps));
    }
    let line = &sheet.lines[heading];
    let unknown: Vec<String> = line
        .cells
        .iter()
        .enumerate()
        .filter(|(at, _)| !places.contains(&Some(*at)))
        .filter_map(|(_, cell)| if let Cell::Text(title) = cell { Some(format!("没有用到“{}”一列", title.trim())) } else { None })
        .collect();
    let lines = sheet.lines[heading + 1..].iter().filter(|line| !is_example(line));
    let mut rows = Vec::new();
    for line in lines {
        if rows.len() == MOST_ROWS {
            return Err(Refused::TooManyRows);
        }
        // Said once, of the first of them.
        let notices = if rows.is_empty() { unknown.clone() } else { Vec::new() };
        let number = Line(usize::try_from(line.number).unwrap_or(usize::MAX));
        rows.push(Row::new(number, draft(line, places, sheet.source), notices));
    }
    Ok(rows)
}

type Places = [Option<usize>; COLUMNS.len()];

fn places(line: &SheetLine) -> Result<Places, Refused> {
    let mut places = [None; COLUMNS.len()];
    for (at, cell) in line.cells.iter().enumerate() {
        let Cell::Text(title) = cell else { continue };
        let title = plain(title);
        if let Some(column) = (0..COLUMNS.len()).find(|&column| is_title(column, &title))
            && places[column].replace(at).is_some()
        {
            return Err(Refused::ColumnTwice(COLUMNS[column].0));
        }
    }
    Ok(places)
}

fn is_example(line: &SheetLine) -> bool {
    let first = line.cells.iter().find(|cell| **cell != Cell::Empty);
    matches!(first, Some(Cell::Text(text)) if text.trim_start().starts_with(EXAMPLE))
}

fn draft(line: &SheetLine, places: &Places, source: Source) -> Result<Draft, Vec<String>> {
    let mut errors = Vec::new();
    let texts: [String; COLUMNS.len()] = std::array::from_fn(|column| {
        let cell = places[column].and_then(|at| line.cells.get(at)).unwrap_or(&Cell::Empty);
        text_of(cell, source).unwrap_or_else(|why| {
            errors.push(format!("{}{why}", COLUMNS[column].0));
            String::new()
        })
    });
    if !errors.is_empty() {
        return Err(errors);
    }
    let mut draft = asked(&texts)?;
    let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    draft.id = some(&texts[ID]);
    draft.statute = some(&texts[STATUTE]);
    draft.explanation.clone_from(&texts[EXPLANATION]);
    draft.topics = annex::list_of(&texts[TOPICS]);
    draft.excludes = annex::list_of(&texts[EXCLUDES]);
    let mut note = |error: String| errors.push(error);
    if !texts[DIFFICULTY].is_empty() {
        draft.difficulty = annex::difficulty_of(&texts[DIFFICULTY]).map_err(&mut note).ok();
    }
    draft.usage = annex::usage_of(&texts[USAGE]).map_err(&mut note).unwrap_or_default();
    draft.cites = annex::cites_of(&texts[CITES]).map_err(&mut note).unwrap_or_default();
    if errors.is_empty() { Ok(draft) } else { Err(errors) }
}

fn text_of(cell: &Cell, source: Source) -> Result<String, &'static str> {
    match cell {
        Cell::Empty => Ok(String::new()),
        Cell::Text(text) if source == Source::Delimited => Ok(tidy(as_written(text))),
        Cell::Text(text) => Ok(tidy(text)),
        Cell::Number(value, zeros) => Ok(format!("{value:0>zeros$}")),
        Cell::Date => Err("被电子表格改成了日期，请将该列设为文本格式后重新填写"),
        Cell::Formula => Err("是公式，请粘贴为数值"),
        Cell::Other => Err("是错误值或逻辑值，请填写文字"),
    }
}

/// Kind, stem, options and key.
fn asked(texts: &[String; COLUMNS.len()]) -> Result<Draft, Vec<String>> {
    let kind = kind_of(&texts[KIND]).map_err(|error| vec![error])?;
    let options = &texts[A..KEY];
    let count = options.iter().rposition(|option| !option.is_empty()).map_or(0, |last| last + 1);
    let letters = |at: usize| char::from(b"ABCDEF"[at]);
    if let Some(gap) = options[..count].iter().position(String::is_empty) {
        return Err(vec![format!("选项{}是空的，而后面还有选项", letters(gap))]);
    }
    let options = &options[..count];
    let key = &texts[KEY];
    if kind == Kind::Judgment {
        let said = match key_of(key).map(|key| key.positions().map(usize::from).collect::<Vec<_>>()).as_deref() {
            // Where the options are not written out, A is the first of the two.
            Some([at]) => annex::truth(options.get(*at).map_or(JUDGMENT_OPTIONS.get(*at).copied(), |it| Some(it)).unwrap_or_default()),
            _ => None,
        };
        // F is 错 before it is the sixth option.
        let said = annex::truth(key).or(said);
        return said.map(|is_true| Draft::judgment(&texts[STEM], is_true)).ok_or_else(|| vec![format!("判断题的答案“{key}”应当是对或者错")]);
    }
    let key = key_of(key).ok_or_else(|| vec![format!("答案“{key}”应当是选项的字母，如 A 或者 AC")])?;
    if let Some(beyond) = key.positions().map(usize::from).find(|&at| at >= count) {
        return Err(vec![format!("答案 {} 不在选项中", letters(beyond))]);
    }
    let options = (0..).zip(options).map(|(at, text)| (text.clone(), key.positions().any(|it| it == at)));
    Draft::choice(kind, &texts[STEM], options.collect())
}

fn kind_of(text: &str) -> Result<Kind, String> {
    match text.trim_end_matches('题') {
        "单选" | "单项选择" => Ok(Kind::Single),
        "多选" | "多项选择" => Ok(Kind::Multiple),
        "判断" | "是非" => Ok(Kind::Judgment),
        "" => Err("没有填写题型".into()),
        _ => Err(format!("题型“{text}”不能导入，只有单选、多选、判断")),
    }
}

/// Letters in any order, with whatever stands between them.
fn key_of(text: &str) -> Option<OptionSet> {
    let mut bits = 0_u8;
    for character in text.chars() {
        let letter = match character {
            'Ａ'..='Ｆ' => char::from_u32(u32::from(character) - 0xFEE0)?,
            ',' | '，' | '、' | ';' | '；' | '|' | '/' | ' ' | '\n' => continue,
            other => other.to_ascii_uppercase(),
        };
        let position = u32::from(letter).checked_sub(u32::from('A')).filter(|at| *at < 6)?;
        if bits >> position & 1 == 1 {
            return None;
        }
        bits |= 1 << position;
    }
    OptionSet::from_bits(bits).filter(|key| !key.is_empty())
}

/// The cells of a question.
fn cells(question: &Question, bank: &Bank) -> [String; COLUMNS.len()] {
    let mut cells: [String; COLUMNS.len()] = std::array::from_fn(|_| String::new());
    for (cell, option) in cells[A..KEY].iter_mut().zip(&question.options) {
        cell.clone_from(option);
    }
    cells[KIND] = kind_name(question.kind).into();
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
    let mut out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer("\u{FEFF}".as_bytes().to_vec());
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
